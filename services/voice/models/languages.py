"""Three-letter codes of languages, as MMS names its models, to the tags that clips use."""

_SHORT = {
    "afr": "af", "amh": "am", "arb": "ar", "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca",
    "ces": "cs", "cmn": "zh", "cym": "cy", "dan": "da", "deu": "de", "ell": "el", "eng": "en",
    "est": "et", "eus": "eu", "fas": "fa", "fin": "fi", "fra": "fr", "gle": "ga", "glg": "gl",
    "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id",
    "isl": "is", "ita": "it", "jpn": "ja", "jav": "jv", "kan": "kn", "kat": "ka", "kaz": "kk",
    "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv", "lit": "lt", "mal": "ml", "mar": "mr",
    "mon": "mn", "mya": "my", "nep": "ne", "nld": "nl", "nob": "nb", "pan": "pa", "pol": "pl",
    "por": "pt", "ron": "ro", "rus": "ru", "sin": "si", "slk": "sk", "slv": "sl", "som": "so",
    "spa": "es", "sqi": "sq", "srp": "sr", "sun": "su", "swe": "sv", "swh": "sw", "tam": "ta",
    "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz",
    "vie": "vi", "yor": "yo", "zul": "zu",
}  # fmt: skip


def shortest(code: str) -> str:
    """The BCP 47 tag of an ISO 639-3 code such as eng or azj-script_latin: the two letters of
    ISO 639-1 where there are some, else the code itself (RFC 5646, 2.2.1)."""
    bare = code.lower().replace("_", "-").split("-")[0]
    return _SHORT.get(bare, bare)

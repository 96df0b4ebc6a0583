"""Pinyin syllables as the IPA symbols of Kokoro's alphabet, tone arrow after the vowel."""

_INITIALS = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t",
    "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
# A digit 0 marks where the tone goes.
_RIMES = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "er": "ɚ0", "o": "ɔ0", "ou": "ou0", "ong": "ʊ0ŋ", "ê": "ɛ0",
    "i": "i0", "ia": "ja0", "ie": "je0", "iao": "jau0", "iou": "jou0", "ian": "jɛ0n",
    "in": "i0n", "iang": "ja0ŋ", "ing": "i0ŋ", "iong": "jʊ0ŋ", "io": "jɔ0",
    "u": "u0", "ua": "wa0", "uo": "wo0", "uai": "wai0", "uei": "wei0", "uan": "wa0n",
    "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ",
    "ü": "y0", "üe": "ɥe0", "üan": "ɥɛ0n", "ün": "y0n",
    "m": "m0", "n": "n0", "ng": "ŋ0",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_ZERO_INITIAL = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iou", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "yo": "io", "yu": "ü", "yue": "üe",
    "yuan": "üan", "yun": "ün", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "uei",
    "wan": "uan", "wen": "uen", "wang": "uang", "weng": "ueng", "yai": "iai",
}  # fmt: skip
_SHORT = {"iu": "iou", "ui": "uei", "un": "uen", "v": "ü", "ve": "üe", "van": "üan", "vn": "ün"}
_AFTER_PALATAL = {"u": "ü", "ue": "üe", "uan": "üan", "un": "ün"}
_RIMES["iai"] = "jai0"


def symbols(reading: str) -> list[str]:
    """The symbols of a syllable written like zhong1; none for what is not pinyin."""
    syllable, tone = reading[:-1], reading[-1:]
    if tone not in _TONES:
        syllable, tone = reading, "5"
    syllable = syllable.replace("u:", "ü")
    initial, rime = _parts(syllable)
    if rime == "i" and initial in ("z", "c", "s", "zh", "ch", "sh", "r"):
        sound = "ɨ0"
    else:
        sound = _RIMES.get(rime, "")
    return list((_INITIALS.get(initial, "") + sound).replace("0", _TONES[tone])) if sound else []


def _parts(syllable: str) -> tuple[str, str]:
    """Initial and full rime: liu is l and iou, yuan is no initial and üan."""
    if syllable in _ZERO_INITIAL:
        return "", _ZERO_INITIAL[syllable]
    if syllable in _RIMES:
        return "", syllable
    size = 2 if syllable[:2] in _INITIALS else 1
    initial, rime = syllable[:size], syllable[size:]
    if initial not in _INITIALS:
        return "", syllable
    if initial in ("j", "q", "x"):
        rime = _AFTER_PALATAL.get(rime, rime)
    if initial in ("b", "p", "m", "f") and rime == "o":
        rime = "uo"
    return initial, _SHORT.get(rime, rime)

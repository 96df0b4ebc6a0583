"""Which mouth shape a sound has, and how the models' symbols read in IPA."""

from reelmesh.v1.timeline_pb2 import Viseme

_SHAPES = {
    Viseme.VISEME_CLOSED: "m b p",
    Viseme.VISEME_LABIODENTAL: "f v ʋ ɱ",
    Viseme.VISEME_DENTAL: "θ ð",
    # Mandarin's j, q, x and other sounds at the hard palate are said with spread lips.
    Viseme.VISEME_ALVEOLAR: "t d n l s z ɾ r ʦ ʣ ts dz ɬ ɫ ɹ̩ z̩ ɕ ʑ ʨ ʥ tɕ dʑ ç ʝ ɲ c ɟ ʎ",
    Viseme.VISEME_POSTALVEOLAR: "ʃ ʒ ʧ ʤ tʃ dʒ ɹ ɻ ʂ ʐ ʈ ɖ ꭧ ʈʂ tʂ ɽ ɳ ɭ",
    Viseme.VISEME_VELAR: "k ɡ g ŋ h x ɣ χ ʁ ħ ʕ q ʔ ɦ ɰ ɴ ʀ",
    Viseme.VISEME_OPEN: "a ɑ æ ɐ ɶ ä ʌ",
    Viseme.VISEME_MID: "ə ɛ e ɜ ɘ ɤ ᵊ ɚ ɝ",
    Viseme.VISEME_SPREAD: "i ɪ j ɨ ᵻ ɯ",
    Viseme.VISEME_ROUND_OPEN: "ɔ o ɒ ɵ œ ø ɞ",
    Viseme.VISEME_ROUND_CLOSE: "u ʊ w y ɥ ʍ ʉ ʏ ɸ β",
}
_VISEME: dict[str, Viseme] = {
    symbol: viseme for viseme, symbols in _SHAPES.items() for symbol in symbols.split()
}

_GLIDES = {
    "A": ("e", "ɪ"),
    "I": ("a", "ɪ"),
    "O": ("o", "ʊ"),
    "Q": ("ə", "ʊ"),
    "W": ("a", "ʊ"),
    "Y": ("ɔ", "ɪ"),
}
_NAMES = {"T": "ɾ", "ᵊ": "ə", "ᵻ": "ɪ", "S": "ʃ", "ꭧ": "ʈʂ", "ʨ": "tɕ", "ʦ": "ts", "ʣ": "dz"}

_MARKS = frozenset("ˈˌːʰʲ̃→↗↓↘ᵝˑ̯̩̥̪͡ʼ")
_LEADING = frozenset("ˈˌ")
_GLIDING = frozenset("jwɥʍ")
_OPEN_BEFORE, _ROUNDING = frozenset("aɑæ"), frozenset("uʊ")
_VOWELS = (
    Viseme.VISEME_OPEN,
    Viseme.VISEME_MID,
    Viseme.VISEME_SPREAD,
    Viseme.VISEME_ROUND_OPEN,
    Viseme.VISEME_ROUND_CLOSE,
)


def is_mark(symbol: str) -> bool:
    """Whether a unit only colours its neighbour: stress, length, tone, aspiration."""
    return bool(symbol) and all(char in _MARKS for char in symbol)


def leads(symbol: str) -> bool:
    """Whether a mark belongs to the sound after it."""
    return symbol in _LEADING


def sounds(symbol: str) -> tuple[str, ...]:
    """The IPA sounds of a model symbol: two for a diphthong, whose mouth moves."""
    if symbol in _GLIDES:
        return _GLIDES[symbol]
    return (_NAMES.get(symbol, symbol),)


def viseme(sound: str, before: str = "") -> Viseme:
    """The mouth shape of an IPA sound after another; unknown ones look like a half-open mouth."""
    if not sound:
        return Viseme.VISEME_REST
    bare = "".join(char for char in sound if char not in _MARKS)
    # The end of house and hao is an o: the jaw has no time to close.
    if bare in _ROUNDING and before[:1] in _OPEN_BEFORE and before:
        return Viseme.VISEME_ROUND_OPEN
    if bare in _VISEME:
        return _VISEME[bare]
    return _VISEME.get(bare[:1], Viseme.VISEME_MID)


def is_vowel(sound: str) -> bool:
    """Whether a sound can be held: a vowel, and no glide."""
    return sound[:1].isalpha() and viseme(sound) in _VOWELS and sound[0] not in _GLIDING


def weight(sound: str) -> float:
    """Relative length of a sound, for when no model tells: vowels are long, taps short."""
    return (1.3 if viseme(sound) in _VOWELS else 1.0) * (1.4 if "ː" in sound else 1.0)

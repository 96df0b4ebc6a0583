"""How long a piece may become: a model that draws its own end may never draw it."""

SLOWEST_PER_S = 5.0
"""Letters a second of the slowest speech that is waited for; plain English has about 15."""
HAN_LETTERS = 3.0
"""Letters that take as long as one Han character, kana or syllable of Hangul."""
REST_S = 2.0
"""Breath and silence around a piece."""


def longest_s(said: str) -> float:
    """Seconds after which a piece is stopped: about three times of what it takes in plain
    speech."""
    letters = sum(
        HAN_LETTERS if "\u3040" <= char <= "\ud7a3" else 1.0 for char in said if char.isalnum()
    )
    return REST_S + letters / SLOWEST_PER_S

"""Subtitles as mov_text: what is said and by whom, one track for each language spoken."""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from reelmesh.v1.timeline_pb2 import Timeline, Utterance

CELLS_MAX = 84
"""Widest cue: two lines of 42 Latin letters, the broadcasters' habit; a CJK sign counts two."""

_MERGE_S = 0.3  # a shorter overlap ends the first cue early instead of stacking the two
_MILLISECOND = Fraction(1, 1000)
_SENTENCE, _CLAUSE = ".!?…。！？", ",;:，；：、—"

# ISO 639-2/T codes of the two-letter codes of ISO 639-1 that voices are likely to speak.
_ISO_639_2: dict[str, str] = {
    pair[:2]: pair[3:]
    for pair in (
        "af-afr ar-ara bg-bul bn-ben ca-cat cs-ces cy-cym da-dan de-deu el-ell en-eng eo-epo "
        "es-spa et-est eu-eus fa-fas fi-fin fr-fra ga-gle gl-glg gu-guj he-heb hi-hin hr-hrv "
        "hu-hun hy-hye id-ind is-isl it-ita ja-jpn ka-kat kk-kaz km-khm kn-kan ko-kor la-lat "
        "lo-lao lt-lit lv-lav mk-mkd ml-mal mn-mon mr-mar ms-msa my-mya nb-nob ne-nep nl-nld "
        "nn-nno no-nor pa-pan pl-pol pt-por ro-ron ru-rus si-sin sk-slk sl-slv sq-sqi sr-srp "
        "sv-swe sw-swa ta-tam te-tel th-tha tl-tgl tr-tur uk-ukr ur-urd uz-uzb vi-vie "
        "zh-zho zu-zul"
    ).split()
}

# What the mov_text encoder wants to know before it opens: white text at the bottom.
_HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True)
class Cue:
    """A text with its start and end in milliseconds of the clip."""

    start: int
    end: int
    text: str


def iso_639_2(language: str) -> str:
    """The three-letter code of a BCP 47 language; "und" for one that has none."""
    primary = language.split("-", maxsplit=1)[0].lower()
    return _ISO_639_2.get(primary, primary if len(primary) == 3 else "und")


def tracks(timeline: Timeline, seconds: float) -> dict[str, list[Cue]]:
    """The cues of each language by its ISO 639-2 code, in order of first speaking."""
    several = len({u.speaker for u in timeline.utterances}) > 1
    result: dict[str, list[Cue]] = {}
    for utterance in sorted(timeline.utterances, key=lambda u: u.start_seconds):
        cues = result.setdefault(iso_639_2(utterance.language), [])
        cues.extend(_cues(utterance, several))
    end = round(seconds * 1000)
    return {code: tidy(cues, end) for code, cues in result.items() if tidy(cues, end)}


def tidy(cues: Sequence[Cue], end: int) -> list[Cue]:
    """Cues in order, none overlapping, none after the end: real overlaps become one cue."""
    result: list[Cue] = []
    for cue in sorted(cues, key=lambda c: c.start):
        clipped = replace(cue, end=min(cue.end, end))
        if clipped.end <= clipped.start:
            continue
        last = result[-1] if result else None
        if last is None or last.end <= clipped.start:
            result.append(clipped)
        elif last.end - clipped.start <= _MERGE_S * 1000 and last.start < clipped.start:
            result[-1:] = [replace(last, end=clipped.start), clipped]
        else:
            both = f"{last.text}\n{clipped.text}"
            result[-1] = Cue(last.start, max(last.end, clipped.end), both)
    return result


def _cues(utterance: Utterance, with_name: bool) -> Iterator[Cue]:
    """One cue, or several for a line too long to read at once."""
    text = clean(utterance.text)
    parts = pieces(text)
    starts = [utterance.start_seconds]
    for part in parts[:-1]:
        done = text.index(part, _position(text, parts, len(starts) - 1)) + len(part)
        starts.append(max(starts[-1], _time_at(utterance, text, done)))
    ends = [*starts[1:], utterance.end_seconds]
    for part, start, end in zip(parts, starts, ends, strict=True):
        said = f"{clean(utterance.speaker)}: {part}" if with_name and utterance.speaker else part
        yield Cue(round(start * 1000), round(end * 1000), said)


def _position(text: str, parts: Sequence[str], count: int) -> int:
    at = 0
    for part in parts[:count]:
        at = text.index(part, at) + len(part)
    return at


def _time_at(utterance: Utterance, text: str, place: int) -> float:
    """When the first word that begins at or after a place in the text is spoken; without
    words, the share of the line that lies before the place."""
    at = 0
    for word in utterance.words:
        found = text.find(word.text, at)
        if found < 0:
            break
        if found >= place:
            return word.start_seconds
        at = found + len(word.text)
    length = utterance.end_seconds - utterance.start_seconds
    return utterance.start_seconds + length * place / max(len(text), 1)


def clean(text: str) -> str:
    """One line of text without control characters."""
    return " ".join(
        "".join(c if c.isprintable() or c in "\u200d\ufe0f" else " " for c in text).split()
    )


def cells(text: str) -> int:
    """Width of a text: 2 for wide signs, 1 for others, 0 for marks that combine."""
    return sum(_cells(c) for c in text)


def _cells(sign: str) -> int:
    if unicodedata.combining(sign) or sign in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def pieces(text: str) -> list[str]:
    """A text cut into pieces of at most CELLS_MAX: at sentences, clauses, words, in that order."""
    if cells(text) <= CELLS_MAX:
        return [text]
    cut = min(range(1, len(text)), key=lambda i: _cost(text, i))
    return [*pieces(text[:cut].strip()), *pieces(text[cut:].strip())]


def _cost(text: str, cut: int) -> float:
    """How bad it is to cut before a place: far from the middle, or inside something."""
    before, after = text[cut - 1], text[cut]
    off_middle = abs(2 * cut / len(text) - 1)
    if before in "\u200d" or after in "\u200d\ufe0f" or _cells(after) == 0:
        return 9
    if after in _SENTENCE + _CLAUSE:
        return 8
    spaced = after == " "
    if before in _SENTENCE and (spaced or _cells(before) == 2):
        return off_middle
    if before in _CLAUSE and (spaced or _cells(before) == 2):
        return off_middle + 0.3
    if spaced:
        return off_middle + 0.6
    return off_middle + (0.9 if _cells(before) == 2 == _cells(after) else 3)


def add_track(out: OutputContainer, code: str) -> SubtitleStream:
    """A mov_text track for a language."""
    track = out.add_stream("mov_text")
    track.metadata["language"] = code
    track.time_base = _MILLISECOND
    track.codec_context.time_base = _MILLISECOND
    track.codec_context.subtitle_header = _HEADER
    return track


def packets(cues: Sequence[Cue], track: SubtitleStream) -> Iterator[Packet[Stream]]:
    """A sample for each cue: its length in two bytes, then UTF-8 (3GPP TS 26.245, 5.17.1).
    The muxer fills the gaps with empty samples."""
    for cue in cues:
        text = cue.text.encode()[:0xFFFF]
        packet: Packet[Stream] = Packet(len(text).to_bytes(2, "big") + text)
        packet.pts = packet.dts = cue.start
        packet.duration = cue.end - cue.start
        packet.time_base = _MILLISECOND
        packet.is_keyframe = True
        packet.stream = track
        yield packet


def texts(payload: bytes) -> str:
    """The text of a mov_text sample."""
    return payload[2 : 2 + int.from_bytes(payload[:2], "big")].decode(errors="replace")

"""Finds the world in a text: what moves, weather, light, places, looks, sounds and music."""

import re
from collections.abc import Iterator
from dataclasses import replace

from gateway.prompt import effects, looks, scenery, sounds
from gateway.prompt.found import (
    Found,
    Words,
    also_negated,
    over_until,
    pattern,
    ruled_from,
    strength,
    with_strength,
)
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import Effect, Framing, Look, Music

WORDS_FOR = {0.25: "light", 0.9: "heavy"}
PICTURE_STAYS = "the picture is given, and stays as it is"
NO_STYLE = "the engines here do not make this look"
NO_FRAMING = "the picture is seen from where it is"
MUSIC_IS_A_BED = "a generated bed of that mood, without the instruments named"
NO_SOUND = "no engine here knows this sound"

_EFFECTS = [(one, pattern(one.english, one.chinese)) for one in effects.EFFECTS]
_INSTEAD = {
    Effect.EFFECT_RAIN: (Effect.EFFECT_WINDOW_RAIN,),
    Effect.EFFECT_WATER: (Effect.EFFECT_CLOTH, Effect.EFFECT_HAIR),
}
"""What words do not mean where they are part of others: a flag that waves is no sea."""
_FALSE = pattern(effects.FALSE_FRIENDS, effects.FALSE_FRIENDS_CHINESE)
_LIGHT = {name: pattern(*words) for name, words in scenery.LIGHT.items()}
_SCENE = {name: pattern(*words) for name, words in scenery.SCENE.items()}
_FRESH = re.compile(r"\b(?:lake|pond|lagoon|reservoir)s?\b|湖|池塘", re.I)
_SALT = re.compile(r"\b(?:sea|ocean|surf|tide)|海(?!岸|湾|滩|边)", re.I)
_SHORE = re.compile(r"\b(?:shore|coast|bay)s?$|海(?:岸|湾)$", re.I)
_STYLE, _FRAMING = pattern(*scenery.STYLE), pattern(*scenery.FRAMING)
_CUES = {cue: pattern(*words) for cue, words in sounds.CUES.items()}
_HEARD = [re.compile(rf"\b(?:{sounds.HEARD[0]})", re.I), re.compile(sounds.HEARD[1], re.I)]
_NOISE, _NOISY = re.compile(sounds.NOISE, re.I), re.compile("sound|noise", re.I)
_MOODS = {mood: pattern(*words) for mood, words in sounds.MOODS.items()}
_NONE = re.compile(r"[:：]\s*(?:none|no|off|n/a|无|没有|不要)\s*$", re.I)
_MUSIC, _SILENCE = pattern(*sounds.MUSIC), re.compile("|".join(sounds.SILENCE), re.I)


def find(text: str, painted: bool) -> list[Found]:
    """Everything understood in a text of one shot, in its order. painted: the picture is painted
    from the text, so that scenery is used."""
    if not text.strip():
        return []
    plain = text.replace("’", "'")
    silent = [
        Found(Kind.UNDERSTOOD_KIND_SOUND, "silence", hit.start(), hit.end(), cue="silence")
        for hit in _SILENCE.finditer(plain)
    ]
    music = list(_music(plain))
    heard = list(_heard(_blanked(plain, [*silent, *music])))
    masked = _FALSE.blanked(plain)
    # What is only heard is not seen: the sound of rain needs no rain in the picture.
    masked = _blanked(masked, [*silent, *music, *(one for one in heard if not _named(one, plain))])
    followed = list(_followed(masked))
    moving = _moving(masked)
    masked = _blanked(masked, followed)
    scenery_seen = _scenery(masked, painted)
    if _FRESH.search(plain) and not _SALT.search(plain):
        scenery_seen = (_of_a_lake(one, plain, painted) for one in scenery_seen)
    seen = [*moving, *scenery_seen]
    styles = [
        *followed,
        *_looks(masked, _STYLE, Kind.UNDERSTOOD_KIND_STYLE, NO_STYLE),
        *_looks(masked, _FRAMING, Kind.UNDERSTOOD_KIND_FRAMING, NO_FRAMING),
    ]
    found = [*silent, *music, *heard, *seen, *styles]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _blanked(text: str, gone: list[Found]) -> str:
    signs = list(text)
    for one in gone:
        signs[one.start : one.end] = " " * (one.end - one.start)
    return "".join(signs)


def _named(one: Found, text: str) -> bool:
    """Whether the word is a sound by itself, such as thunder: it may mean more than the sound."""
    return bool(re.match("thunder|打雷|雷", text[one.start : one.end], re.IGNORECASE))


def longest(hits: list[Found]) -> list[Found]:
    """Of hits that overlap the longer one, then the one that was listed first."""
    kept: list[Found] = []
    taken = bytearray(max((hit.end for hit in hits), default=0))
    for hit in sorted(hits, key=lambda one: one.start - one.end):
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda one: one.start)


def _moving(text: str) -> Iterator[Found]:
    found: list[Found] = []
    for one, words in _EFFECTS:
        for hit in words.finditer(text):
            kind = Kind.UNDERSTOOD_KIND_WEATHER if one.weather else Kind.UNDERSTOOD_KIND_MOTION
            beside = strength(text, hit.start(), hit.end())
            strong = one.strength if one.strength != effects.USUAL else beside or one.strength
            found.append(
                Found(kind, one.value, hit.start(), hit.end(), effect=one.effect, strength=strong)
            )
    found = [
        hit
        for hit in found
        if not any(
            other.effect in _INSTEAD.get(hit.effect, ())
            and other.start < hit.end
            and hit.start < other.end
            for other in found
        )
    ]
    # The same words may mean two effects, such as a thunderstorm; of one effect the longer words.
    kept = [
        one
        for effect in dict.fromkeys(hit.effect for hit in found)
        for one in longest([hit for hit in found if hit.effect == effect])
    ]
    yield from _ruled(text, sorted(kept, key=lambda one: (one.start, -one.end)))


def _ruled(text: str, found: list[Found]) -> Iterator[Found]:
    """With what the text rules out marked, and a strength named."""
    no_until = -1
    for one in found:
        begins = ruled_from(text, one.start, one.end)
        if begins is None and no_until >= 0 and also_negated(text, no_until, one.start):
            begins = no_until
        no = begins is not None
        no_until = one.end if no else -1
        word = WORDS_FOR.get(one.strength, "")
        plain = (
            one.value
            if not word or one.value.split()[0] in ("heavy", "light", "strong")
            else (f"{one.value} ({word})")
        )
        yield Found(
            one.kind,
            f"no {one.value}" if no else plain,
            with_strength(text, one.start) if begins is None else begins,
            over_until(text, one.end) if no else one.end,
            effect=one.effect,
            strength=one.strength,
            negated=no,
        )


def _scenery(text: str, painted: bool) -> Iterator[Found]:
    hits: list[Found] = []
    for name, words in _LIGHT.items():
        used = painted and name in scenery.PAINTED_LIGHT
        note = "" if used else PICTURE_STAYS if not painted else "the painter does not know it"
        hits += [
            Found(Kind.UNDERSTOOD_KIND_LIGHT, name, hit.start(), hit.end(), used, note)
            for hit in words.finditer(text)
        ]
    for name, words in _SCENE.items():
        in_picture, heard = painted and name in scenery.PAINTED_SCENE, name in scenery.HEARD_SCENE
        note = "" if in_picture else "heard, not painted" if painted else PICTURE_STAYS
        if heard and not painted:
            note = f"{PICTURE_STAYS}; it is heard"
        hits += [
            Found(
                Kind.UNDERSTOOD_KIND_SCENE, name, hit.start(), hit.end(), in_picture or heard, note
            )
            for hit in words.finditer(text)
        ]
    for one in longest(hits):
        begins = ruled_from(text, one.start, one.end)
        no = begins is not None
        yield Found(
            one.kind,
            f"no {one.value}" if no else one.value,
            one.start if begins is None else begins,
            one.end,
            one.used or no,
            "" if no else one.note,
            negated=no,
        )


def _of_a_lake(one: Found, text: str, painted: bool) -> Found:
    """A lake's shore is no beach, and no surf is heard there."""
    if one.value not in ("beach", "no beach") or not _SHORE.search(text[: one.end]):
        return one
    return replace(
        one,
        value=one.value.replace("beach", "shore"),
        used=painted or one.negated,
        note="" if painted else PICTURE_STAYS,
    )


def _followed(text: str) -> Iterator[Found]:
    """The looks and framings that something follows from."""
    hits: list[Found] = []
    for look, words in looks.LOOKS:
        framed = look.framing != Framing.FRAMING_UNSPECIFIED
        kind = Kind.UNDERSTOOD_KIND_FRAMING if framed else Kind.UNDERSTOOD_KIND_STYLE
        for hit in words.finditer(text):
            own = Look()
            own.CopyFrom(look)
            if own.blur:
                own.blur = looks.stronger(own.blur, text[max(0, hit.start() - 14) : hit.end()])
            value = " ".join(hit.group().split()).lower()
            hits.append(Found(kind, value, hit.start(), hit.end(), look=own))
    for one in longest(hits):
        begins = ruled_from(text, one.start, one.end)
        if begins is None:
            yield one
        else:
            yield replace(one, value=f"no {one.value}", start=begins, look=None, negated=True)


def _looks(text: str, words: Words, kind: Kind, note: str) -> Iterator[Found]:
    for hit in words.finditer(text):
        yield Found(kind, hit.group().lower(), hit.start(), hit.end(), used=False, note=note)


def _music(text: str) -> Iterator[Found]:
    plain = text.lower()
    if not any(stem in plain for stem in sounds.MUSIC_STEMS):
        return
    for hit in _MUSIC.finditer(text):
        begins = hit.start() if _NONE.search(hit.group()) else ruled_from(text, *hit.span())
        no = begins is not None
        value = "no music" if no else " ".join(hit.group().split()).lower()
        start, note = hit.start() if begins is None else begins, "" if no else MUSIC_IS_A_BED
        kind, mood = Kind.UNDERSTOOD_KIND_MUSIC, None if no else _mood(hit.group())
        yield Found(kind, value, start, hit.end(), True, note, negated=no, music=mood)


def _mood(words: str) -> Music:
    """The mood that words for music name; calm where they name none."""
    found = (mood for mood, known in _MOODS.items() if known.search(words))
    return next(found, Music.MUSIC_CALM)


def _several(what: str) -> bool:
    return any(sign in what for sign in ",，、;；")


def _heard(text: str) -> Iterator[Found]:
    """Sounds that the text speaks of as sounds, each by the cue that stands for it."""
    taken = 0
    ways = [*_HEARD, _NOISE] if _NOISY.search(text) else _HEARD
    hits = sorted((h for way in ways for h in way.finditer(text)), key=lambda h: h.start())
    for hit in hits:
        if hit.start() < taken:
            continue
        taken = hit.end()
        group = hit.lastgroup or ""
        at, what = hit.start(group), hit.group(group)
        begins = ruled_from(text, hit.start(), hit.end())
        cues = longest(
            [
                Found(Kind.UNDERSTOOD_KIND_SOUND, cue, at + one.start(), at + one.end(), cue=cue)
                for cue, words in _CUES.items()
                for one in words.finditer(what)
            ]
        )
        for number, one in enumerate(cues):
            own = ruled_from(text, one.start, one.end)
            no = begins is not None or own is not None
            # Of a list the words before its first sound may be on another that nothing knows.
            first = not number and not (group == "label" and _several(what))
            start = min(hit.start(), begins or hit.start()) if first else one.start
            start = start if own is None else min(start, own)
            value = f"no {one.value}" if no else one.value
            end = hit.end() if group == "noise" else one.end
            end += bool(re.match("声(?!音|调)", text[one.end : one.end + 2]))
            yield Found(one.kind, value, start, end, cue="" if no else one.cue, negated=no)
        if not cues and group == "label":
            yield Found(
                Kind.UNDERSTOOD_KIND_SOUND, what.strip(), at, at + len(what), False, NO_SOUND
            )

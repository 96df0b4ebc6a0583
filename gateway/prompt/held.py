"""What of a whole clip holds for one of its shots: its picture, its hour and its weather."""

import re

from gateway.prompt import scenery, world
from gateway.prompt.found import Found
from gateway.prompt.people import mentions
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import Effect

_JOINED = re.compile(r"\s*(?:的|and)?\s*")
"""What may stand between two words that are told together: rainy evening, 雨的夜."""

_HOURS = frozenset(("dawn", "day", "sunset", "dusk", "night"))


def is_elsewhere(text: str) -> bool:
    """Whether a later shot shows a place and nobody: then it is painted, not the picture again."""
    places = [
        one
        for one in world.find(text, True)
        if (one.kind == Kind.UNDERSTOOD_KIND_SCENE or one.value in ("water", "waves"))
        and one.used
        and not one.negated
    ]
    return bool(places) and not mentions(text)


def is_hour(one: Found) -> bool:
    """Whether it tells an hour, or another light that the painter follows."""
    light = one.kind == Kind.UNDERSTOOD_KIND_LIGHT and one.value in scenery.PAINTED_LIGHT
    return light and not one.negated


def with_hour_of(head: str, own: str) -> str:
    """The words for all shots as they hold for one: its own hour stands in place of theirs."""
    told = next((own[one.start : one.end] for one in world.find(own, True) if is_hour(one)), "")
    if not told:
        return head
    for one in reversed(list(filter(is_hour, world.find(head, True)))):
        instead = told if one.value in _HOURS else ""
        head = head[: one.start] + instead + head[one.end :]
    return head


def ruled_out(text: str) -> set[Effect]:
    """The effects that a text keeps out: no wind, the rain has stopped."""
    return {one.effect for one in world.find(text, True) if one.effect and one.negated}


def with_common(scene: str, common: str, out: set[Effect]) -> str:
    """A painted shot's scene, and behind it the words for hour and weather that the whole clip's
    scene has and it lacks: 'A pier. Rainy evening.' out: what the shot rules out."""
    own = world.find(scene, True)
    lit, known = any(map(is_hour, own)), out | {one.effect for one in own if one.effect}
    told = ""
    end = -1
    for one in world.find(common, True):
        weather = one.kind == Kind.UNDERSTOOD_KIND_WEATHER and not one.negated
        lacks = (weather and one.effect not in known) or (is_hour(one) and not lit)
        if one.start < end or not lacks:
            continue
        between = common[end : one.start] if told else ""
        beside = _JOINED.fullmatch(between) is not None
        told += (between if beside else ", ") + common[one.start : one.end]
        end = one.end
    return _behind(scene, told) if told else scene


def _behind(scene: str, told: str) -> str:
    """Two sentences; no more than a full stop stands between them."""
    if not any(map(str.isalnum, scene)):
        return told
    han = not told.isascii()
    stop = "。" if han else "."
    ended = scene.rstrip(" .。,，;；:：")
    ended += "" if ended[-1:] in "!?！？" else stop
    return f"{ended}{'' if han else ' '}{told[:1].upper()}{told[1:]}{stop}"

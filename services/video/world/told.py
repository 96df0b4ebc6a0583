"""What a shot is told to show: which motions, and what vision and the words say of the place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reelmesh.v1.spec_pb2 import Effect, Motion
from reelmesh.v1.vision_pb2 import DescribeResult, RegionKind, Setting
from services.video.world.glass import indoors
from services.video.world.hair import Box

STRENGTH_DEFAULT = 0.5
_QUIET = 0.35
"""Strength of what moves without being asked for."""
_NIGHT = {"night", "stars", "space"}
_BY_ITSELF = {
    Effect.EFFECT_WATER: RegionKind.REGION_KIND_WATER,
    Effect.EFFECT_CLOUDS: RegionKind.REGION_KIND_SKY,
    Effect.EFFECT_FOLIAGE: RegionKind.REGION_KIND_FOLIAGE,
}


@dataclass(frozen=True)
class Told:
    """What is known of a shot beside its pictures."""

    words: str = ""
    """What it shows."""
    indoor: bool = False
    outdoor: bool = False
    faces: Sequence[Box] = field(default_factory=list[Box])
    flashes: Sequence[float] = ()
    """When lightning flashes, in seconds."""
    swells: Sequence[float] = ()
    """When waves break, in seconds."""


def told(
    seen: DescribeResult,
    frame: tuple[int, int],
    words: str,
    flashes: Sequence[float],
    swells: Sequence[float],
) -> Told:
    """What vision and the words say; frame is the frame's width and height."""
    outdoor = seen.setting == Setting.SETTING_OUTDOOR or "outdoor" in seen.tags
    inside = seen.setting == Setting.SETTING_INDOOR or indoors(words)
    boxes = [
        (
            box.left * frame[0],
            box.top * frame[1],
            box.width * frame[0],
            box.height * frame[1],
        )
        for box in (face.box for face in seen.faces)
    ]
    return Told(words, inside and not outdoor, outdoor, boxes, tuple(flashes), tuple(swells))


def wanted(
    motions: Sequence[Motion], seen: DescribeResult, still: bool = False
) -> dict[Effect, float]:
    """Effects with their strengths: those asked for, and unless still those the scene shows."""
    asked = {m.effect: m.strength or STRENGTH_DEFAULT for m in motions}
    if still:
        return asked
    kinds = {region.kind for region in seen.regions}
    quiet = {effect: _QUIET for effect, kind in _BY_ITSELF.items() if kind in kinds}
    if _NIGHT & set(seen.tags):
        # Stars do not drift.
        quiet.pop(Effect.EFFECT_CLOUDS, None)
    return quiet | asked

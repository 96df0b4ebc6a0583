"""Puts a shot's motions together: which of them the scene can show, and what they do to it.

What vision saw to move by itself does so quietly beside what is asked for.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from reelmesh.v1.spec_pb2 import Effect, Motion
from reelmesh.v1.vision_pb2 import DescribeResult, RegionKind
from services.video.arrays import Bytes, Float, floats, read
from services.video.camera import FAR_WEIGHT, FRAME_RATIO, Pose
from services.video.layers import Scene
from services.video.veil import Air, Veil
from services.video.world.fall import KINDS, Fall
from services.video.world.flow import Clouds, Fire, Flow, Foliage, Region, Water
from services.video.world.light import Fog, Light, Rays

STRENGTH_DEFAULT = 0.5
_QUIET = 0.35
"""Strength of what moves without being asked for."""
_SHARE_MIN = 0.02
_SHARP, _STILL_REACH = 44, 0.03
"""Steps of brightness, of 255, that no cloud has within three pixels of a sky's mask; and how
far around them, of the picture's width, the sky stands still too."""
_NIGHT = {"night", "stars", "space"}

_FLOWS = {
    Effect.EFFECT_WATER: (RegionKind.REGION_KIND_WATER, Water, -0.004, "moving water"),
    Effect.EFFECT_CLOUDS: (RegionKind.REGION_KIND_SKY, Clouds, -0.02, "drifting sky"),
    Effect.EFFECT_FOLIAGE: (RegionKind.REGION_KIND_FOLIAGE, Foliage, 0.003, "swaying plants"),
}
_FALLS = {
    Effect.EFFECT_RAIN: ("rain", "drawn rain"),
    Effect.EFFECT_SNOW: ("snow", "drawn snow"),
    Effect.EFFECT_DUST: ("dust", "drawn dust"),
    Effect.EFFECT_LEAVES: ("leaves", "drawn leaves"),
    Effect.EFFECT_FIREFLIES: ("fireflies", "drawn fireflies"),
    Effect.EFFECT_SPARKS: ("sparks", "drawn sparks"),
}
Moving = Callable[[Float, float], Flow]


def wanted(
    motions: Sequence[Motion], seen: DescribeResult, still: bool = False
) -> dict[Effect, float]:
    """Effects with their strengths: those asked for, and unless still those the scene shows."""
    asked = {m.effect: m.strength or STRENGTH_DEFAULT for m in motions}
    if still:
        return asked
    kinds = {region.kind for region in seen.regions}
    quiet = {effect: _QUIET for effect, (kind, _, _, _) in _FLOWS.items() if kind in kinds}
    if _NIGHT & set(seen.tags):
        # Stars do not drift.
        quiet.pop(Effect.EFFECT_CLOUDS, None)
    return quiet | asked


class World:
    """What moves in one shot. Every frame is a function of its number alone."""

    def __init__(
        self,
        scene: Scene,
        effects: dict[Effect, float],
        regions: dict[RegionKind, Float],
        *,
        size: tuple[int, int],
        frames: int,
        fps: int,
        seed: int,
        flashes: Sequence[float] = (),
    ) -> None:
        """regions are masks of the frame; size is the picture's width and height. flashes are
        the moments of lightning in seconds."""
        self._flashes = flashes
        self._scene, self._size, self._fps, self._seed = scene, size, fps, seed
        self._flows: list[Moving] = []
        self._falls: list[Fall] = []
        self._fogs: list[Fog] = []
        self._rays: list[Rays] = []
        self._light = Light(frames, fps, seed)
        self.words: list[str] = []
        for effect in sorted(effects):
            self._add(effect, effects[effect], regions)

    def _add(self, effect: Effect, strength: float, regions: dict[RegionKind, Float]) -> None:
        rng = np.random.default_rng([self._seed, 50, effect])
        if effect in _FLOWS:
            kind, make, reach, words = _FLOWS[effect]
            mask = regions.get(kind)
            if mask is not None and effect == Effect.EFFECT_CLOUDS:
                mask = _without_edges(mask, self._scene.layers[0].colours)
            if mask is not None and float(mask.mean()) >= _SHARE_MIN:
                region = Region(mask, self._scene.size, reach)
                self._flows.append(make(region, strength, rng).at)
                self.words.append(words)
        elif effect in _FALLS:
            name, words = _FALLS[effect]
            self._falls.append(Fall(KINDS[name], self._size, strength, rng))
            self.words.append(words)
        else:
            self._add_light(effect, strength, rng)

    def _add_light(self, effect: Effect, strength: float, rng: np.random.Generator) -> None:
        match effect:
            case Effect.EFFECT_FOG | Effect.EFFECT_SMOKE:
                smoke = effect == Effect.EFFECT_SMOKE
                self._fogs.append(Fog(self._size, strength, rng, smoke))
                self.words.append("drawn smoke" if smoke else "drawn fog")
            case Effect.EFFECT_SUN_RAYS:
                sun = _sun(self._scene.layers[0].colours, rng)
                self._rays.append(Rays(self._size, sun, strength, rng))
                self.words.append("drawn sun rays")
            case Effect.EFFECT_FIRE:
                self._light.flicker(0.4 * strength)
                mask = _flames(self._scene.layers[0].colours)
                if float(mask.mean()) >= 0.002:
                    region = Region(mask, self._scene.size, 0.004)
                    self._flows.append(Fire(region, strength, rng).at)
                    self.words.append("moving flames")
                self.words.append("flickering light")
            case Effect.EFFECT_FLICKER:
                self._light.flicker(strength)
                self.words.append("flickering light")
            case Effect.EFFECT_DUSK:
                self._light.dusk(strength)
                self.words.append("falling dusk")
            case Effect.EFFECT_LIGHTNING:
                self._light.lightning(strength, self._flashes)
                self.words += ["flashes of lightning"] if self._flashes else []
            case _:
                pass

    @property
    def bends(self) -> bool:
        """Whether the background is bent."""
        return bool(self._flows)

    def air(self, frame: int, pose: Pose, coarse: Float, fine: Float | None) -> Air:
        """What a frame shows. coarse and fine are places of the background, in frame pixels,
        at the corners of cells and, where it is bent, at its own nodes."""
        time_s = frame / self._fps
        behind, front = self._veils(pose, coarse, time_s)
        air = Air(behind=tuple(behind), front=tuple(front), grade=self._light.grade(frame))
        return air if fine is None else self._bent(air, fine, time_s)

    def _veils(self, pose: Pose, coarse: Float, time_s: float) -> tuple[list[Veil], list[Veil]]:
        behind: list[Veil] = []
        front: list[Veil] = []
        if self._fogs:
            nearness = self._scene.layers[0].nearness
            rows, columns = nearness.shape
            ratio = floats([columns / self._scene.size[0], rows / self._scene.size[1]])
            near = read(nearness, floats(coarse * ratio - 0.5))
            for fog in self._fogs:
                back, before = fog.veils(coarse, near, time_s)
                behind.append(back)
                front.append(before)
        for rays in self._rays:
            back, before = rays.veils(time_s)
            behind.append(back)
            front.append(before)
        ratio = self._size[0] / self._size[1]
        lean = 1 - FAR_WEIGHT
        aside = np.array(
            [(pose.pan_x + pose.slide_x * lean) * ratio, pose.pan_y + pose.slide_y * lean]
        )
        for fall in self._falls:
            far, near_ones = fall.veils(time_s, aside)
            behind.extend(far)
            front.extend(near_ones)
        return behind, front

    def _bent(self, air: Air, fine: Float, time_s: float) -> Air:
        flows = [flow(fine, time_s) for flow in self._flows]
        shift = floats(sum(flow.shift for flow in flows))
        shades = [flow.shade for flow in flows if flow.shade is not None]
        air = air._replace(shift=shift, shade=floats(sum(shades)) if shades else None)
        for flow in flows:
            if flow.other is not None:
                other = floats(shift - flow.shift + flow.other)
                air = air._replace(other=other, mix=flow.mix)
        return air


def _without_edges(mask: Float, rgb: Bytes) -> Float:
    """A sky's mask without what stands before it: clouds are soft, masts and wires are not, and
    would bend with them."""
    height, width = mask.shape
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    step = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    reach = max(3, round(width * _STILL_REACH) | 1)
    sharp = np.asarray(step > _SHARP, np.uint8)
    near = cv2.dilate(sharp, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    calm = cv2.GaussianBlur(floats(near), (0, 0), reach / 3)
    return floats(mask * (1 - np.clip(1.3 * calm, 0, 1)))


def _flames(rgb: Bytes) -> Float:
    """Where the picture is as bright and yellow as flames, 0..1, at a quarter of the size."""
    height, width = rgb.shape[:2]
    small = floats(cv2.resize(rgb, (width // 4, height // 4), interpolation=cv2.INTER_AREA))
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    hot = (red > 175) & (red > green) & (green > 0.35 * red) & (red - blue > 80)
    return floats(cv2.GaussianBlur(floats(hot), (0, 0), 1.5))


def _sun(rgb: Bytes, rng: np.random.Generator) -> tuple[float, float]:
    """Where the light comes from, in shares of the picture: the brightest spot of the upper
    half where it stands out, else somewhere above."""
    small = cv2.GaussianBlur(cv2.resize(rgb, (96, 54), interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    light = floats(small).min(-1)[:32]
    y, x = np.unravel_index(int(light.argmax()), light.shape)
    peak = float(light[y, x])
    if peak < max(195, float(np.median(light)) + 50) or float((light > peak - 15).mean()) > 0.08:
        return float(rng.choice([rng.uniform(0.1, 0.3), rng.uniform(0.7, 0.9)])), -0.3
    # The frame is wider than the picture by the camera's margin.
    return ((x + 0.5) / 96 - 0.5) * FRAME_RATIO + 0.5, ((y + 0.5) / 54 - 0.5) * FRAME_RATIO + 0.5

"""Puts a shot's motions together: which of them the scene can show, and what they do to it.

What vision saw to move by itself does so quietly beside what is asked for.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from reelmesh.v1.spec_pb2 import Effect
from reelmesh.v1.spec_pb2 import Grade as GradeKind
from reelmesh.v1.vision_pb2 import RegionKind
from services.video import look
from services.video.arrays import Float, floats
from services.video.camera import FAR_WEIGHT, Pose
from services.video.layers import Scene
from services.video.veil import Air
from services.video.world import cloth, hair, sources
from services.video.world.bolt import Bolts
from services.video.world.fall import KINDS, Fall
from services.video.world.finding import flames, sun, without_edges
from services.video.world.flow import Clouds, Fire, Foliage, Moving, Region, Water, within
from services.video.world.glass import Drops, Outside, panes
from services.video.world.light import Fog, Light, Rays
from services.video.world.moment import Maker, Moment
from services.video.world.smoke import Rising, Smoke, Steam
from services.video.world.told import Told

_SHARE_MIN = 0.02
NO_WINDOW = "No window was found in the picture, so no {} is drawn."
NO_CLOTH = "No flag, sail or curtain was found, so none moves."
NO_HAIR = "No loose hair was found, so none stirs."
NO_SKY = "No open sky was found for bolts of lightning: only their light is seen."

_FLOWS = {
    Effect.EFFECT_WATER: (RegionKind.REGION_KIND_WATER, "water", "moving water"),
    Effect.EFFECT_CLOUDS: (RegionKind.REGION_KIND_SKY, "sky", "drifting sky"),
    Effect.EFFECT_FOLIAGE: (RegionKind.REGION_KIND_FOLIAGE, "plants", "swaying plants"),
}
_FALLS = {
    Effect.EFFECT_RAIN: "rain",
    Effect.EFFECT_SNOW: "snow",
    Effect.EFFECT_DUST: "dust",
    Effect.EFFECT_LEAVES: "leaves",
    Effect.EFFECT_FIREFLIES: "fireflies",
    Effect.EFFECT_SPARKS: "sparks",
}
_OUTSIDE = (Effect.EFFECT_RAIN, Effect.EFFECT_SNOW)


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
        told: Told | None = None,
        grades: Sequence[GradeKind] = (),
    ) -> None:
        """regions are masks of the frame; size is the picture's width and height."""
        self._scene, self._size, self._fps, self._seed = scene, size, fps, seed
        self._regions, self._told = regions, told or Told()
        self._rgb = scene.layers[0].colours
        cover = scene.layers[-1].cover
        self._subject = None if cover is None else cover.alpha
        self._flows: list[Moving] = []
        self._makers: list[Maker] = []
        self._hairs: list[hair.Hair] = []
        self._light = Light(frames, fps, seed)
        self._look = look.graded(grades)
        self._grain = look.Grain(size, seed) if GradeKind.GRADE_VINTAGE in grades else None
        self._acts = bool(effects) or self._look is not None
        self.words: list[str] = []
        self.left_out: list[str] = []
        """What was asked for and is not there, as sentences."""
        for effect in sorted(effects):
            self._add(effect, effects[effect], np.random.default_rng([seed, 50, effect]))

    def _add(self, effect: Effect, strength: float, rng: np.random.Generator) -> None:
        if effect in _FLOWS:
            self._add_flow(effect, strength, rng)
        elif effect in _OUTSIDE and self._told.indoor:
            self._add_outside(_FALLS[effect], strength, rng)
        elif effect in _FALLS:
            name = _FALLS[effect]
            self._makers.append(self._fall(name, strength, rng, self._subject is not None).veils)
            self.words.append(f"drawn {name}")
        elif effect == Effect.EFFECT_WINDOW_RAIN:
            self._add_window(strength, rng)
        elif effect == Effect.EFFECT_CLOTH:
            self._add_cloth(strength, rng)
        elif effect == Effect.EFFECT_HAIR:
            self._add_hair(strength, rng)
        else:
            self._add_light(effect, strength, rng)

    def _add_flow(self, effect: Effect, strength: float, rng: np.random.Generator) -> None:
        kind, name, words = _FLOWS[effect]
        mask = self._regions.get(kind)
        if mask is not None and name == "sky":
            mask = without_edges(mask, self._rgb)
        if mask is None or float(mask.mean()) < _SHARE_MIN:
            return
        frame = self._scene.size
        match name:
            case "water":
                region = Region(mask, frame, -0.004)
                made = Water(region, strength, rng, self._told.swells)
            case "sky":
                region = Region(mask, frame, -0.02)
                made = Clouds(region, strength, rng)
            case _:
                region = Region(mask, frame, 0.003)
                made = Foliage(region, strength, rng)
        self._flows.append(within(region, made.at))
        self.words.append(words)

    def _fall(self, name: str, strength: float, rng: np.random.Generator, subject: bool) -> Fall:
        return Fall(KINDS[name], self._size, strength, rng, subject=subject)

    def _add_outside(self, name: str, strength: float, rng: np.random.Generator) -> None:
        """What falls outside of a room: behind its windows, where any are seen."""
        part = self._regions.get(RegionKind.REGION_KIND_SKY)
        part = panes(self._rgb) if part is None else part
        if part is None:
            self.left_out.append(NO_WINDOW.format(name))
            return
        fall = self._fall(name, strength, rng, subject=False)
        self._makers.append(Outside(fall, part, self._scene.size, self._size).veils)
        self.words.append(f"drawn {name} outside the window")

    def _add_window(self, strength: float, rng: np.random.Generator) -> None:
        """Rain at a window: outside of it, or on the glass where all is seen through it."""
        nobody = self._subject is None and not self._told.faces
        if self._told.outdoor or (nobody and panes(self._rgb) is None):
            fall = self._fall("rain", strength, rng, subject=False)
            if self._told.outdoor:
                self._makers.append(Outside(fall, None, self._scene.size, self._size).veils)
                self.words.append("drawn rain in the background")
            if nobody:
                self._makers.append(Drops(self._size, strength, rng).veils)
                self.words.append("drawn drops on the glass")
            return
        self._add_outside("rain", strength, rng)

    def _add_cloth(self, strength: float, rng: np.random.Generator) -> None:
        kinds = (RegionKind.REGION_KIND_SKY, RegionKind.REGION_KIND_WATER)
        masks = [self._regions[kind] for kind in kinds if kind in self._regions]
        wide = None
        if masks:
            shape = (masks[0].shape[1], masks[0].shape[0])
            wide = floats(np.maximum.reduce([floats(cv2.resize(m, shape)) for m in masks]))
        words = self._told.words
        mask = cloth.find(self._rgb, self._subject, wide, words)
        if mask is None:
            self.left_out.append(NO_CLOTH)
            return
        region = Region(mask, self._scene.size, 0.004)
        made = cloth.Cloth(region, mask, strength, cloth.hangs(words), rng)
        self._flows.append(within(region, made.at))
        self.words.append("moving cloth")

    def _add_hair(self, strength: float, rng: np.random.Generator) -> None:
        layer = self._scene.layers[-1]
        loose = hair.find(layer.colours, self._subject, self._told.faces)
        if loose is None:
            self.left_out.append(NO_HAIR)
            return
        unit = max(height for _, _, _, height in self._told.faces)
        made = hair.Hair(loose, self._scene.size, unit, strength, rng)
        layer.bends.append(made.bend)
        self._hairs.append(made)
        self.words.append("stirring hair")

    def _add_light(self, effect: Effect, strength: float, rng: np.random.Generator) -> None:
        frame, size, rgb = self._scene.size, self._size, self._rgb
        match effect:
            case Effect.EFFECT_FOG:
                nearness = self._scene.layers[0].nearness
                self._makers.append(Fog(nearness, frame, size, strength, rng).veils)
                self.words.append("drawn fog")
            case Effect.EFFECT_SMOKE | Effect.EFFECT_STEAM:
                self._add_rising(effect == Effect.EFFECT_STEAM, strength, rng)
            case Effect.EFFECT_SUN_RAYS:
                self._makers.append(Rays(size, sun(rgb, rng), strength, rng).veils)
                self.words.append("drawn sun rays")
            case Effect.EFFECT_FIRE:
                self._light.flicker(0.4 * strength)
                mask = self._flames()
                if float(mask.mean()) >= 0.002:
                    region = Region(mask, frame, 0.004)
                    self._flows.append(within(region, Fire(region, strength, rng).at))
                    self.words.append("moving flames")
                self.words.append("flickering light")
            case Effect.EFFECT_FLICKER:
                self._light.flicker(strength)
                self.words.append("flickering light")
            case Effect.EFFECT_DUSK:
                self._light.dusk(strength)
                self.words.append("falling dusk")
            case Effect.EFFECT_LIGHTNING if self._told.flashes:
                self._add_lightning(strength, rng)
            case _:
                pass

    def _flames(self) -> Float:
        kinds = (RegionKind.REGION_KIND_SKY, RegionKind.REGION_KIND_WATER)
        return flames(self._rgb, [self._regions[k] for k in kinds if k in self._regions])

    def _add_rising(self, steam: bool, strength: float, rng: np.random.Generator) -> None:
        frame, words = self._scene.size, self._told.words
        if steam:
            colours = self._scene.layers[-1].colours
            made = Steam(sources.of_steam(colours, self._subject), frame, strength, rng)
        else:
            sky = self._regions.get(RegionKind.REGION_KIND_SKY)
            burning = self._flames() if sources.burns(words) else None
            source = sources.of_smoke(self._rgb, sky, burning, words)
            made = Smoke(source, frame, strength, rng)
        red, green, blue, _ = cv2.mean(self._rgb)
        self._makers.append(Rising(made, self._size, (red, green, blue)).veils)
        self.words.append("drawn steam" if steam else "drawn smoke")

    def _add_lightning(self, strength: float, rng: np.random.Generator) -> None:
        self._light.lightning(strength, self._told.flashes)
        self.words.append("flashes of lightning")
        sky = self._regions.get(RegionKind.REGION_KIND_SKY)
        if sky is None:
            self.left_out.append(NO_SKY)
            return
        bolts = Bolts(
            sky,
            self._scene.size,
            self._size,
            strength=strength,
            moments=self._told.flashes,
            rng=rng,
        )
        self._makers.append(bolts.veils)
        self.words.append("drawn bolts")

    @property
    def acts(self) -> bool:
        """Whether it changes any frame."""
        return self._acts

    @property
    def bends(self) -> bool:
        """Whether the background is bent."""
        return bool(self._flows)

    def act(self, frame: int) -> None:
        """Take the moment of a frame, before anything is read from it."""
        for one in self._hairs:
            one.act(frame / self._fps)

    def air(self, frame: int, pose: Pose, back: Float, near: Float, fine: Float | None) -> Air:
        """What a frame shows. back and near are places in frame pixels that the corners of cells
        show of the background and of the subject, fine those of the background at its own nodes,
        where it is bent."""
        time_s = frame / self._fps
        ratio, lean = self._size[0] / self._size[1], 1 - FAR_WEIGHT
        aside = np.array(
            [(pose.pan_x + pose.slide_x * lean) * ratio, pose.pan_y + pose.slide_y * lean]
        )
        drawn = [make(Moment(time_s, back, near, aside)) for make in self._makers]
        behind = tuple(veil for pair in drawn for veil in pair[0])
        front = tuple(veil for pair in drawn for veil in pair[1])
        air = Air(
            behind=behind,
            front=front,
            grade=look.joined(self._light.grade(frame), self._look),
            grain=None if self._grain is None else self._grain.at(frame),
        )
        return air if fine is None else self._bent(air, fine, time_s)

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

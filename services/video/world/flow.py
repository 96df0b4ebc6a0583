"""Flow on regions: water that swells and glitters, clouds that drift, leaves and flames.

Each gives, for nodes of the background, where to read it instead, in frame pixels.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, read
from services.video.camera import FRAME_RATIO
from services.video.world.noise import WAVE, at, tile

_CYCLE_S = 6.0
"""Seconds after which a drift begins anew, unseen, while the other one shows."""
_COMES_S, _GOES_S = 5.0, 4.0
"""How long before it breaks a wave is seen, and how long after."""
_SEEN = 0.5 + 0.5 / FRAME_RATIO
"""Share of the frame's height that the camera sees from above."""


class Region:
    """Where something flows: a mask of the frame at its own size."""

    def __init__(self, mask: Float, frame: tuple[int, int], reach: float) -> None:
        """reach is how far beyond the mask the flow fades out, or before its edge where it is
        negative, in widths of the frame."""
        pixels = reach * mask.shape[1]
        side = 2 * max(1, round(abs(pixels))) + 1
        kernel = np.ones((side, side), np.uint8)
        grown = cv2.dilate(mask, kernel) if pixels > 0 else _shrunk(mask, kernel)
        self._mask = floats(cv2.GaussianBlur(grown, (0, 0), max(0.8, abs(pixels) / 1.5)))
        self._ratio = floats([mask.shape[1] / frame[0], mask.shape[0] / frame[1]])
        rows = np.flatnonzero((mask > 0.5).any(1))
        self.top = float(rows[0] / mask.shape[0]) * frame[1] if len(rows) else 0.0
        self.foot = float((rows[-1] + 1) / mask.shape[0]) * frame[1] if len(rows) else 0.0
        self.frame = frame
        self._box = self._bounds()

    def at(self, places: Float) -> Float:
        """How much of it is at places, 0..1."""
        return read(self._mask, floats(places * self._ratio - 0.5))

    def area(self, places: Float) -> tuple[slice, slice] | None:
        """Rows and columns of places beyond which there is none of it; None when it is nowhere."""
        if self._box is None:
            return None
        slices: list[slice] = []
        for axis, (least, most) in ((1, self._box[:, 1]), (0, self._box[:, 0])):
            values = places[..., axis]
            inside = (values.max(axis) >= least) & (values.min(axis) <= most)
            found = np.flatnonzero(inside)
            if not len(found):
                return None
            slices.append(slice(int(found[0]), int(found[-1]) + 1))
        return slices[0], slices[1]

    def _bounds(self) -> Float | None:
        """The least and the largest place, in frame pixels, at which there may be any of it."""
        there = [np.flatnonzero((self._mask > 0).any(axis)) for axis in (0, 1)]
        if not len(there[0]):
            return None
        box = floats([[t[0] - 1.5, t[-1] + 2.5] for t in there]).T / self._ratio
        # Beyond the frame's edge it goes on as it is there.
        for axis, (found, many) in enumerate(zip(there, self._mask.shape[::-1], strict=True)):
            box[0, axis] = -np.inf if found[0] == 0 else box[0, axis]
            box[1, axis] = np.inf if found[-1] == many - 1 else box[1, axis]
        return floats(box)


def _shrunk(mask: Float, kernel: Bytes) -> Float:
    """Drawn in from what it borders on, but not from the frame's edge."""
    return floats(cv2.erode(mask, kernel, borderType=cv2.BORDER_REPLICATE))


class Flow(NamedTuple):
    """What a region does to the nodes in one frame."""

    shift: Float
    shade: Float | None = None
    other: Float | None = None
    mix: float = 0.0


Moving = Callable[[Float, float], Flow]
"""What a region does to nodes (rows x columns x 2, frame pixels) at a time in seconds."""


def within(region: Region, moving: Moving) -> Moving:
    """The same motion, worked out only where there is something of the region."""

    def at(places: Float, time_s: float) -> Flow:
        area = region.area(places)
        if area is None:
            return Flow(np.zeros_like(places))
        flow = moving(places[area], time_s)
        shade, other = (
            None if part is None else _spread(part, area, places.shape)
            for part in (flow.shade, flow.other)
        )
        return Flow(_spread(flow.shift, area, places.shape), shade, other, flow.mix)

    return at


def _spread(part: Float, area: tuple[slice, slice], shape: tuple[int, ...]) -> Float:
    """What was worked out for an area, among zeros."""
    spread = np.zeros((*shape[:2], *part.shape[2:]), np.float32)
    spread[area] = part
    return spread


class Water:
    """A surface in perspective: waves that come closer, and light on them."""

    def __init__(
        self,
        region: Region,
        strength: float,
        rng: np.random.Generator,
        swells: Sequence[float] = (),
    ) -> None:
        """swells are the moments in seconds at which a wave reaches the near shore."""
        self._region, self._strength = region, strength
        self._swells = sorted(swells)
        self._waves, self._chop = tile(rng), tile(rng)
        self._aside = float(rng.choice([-1, 1])) * 6

    def at(self, places: Float, time_s: float) -> Flow:
        """Waves at nodes."""
        width, height = self._region.frame
        part = self._region.at(places)
        down = np.maximum(places[..., 1] - self._region.top, 0) / np.float32(height)
        run = down + np.float32(0.08)
        u = (places[..., 0] - width / 2) * np.float32(44 / height) / run
        v = np.log(run) * np.float32(160)
        swell = at(self._waves, floats(u + self._aside * time_s), floats(v - 22 * time_s))
        chop = at(self._chop, floats(1.7 * u - self._aside * time_s), floats(1.7 * v - 15 * time_s))
        size = part * (np.float32(0.0035) + np.float32(0.014) * down)
        size *= np.float32(self._strength * height)
        shift = np.stack([size * chop * np.float32(0.7), size * (swell + 0.5 * chop)], -1)
        light = part * np.minimum(1, 4 * run) * (swell + chop) * np.float32(7 * self._strength)
        for broken in self._swells:
            since = time_s - broken
            if -_COMES_S < since < _GOES_S:
                lift, gleam = self._breaker(floats(run), floats(swell), since)
                shift[..., 1] += part * lift
                light = light + part * gleam
        return Flow(floats(shift), floats(light))

    def _breaker(self, run: Float, ragged: Float, since: float) -> tuple[Float, Float]:
        """How far a wave lifts the water, in pixels, and the light on it: a crest that comes
        from afar, breaks at 0 and runs out."""
        near = self._shore()
        # Even steps of the logarithm are even steps of the way, seen in perspective.
        crest = np.log(near) + (np.log(near) - np.log(0.1)) * min(since, 0.6) / _COMES_S
        off = (np.log(run) - crest + 0.1 * ragged) / 0.16
        grown = np.exp(min(since, 0) / 1.6) * np.exp(-max(since, 0) / 1.3)
        body = np.exp(-(off**2))
        high = np.float32((0.006 + 0.016 * self._strength) * self._region.frame[1] * grown)
        # Bright on the crest, dark before it.
        front = np.exp(-((off - 1.3) ** 2))
        gleam = (body * (1 + 0.5 * ragged) - 0.6 * front) * grown * (14 + 40 * self._strength)
        return floats(body * np.minimum(1, 3 * run) * high), floats(gleam)

    def _shore(self) -> float:
        """The water's lower edge that the camera sees, as run above tells places."""
        foot = min(self._region.foot, self._region.frame[1] * _SEEN)
        return (foot - self._region.top) / self._region.frame[1] + 0.08


class Clouds:
    """A sky that drifts: two copies, each fading out before it starts anew."""

    def __init__(self, region: Region, strength: float, rng: np.random.Generator) -> None:
        self._region = region
        width = region.frame[0]
        self._speed = float(rng.choice([-1, 1])) * width * 0.022 * (0.3 + strength)
        self._start = float(rng.uniform(0, 1))

    def at(self, places: Float, time_s: float) -> Flow:
        """The drift at nodes."""
        part = self._region.at(places)
        phase = (time_s / _CYCLE_S + self._start) % 1.0
        span = self._speed * _CYCLE_S
        first = self._drift(part, -span * (phase - 0.5))
        second = self._drift(part, -span * ((phase + 0.5) % 1.0 - 0.5))
        return Flow(first, None, second, abs(2 * phase - 1))

    @staticmethod
    def _drift(part: Float, pixels: float) -> Float:
        return floats(np.stack([part * np.float32(pixels), np.zeros_like(part)], -1))


class Foliage:
    """Leaves in gusts that run over them, each branch at its own pace."""

    def __init__(self, region: Region, strength: float, rng: np.random.Generator) -> None:
        self._region, self._strength = region, strength
        self._gust, self._flutter = tile(rng), tile(rng)
        self._wind = float(rng.choice([-1, 1]))

    def at(self, places: Float, time_s: float) -> Flow:
        """The sway at nodes."""
        width = self._region.frame[0]
        part = self._region.at(places)
        x, y = (floats(places[..., axis] * np.float32(WAVE / width)) for axis in (0, 1))
        gust = at(self._gust, x / np.float32(0.2) - self._wind * 26 * time_s, y / np.float32(0.3))
        pace = floats(y / np.float32(0.03) + 14 * time_s)
        flutter = at(self._flutter, floats(x / np.float32(0.03) - self._wind * 10 * time_s), pace)
        size = part * np.float32(0.0035 * self._strength * width)
        aside = size * (self._wind * (gust + 0.4) + 0.45 * flutter)
        return Flow(floats(np.stack([aside, size * 0.2 * flutter], -1)))


class Fire:
    """Flames that lick upwards, brighter and darker."""

    def __init__(self, region: Region, strength: float, rng: np.random.Generator) -> None:
        self._region, self._strength = region, strength
        self._waves = tile(rng)

    def at(self, places: Float, time_s: float) -> Flow:
        """The flames at nodes."""
        width = self._region.frame[0]
        part = self._region.at(places)
        x, y = (floats(places[..., axis] * np.float32(WAVE / width / 0.03)) for axis in (0, 1))
        lick = at(self._waves, x, floats(y + 150 * time_s))
        sway = at(self._waves, floats(x * 0.6 + 90), floats(y * 0.6 + 100 * time_s))
        size = part * np.float32(0.006 * self._strength * width)
        shift = np.stack([size * sway, size * (lick + 0.3)], -1)
        return Flow(floats(shift), floats(part * (lick + sway) * np.float32(16 * self._strength)))

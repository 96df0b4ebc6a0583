"""Bolts of lightning in the sky, at the moments at which it flashes, behind all that stands
before the sky."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats, to_bytes
from services.video.veil import Veil, colour, veil
from services.video.world.light import STROKES
from services.video.world.moment import Moment, Veils, Window, seen

Line = NDArray[np.float64]
_FADE_S = 0.075
_LASTS_S = 0.75
_SHIFT = 4
_CORE, _GLOW = colour(250, 248, 255), colour(176, 170, 255)


class Branch(NamedTuple):
    """A part of a bolt."""

    line: Line
    """n x 2, in pixels of the frame."""
    thick: float
    """1 is the trunk."""


class Bolts:
    """The bolts of a shot, one a flash."""

    def __init__(
        self,
        sky: Float,
        frame: tuple[int, int],
        size: tuple[int, int],
        *,
        strength: float,
        moments: Sequence[float],
        rng: np.random.Generator,
    ) -> None:
        """sky is a mask of the frame of any size, 0..1; frame and size are widths and heights
        of the frame and of the picture; moments are in seconds."""
        self._sky, self._frame, self._size, self._strength = sky, frame, size, strength
        self._bolts = [(at, _bolt(rng, sky, frame, strength)) for at in sorted(moments)]

    def veils(self, moment: Moment) -> Veils:
        """What is seen of them in a frame: next to always nothing."""
        found: Veils = ([], [])
        for struck, branches in self._bolts:
            since = moment.time_s - struck
            if branches and 0 <= since < _LASTS_S:
                found[0].extend(self._drawn(branches, since, moment))
        return found

    def _drawn(self, branches: list[Branch], since: float, moment: Moment) -> list[Veil]:
        power = max(
            strong * float(np.exp(-(since - after) / _FADE_S))
            for after, strong in STROKES
            if since >= after
        )
        if power < 0.03:
            return []
        # Only the first stroke goes out into the branches; the others follow the trunk.
        forked = float(np.exp(-since / 0.09))
        rows, columns = self._size[1] // 2, self._size[0] // 2
        window = Window.of(moment.back)
        core = np.zeros((rows, columns), np.uint8)
        for branch in branches:
            value = 255.0 if branch.thick == 1 else 235 * forked * branch.thick**0.5
            thick = max(
                1, round(min(rows, columns) * (0.004 + 0.003 * self._strength) * branch.thick)
            )
            spots = np.rint(window.at(branch.line) / 2 * 2**_SHIFT).astype(np.int32)
            layer = np.zeros_like(core)
            cv2.polylines(layer, [spots[:, None]], False, value, thick, cv2.LINE_AA, _SHIFT)
            core = np.maximum(core, layer)
        mask = seen(self._sky, self._frame, moment.back, self._size)
        glow = self._glow(core, power)
        shown = min(1.0, 1.6 * power)
        return [
            veil(to_bytes(floats(glow * mask)), _GLOW, self._size),
            veil(to_bytes(floats(core * mask * np.float32(shown))), _CORE, self._size),
        ]

    @staticmethod
    def _glow(core: Bytes, power: float) -> Float:
        """Light about the channel, near and far."""
        rows, columns = core.shape
        small = cv2.resize(core, (columns // 4, rows // 4), interpolation=cv2.INTER_AREA)
        total = np.zeros(small.shape, np.float32)
        for wide, gain in ((0.012, 1.5), (0.05, 2.2), (0.16, 3.0)):
            total += gain * cv2.GaussianBlur(floats(small), (0, 0), wide * min(rows, columns) / 4)
        return floats(cv2.resize(np.minimum(total * power, 215), (columns, rows)))


def _bolt(
    rng: np.random.Generator, sky: Float, frame: tuple[int, int], strength: float
) -> list[Branch]:
    """A trunk from above the picture to where the sky ends, with branches; nothing where there
    is no room for one."""
    rows, columns = sky.shape
    depth = (sky > 0.5).sum(0) / rows
    # The camera sees the middle of the frame; a bolt stands where there is sky to see it in.
    x = np.arange(columns) / columns
    fit = np.where((x > 0.16) & (x < 0.84), np.maximum(depth - 0.18, 0), 0)
    if fit.sum() <= 0:
        return []
    start = float(rng.choice(x, p=fit / fit.sum()))
    column = sky[:, min(columns - 1, int(start * columns))] > 0.5
    foot = float(np.flatnonzero(column)[-1] + 1) / rows
    width, height = frame
    lean = rng.uniform(-0.12, 0.12) * foot
    top = np.array([(start + lean) * width, -0.02 * height])
    trunk = _jagged(rng, top, np.array([start * width, foot * height]), 0.13)
    found = [Branch(trunk, 1.0)]
    _fork(rng, found, trunk, 1, round(3 + 4 * strength))
    return found


def _fork(
    rng: np.random.Generator, found: list[Branch], line: Line, level: int, number: int
) -> None:
    """Adds branches that leave a line downwards, thinner and shorter the later."""
    whole = float(np.hypot(*(line[-1] - line[0])))
    for share in rng.uniform(0.15, 0.85, number):
        begin = line[int(share * (len(line) - 1))]
        ahead = line[-1] - begin
        turn = rng.choice([-1, 1]) * rng.uniform(0.35, 0.85)
        cos, sin = np.cos(turn), np.sin(turn)
        aim = np.array([ahead[0] * cos - ahead[1] * sin, ahead[0] * sin + ahead[1] * cos])
        length = whole * rng.uniform(0.18, 0.42) / level
        branch = _jagged(rng, begin, begin + aim / max(np.hypot(*aim), 1e-6) * length, 0.16)
        found.append(Branch(branch, 0.55 / level))
        if level < 2:
            _fork(rng, found, branch, level + 1, 2)


def _jagged(rng: np.random.Generator, start: Line, end: Line, rough: float) -> Line:
    """A broken line: middles pushed aside, again and again, each time half as far (midpoint
    displacement; Fournier, Fussell and Carpenter 1982)."""
    line = np.stack([start, end])
    for _ in range(7):
        step = np.diff(line, axis=0)
        aside = np.stack([-step[:, 1], step[:, 0]], -1) * rng.normal(0, rough, (len(step), 1))
        middles = (line[:-1] + line[1:]) / 2 + aside
        both = np.empty((len(line) + len(middles), 2))
        both[::2], both[1::2] = line, middles
        line = both
    return line

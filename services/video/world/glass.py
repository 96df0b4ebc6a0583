"""Rain at a window: outside of panes that the picture shows, or drops on the glass through which
it is seen."""

import re

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, to_bytes
from services.video.veil import colour, veil
from services.video.world.fall import Fall
from services.video.world.moment import Moment, Veils, seen

_WIDTH = 320
_BRIGHT, _ABOVE = 150, 45
"""Least brightness of a pane, and how much brighter than the middling part it is."""
_STEP = 55
"""How much darker the wall about it is."""
_AREA, _SQUARE = (0.015, 0.6), 0.68
"""Shares of the frame, and how much of its upright rectangle a pane fills."""
_INDOOR = re.compile(
    r"\b(?:in ?doors?|inside|rooms?|window|kitchen|office|caf[eé]|bar|library|studio|restaurant|"
    r"lobby|corridor|interior|living[- ]room|bed ?room|class ?room|coffee ?shop)\b|"
    r"房间|室内|屋里|屋内|厨房|卧室|办公室|咖啡馆|咖啡店|图书馆|教室|客厅|窗|餐厅|酒吧|走廊",
    re.IGNORECASE,
)
_OUTDOOR = re.compile(
    r"\b(?:out ?doors?|streets?|roads?|fields?|gardens?|cit(?:y|ies)|beach|forest)\b|"
    r"室外|户外|街|马路|田野|花园|城市|海边|森林",
    re.IGNORECASE,
)
Place = tuple[float, float, float]
"""Middle and radius of a drop, in pixels of the half picture."""


def indoors(words: str) -> bool:
    """Whether what a shot shows is told to be inside."""
    return bool(_INDOOR.search(words)) and not _OUTDOOR.search(words)


def panes(rgb: Bytes) -> Float | None:
    """Windows by day in a picture (h x w x 3): bright upright rectangles, 0..1; None without."""
    height, width = rgb.shape[:2]
    size = (_WIDTH, max(16, round(_WIDTH * height / width)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    bright = grey > max(_BRIGHT, float(np.median(grey)) + _ABOVE)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright.astype(np.uint8))
    kept = np.zeros(grey.shape, np.float32)
    for number in range(1, count):
        _, _, across, down, area = (int(value) for value in stats[number])
        share = area / grey.size
        piece = (labels == number).astype(np.uint8)
        ring = cv2.dilate(piece, np.ones((13, 13), np.uint8)) > cv2.dilate(
            piece, np.ones((5, 5), np.uint8)
        )
        if not ring.any() or float(grey[ring].mean()) > float(grey[piece > 0].mean()) - _STEP:
            continue
        if _AREA[0] < share < _AREA[1] and area > _SQUARE * across * down and down > 0.3 * across:
            kept[piece > 0] = 1
    return floats(cv2.GaussianBlur(kept, (0, 0), 1.5)) if kept.any() else None


class Outside:
    """Something that falls outside: seen in a part of the background alone."""

    def __init__(
        self, fall: Fall, part: Float | None, frame: tuple[int, int], size: tuple[int, int]
    ) -> None:
        """fall is one without a subject; part is a mask of the frame of any size, None for all of
        it; frame and size are widths and heights of the frame and of the picture."""
        self._fall, self._part, self._frame, self._size = fall, part, frame, size

    def veils(self, moment: Moment) -> Veils:
        """All of it behind the subject."""
        [whole], _ = self._fall.veils(moment)
        half = whole.half
        if self._part is not None:
            mask = seen(self._part, self._frame, moment.back, self._size)
            half = to_bytes(floats(half * mask))
        return [veil(half, whole.colour, self._size)], []


class Drops:
    """Drops on a pane before everything: beads that sit, and some that run down and leave a
    track."""

    def __init__(self, size: tuple[int, int], strength: float, rng: np.random.Generator) -> None:
        """size is the picture's width and height."""
        self._size = size
        self._half = (size[0] // 2, size[1] // 2)
        ratio = size[0] / size[1]
        beads = round(150 * (0.4 + strength) * ratio / 1.78)
        self._beads = rng.uniform(0, 1, (beads, 6))
        self._runs = rng.uniform(0, 1, (max(3, round(16 * (0.3 + strength) * ratio / 1.78)), 6))

    def veils(self, moment: Moment) -> Veils:
        """Before the subject: each drop dark above, where it shows what is below, and bright
        below."""
        bright, dark = (np.zeros(self._half[::-1], np.uint8) for _ in range(2))
        for x, y, radius, share in self._drops(moment.time_s):
            self._drop(bright, dark, (x, y, radius), share)
        for x, top, y, radius in self._tracks(moment.time_s):
            track = np.array([[x, top], [x, y]]) * 16
            line = np.rint(track).astype(np.int32)[:, None]
            cv2.polylines(bright, [line], False, 34, max(1, round(1.3 * radius)), cv2.LINE_AA, 4)
            self._drop(bright, dark, (x, y, radius), 1.0)
        soft = np.asarray(cv2.GaussianBlur(bright, (0, 0), 0.7), np.uint8)
        shade = np.asarray(cv2.GaussianBlur(dark, (0, 0), 0.9), np.uint8)
        return [], [
            veil(shade, colour(38, 44, 50), self._size),
            veil(soft, colour(226, 234, 240), self._size),
        ]

    def _drops(self, time_s: float) -> list[tuple[float, float, float, float]]:
        """Beads: middle and radius in half pixels, and how much of it has come."""
        width, height = self._half
        found: list[tuple[float, float, float, float]] = []
        for x, y, large, life, begin, other in self._beads.tolist():
            turn, age = divmod(time_s / (5 + 7 * life) + begin, 1.0)
            place = ((x + 0.618 * turn) % 1, (y + 0.382 * turn) % 1)
            radius = height * (0.004 + 0.009 * large**2.5) * (0.8 + 0.4 * other)
            share = min(1.0, age / 0.04) * min(1.0, (1 - age) / 0.1)
            found.append((place[0] * width, place[1] * height, radius, share))
        return found

    def _tracks(self, time_s: float) -> list[tuple[float, float, float, float]]:
        """Runs: x, where the track begins, where the drop is, and its radius, in half pixels."""
        width, height = self._half
        found: list[tuple[float, float, float, float]] = []
        for x, speed, begin, phase, large, side in self._runs.tolist():
            turn, age = divmod(time_s / (3.5 + 5 * speed) + begin, 1.0)
            # It sticks and slips: steps, each eased.
            steps = 4 + round(4 * phase)
            step = np.floor(age * steps)
            slip = min(1.0, (age * steps - step) / 0.45)
            y = (step + slip * slip * (3 - 2 * slip)) / steps * 1.25 - 0.1
            at = (x + 0.618 * turn) % 1 + 0.006 * np.sin(9 * y + 20 * side)
            top = max(-0.1, y - 0.28)
            found.append(
                (float(at) * width, top * height, y * height, height * (0.006 + 0.006 * large))
            )
        return found

    @staticmethod
    def _drop(bright: Bytes, dark: Bytes, place: Place, share: float) -> None:
        x, y, radius = place
        middle = (round(x * 16), round(y * 16))
        axes = (max(10, round(radius * 14)), max(12, round(radius * 17)))
        cv2.ellipse(dark, middle, axes, 0, 0, 360, 92 * share, -1, cv2.LINE_AA, 4)
        low = (middle[0], middle[1] + round(radius * 5))
        lower = (max(8, round(radius * 9)), max(8, round(radius * 10)))
        cv2.ellipse(bright, low, lower, 0, 0, 360, 88 * share, -1, cv2.LINE_AA, 4)
        spot = (middle[0] - round(radius * 5), middle[1] - round(radius * 6))
        cv2.circle(bright, spot, max(8, round(radius * 4)), 210 * share, -1, cv2.LINE_AA, 4)

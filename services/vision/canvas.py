"""What painters share: a canvas that carries depth with its colours, and tileable noise."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats

NOISE = 512
_TILE_ROWS, _TILE_COLUMNS = 64, 320
Box = tuple[int, int, int, int]
"""left, top, right, bottom in pixels."""


@dataclass
class Canvas:
    """A painting in progress, painted from far to near."""

    colour: Floats
    """H×W×3 red, green, blue; light, so it may exceed 1 until it is finished."""
    near: Floats
    """H×W, 0 far to 1 near, exact: each layer writes its own."""
    rng: np.random.Generator
    regions: dict[RegionKind, Floats] = dataclasses.field(default_factory=dict[RegionKind, Floats])
    """Where what can move by itself is still seen, H×W, 0 to 1."""

    @property
    def height(self) -> int:
        """Rows."""
        return self.colour.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.colour.shape[1]

    def polygon(self, corners: Floats) -> tuple[Bytes, int, int] | None:
        """What a polygon covers (h×w, 0 to 255, smooth at its edges), and the column and row of
        its upper left corner; None outside of the canvas. corners are n×2 in pixels, x before y."""
        points = np.clip(np.rint(corners * 8), -(1 << 20), 1 << 20).astype(np.int32)
        left, top = (max(0, int(v)) for v in points.min(axis=0) // 8 - 1)
        right, bottom = (int(v) for v in points.max(axis=0) // 8 + 2)
        right, bottom = min(self.width, right), min(self.height, bottom)
        if right <= left or bottom <= top:
            return None
        mask = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillPoly(mask, [points - np.array([left * 8, top * 8], np.int32)], 255, 16, 3)
        return mask, left, top

    def lay(
        self,
        cover: Floats,
        colour: Floats,
        near: Floats | float | None,
        top: int = 0,
        left: int = 0,
    ) -> None:
        """Put a layer with its upper left corner at row top: cover is h×w from 0 to 1.

        Without a depth of its own it is dressing on what lies below.
        """
        rows, columns = cover.shape
        if rows <= _TILE_ROWS:
            self._put(cover, colour, near, np.s_[top : top + rows, left : left + columns])
            return
        colour = np.broadcast_to(colour, (*cover.shape, 3))
        deep = None if near is None else np.broadcast_to(as_floats(near), cover.shape)
        for tile in tiles(cover.shape):
            if cv2.hasNonZero(cover[tile]):
                part = None if deep is None else as_floats(deep[tile])
                self._put(cover[tile], colour[tile], part, _moved(tile, top, left))

    def _put(
        self, cover: Floats, colour: Floats, near: Floats | float | None, tile: "Tile"
    ) -> None:
        view = self.colour[tile]
        view += (colour - view) * thrice(cover)
        if near is None:
            return
        for mask in self.regions.values():
            mask[tile] *= 1 - cover
        np.copyto(self.near[tile], near, where=cover > 0.5)

    def mark(self, kind: RegionKind, cover: Floats, top: int = 0, left: int = 0) -> None:
        """Say that what has just been laid with this cover is of a kind."""
        empty_mask = np.zeros((self.height, self.width), np.float32)
        whole = self.regions.setdefault(kind, empty_mask)
        rows, columns = cover.shape
        held = whole[top : top + rows, left : left + columns]
        np.maximum(held, cover, out=held)

    def fill(self, mask: Bytes, colour: Floats, near: float | None, box: Box) -> None:
        """Lay one flat colour through a drawn mask of the whole canvas, within the box."""
        left, top, right, bottom = box
        left, top = max(0, left), max(0, top)
        part = mask[top:bottom, left:right]
        if part.size:
            cover = as_floats(part / np.float32(255))
            self.lay(cover, np.broadcast_to(colour, (*part.shape, 3)), near, top, left)

    def light(self, amount: Floats, colour: Floats) -> None:
        """Add light; amount is a map of any size over the whole canvas."""
        full = as_floats(
            cv2.resize(amount, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
        )
        np.maximum(full, 0, out=full)
        for channel in range(3):
            self.colour[..., channel] += full * float(colour[channel])


Tile = tuple[slice, slice]
"""Rows and columns."""


def tiles(shape: tuple[int, ...]) -> Iterator[Tile]:
    """Parts of a map (h×w) that are worked on one after the other: what is made on the way stays
    near the processor, and parts where nothing is laid can be left out."""
    rows, columns = shape
    for top in range(0, rows, _TILE_ROWS):
        down = slice(top, min(rows, top + _TILE_ROWS))
        for left in range(0, columns, _TILE_COLUMNS):
            yield down, slice(left, min(columns, left + _TILE_COLUMNS))


def _moved(tile: Tile, top: int, left: int) -> Tile:
    rows, columns = tile
    return (
        slice(rows.start + top, rows.stop + top),
        slice(columns.start + left, columns.stop + left),
    )


def thrice(values: Floats) -> Floats:
    """h×w for each of three channels: one array is worked on far faster than a broadcast one."""
    return as_floats(cv2.merge([values] * 3))


def empty(shape: tuple[int, int], rng: np.random.Generator) -> Canvas:
    """A black canvas, all of it infinitely far, for a (width, height)."""
    width, height = shape
    return Canvas(
        np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32), rng
    )


def field(rng: np.random.Generator, slope: float = 1.8) -> Floats:
    """Tileable noise of 512×512 with mean 0 and deviation 1; power falls as frequency^-2slope.

    Spectral synthesis (Saupe, The Science of Fractal Images, 1988): white noise, shaped.
    """
    spectrum = np.fft.rfft2(rng.standard_normal((NOISE, NOISE), dtype=np.float32))
    fy, fx = np.fft.fftfreq(NOISE)[:, None], np.fft.rfftfreq(NOISE)[None, :]
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = 1
    spectrum *= (frequency * NOISE) ** -slope
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, (NOISE, NOISE))
    return as_floats(noise / noise.std())


def line(rng: np.random.Generator, width: int, slope: float, waves: float) -> Floats:
    """A noise curve of so many points, about -1 to 1; waves is the count of its largest humps."""
    count = 4 * width
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.arange(spectrum.size) / (4 * waves)
    spectrum *= np.where(frequency < 1, frequency**2, 1) * np.maximum(frequency, 0.05) ** -slope
    curve = np.fft.irfft(spectrum, count)[:width]
    return as_floats((curve - curve.mean()) / (2 * curve.std() + 1e-9))


def sample(noise: Floats, u: Floats, v: Floats) -> Floats:
    """The tileable noise at columns u and rows v: any real numbers, broadcast to one shape."""
    u, v = (as_floats(part) for part in np.broadcast_arrays(u, v))
    x, y = as_floats(np.mod(u, NOISE)), as_floats(np.mod(v, NOISE))
    return as_floats(
        cv2.remap(noise, x, y, interpolation=cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    )


def step(low: float, high: float, values: Floats) -> Floats:
    """0 below low, 1 above high, smooth between (Hermite)."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return as_floats(t * t * (3 - 2 * t))


def plain(canvas: Canvas, horizon: float) -> tuple[int, Floats, Floats]:
    """First row of a plain, its rows from 0 to 1, and noise in perspective."""
    first = int(horizon * canvas.height)
    rows = canvas.height - first
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
    run = 1 / (y + 0.05)
    x = (np.arange(canvas.width, dtype=np.float32)[None, :] / canvas.width - 0.5) * 1400
    noise = field(canvas.rng, 1.3)
    texture = sample(
        noise,
        as_floats(x * run * 0.11 + 40),
        as_floats(np.broadcast_to(run * 60, (rows, canvas.width))),
    )
    return first, as_floats(y), texture


def grid(rows: int, columns: int) -> tuple[Floats, Floats]:
    """x and y from 0 to 1 at pixel centres."""
    x = as_floats((np.arange(columns) + 0.5) / columns)[None, :]
    y = as_floats((np.arange(rows) + 0.5) / rows)[:, None]
    return as_floats(np.broadcast_to(x, (rows, columns))), as_floats(
        np.broadcast_to(y, (rows, columns))
    )


def finish(canvas: Canvas) -> Bytes:
    """Bloom, shoulder, vignette and film grain; H×W×3 BGR bytes."""
    height, width = canvas.height, canvas.width
    colour = canvas.colour
    small = as_floats(cv2.resize(colour, (width // 4, height // 4), interpolation=cv2.INTER_AREA))
    bright = np.clip(small - 0.78, 0, 3)
    glow = cv2.GaussianBlur(bright, (0, 0), width / 300) + cv2.GaussianBlur(
        bright, (0, 0), width / 90
    )
    colour += 0.35 * as_floats(cv2.resize(glow, (width, height)))
    # A film's shoulder: straight up to 0.75, then ever flatter, so that light never clips.
    over = np.maximum(colour - 0.75, 0)
    np.minimum(colour, 0.75, out=colour)
    colour += over / (1 + 4 * over)
    x, y = grid(height, width)
    away = ((x - 0.5) * 1.5) ** 2 + ((y - 0.5) * 1.2) ** 2
    grain = canvas.rng.standard_normal((height, width), dtype=np.float32)
    soft = 0.6 * as_floats(cv2.GaussianBlur(grain, (0, 0), 0.7)) + 0.25 * grain
    level = colour.mean(axis=2)
    colour *= as_floats(1 - 0.3 * away)[..., None]
    colour += as_floats(soft * (0.022 - 0.012 * np.clip(level, 0, 1)))[..., None]
    return as_bytes(np.ascontiguousarray(np.clip(colour * 255 + 0.5, 0, 255)[..., ::-1]))

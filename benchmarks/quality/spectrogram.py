"""Draw the waveform and the spectrogram of any audio or video file as a PNG.

    python benchmarks/quality/spectrogram.py clip.mp4 -o clip.png
    python benchmarks/quality/spectrogram.py a.wav b.wav c.wav -o sheet.png --columns 3

Several files make a contact sheet. Low sounds get as much room as high ones (log frequency);
--linear draws equal Hz. Needs PyAV, numpy and Pillow.
"""

import argparse
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

RATE = 48_000
WINDOW = 4096
LOW_HZ, HIGH_HZ = 30.0, 20_000.0
MARKS_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)
WAVE_PX, MARGIN_PX, TITLE_PX = 48, 44, 16
HEAT = ((0, 0, 8), (45, 12, 90), (150, 40, 90), (230, 100, 35), (250, 200, 60), (255, 255, 220))
"""Colours from quiet to loud."""

Samples = NDArray[np.float32]


def read(path: Path, seconds: float) -> Samples:
    """The sound of a file as (2, samples) at 48 kHz, at most so many seconds."""
    parts: list[Samples] = []
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise SystemExit(f"{path} has no sound: give a file with an audio track.")
        for frame in container.decode(audio=0):
            parts += [np.asarray(f.to_ndarray(), np.float32) for f in resampler.resample(frame)]
            if sum(p.shape[1] for p in parts) >= seconds * RATE:
                break
    return np.concatenate(parts, axis=1)[:, : int(seconds * RATE)]


def rows(height: int, linear: bool) -> NDArray[np.float64]:
    """Frequency of each row of pixels, from the top."""
    if linear:
        return np.linspace(HIGH_HZ, LOW_HZ, height)
    return np.geomspace(HIGH_HZ, LOW_HZ, height)


def loudness(sound: Samples, width: int, hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power in dB (rows, width) of the mean of both channels' spectra, full scale near 0."""
    padded = np.pad(sound, ((0, 0), (WINDOW // 2, WINDOW)))
    starts = np.linspace(0, max(sound.shape[1] - 1, 0), width).astype(int)
    shape = np.hanning(WINDOW).astype(np.float32)
    power = np.zeros((width, WINDOW // 2 + 1))
    for column, start in enumerate(starts):
        spectrum = np.fft.rfft(padded[:, start : start + WINDOW] * shape)
        power[column] = np.mean(np.abs(spectrum) ** 2, axis=0)
    power *= (2 / shape.sum()) ** 2
    # A row of pixels may hold many bins or share one: average over its own band.
    total = np.concatenate([np.zeros((width, 1)), np.cumsum(power, axis=1)], axis=1)
    ratio = (hertz[0] / hertz[-1]) ** (0.5 / len(hertz))
    low = np.clip((hertz / ratio) * WINDOW / RATE, 0, WINDOW // 2).astype(int)
    high = np.maximum(np.ceil(hertz * ratio * WINDOW / RATE).astype(int), low + 1)
    band = (total[:, high] - total[:, low]) / (high - low)
    return 10 * np.log10(band.T + 1e-12)


def paint(level: NDArray[np.float64], floor: float) -> Image.Image:
    """dB to colours; floor and below is black."""
    top = float(np.percentile(level, 99.9))
    share = np.clip((level - (top + floor)) / -floor, 0, 1) * (len(HEAT) - 1)
    colours = np.array(HEAT, float)
    channels = [np.interp(share, range(len(HEAT)), colours[:, c]) for c in range(3)]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def wave_form(draw: ImageDraw.ImageDraw, sound: Samples, width: int, top: int) -> None:
    """Draw left and right as two strips of extremes, scaled to the loudest sample."""
    edges = np.linspace(0, sound.shape[1], width + 1).astype(int)
    peak = float(np.abs(sound).max()) or 1.0
    half = WAVE_PX // 4
    for ear, colour in enumerate(("#5ab4ff", "#ff9a5a")):
        middle = top + half + ear * 2 * half
        for x, (start, stop) in enumerate(pairwise(edges.tolist())):
            piece = sound[ear, start : max(stop, start + 1)] / peak * (half - 1)
            ends = (middle - float(piece.max()), middle - float(piece.min()))
            draw.line((MARGIN_PX + x, *ends[:1], MARGIN_PX + x, ends[1]), fill=colour)


@dataclass(frozen=True)
class Look:
    """How a sound is drawn."""

    width: int = 640
    """Pixels of time."""
    height: int = 240
    """Pixels of frequency."""
    floor: float = -75.0
    """dB below the loudest: black."""
    linear: bool = False
    """Equal Hz instead of octaves."""


def picture(sound: Samples, name: str, look: Look) -> Image.Image:
    """One sound: its name and figures, its waveform, its spectrogram with a scale."""
    width, height = look.width, look.height
    hertz = rows(height, look.linear)
    image = Image.new("RGB", (MARGIN_PX + width, TITLE_PX + WAVE_PX + height), "#101018")
    top = TITLE_PX + WAVE_PX
    image.paste(paint(loudness(sound, width, hertz), look.floor), (MARGIN_PX, top))
    draw = ImageDraw.Draw(image)
    rms, peak = (20 * np.log10(x + 1e-9) for x in (np.sqrt(np.mean(sound**2)), np.abs(sound).max()))
    title = f"{name}  {sound.shape[1] / RATE:.1f} s  RMS {rms:.0f}  peak {peak:.0f} dBFS"
    draw.text((4, 2), title, fill="white")
    wave_form(draw, sound, width, TITLE_PX)
    for mark in MARKS_HZ:
        y = top + int(np.argmin(np.abs(hertz - mark)))
        draw.line((MARGIN_PX - 4, y, MARGIN_PX, y), fill="white")
        draw.text((2, y - 6), f"{mark / 1000:g}k" if mark >= 1000 else str(mark), fill="#b0b0c0")
    return image


def sheet(drawn: list[Image.Image], columns: int) -> Image.Image:
    """Pictures of one size side by side."""
    columns = min(columns, len(drawn))
    wide, high = drawn[0].width + 8, drawn[0].height + 8
    whole = Image.new("RGB", (columns * wide, -(-len(drawn) // columns) * high), "#303040")
    for place, image in enumerate(drawn):
        whole.paste(image, (place % columns * wide, place // columns * high))
    return whole


def main() -> None:
    """Draw the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path, help="audio or video files")
    parser.add_argument("-o", "--output", type=Path, default=Path("spectrogram.png"))
    parser.add_argument("--seconds", type=float, default=30.0, help="look at the first so many")
    parser.add_argument("--width", type=int, default=640, help="pixels of time per file")
    parser.add_argument("--height", type=int, default=240, help="pixels of frequency per file")
    parser.add_argument("--columns", type=int, default=1, help="files side by side")
    parser.add_argument("--floor", type=float, default=-75.0, help="dB below the loudest: black")
    parser.add_argument("--linear", action="store_true", help="equal Hz instead of octaves")
    args = parser.parse_args()
    look = Look(int(args.width), int(args.height), float(args.floor), bool(args.linear))
    files: list[Path] = args.files
    drawn = [picture(read(path, float(args.seconds)), path.stem, look) for path in files]
    whole = sheet(drawn, int(args.columns))
    whole.save(args.output)
    print(f"{args.output}: {whole.width}x{whole.height}, {len(drawn)} files")


if __name__ == "__main__":
    main()

"""Draw frames of a clip in one labelled PNG: contact_sheet.py clip.mp4 sheet.png --frames 12

--box, --from and --to look closer: at a part of the picture, at a part of the time.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import av
from av.error import FFmpegError
from PIL import Image, ImageDraw

_LABEL_HEIGHT = 18
_GAP = 4
_HD_HEIGHT = 720  # where untagged video is read as BT.709
_UNTAGGED = 2  # AVCOL_SPC_UNSPECIFIED

Still = tuple[int, float, Image.Image]
"""Number of a frame from 0, its time in seconds, and the picture."""


def stills(path: Path, count: int, start: float = 0.0, end: float | None = None) -> list[Still]:
    """count frames of a clip, evenly spread from start to end (seconds), both included."""
    with av.open(str(path)) as container:
        times = [float(frame.time) for frame in container.decode(video=0)]
    last = end if end is not None else times[-1]
    inside = [i for i, time in enumerate(times) if start - 1e-6 <= time <= last + 1e-6]
    step = (len(inside) - 1) / max(count - 1, 1)
    wanted = {inside[round(i * step)] for i in range(min(count, len(inside)))}
    found: list[Still] = []
    with av.open(str(path)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index in wanted:
                untagged = frame.colorspace == _UNTAGGED and frame.height >= _HD_HEIGHT
                image = frame.to_image(src_colorspace="ITU709") if untagged else frame.to_image()
                found.append((index, float(frame.time), image))
    return found


def crop(still: Still, box: Sequence[float]) -> Still:
    """The part of a still inside left, top, width, height (fractions of the picture)."""
    index, time, image = still
    left, top, width, height = box
    wide, high = image.size
    edges = (left * wide, top * high, (left + width) * wide, (top + height) * high)
    return index, time, image.crop(edges)


def sheet(frames: Sequence[Still], columns: int, width: int) -> Image.Image:
    """The stills in a grid, each width pixels wide, with its number and time below."""
    first = frames[0][2]
    height = round(first.height * width / first.width)
    rows = -(-len(frames) // columns)
    size = (columns * (width + _GAP) + _GAP, rows * (height + _LABEL_HEIGHT + _GAP) + _GAP)
    result = Image.new("RGB", size, "#202020")
    draw = ImageDraw.Draw(result)
    for place, (index, time, image) in enumerate(frames):
        left = _GAP + place % columns * (width + _GAP)
        top = _GAP + place // columns * (height + _LABEL_HEIGHT + _GAP)
        result.paste(image.resize((width, height), Image.Resampling.LANCZOS), (left, top))
        draw.text((left + 2, top + height + 3), f"#{index}  {time:.3f} s", fill="#e0e0e0")
    return result


def main() -> int:
    """Draw the sheet named on the command line."""
    parser = argparse.ArgumentParser(description="Draw frames of a clip in one labelled PNG.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("png", type=Path)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--width", type=int, default=320, help="pixels of one frame")
    parser.add_argument("--from", dest="start", type=float, default=0.0, help="seconds")
    parser.add_argument("--to", dest="end", type=float, default=None, help="seconds")
    parser.add_argument("--box", type=float, nargs=4, metavar=("LEFT", "TOP", "WIDTH", "HEIGHT"),
                        help="look at a part only, in fractions of the picture")  # fmt: skip
    options = parser.parse_args()
    try:
        frames = stills(options.clip, options.frames, options.start, options.end)
    except (FFmpegError, OSError, IndexError) as error:
        print(f"{options.clip}: cannot be read as a video ({error}).", file=sys.stderr)
        return 1
    if options.box:
        frames = [crop(frame, options.box) for frame in frames]
    sheet(frames, options.columns, options.width).save(options.png)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Draw what vision sees in pictures: vision_sheet.py sheets/ photo.jpg --prompt 'a lake at dusk'

One PNG a picture or prompt, for looking at: frame with faces and boxes, depth, matte, frame,
regions, depth in grey, the words, the light and the main colours.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, EngineSettings
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.vision_pb2 import (
    Box,
    DescribeRequest,
    DescribeResult,
    RegionKind,
    Setting,
    TimeOfDay,
)
from services.vision.engines.scene import Scene

Picture = NDArray[np.uint8]

_WIDTH = 420
_GAP = 6
_TEXT = 92
_COLOURS = {
    RegionKind.REGION_KIND_SKY: (90, 160, 255),
    RegionKind.REGION_KIND_WATER: (0, 255, 230),
    RegionKind.REGION_KIND_FOLIAGE: (90, 255, 60),
}


class Pictures(Folder):
    """Files of which one may see the pixels."""

    def pixels(self, artifact: Artifact) -> Picture:
        """A picture as H×W×3 RGB of 8 bits, whatever it was."""
        raw = np.asarray(cv2.imread(str(self.path(artifact)), cv2.IMREAD_UNCHANGED))
        if raw.dtype == np.uint16:
            raw = (raw >> 8).astype(np.uint8)
        if raw.ndim == 2:
            return np.asarray(np.repeat(raw[..., None], 3, axis=2), np.uint8)
        return np.asarray(raw[..., ::-1], np.uint8)


def sheet(seen: DescribeResult, folder: Pictures, title: str) -> Image.Image:
    """What vision saw of one picture, as 2×3 panels over its words."""
    frame = folder.pixels(seen.frame)
    size = (_WIDTH, round(_WIDTH * frame.shape[0] / frame.shape[1]))
    depth = folder.pixels(seen.depth)[..., 0]
    coloured = np.asarray(cv2.applyColorMap(depth, cv2.COLORMAP_TURBO))[..., ::-1]
    black = np.zeros_like(frame)
    panels = [
        _boxes(frame, seen),
        np.asarray(coloured, np.uint8),
        folder.pixels(seen.matte) if seen.HasField("matte") else black,
        frame,
        _regions(frame, seen, folder),
        np.repeat(depth[..., None], 3, axis=2),
    ]
    page = Image.new("RGB", (3 * (_WIDTH + _GAP), 2 * (size[1] + _GAP) + _TEXT), "#202020")
    for place, panel in enumerate(panels):
        small = Image.fromarray(panel).resize(size, Image.Resampling.LANCZOS)
        page.paste(small, (place % 3 * (_WIDTH + _GAP), place // 3 * (size[1] + _GAP)))
    _write(page, seen, title, 2 * (size[1] + _GAP))
    return page


def _boxes(frame: Picture, seen: DescribeResult) -> Picture:
    """The frame with what is in it framed: focus yellow, subject white, faces red with meshes."""
    image = Image.fromarray(frame)
    draw = ImageDraw.Draw(image)
    line = max(2, seen.width // 300)
    boxes = [(seen.focus, "#ffe040")]
    boxes += [(seen.subject, "#ffffff")] if seen.HasField("subject") else []
    for box, colour in [*boxes, *((face.box, "#ff4040") for face in seen.faces)]:
        draw.rectangle(_corners(box, seen), outline=colour, width=line)
    for face in seen.faces:
        points = np.array(face.mesh).reshape(-1, 2) * (seen.width, seen.height)
        draw.point([(float(x), float(y)) for x, y in points], fill="#40ff40")
    return np.asarray(image, np.uint8)


def _corners(box: Box, seen: DescribeResult) -> tuple[float, float, float, float]:
    left, top = box.left * seen.width, box.top * seen.height
    return left, top, left + box.width * seen.width, top + box.height * seen.height


def _regions(frame: Picture, seen: DescribeResult, folder: Pictures) -> Picture:
    """A dim grey frame with each region in its colour."""
    shown = np.repeat(frame.mean(axis=2, keepdims=True) * 0.6, 3, axis=2)
    for region in seen.regions:
        mask = folder.pixels(region.mask)[..., 0].astype(np.float32) / 255
        part = cv2.resize(mask, (frame.shape[1], frame.shape[0]))[..., None] * 0.6
        shown = shown * (1 - part) + part * np.array(_COLOURS[region.kind])
    return np.clip(shown, 0, 255).astype(np.uint8)


def _write(page: Image.Image, seen: DescribeResult, title: str, top: int) -> None:
    draw = ImageDraw.Draw(page)
    time_of_day, setting = TimeOfDay.Name(seen.time_of_day), Setting.Name(seen.setting)
    light = seen.light
    words = [
        time_of_day.removeprefix("TIME_OF_DAY_").lower(),
        setting.removeprefix("SETTING_").lower(),
        f"light {light.x:+.1f} {light.y:+.1f} ({light.certainty:.2f})"
        if seen.HasField("light")
        else "light unknown",
        f"explicit {seen.explicit_score:.3f}" if seen.HasField("explicit_score") else "",
    ]
    lines = [title, f"tags: {' '.join(seen.tags)}", seen.caption, "   ".join(words)]
    for row, text in enumerate(lines):
        draw.text((6, top + 4 + 15 * row), text, fill="#f0f0f0")
    left = 6.0
    for swatch in seen.colours:
        wide = 600 * swatch.share
        draw.rectangle((left, top + 66, left + wide, top + 86), fill=f"#{swatch.rgb:06x}")
        left += wide


def main() -> int:
    """Draw the sheets named on the command line."""
    parser = argparse.ArgumentParser(description="Draw what vision sees in pictures.")
    parser.add_argument("folder", type=Path, help="where the sheets go")
    parser.add_argument("images", type=Path, nargs="*")
    parser.add_argument("--prompt", action="append", default=[], help="paint this; may repeat")
    parser.add_argument("--width", type=int, default=960)
    parser.add_argument("--height", type=int, default=540)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    engine = Scene(EngineSettings(threads=1))
    form = Format(width=options.width, height=options.height)
    jobs = [*((path.stem, path, "") for path in options.images)]
    jobs += [(re.sub(r"\W+", "-", words), None, words) for words in options.prompt]
    for name, path, words in jobs:
        with tempfile.TemporaryDirectory() as place:
            folder = Pictures(Path(place))
            request = DescribeRequest(prompt=words, format=form, seed=options.seed)
            try:
                if path is not None:
                    request.image.CopyFrom(folder.keep(path, "image/png"))
                began = time.process_time()
                seen = engine.run(request, folder, lambda _: None)
            except (CallerError, OSError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                return 1
            title = f"{name}   {time.process_time() - began:.2f} s CPU"
            sheet(seen, folder, title).save(options.folder / f"{name}.png")
            print(f"{name}: {' '.join(seen.tags)} | {seen.caption}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

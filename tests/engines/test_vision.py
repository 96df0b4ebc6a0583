"""The scene engine keeps vision.proto's promises about an image: the frame's size and shape, faces
and meshes where they are, a matte and a depth that fit, and modest words. What it paints without
an image is in test_vision_painted.py.

Real engine, real networks, real photographs (scikit-image's public-domain ones).
"""

import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from reelmesh.mesh.engine import CallerError, Cancelled, EngineSettings
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.vision_pb2 import DescribeRequest
from services.vision.engines.scene import ENGINE, Scene
from services.vision.faces import Found
from services.vision.matte import Matter
from tests.engines.vision_bench import SMALL, Pictures, astronaut, describe, quiet

EYES = np.array([[200, 110], [245, 110]], np.float32)


@pytest.fixture(scope="module")
def engine() -> Scene:
    return Scene(EngineSettings(threads=1))


@pytest.fixture
def files(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def test_the_engine_file_names_its_engine() -> None:
    assert ENGINE is Scene
    assert re.fullmatch("[0-9a-f]{64}", Scene(EngineSettings()).weights_sha256)


@pytest.mark.parametrize(
    ("asked", "made"),
    [((0, 0), (1536, 864)), ((480, 270), (576, 324)), ((128, 226), (154, 272))],
)
def test_the_frame_is_a_fifth_larger_than_the_asked_size(
    engine: Scene, files: Pictures, asked: tuple[int, int], made: tuple[int, int]
) -> None:
    request = DescribeRequest(format=Format(width=asked[0], height=asked[1]))
    request.image.CopyFrom(files.add(astronaut()))
    result = engine.run(request, files, quiet)
    assert (result.width, result.height) == made
    for artifact in (result.frame, result.depth, result.matte):
        assert files.open(artifact).shape[1::-1] == made
        assert artifact.media_type == "image/png"


def test_maps_have_the_bits_the_proto_names(engine: Scene, files: Pictures) -> None:
    result = describe(engine, files, astronaut())
    frame, depth, matte = (files.raw(a) for a in (result.frame, result.depth, result.matte))
    assert (frame.dtype, frame.shape[2:]) == (np.uint8, (3,))
    assert (depth.dtype, depth.ndim) == (np.uint16, 2)
    assert (matte.dtype, matte.ndim) == (np.uint8, 2)


def test_the_picture_is_cropped_and_never_stretched(engine: Scene, files: Pictures) -> None:
    picture = np.full((600, 500, 3), 90, np.uint8)
    cv2.circle(picture, (250, 300), 100, (250, 240, 230), -1)
    frame = files.open(describe(engine, files, picture).frame)
    bright = frame[..., 1] > 170
    wide, high = bright.any(axis=0).sum(), bright.any(axis=1).sum()
    assert abs(int(wide) - int(high)) <= 2


def test_a_face_is_found_meshed_and_kept_whole(engine: Scene, files: Pictures) -> None:
    result = describe(engine, files, astronaut())
    assert len(result.faces) == 1
    face = result.faces[0]
    mesh = np.array(face.mesh).reshape(468, 2)
    assert face.confidence > 0.8
    assert (mesh > 0).all() and (mesh < 1).all()
    # FaceMesh: 10 forehead, 1 tip of the nose, 13 and 14 inner lips, 152 chin.
    assert mesh[10, 1] < mesh[1, 1] < mesh[13, 1] <= mesh[14, 1] + 0.01 < mesh[152, 1]
    inside = (mesh[:, 0] > face.box.left - 0.02) & (
        mesh[:, 0] < face.box.left + face.box.width + 0.02
    )
    assert inside.mean() > 0.9


def test_faces_come_from_left_to_right(engine: Scene, files: Pictures) -> None:
    pair = np.hstack([astronaut()[:, 60:330], astronaut()[:, 60:330][:, ::-1]])
    result = describe(engine, files, np.ascontiguousarray(pair))
    lefts = [face.box.left for face in result.faces]
    assert len(lefts) == 2 and lefts == sorted(lefts)
    assert "people" in result.tags


def test_a_small_face_in_a_wide_picture_is_found(engine: Scene, files: Pictures) -> None:
    wide = np.full((1000, 1800, 3), (120, 130, 125), np.uint8)
    wide[500:800, 1200:1500] = cv2.resize(astronaut(), (300, 300), interpolation=cv2.INTER_AREA)
    assert len(describe(engine, files, wide).faces) == 1


@pytest.mark.parametrize("photograph", [data.coffee, data.chelsea, data.rocket])
def test_things_are_not_taken_for_faces(
    engine: Scene, files: Pictures, photograph: Callable[[], NDArray[np.generic]]
) -> None:
    result = describe(engine, files, np.asarray(photograph(), np.uint8))
    assert not result.faces
    assert not {"person", "people", "portrait"} & set(result.tags)


def test_the_matte_holds_the_person_and_not_the_wall(engine: Scene, files: Pictures) -> None:
    result = describe(engine, files, astronaut())
    matte = files.open(result.matte)
    face = result.faces[0].box
    x, y = (face.left + face.width / 2) * result.width, (face.top + face.height / 2) * result.height
    assert matte[int(y), int(x)] > 250
    assert matte[: result.height // 3, -result.width // 8 :].mean() < 5
    assert 0.3 < result.subject.width < 0.8


def test_the_person_is_nearer_than_the_wall_with_a_sharp_edge(
    engine: Scene, files: Pictures
) -> None:
    result = describe(engine, files, astronaut())
    depth = files.open(result.depth).astype(float) / 65535
    matte = files.open(result.matte)
    subject, behind = depth[matte > 250].mean(), depth[matte < 5].mean()
    assert subject > behind + 0.25
    # Smooth inside: no step between neighbours away from the edge.
    calm = cv2.dilate(np.asarray((matte > 5) & (matte < 250), np.uint8), np.ones((13, 13))) == 0
    steps = np.abs(np.diff(depth, axis=1))[calm[:, 1:] & calm[:, :-1]]
    assert np.percentile(steps, 99.5) < 0.01


def test_words_say_what_is_seen(engine: Scene, files: Pictures) -> None:
    result = describe(engine, files, astronaut())
    assert {"portrait", "person"} <= set(result.tags)
    assert result.caption.startswith("A portrait of one person")
    assert not result.painted


def test_a_prompt_cannot_make_the_picture_say_what_it_contradicts(
    engine: Scene, files: Pictures
) -> None:
    result = describe(engine, files, np.asarray(data.coffee(), np.uint8), "coffee under the stars")
    assert "food" in result.tags
    assert "stars" not in result.tags


def test_likeness_follows_looks(engine: Scene, files: Pictures) -> None:
    pictures = [astronaut(), np.clip(astronaut() * 0.9, 0, 255).astype(np.uint8)]
    pictures.append(np.asarray(data.rocket(), np.uint8))
    vectors = np.array([list(describe(engine, files, p).embedding) for p in pictures])
    assert vectors.shape == (3, 128)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.9 > vectors[0] @ vectors[2]


@pytest.mark.parametrize("painted", [True, False])
def test_the_same_request_gives_the_same_bytes(
    engine: Scene, files: Pictures, painted: bool
) -> None:
    picture = None if painted else np.asarray(data.coffee(), np.uint8)
    first = describe(engine, files, picture, "a city at night", seed=3)
    again = describe(Scene(EngineSettings(threads=2)), files, picture, "a city at night", seed=3)
    assert first == again


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 64])
def test_an_unreadable_image_is_the_callers_to_mend(
    engine: Scene, files: Pictures, content: bytes
) -> None:
    path = files.new("broken.png")
    path.write_bytes(content)
    request = DescribeRequest(format=SMALL, image=files.keep(path, "image/png"))
    with pytest.raises(CallerError, match="cannot be read"):
        engine.run(request, files, quiet)


@pytest.mark.parametrize("painted", [True, False])
def test_a_cancelled_run_stops(engine: Scene, files: Pictures, painted: bool) -> None:
    def cancelled(fraction: float) -> None:
        if fraction > 0.3:
            raise Cancelled("No longer wanted.")

    request = DescribeRequest(prompt="sea", format=SMALL)
    if not painted:
        request.image.CopyFrom(files.add(astronaut()))
    with pytest.raises(Cancelled):
        engine.run(request, files, cancelled)


def test_people_are_cut_out_even_without_the_segmentation_networks() -> None:
    frame = np.ascontiguousarray(astronaut()[:288, ..., ::-1])
    faces = [Found(np.array([171, 73, 275, 177], np.float32), EYES, 0.9)]
    matte = Matter(None, None).matte(frame, faces)
    assert matte is not None
    assert matte[125, 223] > 0.9 and matte[40, 330] < 0.1

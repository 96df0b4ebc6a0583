"""What tests of speaking faces share: the astronaut (scikit-image, public domain) in a picture of
any size, the faces found in it as vision finds them, and a request to make them move."""

import cv2
import numpy as np
from skimage import data

from benchmarks.quality.mouths import finder
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import Camera, CameraMove
from reelmesh.v1.video_pb2 import AnimateRequest, FaceSpeech
from reelmesh.v1.vision_pb2 import DescribeResult, Face
from tests.engines.shots import Picture, Pictures

FPS = 24


def portrait(width: int, height: int, scale: float) -> Picture:
    """The astronaut, her face in the upper middle of a picture of this size."""
    photo = np.asarray(data.astronaut(), np.uint8)
    away = np.array([[scale, 0, width / 2 - 224 * scale], [0, scale, height * 0.4 - 120 * scale]])
    made = cv2.warpAffine(
        photo, away, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(made, np.uint8)


def request(picture: Picture, folder: Pictures, speech: list[FaceSpeech]) -> AnimateRequest:
    """The picture with the faces found in it, 1.2 times the size of the clip."""
    height, width = picture.shape[:2]
    look = finder()
    seen = DescribeResult(frame=folder.add(picture), width=width, height=height)
    for found in look.find(picture):
        mesh = look.mesh(picture, found)
        assert mesh is not None
        flat: list[float] = (mesh / (width, height)).astype(np.float32).ravel().tolist()
        seen.faces.append(Face(confidence=0.9, mesh=flat))
    return AnimateRequest(
        scene=seen,
        frames=72,
        seed=3,
        speech=speech,
        camera=Camera(move=CameraMove.CAMERA_MOVE_HOLD),
        format=Format(width=round(width / 2.4) * 2, height=round(height / 2.4) * 2, fps=FPS),
    )

"""Moves mouths with speech in pictures that any engine made to move.

The mouth is that of mouth.py: found once in the still picture that the shot begins with, and drawn
anew in every frame with the frame's own pixels, moved back to where they were in the still one.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from reelmesh.v1.video_pb2 import FaceSpeech
from reelmesh.v1.vision_pb2 import Face
from services.video.arrays import Bytes, Float, floats, to_bytes
from services.video.camera import FRAME_RATIO
from services.video.follow import Affine, Follower
from services.video.mouth import POINTS, Lips
from services.video.speech import Mouth, mouths


class _Speaker:
    """One face that speaks in the shot."""

    def __init__(self, index: int, picture: Bytes, mesh: Float, poses: list[Mouth]) -> None:
        """Raises ValueError when its mouth cannot be drawn."""
        self.index = index
        self.lips = Lips(picture, mesh)
        self.follower = Follower(picture, mesh)
        self.poses = poses
        self.lost_at: int | None = None
        self.drawn = 0

    @property
    def ends(self) -> int:
        """The last frame in which it speaks."""
        return max(frame for frame, pose in enumerate(self.poses) if pose.talk > 0)


class Dub:
    """The speakers of one shot. Frames are given in order, each once."""

    def __init__(
        self,
        picture: Bytes,
        frame: tuple[int, int],
        faces: Sequence[Face],
        speech: Sequence[FaceSpeech],
        clock: tuple[int, int],
    ) -> None:
        """picture is what the shot begins with, h x w x 3 RGB at the film's size; frame is the
        width and height of vision's frame, of which it is the middle; clock is the number of
        frames and their rate."""
        self._fps = clock[1]
        self._people: list[_Speaker] = []
        self._left_out: list[str] = []
        for one in speech:
            poses = mouths(one.phones, *clock)
            if not any(pose.talk > 0 for pose in poses):
                continue
            try:
                mesh = mesh_in(faces[one.face], picture, frame)
                self._people.append(_Speaker(one.face, picture, mesh, poses))
            except (ValueError, IndexError):
                self._left_out.append(
                    f"The mouth of face {one.face + 1} keeps as it is: the face is too small or "
                    "turned too far."
                )

    def draw(self, picture: Bytes, number: int) -> Bytes:
        """A frame (h x w x 3 RGB) with the mouths of its speakers as they are in it."""
        out = picture
        for speaker in self._people:
            where = speaker.follower.follow(picture)
            if where is None:
                speaker.lost_at = number if speaker.lost_at is None else speaker.lost_at
                continue
            pose = speaker.poses[number]
            if pose.talk > 0:
                out = out.copy() if out is picture else out
                _put(out, picture, speaker.lips, pose, where)
                speaker.drawn += 1
        return out

    @property
    def spoke(self) -> list[int]:
        """Faces whose mouths moved to the end of what they say."""
        return sorted(s.index for s in self._people if s.drawn and not _lost(s))

    @property
    def left_out(self) -> list[str]:
        """What was not drawn, as sentences."""
        return [
            *self._left_out,
            *(
                f"The mouth of face {s.index + 1} keeps as the model made it from second "
                f"{(s.lost_at or 0) / self._fps:.1f} on: the face could not be followed."
                for s in self._people
                if _lost(s)
            ),
        ]


def _lost(speaker: _Speaker) -> bool:
    return speaker.lost_at is not None and speaker.lost_at <= speaker.ends


def mesh_in(face: Face, picture: Bytes, frame: tuple[int, int]) -> Float:
    """468 x 2 in pixels of the picture. Raises ValueError where vision found none."""
    if len(face.mesh) != 2 * POINTS:
        raise ValueError("no mesh")
    height, width = picture.shape[:2]
    step = min(frame[0] / width, frame[1] / height) / FRAME_RATIO
    away = (np.array(face.mesh, np.float32).reshape(POINTS, 2) - 0.5) * floats(frame) / step
    return floats(away + floats((width, height)) / 2)


def _put(out: Bytes, picture: Bytes, lips: Lips, pose: Mouth, where: Affine) -> None:
    """Draw one mouth into a frame. Only what it changes is carried over: all else keeps its
    sharpness."""
    left, top, width, height = lips.region
    there = where.copy()
    there[:, 2] = where @ floats([left, top, 1])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    still = cv2.warpAffine(
        picture, there, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    still = np.asarray(still, np.uint8)
    lips.see(still)
    change = floats(lips.draw(pose)) - floats(still)
    corners = floats([[0, 0], [width, 0], [0, height], [width, height]])
    spots = corners @ there[:, :2].T + there[:, 2]
    limit = np.array([out.shape[1], out.shape[0]])
    start = np.clip(np.floor(spots.min(0)) - 1, 0, limit).astype(int)
    end = np.clip(np.ceil(spots.max(0)) + 2, 0, limit).astype(int)
    size = (int(end[0] - start[0]), int(end[1] - start[1]))
    if min(size) < 1:
        return
    moved = there.copy()
    moved[:, 2] -= start
    added = cv2.warpAffine(change, moved, size, flags=cv2.INTER_LINEAR)
    part = np.s_[start[1] : end[1], start[0] : end[0]]
    out[part] = to_bytes(floats(out[part]) + floats(added))

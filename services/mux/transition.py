"""Dissolves and fades between shots: where they are, and how two frames become one.

A dissolve takes no time of its own: the shot before was made longer by its length, as editors
keep handles, and goes on beneath the first frames of the next. So lines and ambience stay put.
"""

from collections.abc import Sequence

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.mux_pb2 import Cut
from reelmesh.v1.spec_pb2 import Transition
from services.mux.frames import changed

BLACK_Y, BLACK_C = 16, 128
"""Black in limited-range YUV (ITU-R BT.709)."""
_WHOLE = 256


def check_cuts(cuts: Sequence[Cut], made: Sequence[int]) -> None:
    """Raises CallerError unless each shot has a cut and the frames it asks for.
    made: frames of each shot's file at the clip's rate."""
    if len(cuts) != len(made):
        raise CallerError(f"There are {len(made)} shots and {len(cuts)} cuts: give one for each.")
    for number, (cut, frames) in enumerate(zip(cuts, made, strict=True), 1):
        if cut.frames + tail_frames(cuts, number - 1) > frames + 1:
            raise CallerError(
                f"Shot {number} has {frames} frames, too few for its cut: make it longer."
            )
        before = cuts[number - 2].frames if number > 1 else cut.frames
        if cut.transition_frames > min(cut.frames, before):
            raise CallerError(f"The transition into shot {number} is longer than the shot.")


def tail_frames(cuts: Sequence[Cut], index: int) -> int:
    """Frames of a shot (from 0) that only the next one's dissolve shows."""
    following = cuts[index + 1 : index + 2]
    if following and following[0].transition == Transition.TRANSITION_DISSOLVE:
        return following[0].transition_frames
    return 0


def changes(cuts: Sequence[Cut], index: int, number: int) -> bool:
    """Whether a transition changes a frame of a shot (both from 0)."""
    if not cuts:
        return False
    own = cuts[index]
    dissolves = own.transition == Transition.TRANSITION_DISSOLVE
    return (dissolves and number < own.transition_frames) or _lit(cuts, index, number) < 1


def blend(
    frame: VideoFrame, number: int, beneath: Sequence[VideoFrame], cuts: Sequence[Cut], index: int
) -> VideoFrame:
    """A frame of a shot with the transitions at both its ends. beneath: what a dissolve begins
    from."""
    if not changes(cuts, index, number):
        return frame
    own = cuts[index]
    if own.transition == Transition.TRANSITION_DISSOLVE and number < len(beneath):
        over = _eased((number + 1) / (own.transition_frames + 1))
        return _mixed(frame, beneath[number], over)
    return _mixed(frame, None, _lit(cuts, index, number))


def _lit(cuts: Sequence[Cut], index: int, number: int) -> float:
    """How bright the fades at both ends of a shot leave a frame; 1 is unchanged."""
    own, following = cuts[index], cuts[index + 1 : index + 2]
    light = _light(number, own, index == 0)
    if following and following[0].transition == Transition.TRANSITION_FADE:
        light *= _light(own.frames - 1 - number, following[0], False)
    return light


def _light(frames_away: int, cut: Cut, opening: bool) -> float:
    """How bright a frame is that is so many frames away from a fade's black; 1 is unchanged."""
    if cut.transition != Transition.TRANSITION_FADE:
        return 1.0
    half = cut.transition_frames if opening else cut.transition_frames / 2
    return _eased(min(1.0, (frames_away + 0.5) / max(half, 1)))


def _eased(share: float) -> float:
    """Smoothly from 0 to 1, so that a transition neither starts nor stops with a jerk."""
    return share * share * (3 - 2 * share)


def _mixed(frame: VideoFrame, other: VideoFrame | None, share: float) -> VideoFrame:
    """share of the frame over the rest of the other one, or of black."""
    top = frame.to_ndarray().astype(np.uint8, copy=False)
    under = _black(top) if other is None else other.to_ndarray()
    weight = round(share * _WHOLE)
    mixed = top.astype(np.uint16) * weight + under.astype(np.uint16) * (_WHOLE - weight)
    return changed(frame, ((mixed + _WHOLE // 2) >> 8).astype(np.uint8))


def _black(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Black of the same size: a third of the rows of a yuv420p array hold colour."""
    black = np.full_like(planes, BLACK_C)
    black[: planes.shape[0] * 2 // 3] = BLACK_Y
    return black

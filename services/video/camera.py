"""Where the camera is in every frame: one smooth pose per frame, never two alike.

It knows moves, strengths and margins; it knows nothing of pixels, depth maps or faces.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.spec_pb2 import CameraMove, Framing

FAR_WEIGHT = 0.3
"""How much the farthest point moves when the nearest moves by 1. Inverse depth of a scene
whose background is about three times as far as its foreground."""

FRAME_RATIO = 1.2
"""The frame is this much wider and higher than the picture, by the vision stage's margin."""

STRENGTH_DEFAULT = 0.5

_MOVES: dict[int, str] = {
    CameraMove.CAMERA_MOVE_HOLD: "hold",
    CameraMove.CAMERA_MOVE_PUSH_IN: "push in",
    CameraMove.CAMERA_MOVE_PULL_OUT: "pull out",
    CameraMove.CAMERA_MOVE_PAN_LEFT: "pan left",
    CameraMove.CAMERA_MOVE_PAN_RIGHT: "pan right",
    CameraMove.CAMERA_MOVE_TILT_UP: "tilt up",
    CameraMove.CAMERA_MOVE_TILT_DOWN: "tilt down",
    CameraMove.CAMERA_MOVE_TRUCK_LEFT: "truck left",
    CameraMove.CAMERA_MOVE_TRUCK_RIGHT: "truck right",
    CameraMove.CAMERA_MOVE_ORBIT: "orbit",
    CameraMove.CAMERA_MOVE_PEDESTAL_UP: "pedestal up",
    CameraMove.CAMERA_MOVE_PEDESTAL_DOWN: "pedestal down",
    CameraMove.CAMERA_MOVE_HANDHELD: "handheld",
    CameraMove.CAMERA_MOVE_ROLL: "roll",
    CameraMove.CAMERA_MOVE_DOLLY_ZOOM: "dolly zoom",
}

# Total travel at strength 1. Pans and slides in widths (x) or heights (y) of the picture,
# zoom as the logarithm of the nearest point's growth. With the 10 % margin on each side and
# the framing below, all of them keep the window inside the frame.
_ZOOM_TRAVEL = 0.30
_PAN_TRAVEL = 0.24
_SLIDE_TRAVEL = 0.20
_ORBIT_TRAVEL = 0.22
_ROLL_TRAVEL = 0.22
"""Radians: from about six degrees on one side to six on the other."""
_DOLLY_TRAVEL, _DOLLY_WIDEST = 0.45, 1.15
"""Zoom at strength 1, and how much of the frame the farthest may take."""

# How much of the frame the window takes before the move: 1 is the picture's own size.
_WIDE, _NORMAL, _ROLLING = 1.10, 0.95, 0.90
_CLOSE_SHARE, _MEDIUM_SHARE, _CLOSEST = 0.78, 0.4, 0.56
"""Heights of the window that a head takes in a close and in a medium shot; and the smallest
window: a smaller one would show the picture's pixels."""


class Pose(NamedTuple):
    """One camera pose. The window shows the source at
    centre + rotate(q, roll) * scale * exp(-zoom * w) + pan + slide * (w - pivot)
    for a point of weight w = FAR_WEIGHT + (1 - FAR_WEIGHT) * nearness."""

    scale: float
    """Size of the window in picture sizes, at zoom 0."""
    zoom: float
    """Logarithm of how much larger the nearest point looks."""
    pan_x: float
    """Turn to the right, in widths of the picture; the same at every depth."""
    pan_y: float
    """Turn down, in heights of the picture."""
    slide_x: float
    """Travel to the right, in widths at the nearest point."""
    slide_y: float
    """Travel down, in heights at the nearest point."""
    roll: float
    """Clockwise turn of the camera in radians."""
    pivot: float
    """Weight of the depth that stays in place; 0 unless the camera circles something."""


class View(NamedTuple):
    """What the camera moves about."""

    focus_x: float = 0.0
    """Where the subject is, in picture widths from the middle of the frame."""
    focus_y: float = 0.0
    """The same in heights."""
    pivot: float = 0.8
    """Weight of the subject's depth, for an orbit."""
    head_x: float = 0.0
    """Middle of the largest face, or of the subject's upper part, as the focus is."""
    head_y: float = 0.0
    """The same in heights."""
    head: float = 0.5
    """Its height, in heights of the picture."""


def move_name(move: int) -> str:
    """The move in words; an unset move is a push in."""
    return _MOVES.get(move, "push in")


def move_names() -> list[str]:
    """The moves that can be asked for, in lower case, such as push_in."""
    return [name.replace(" ", "_") for name in _MOVES.values()]


def path(
    move: int,
    strength: float,
    frames: int,
    fps: int,
    *,
    seed: int,
    view: View,
    width: int,
    framing: int = Framing.FRAMING_UNSPECIFIED,
) -> list[Pose]:
    """One pose per frame of a picture of this width in pixels.

    strength is 0 to 1, 0 meaning 0.5. A short shot travels less, so that no move whips: the
    travel grows with the square root of the length up to five seconds.
    """
    time_s = np.arange(frames) / fps
    amount = (0.15 + 0.85 * (strength or STRENGTH_DEFAULT)) * min(1.0, frames / fps / 5.0) ** 0.5
    share = _ease(np.arange(frames) / max(1, frames - 1))
    name = move_name(move)
    table = np.zeros((frames, len(Pose._fields)))
    table[:, 0] = _NORMAL
    _apply_move(name, table, share, amount, view)
    calm = name not in ("hold", "handheld")
    # In a small picture the drift must be larger to be more than nothing.
    table += _drift(time_s, seed, (0.35 if calm else 1.0) * float(np.clip(900 / width, 1, 2.5)))
    if name == "handheld":
        table += _shake(time_s, seed, amount)
    if framing == Framing.FRAMING_UNSPECIFIED:
        return [Pose(*row) for row in _inside(table).tolist()]
    return [Pose(*row) for row in _framed(table, framing, view).tolist()]


def _framed(table: NDArray[np.float64], framing: int, view: View) -> NDArray[np.float64]:
    """The same path about another part of the picture: its travel grows with the window."""
    wide = framing == Framing.FRAMING_WIDE
    share = _CLOSE_SHARE if framing == Framing.FRAMING_CLOSE else _MEDIUM_SHARE
    scale = _WIDE if wide else float(np.clip(view.head / share, _CLOSEST, _NORMAL))
    ratio = scale / _NORMAL
    table[:, 0] = np.minimum(table[:, 0] * ratio, _WIDE)
    table[:, 2:6] *= ratio
    table = _inside(table)
    if not wide:
        # A head stands a little above the middle, as far as there is picture to show about it.
        for column, aim in ((2, view.head_x), (3, view.head_y + 0.06 * scale)):
            room = _room(table, column)
            table[:, column] += np.clip(aim, -room, room)
    return table


def _room(table: NDArray[np.float64], column: int) -> float:
    """How far the whole path can be moved aside or down and stay in the frame."""
    scale, zoom, roll, pivot = table[:, 0], table[:, 1], table[:, 6], table[:, 7]
    room = np.inf
    for weight in (FAR_WEIGHT, 1.0):
        half = 0.5 * scale * np.exp(-zoom * weight)
        reach = np.abs(table[:, column] + table[:, column + 2] * (weight - pivot))
        free = FRAME_RATIO / 2 - 0.004 - half - half * np.abs(roll) * 1.8 - reach
        room = min(room, float(free.min()))
    return max(0.0, room)


def _ease(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ease in and out from 0 to 1. A third of it is linear: a move that starts from a dead
    stop would show the same picture several times."""
    return t / 3 + (t * t * (3 - 2 * t)) * 2 / 3


def _apply_move(
    name: str, table: NDArray[np.float64], share: NDArray[np.float64], amount: float, view: View
) -> None:
    scale, zoom, pan_x, pan_y, slide_x, slide_y, _, pivot = table.T
    sweep = (share - 0.5) * amount
    match name:
        case "push in" | "pull out":
            share = share if name == "push in" else 1 - share
            scale[:] = _WIDE
            zoom[:] = share * amount * _ZOOM_TRAVEL
            # The window drifts towards the subject as it closes in.
            pan_x[:] = share * amount * np.clip(view.focus_x, -0.1, 0.1)
            pan_y[:] = share * amount * np.clip(view.focus_y, -0.1, 0.1)
        case "pan left" | "pan right":
            pan_x[:] = sweep * _PAN_TRAVEL * (1 if name == "pan right" else -1)
        case "tilt up" | "tilt down":
            pan_y[:] = sweep * _PAN_TRAVEL * (1 if name == "tilt down" else -1)
        case "truck left" | "truck right":
            slide_x[:] = sweep * _SLIDE_TRAVEL * (1 if name == "truck right" else -1)
        case "pedestal up" | "pedestal down":
            slide_y[:] = sweep * _SLIDE_TRAVEL * (1 if name == "pedestal down" else -1)
        case "orbit":
            slide_x[:] = sweep * _ORBIT_TRAVEL
            pivot[:] = view.pivot
            zoom[:] = np.sin(share * np.pi) * 0.03 * amount
        case "roll":
            scale[:] = _ROLLING
            table[:, 6] = sweep * _ROLL_TRAVEL
        case "dolly zoom":
            # At the subject's weight scale and zoom cancel out.
            most = np.log(_DOLLY_WIDEST / _NORMAL) / max(view.pivot - FAR_WEIGHT, 0.1)
            zoom[:] = share * amount * min(_DOLLY_TRAVEL, float(most))
            scale[:] = _NORMAL * np.exp(zoom * view.pivot)
        case _:
            pass


def _drift(time_s: NDArray[np.float64], seed: int, size: float) -> NDArray[np.float64]:
    """The living drift of a camera that stands still: a slow breath of 0.4 % in scale and
    about 0.3 % of the width in place. Its parts never stand still together, so that two
    frames are never alike, and nobody sees it as a move."""
    phase = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    table = np.zeros((len(time_s), len(Pose._fields)))
    table[:, 1] = 0.004 * size * np.sin(2 * np.pi * time_s / 5.3 + phase)
    table[:, 4] = 0.0028 * size * np.sin(2 * np.pi * time_s / 6.7 + phase + 1.3)
    table[:, 5] = 0.0028 * size * np.cos(2 * np.pi * time_s / 4.9 + phase + 0.4)
    return table


def _shake(time_s: NDArray[np.float64], seed: int, amount: float) -> NDArray[np.float64]:
    """A hand: sums of sines between 0.25 and 2.1 Hz, falling with frequency as measured
    tremor and sway do, without the fast part that reads as vibration."""
    rng = np.random.default_rng([seed, 1])
    table = np.zeros((len(time_s), len(Pose._fields)))
    # scale is left alone; pan, slide and roll each get their own sway.
    for column, size in ((1, 0.01), (2, 0.012), (3, 0.016), (4, 0.016), (5, 0.014), (6, 0.008)):
        for hertz in (0.27, 0.61, 1.13, 2.1):
            phase, detune = rng.uniform(0, 2 * np.pi), rng.uniform(0.85, 1.15)
            wave = np.sin(2 * np.pi * hertz * detune * time_s + phase)
            table[:, column] += amount * size * wave * (0.27 / hertz) ** 0.9
    return table


def _inside(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scales the travel of the whole path down until no corner of the window leaves the frame
    at any depth. Shrinking all frames alike keeps the path smooth."""
    scale, zoom, pan_x, pan_y, slide_x, slide_y, roll, pivot = table.T
    shrink = 1.0
    for weight in (FAR_WEIGHT, 1.0):
        half = 0.5 * scale * np.exp(-zoom * weight)
        for pan, slide in ((pan_x, slide_x), (pan_y, slide_y)):
            # A roll swings the longer side, at most 16:9 as long, into the shorter one.
            reach = np.abs(pan + slide * (weight - pivot)) + half * np.abs(roll) * 1.8
            room = FRAME_RATIO / 2 - 0.004 - half
            shrink = min(shrink, float(np.min(room / np.maximum(reach, 1e-9))))
    table[:, 2:7] *= max(0.0, shrink)
    return table

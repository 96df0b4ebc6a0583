"""The default video engine: a camera move over one still picture, in layers, on a CPU.

It draws nothing new but what a moving camera uncovers, what speaking mouths show, lids, and
weather and light that are asked for; water, sky and plants bend where vision saw them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import cv2

from reelmesh.mesh.engine import CallerError, Engine, EngineSettings, Files, Report
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.engine_pb2 import Capabilities, FrameRule
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult, DigitalSource
from reelmesh.v1.vision_pb2 import DescribeResult
from services.video import camera, focus, look
from services.video.encode import Encoder
from services.video.form import PIXELS_MAX, SIDE_MAX, checked
from services.video.layers import Scene
from services.video.life import Clock
from services.video.morph import Morph, blend
from services.video.pen import Picture
from services.video.scene import load, load_regions
from services.video.talkers import Person, cast
from services.video.warp import Painting, Warper
from services.video.world.told import told, wanted
from services.video.world.world import World

# Two minutes, the longest shot, at 60 frames a second.
FRAMES_MAX, FPS_MAX = 7200, 60


class Parallax(Engine[AnimateRequest, AnimateResult]):
    """Moves a camera over a still in depth layers; the mouths of
    speaking faces move, eyes blink, heads sway."""

    name = "parallax"
    version = "11"
    capabilities = Capabilities(
        frame_rule=FrameRule(multiple=1, offset=0, frames_max=FRAMES_MAX),
        width_max=SIDE_MAX,
        height_max=SIDE_MAX,
        pixels_max=PIXELS_MAX,
        lip_sync=True,
        camera_moves=camera.move_names(),
        last_image=True,
    )

    def __init__(self, settings: EngineSettings) -> None:
        """Nothing to load, and no options."""
        # Drawing brings its own threads: OpenCV's would wait for each other in every small part.
        cv2.setNumThreads(1)

    def run(self, request: AnimateRequest, files: Files, report: Report) -> AnimateResult:
        """Animate one shot. Raises CallerError for what cannot be made or read."""
        form = _checked(request)
        report(0.0)
        take = _Take(request.scene, request, form, files, report)
        report(0.06)
        morph = None
        if request.HasField("last"):
            last = _Take(request.last, request, form, files, report)
            lead = Morph(take.scene, last.scene, request.scene.faces, request.last.faces)
            morph = (lead, last)
        # A face that turns into another keeps still.
        faces = [] if morph else request.scene.faces
        speech = [] if morph else request.speech
        people = cast(take.scene, faces, speech, Clock(request.frames, form.fps, request.seed))
        report(0.1)
        path = files.new("shot.mp4")
        poses = camera.path(
            request.camera.move,
            request.camera.strength,
            request.frames,
            form.fps,
            seed=request.seed,
            view=_view(request.scene, take.scene),
            width=form.width,
            framing=request.look.framing,
        )
        with Encoder(path, form.width, form.height, form.fps, request.quality) as encoder:
            for index, picture in enumerate(_pictures(take, morph, people, poses)):
                encoder.add(picture)
                report(0.1 + 0.88 * (index + 1) / len(poses))
        return AnimateResult(
            video=files.keep(path, "video/mp4"),
            frames=request.frames,
            width=form.width,
            height=form.height,
            fps=form.fps,
            source=_source(request),
            method=_method(request, take.scene, people, take.words),
            left_out=take.left_out,
            lip_synced_faces=sorted(person.index for person in people if person.speaks),
        )


class _Take:
    """One picture of a shot, ready to be drawn: its scene, and what moves in it."""

    def __init__(
        self,
        seen: DescribeResult,
        request: AnimateRequest,
        form: Format,
        files: Files,
        report: Report,
    ) -> None:
        self.scene = load(seen, files, (form.width, form.height), report)
        wanted_blur = request.look.blur
        blurred = wanted_blur > 0 and focus.shallow(self.scene, wanted_blur)
        self._looks = ["a blurred background"] if blurred else []
        self._looks += [look.NAMES[kind] for kind in request.look.grades]
        self._not_blurred = [focus.NO_SUBJECT] if wanted_blur and not blurred else []
        self._warper = Warper(self.scene, form.width, form.height)
        effects = wanted(request.motions, seen, request.still)
        self.world = World(
            self.scene,
            effects,
            load_regions(seen, files) if effects else {},
            size=(form.width, form.height),
            frames=request.frames,
            fps=form.fps,
            seed=request.seed,
            grades=request.look.grades,
            told=told(seen, self.scene.size, request.prompt, request.flashes, request.swells),
        )

    @property
    def words(self) -> list[str]:
        """What moves in it, and how it looks."""
        return [*self.world.words, *self._looks]

    @property
    def left_out(self) -> list[str]:
        """What was asked for and is not in it, as sentences."""
        return [*self.world.left_out, *self._not_blurred]

    def plan(self, pose: camera.Pose, frame: int) -> Callable[[], Painting]:
        """What begins to paint a frame of it."""
        self.world.act(frame)
        plan = self._warper.plan(pose, self.world if self.world.acts else None, frame)
        return lambda: self._warper.start(plan)


def _pictures(
    take: _Take,
    morph: tuple[Morph, _Take] | None,
    people: Sequence[Person],
    poses: Sequence[camera.Pose],
) -> Iterator[Picture]:
    """All frames. While one is painted, the mouths and the geometry of the next are worked out;
    they are put in place when it is done, since what is painted reads the layers."""
    painting: Painting | _Blending | None = None
    for index, pose in enumerate(poses):
        patches = [patch for person in people for patch in person.act(index)]
        share = index / max(1, len(poses) - 1)
        start = _between(take, morph, pose, index, share) if morph else take.plan(pose, index)
        painted = painting.finish() if painting else None
        for patch in patches:
            patch.put()
        painting = start()
        if painted:
            yield painted
    if painting:
        yield painting.finish()


def _between(
    first: _Take, morph: tuple[Morph, _Take], pose: camera.Pose, frame: int, time: float
) -> Callable[[], "Painting | _Blending"]:
    """What begins a frame of a morph at a share of the shot; only what is seen of it is drawn."""
    lead, last = morph
    mix = lead.at(time)
    if mix <= 0:
        return first.plan(pose, frame)
    late = last.plan(pose, frame)
    if mix >= 1:
        return late
    early = first.plan(pose, frame)
    return lambda: _Blending(early(), late(), mix)


class _Blending(NamedTuple):
    """Two frames that are being painted, of which one shows through the other."""

    first: Painting
    last: Painting
    mix: float

    def finish(self) -> Picture:
        """The frame, when both are done."""
        return blend(self.first.finish(), self.last.finish(), self.mix)


def _checked(request: AnimateRequest) -> Format:
    """The format with its defaults. Raises CallerError when it cannot be made."""
    form = checked(request.format)
    if form.fps > FPS_MAX:
        raise CallerError(f"{form.fps} frames per second are too many: ask for at most {FPS_MAX}.")
    if not 1 <= request.frames <= FRAMES_MAX:
        raise CallerError(
            f"A shot of {request.frames} frames cannot be made: ask for 1 to {FRAMES_MAX}."
        )
    return form


def _view(seen: DescribeResult, scene: Scene) -> camera.View:
    """What the camera moves about: the subject, its place and its depth."""
    near = float(scene.layers[-1].nearness.mean())
    pivot = camera.FAR_WEIGHT + (1 - camera.FAR_WEIGHT) * near
    view = camera.View(pivot=pivot)
    if seen.HasField("subject"):
        box = seen.subject
        # The upper part of a subject, where a person's face is, matters more than its middle.
        x, y = _from_middle(box.left + box.width / 2, box.top + box.height / 3)
        half = 0.5 * box.height * camera.FRAME_RATIO
        head_y = _from_middle(0, box.top + box.height / 4)[1]
        view = camera.View(x, y, pivot, x, head_y, half)
    if seen.faces:
        box = max((face.box for face in seen.faces), key=lambda box: box.height)
        # Hair reaches about half a face above the box.
        x, y = _from_middle(box.left + box.width / 2, box.top + 0.3 * box.height)
        tall = 1.55 * box.height * camera.FRAME_RATIO
        view = view._replace(head_x=x, head_y=y, head=tall)
    return view


def _from_middle(x: float, y: float) -> tuple[float, float]:
    """Shares of the frame as widths and heights of the picture from its middle."""
    return (x - 0.5) * camera.FRAME_RATIO, (y - 0.5) * camera.FRAME_RATIO


def _source(request: AnimateRequest) -> DigitalSource:
    """How the shot came to be: what a trained model painted says most, moved or not."""
    seen = [request.scene, *([request.last] if request.HasField("last") else [])]
    if any(scene.painted_by_model for scene in seen):
        return DigitalSource.DIGITAL_SOURCE_TRAINED
    if all(scene.painted for scene in seen):
        return DigitalSource.DIGITAL_SOURCE_ALGORITHMIC
    return DigitalSource.DIGITAL_SOURCE_COMPOSITE


def _kind(seen: DescribeResult, photograph: str) -> str:
    """What the picture is, in words: its own where it is a photograph."""
    if seen.painted_by_model:
        return "picture painted by a trained model"
    return "painted picture" if seen.painted else photograph


def _method(
    request: AnimateRequest, scene: Scene, people: Sequence[Person], moving: list[str]
) -> str:
    """What was done, in words that are no more than true."""
    kind = _kind(request.scene, "still photograph")
    depth = "in layers by depth" if len(scene.layers) > 1 else "bent by its estimated depth"
    if request.HasField("last"):
        start, end = (_kind(seen, "photograph") for seen in (request.scene, request.last))
        kind = f"morph from one {start} to another {end}" if start == end else ""
        kind = kind or f"morph from a {start} to a {end}"
        moved = f"under a camera move ({camera.move_name(request.camera.move)})"
        words = f"{kind} through optical flow and dissolve, {moved}"
        return words + (", with " + ", ".join(moving) if moving else "")
    words = f"camera move ({camera.move_name(request.camera.move)}) over a {kind} {depth}"
    words += ", with " + ", ".join(moving) if moving else ""
    if any(person.speaks for person in people):
        words += "; lips moved by speech timing"
    if any(person.lives for person in people):
        words += "; blinks and small head motion drawn by chance"
    return words


ENGINE = Parallax

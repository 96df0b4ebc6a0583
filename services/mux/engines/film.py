"""The default mux engine: picture copied, voices over ducked ambience, subtitled and labelled."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from reelmesh.mesh.engine import Engine, EngineSettings, Files, Report
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult
from services.mux import aac, container, label, mix, picture, subtitles
from services.mux.captions import Captions, captions
from services.mux.container import Words
from services.mux.poster import places, write_poster
from services.mux.preview import write_preview
from services.mux.readback import read_back
from services.mux.stems import write_stems


class Film(Engine[AssembleRequest, AssembleResult]):
    """Joins shots, lines and ambience with PyAV and numpy; no weights, nothing by chance."""

    name = "film"
    version = "3"
    capabilities = Capabilities()

    def __init__(self, settings: EngineSettings) -> None:
        """Nothing to load."""

    def run(self, request: AssembleRequest, files: Files, report: Report) -> AssembleResult:
        """Assemble the clip, read it back, and name clip and poster."""
        report = rising(report)
        report(0)
        clip, still = files.new("clip.mp4"), files.new("poster.jpg")
        shown = files.new("preview.webp") if request.extras.preview else None
        tags = _tags(request)
        xmp = label.xmp(tags[label.KEY], label.source(request.shots))
        with ExitStack() as stack:
            wanted = request.format if request.HasField("format") else None
            paths = [files.path(shot.video) for shot in request.shots]
            shots = picture.open_picture(paths, wanted, stack, request.cuts)
            words = Words(subtitles.tracks(request.timeline, shots.seconds), tags)
            if request.extras.captions and words.cues:
                shots = shots.captioned(captions(words.cues, shots.seconds, shots.fps))
            moments = places(request.timeline, shots.seconds)
            helper = stack.enter_context(ThreadPoolExecutor(1, "poster"))
            # A shot that is copied whole is the picture already: nothing has to be waited for.
            alone = shots.copied and len(paths) == 1
            posted = previewed = None
            if alone:
                posted = helper.submit(write_poster, paths[0], still, moments, xmp)
            if alone and shown:
                previewed = helper.submit(write_preview, paths[0], shown, xmp, share(report, 0, 0))
            mixed = mix.mix(request, shots.shot_seconds, files, share(report, 0.02, 0.02))
            sound = aac.mastered(mixed.whole, share(report, 0.2, 0.6))
            container.write(clip, shots, sound, words, share(report, 0.6, 0.8))
            posted = posted or helper.submit(write_poster, clip, still, moments, xmp)
            read_back(clip, shots, sound, words, share(report, 0.8, 0.9))
            posted.result()
            if previewed:
                previewed.result()
        report(0.9)
        result = AssembleResult(
            clip=files.keep(clip, "video/mp4"),
            poster=files.keep(still, "image/jpeg"),
            seconds=shots.seconds,
            frames=shots.frames,
            loudness_lufs=sound.loudness_lufs,
            true_peak_dbtp=sound.true_peak_dbtp,
            aigc_label=tags[label.KEY],
            notes=_notes(shots.captions),
            stems=write_stems(mixed.parts, tags, files, share(report, 0.9, 0.95)),
        )
        if shown:
            if not previewed:
                write_preview(clip, shown, xmp, share(report, 0.95, 1))
            result.preview.CopyFrom(files.keep(shown, "image/webp"))
        report(1)
        return result


def _notes(written: Captions | None) -> list[str]:
    count = written.left_out if written else 0
    if not count:
        return []
    return [f"Captions left out: {count}, in a script without a font; the subtitles have them."]


def _tags(request: AssembleRequest) -> dict[str, str]:
    return {
        "title": subtitles.clean(request.title),
        "comment": subtitles.clean(request.comment),
        label.KEY: label.label(request),
    }


def share(report: Report, start: float, end: float) -> Report:
    """A report whose 0 to 1 are start to end of the whole."""
    return lambda fraction: report(start + (end - start) * fraction)


def rising(report: Report) -> Report:
    """A report that never goes back, though a part of the work may be done again."""
    highest = 0.0

    def onward(fraction: float) -> None:
        nonlocal highest
        highest = max(highest, fraction)
        report(highest)

    return onward


ENGINE = Film

"""The mix: voices where the timeline says, the bed (ambience and stems) stepping back for them."""

from collections.abc import Sequence

import numpy as np

from reelmesh.mesh.engine import CallerError, Files, Report
from reelmesh.v1.mux_pb2 import AssembleRequest
from reelmesh.v1.timeline_pb2 import Utterance
from services.mux import duck, loudness, speech
from services.mux.limiter import TARGET_LUFS
from services.mux.sound import RATE, Levels, Samples, add, amplitude, fade, read, scale

BED_UNDER_SPEECH_LU = (-20.0, -8.0)
"""Where the bed may stand between lines, relative to speech; ducked it is 10 LU lower still.
Within this an ambience keeps its own loudness, read as if speech were at the target: the
ambient engine makes a room at -36 LUFS and surf at -24, and that difference is meant."""
SPEECH_ABOVE_TARGET_LU = 3.0
"""How much louder than the whole a line may be. When little is spoken in a long clip the bed
is raised instead, so that reaching the target does not make the lines shout."""

_CUT_FADE_S = 0.03
_BED_FADE_IN_S, _BED_FADE_OUT_S = 0.3, 0.6


def mix(
    request: AssembleRequest, shot_seconds: Sequence[float], files: Files, report: Report
) -> Samples:
    """Stereo of the whole clip, balanced but not yet at its final loudness.

    shot_seconds are the lengths of the shots, to place their stems.
    """
    seconds = sum(shot_seconds)
    voices, spans = _voices(request, seconds, files, report)
    bed = _bed(request, shot_seconds, files, report)
    report(0)
    if bed is None:
        return voices
    if not spans:
        return bed
    bed_level = loudness.loudness(bed, report)
    report(0)
    scale(bed, duck.gains(spans, bed.shape[1]), duck.STEP)
    report(0)
    if bed_level > loudness.SILENCE_LUFS:
        gain = _bed_gain(
            loudness.hop_energies(voices, report), loudness.hop_energies(bed, report), bed_level
        )
        bed *= gain
        voices += bed
    return voices


def _voices(
    request: AssembleRequest, seconds: float, files: Files, report: Report
) -> tuple[Samples, list[duck.Span]]:
    bus = silence(seconds)
    spans: list[duck.Span] = []
    places = speech.pans(request.timeline)
    for utterance in request.timeline.utterances:
        line = _line(utterance, seconds, files, report)
        report(0)
        spans += duck.active_spans(line, utterance.start_seconds)
        stereo = speech.panned(line, places.get(utterance.speaker, 0.0))
        add(bus, stereo, round(utterance.start_seconds * RATE))
    return bus, spans


def _line(utterance: Utterance, seconds: float, files: Files, report: Report) -> Samples:
    name = f"speech of line {utterance.line}"
    if not 0 <= utterance.start_seconds < seconds:
        raise CallerError(
            f"Line {utterance.line} starts at {utterance.start_seconds:.2f} s, outside the "
            f"picture of {seconds:.2f} s: move it or make the clip longer."
        )
    room = seconds - utterance.start_seconds
    line = read(files.path(utterance.audio), 1, room + 1, name, report)
    line = speech.levelled(line)
    if line.shape[1] > round(room * RATE):
        line = line[:, : round(room * RATE)]
        fade(line, 0, _CUT_FADE_S)
    return line


def _bed(
    request: AssembleRequest, shot_seconds: Sequence[float], files: Files, report: Report
) -> Samples | None:
    """Ambience and stems together, faded at both ends of the clip; None without either."""
    seconds = sum(shot_seconds)
    stems = [stem for shot in request.shots for stem in shot.stems]
    if not stems and not request.ambience.HasField("audio"):
        return None
    bed = silence(seconds)
    if request.ambience.HasField("audio"):
        add(bed, read(files.path(request.ambience.audio), 2, seconds, "ambience", report), 0)
    start = 0.0
    for number, (shot, length) in enumerate(zip(request.shots, shot_seconds, strict=True), 1):
        for stem in shot.stems:
            # Too long a stem is cut where its shot ends; too short a one leaves silence.
            sound = read(files.path(stem), 2, length, f"sound of shot {number}", report)
            fade(sound, 0.005, 0.005)
            add(bed, sound, round(start * RATE))
        start += length
    fade(bed, min(_BED_FADE_IN_S, seconds / 8), min(_BED_FADE_OUT_S, seconds / 4))
    return bed


def silence(seconds: float) -> Samples:
    """A stereo bus of nothing."""
    return np.zeros((2, round(seconds * RATE)), np.float32)


def _bed_gain(voices: Levels, ducked_bed: Levels, bed_lufs: float) -> float:
    """Gain that puts the bed under the speech, raised until speech is within
    SPEECH_ABOVE_TARGET_LU of the whole. Energies add, since the two are not correlated."""
    speech_lufs = loudness.integrated(voices)
    lowest = float(np.clip(bed_lufs - TARGET_LUFS, *BED_UNDER_SPEECH_LU))
    gain = 1.0
    for under in np.arange(lowest, 0.5, 0.5):
        gain = amplitude(speech_lufs - bed_lufs + float(under))
        whole = loudness.integrated(voices + ducked_bed * gain**2)
        if speech_lufs - whole <= SPEECH_ABOVE_TARGET_LU:
            break
    return gain

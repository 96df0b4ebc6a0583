"""The mix: voices where the timeline says, the beds (ambience, music) stepping back for them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from reelmesh.mesh.engine import CallerError, Files, Report
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.mux_pb2 import AssembleRequest
from reelmesh.v1.timeline_pb2 import Utterance
from services.mux import duck, loudness, speech
from services.mux.limiter import TARGET_LUFS
from services.mux.room import in_room, room_of
from services.mux.sound import RATE, Levels, Samples, add, amplitude, fade, read, scale, unheard

BED_UNDER_SPEECH_LU = (-20.0, -8.0)
"""Where the bed may stand between lines, relative to speech; ducked it is 10 LU lower still.
Within this an ambience keeps its own loudness, read as if speech were at the target: the
ambient engine makes a room at -36 LUFS and surf at -24, and that difference is meant."""
SPEECH_ABOVE_TARGET_LU = 3.0
"""How much louder than the whole a line may be. When little is spoken in a long clip the bed
is raised instead, so that reaching the target does not make the lines shout."""
MUSIC_LUFS = -28.0
"""Where music stands beside an ambience: heard over a room, under surf."""

_CUT_FADE_S = 0.03
_BED_FADE_IN_S, _BED_FADE_OUT_S = 0.3, 0.6


@dataclass(frozen=True)
class Mix:
    """Stereo of the whole clip, balanced but not yet at its final loudness."""

    whole: Samples
    parts: dict[str, Samples]
    """What it is the sum of, by name; empty unless asked for."""


def mix(
    request: AssembleRequest, shot_seconds: Sequence[float], files: Files, report: Report
) -> Mix:
    """Lay everything over each other. shot_seconds are the lengths of the shots, to place
    their sounds. Raises CallerError and EngineError."""
    seconds = sum(shot_seconds)
    # Only the caller's thread reports: when it is cancelled, the other one ends unheard.
    with ThreadPoolExecutor(1, "beds") as helper:
        laid = helper.submit(_beds, request, shot_seconds, files, unheard)
        voices, spans = _voices(request, seconds, files, report)
        beds = laid.result()
    report(0)
    if beds and spans:
        _set_under(beds, voices, spans, report)
    parts = {"speech": voices} if spans else {}
    parts |= beds
    kept = dict(parts) if request.extras.stems else {}
    whole = voices.copy() if kept else voices
    while beds:
        whole += beds.popitem()[1]
        report(0)
    return Mix(whole, kept)


def _set_under(
    beds: dict[str, Samples], voices: Samples, spans: list[duck.Span], report: Report
) -> None:
    """Duck the beds where somebody speaks, and set them under the speech. In place."""
    with ThreadPoolExecutor(1, "measure") as helper:
        spoken = helper.submit(loudness.hop_energies, voices, unheard)
        open_lufs = loudness.integrated(_energies(beds, report))
        for bed in beds.values():
            scale(bed, duck.gains(spans, bed.shape[1]), duck.STEP)
            report(0)
        if open_lufs > loudness.SILENCE_LUFS:
            ducked = _energies(beds, report)
            gain = _bed_gain(spoken.result(), ducked, open_lufs)
            for bed in beds.values():
                np.multiply(bed, gain, out=bed)


def _energies(beds: dict[str, Samples], report: Report) -> Levels:
    # Energies add, since ambience and music are not correlated.
    return np.sum([loudness.hop_energies(bed, report) for bed in beds.values()], axis=0)


def _voices(
    request: AssembleRequest, seconds: float, files: Files, report: Report
) -> tuple[Samples, list[duck.Span]]:
    bus = silence(seconds)
    spans: list[duck.Span] = []
    room = room_of(request.tags)
    places = speech.pans(request.timeline, {p.speaker: p.x for p in request.places})
    for utterance in request.timeline.utterances:
        line = _line(utterance, seconds, files, report)
        report(0)
        spans += duck.active_spans(line, utterance.start_seconds)
        stereo = speech.panned(line, places.get(utterance.speaker, 0.0))
        # A narrator is nowhere in the picture, so no room answers.
        if room is not None and utterance.speaker:
            stereo = in_room(stereo, room)
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


def _beds(
    request: AssembleRequest, shot_seconds: Sequence[float], files: Files, report: Report
) -> dict[str, Samples]:
    """Ambience (with the sounds of the shots) and music, faded at both ends of the clip."""
    seconds = sum(shot_seconds)
    beds: dict[str, Samples] = {}
    place = request.ambience.audio if request.ambience.HasField("audio") else None
    if place is not None or any(shot.stems for shot in request.shots):
        beds["ambience"] = _place(request, place, shot_seconds, files, report)
    if request.ambience.HasField("music"):
        music = silence(seconds)
        add(music, read(files.path(request.ambience.music), 2, seconds, "music", report), 0)
        level = loudness.loudness(music, report)
        if level > loudness.SILENCE_LUFS:
            music *= amplitude(MUSIC_LUFS - level)
        beds["music"] = music
    for bed in beds.values():
        fade(bed, min(_BED_FADE_IN_S, seconds / 8), min(_BED_FADE_OUT_S, seconds / 4))
    return beds


def _place(
    request: AssembleRequest,
    ambience: Artifact | None,
    shot_seconds: Sequence[float],
    files: Files,
    report: Report,
) -> Samples:
    """The sound of the place and what the shots brought with them."""
    seconds = sum(shot_seconds)
    bed = silence(seconds)
    if ambience is not None:
        add(bed, read(files.path(ambience), 2, seconds, "ambience", report), 0)
    start = 0.0
    for number, (shot, length) in enumerate(zip(request.shots, shot_seconds, strict=True), 1):
        for stem in shot.stems:
            # Too long a stem is cut where its shot ends; too short a one leaves silence.
            sound = read(files.path(stem), 2, length, f"sound of shot {number}", report)
            fade(sound, 0.005, 0.005)
            add(bed, sound, round(start * RATE))
        start += length
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

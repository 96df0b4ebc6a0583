"""How the voice itself is used: whispered, breathy, pressed. The words' times stay as they are.

Speech is voice or breath through a vocal tract. Its short-time spectrum, smoothed over a pitch
period (as in Morise's CheapTrick, 2015), is the tract; noise through it is a whisper. Only
voiced sounds are changed: hisses and bursts are breath already.
"""

import numpy as np
from numpy.typing import NDArray

from services.voice.audio import RATE_HZ
from services.voice.manner import Effort
from services.voice.speech import Floats
from services.voice.timbre import PITCH_HOP_S, VOICED_HZ

WINDOW, HOP = 1440, 360
"""30 ms, so that even the lowest voice has three periods in it; every 7.5 ms."""
TILT_HZ = (250.0, 3000.0)
"""The tilt turns between these; beyond them it keeps its value, lest noise or rumble grow."""
PIVOT_HZ = 800.0
WHISPER_LOW_HZ = 600.0
"""Below it a whisper loses WHISPER_SLOPE_DB for each octave: there is no voice to fill it."""
WHISPER_SLOPE_DB = 12.0
VOCAL_HZ = 3000.0
"""Below it lies nearly all of a voiced sound."""
CREAK_HZ = 1600.0
"""Below it lies most of a creak, and little of a hiss or a burst."""
BREATH_LOW_HZ = 1500.0
"""Below it the breath of a soft voice fades."""
ATTACK_FRAMES = 6
"""An onset is a rise over so many frames."""
TOP_HZ = 11_500.0
"""The models speak up to 12 kHz."""

Grid = NDArray[np.float64]
Spectra = NDArray[np.complex128]


def voiced_as(samples: Floats, f0_hz: Floats, effort: Effort, seed: int) -> Floats:
    """The samples (n,) at RATE_HZ with the voice used differently. f0_hz is per 12.5 ms."""
    if effort.plain or len(samples) < WINDOW:
        return samples
    frames = _analysed(samples.astype(np.float64))
    share, pitch = _voicing(f0_hz, len(frames), reach=1 if effort.whisper else 0)
    if effort.whisper:
        # The models call creak unvoiced, and a creak in a whisper gives it away.
        share = np.maximum(share, _below(np.abs(frames) ** 2, CREAK_HZ))
    else:
        # Raised with the voice, the edges of an s would whistle.
        share = share * _below(np.abs(frames) ** 2, VOCAL_HZ)
    noise = _analysed(np.random.default_rng(seed).standard_normal(len(samples)))
    tract = _tract(np.abs(frames) ** 2, pitch) / (WINDOW * 3 / 8)
    voice = _voice(frames, noise, np.sqrt(tract), effort)
    # A voice with another spectrum must not thereby be louder or softer than the hisses are.
    before, after = (float((np.abs(s) ** 2 * share).sum()) for s in (frames, voice))
    voice *= np.sqrt(before / max(after, 1e-12)) * 10 ** (effort.voice_db / 20)
    out = frames * (1 - share) + voice * share
    return _joined(out * _loudness(out, share, effort), len(samples))


def _voice(frames: Spectra, noise: Spectra, tract: Grid, effort: Effort) -> Spectra:
    """What voiced sounds become."""
    hz = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    band = hz <= TOP_HZ
    if effort.whisper:
        octaves = np.log2(np.clip(hz, 100, WHISPER_LOW_HZ) / WHISPER_LOW_HZ)
        return noise * tract * _gain(WHISPER_SLOPE_DB * octaves) * band
    turn = np.log2(np.clip(hz, *TILT_HZ) / PIVOT_HZ)
    tilted = frames * _gain(effort.tilt_db * turn)
    if effort.breath_db is None:
        return tilted
    fade = 6 * np.minimum(0, np.log2(np.maximum(hz, 50) / BREATH_LOW_HZ))
    # Breath is not tilted with the voice: that it is left over is what one hears as soft.
    return tilted + noise * tract * _gain(effort.breath_db + fade) * band


def _loudness(frames: Spectra, share: Grid, effort: Effort) -> Grid:
    """Gain of each frame (frames, 1): onsets harder, voiced sounds more alike in level."""
    level = 10 * np.log10((np.abs(frames) ** 2).sum(axis=1) + 1e-9)
    top = float(np.percentile(level, 95))
    gain_db = np.zeros(len(level))
    if effort.even:
        gain_db += effort.even * np.clip(top - level, 0, 15) * share[:, 0]
    if effort.attack_db:
        before = np.concatenate([np.full(ATTACK_FRAMES, level[0]), level])[: len(level)]
        rise = np.clip((level - before) / 20, 0, 1) * (level > top - 25)
        gain_db += effort.attack_db * rise * share[:, 0]
    smooth = np.convolve(np.pad(gain_db, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return _gain(smooth)[:, None]


def _voicing(f0_hz: Floats, count: int, reach: int) -> tuple[Grid, Grid]:
    """How voiced each frame is, 0 to 1 (count, 1), and its pitch in Hz (count,).

    What lies within reach pitch values of voice counts as voiced: voice fades in and out.
    """
    on = np.convolve(f0_hz > VOICED_HZ, np.ones(2 * reach + 1), mode="same") > 0
    pitched = f0_hz > VOICED_HZ
    if not on.any():
        return np.zeros((count, 1)), np.full(count, 150.0)
    at = np.arange(count) * HOP / RATE_HZ
    centres = (np.arange(len(f0_hz)) + 0.5) * PITCH_HOP_S
    share = np.interp(at, centres, on.astype(np.float64))
    return share[:, None], np.interp(at, centres[pitched], f0_hz[pitched])


def _below(power: Grid, top_hz: float) -> Grid:
    """Whether each frame's strength lies below a frequency, 0 to 1 (frames, 1)."""
    low = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ) < top_hz
    part = power[:, low].sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12)
    return np.clip((part - 0.4) / 0.4, 0, 1)[:, None]


def _tract(power: Grid, pitch_hz: Grid) -> Grid:
    """Power spectra (frames, bins) averaged over one pitch around each bin: no harmonics left."""
    bins = power.shape[1]
    half = np.maximum(pitch_hz, 60.0)[:, None] * WINDOW / RATE_HZ / 2
    sums = np.pad(np.cumsum(power, axis=1), ((0, 0), (1, 0)))
    at = np.arange(bins)[None, :] + 0.5
    high, low = np.minimum(at + half, bins), np.maximum(at - half, 0)
    return np.maximum((_between(sums, high) - _between(sums, low)) / (high - low), 0)


def _between(sums: Grid, at: Grid) -> Grid:
    """Rows of sums at fractional places."""
    whole = np.minimum(at.astype(np.int64), sums.shape[1] - 2)
    low = np.take_along_axis(sums, whole, axis=1)
    return low + (at - whole) * (np.take_along_axis(sums, whole + 1, axis=1) - low)


def _gain(db: Grid) -> Grid:
    return 10 ** (db / 20)


def _hann() -> Grid:
    """Periodic."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


def _analysed(samples: Grid) -> Spectra:
    """Short-time spectra, one centred at each HOP."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW // 2 + HOP))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    return np.fft.rfft(pieces * _hann(), axis=1)


def _joined(spectra: Spectra, count: int) -> Floats:
    """Overlap-add; four squared Hann windows add up to 3/2."""
    parts = WINDOW // HOP
    pieces = np.fft.irfft(spectra, WINDOW, axis=1) * _hann() / 1.5
    out = np.zeros((len(pieces) + parts - 1, HOP))
    for k in range(parts):
        out[k : k + len(pieces)] += pieces[:, k * HOP : (k + 1) * HOP]
    return out.reshape(-1)[WINDOW // 2 : WINDOW // 2 + count].astype(np.float32)

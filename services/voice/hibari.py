"""English speech by hibari-tts: a small network predicts a source and filters, we make the wave.

hibari (Apache-2.0) gives for each 12.5 ms frame, per 20 Hz bin: log gain lh and phase theta of a
filter on the pitch pulses, log gain ln of noise, and log gain lr with phase phi of a free part.
"""

from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from services.voice.sessions import open_session
from services.voice.speech import Chunk, Floats, Take, exact_stretch

SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
"""hibari.onnx of hibari-tts 0.2.1: the file whose inner tensor we know."""
DURATIONS = "/Cast_32_output_0"
"""Inner tensor with the frames of each unit, 25 ms a frame."""
EXACT = "/Div_40_output_0"
"""Inner tensor with those frames before they are rounded."""

RATE_HZ = 24_000
HOP = 300
FFT = 1200
UNIT_FRAME_S = 0.025
VOICED_HZ = 40.0
HARMONICS_TOP_HZ = 11_000.0
LOG_GAIN_MAX = 7.0

Spectra = NDArray[np.complex64]


class Hibari:
    """The voice "heart". speak takes about 1 % of the time it speaks for, on one core."""

    def __init__(self, model: Path, vocabulary: dict[str, int], known: bool) -> None:
        """known says that the file is the one whose inner tensor gives the durations."""
        self.known = known
        self.vocabulary = vocabulary
        self._session = open_session(
            model.read_bytes(), [DURATIONS, EXACT] if known else [], threads=1
        )

    def speak(self, chunk: Chunk, speed: float, seed: int) -> Take:
        """Speak a few hundred units at most; speed 1 is the voice's own pace."""
        ids = [0, *(self.vocabulary[unit.symbol] for unit in chunk.units), 0]
        feeds = {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)}
        outputs = cast("list[Floats]", self._session.run(None, feeds))
        *spectra, f0 = (output[0] for output in outputs[:6])
        audio = _wave(np.stack(spectra), f0, np.random.default_rng(seed))
        if not self.known:
            return Take(audio, RATE_HZ, [], f0, timed_by_model=False)
        frames, exact = (output.reshape(-1) for output in outputs[6:])
        unit_s = [float(n) * UNIT_FRAME_S for n in frames]
        timed = len(unit_s) == len(ids) and abs(sum(unit_s) - len(audio) / RATE_HZ) < 0.1
        stretch = exact_stretch(exact, frames, speed)
        return Take(audio, RATE_HZ, unit_s if timed else [], f0, timed, stretch)


def _wave(spectra: Floats, f0: Floats, rng: np.random.Generator) -> Floats:
    """Spectra (5, 601, frames) and pitch (frames,) to 24 kHz samples."""
    lh, theta, ln, lr, phi = spectra
    noise = rng.standard_normal((2, *ln.shape), dtype=np.float32)
    spectrum = _analyse(pulse_train(f0), lh.shape[1])
    spectrum = spectrum * _gain(lh) * np.exp(1j * np.pi * np.tanh(theta))
    spectrum += (noise[0] + 1j * noise[1]) * _gain(ln)
    spectrum += _gain(lr) * np.exp(1j * phi)
    return _synthesize(spectrum.astype(np.complex64))


def _gain(log_gain: Floats) -> Floats:
    return np.exp(np.minimum(log_gain, np.float32(LOG_GAIN_MAX))).astype(np.float32)


def pulse_train(f0: Floats) -> Floats:
    """Band-limited pulses: each harmonic up to 11 kHz at amplitude 1, zero where unvoiced.

    A sum of cosines is the Dirichlet kernel: sin((n + 1/2) x) / (2 sin(x / 2)) - 1/2.
    """
    samples = len(f0) * HOP
    centres = (np.arange(len(f0)) + 0.5) * HOP - 0.5
    raw_hz = np.interp(np.arange(samples), centres, f0)
    hz = np.maximum(raw_hz, VOICED_HZ)
    x = 2 * np.pi * np.modf(np.cumsum(hz) / RATE_HZ)[0]
    order = np.floor(HARMONICS_TOP_HZ / hz) + 0.5
    below = 2 * np.sin(x / 2)
    near_zero = np.abs(below) < 2e-3
    pulses = np.where(near_zero, order, np.sin(order * x) / np.where(near_zero, 1, below)) - 0.5
    pulses[raw_hz <= VOICED_HZ] = 0
    return pulses.astype(np.float32)


def _window() -> Floats:
    """Periodic Hann."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)


def _analyse(samples: Floats, frames: int) -> Spectra:
    """Short-time spectra, centred, scaled so that a cosine of amplitude 1 peaks at 1."""
    padded = np.pad(samples, FFT // 2, mode="reflect")
    pieces = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][:frames]
    return np.fft.rfft(pieces * (_window() / (FFT / 4)), axis=1).T.astype(np.complex64)


def _synthesize(spectrum: Spectra) -> Floats:
    """Overlap-add of inverse spectra, divided by the summed squared window."""
    frames = spectrum.shape[1]
    window = _window()
    pieces = np.fft.irfft(spectrum.T, FFT, axis=1).astype(np.float32) * window
    parts = FFT // HOP
    wave = np.zeros((frames + parts - 1, HOP), np.float32)
    weight = np.full_like(wave, 1e-11)
    squared = (window * window).reshape(parts, HOP)
    for k in range(parts):
        wave[k : k + frames] += pieces[:, k * HOP : (k + 1) * HOP]
        weight[k : k + frames] += squared[k]
    flat = (wave / weight).reshape(-1)
    return flat[FFT // 2 : FFT // 2 + frames * HOP]

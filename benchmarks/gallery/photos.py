"""The photographs of the gallery, from what is installed: files, read once and written as JPEG.

Public domain or CC0: see the README of scikit-image's data, and docs/licences.md.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
JPEG_QUALITY = 92


class NoPhotograph(Exception):
    """A photograph that cannot be had: str() says why and what to do."""


def astronaut() -> Image.Image:
    """Eileen Collins (NASA), 512 x 512."""
    return Image.open(ROOT / "examples" / "astronaut.jpg").convert("RGB")


def twins() -> Image.Image:
    """Two people of one photograph: beside itself, mirrored, so that there is no seam."""
    left = astronaut().crop((60, 0, 360, 450))
    both = Image.new("RGB", (2 * left.width, left.height))
    both.paste(left)
    both.paste(left.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (left.width, 0))
    return both


def packaged(name: str) -> Callable[[], Image.Image]:
    """A picture of scikit-image's, read as a file, so that nothing of the package is imported."""

    def read() -> Image.Image:
        spec = find_spec("skimage")
        if spec is None or spec.origin is None:
            raise NoPhotograph(f"{name} needs scikit-image: run `make setup`.")
        return Image.open(Path(spec.origin).parent / "data" / name).convert("RGB")

    return read


PHOTOS: dict[str, Callable[[], Image.Image]] = {
    "astronaut": astronaut,
    "twins": twins,
    "coffee": packaged("coffee.png"),
    "chelsea": packaged("chelsea.png"),
    "rocket": packaged("rocket.jpg"),
}


def write(name: str, folder: Path) -> Path:
    """The photograph as a JPEG in the folder. Raises NoPhotograph."""
    if name not in PHOTOS:
        raise NoPhotograph(f"There is no photograph {name!r}; there are {', '.join(PHOTOS)}.")
    path = folder / f"{name}.jpg"
    folder.mkdir(parents=True, exist_ok=True)
    PHOTOS[name]().save(path, quality=JPEG_QUALITY)
    return path

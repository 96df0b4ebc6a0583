"""Finds the model files that Python packages carry, without importing those packages."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

# The bytes this code was written against: the tensors it asks for by name, and the anchors it
# lays, hold for these files alone.
KNOWN_SHA256 = {
    "face_detection_back.tflite": "e376cf6b168d5ece8a3cedb94acc4eb168a136aede125ccc3d903ef38f5beda8",  # noqa: E501
    "face_landmark.tflite": "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    "open-nsfw.onnx": "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa",
    "selfie_segmentation.tflite": "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",  # noqa: E501
    "selfie_segmentation_landscape.tflite": "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd",  # noqa: E501
}


def package_file(package: str, inside: str) -> Path | None:
    """The file called inside in an installed package's folder, or None when it is not there.

    A top-level package is located by its spec alone, so its dependencies need not be installed.
    """
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / inside
        if path.is_file():
            return path
    return None


def checked_file(package: str, inside: str) -> Path | None:
    """The same, but only if its bytes are the known ones; another model is as good as none."""
    path = package_file(package, inside)
    if path is None:
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return path if digest == KNOWN_SHA256[path.name] else None

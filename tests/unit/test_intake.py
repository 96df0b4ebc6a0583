"""Uploaded images: good ones come out upright, plain and the same each time; each kind of bad
one is refused in a sentence that says what to do, whatever it tries to take with it.
"""

import io
import struct
import sys
import time
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageCms

from gateway import intake
from gateway.intake import CleanImage, clean_image
from reelmesh.mesh.errors import CallerError


def photo(width: int = 160, height: int = 96, mode: str = "RGB") -> Image.Image:
    """A slope of colours, red to the right, green to the bottom."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    pixels = np.stack([across, down, np.full_like(across, 90)], axis=2).astype(np.uint8)
    return Image.fromarray(pixels).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pixels(clean: CleanImage) -> "np.ndarray[tuple[int, ...], np.dtype[np.int16]]":
    with Image.open(io.BytesIO(clean.data)) as image:
        assert image.mode == "RGB"
        assert image.size == (clean.width, clean.height)
        return np.asarray(image).astype(np.int16)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    """A small PNG file that says it is huge, and is."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_good_picture_comes_out_as_it_looks(kind: str) -> None:
    clean = await clean_image(saved(photo(), kind))
    assert (clean.media_type, clean.width, clean.height) == ("image/png", 160, 96)
    assert np.abs(pixels(clean) - np.asarray(photo()).astype(np.int16)).mean() < 4


async def test_the_same_bytes_give_the_same_bytes() -> None:
    data = saved(photo(), "JPEG")
    assert await clean_image(data) == await clean_image(data)


async def test_a_sideways_photo_is_turned_upright_and_says_nothing_of_its_maker() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter to the right
    exif[0x010F] = "SecretCam"
    clean = await clean_image(saved(photo(), "JPEG", exif=exif, comment=b"SecretCam"))
    assert (clean.width, clean.height) == (96, 160)
    assert b"SecretCam" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as image:
        assert not image.info
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "1", "RGBA"])
async def test_every_colour_mode_becomes_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    clean = await clean_image(saved(photo(mode=mode), kind))
    assert pixels(clean).std() > 20


async def test_sixteen_bit_grey_keeps_its_shades() -> None:
    grey = np.linspace(0, 65535, 100 * 80).reshape(80, 100).astype(np.uint16)
    clean = await clean_image(saved(Image.fromarray(grey), "PNG"))
    assert np.abs(pixels(clean)[:, :, 0] - grey // 257).max() <= 1


async def test_transparent_parts_become_white() -> None:
    clear = photo(mode="RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    assert (pixels(await clean_image(saved(clear, "PNG"))) == 255).all()


async def test_a_colour_profile_is_applied_and_a_broken_one_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = pixels(await clean_image(saved(photo(), "PNG")))
    for profile in (lab, b"not a profile"):
        found = pixels(await clean_image(saved(photo(), "PNG", icc_profile=profile)))
        assert np.abs(found - plain).max() <= 2


async def test_a_large_picture_is_kept_as_fine_jpeg() -> None:
    clean = await clean_image(saved(photo(2500, 1800), "JPEG", quality=95))
    assert (clean.media_type, clean.width, clean.height) == ("image/jpeg", 2500, 1800)
    assert np.abs(pixels(clean) - np.asarray(photo(2500, 1800)).astype(np.int16)).mean() < 3


async def test_a_huge_jpeg_is_halved_until_it_fits() -> None:
    clean = await clean_image(saved(Image.new("L", (8000, 6000), 120), "JPEG", quality=30))
    assert (clean.width, clean.height) == (4000, 3000)


def animated(kind: str) -> bytes:
    frames = [photo(), photo().transpose(Image.Transpose.ROTATE_180)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: b"hello, this is no image" * 9, "not an image that is known"),
    "gif": (lambda: saved(photo(), "GIF"), "This is a GIF"),
    "bmp": (lambda: saved(photo(), "BMP"), "This is a BMP"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(99), "This is a HEIC photo"),
    "video": (lambda: b"\0\0\0\x18ftypisom" + bytes(99), "This is a video"),
    "too many bytes": (lambda: b"\xff\xd8\xff" + bytes(32 << 20), "larger than 32 MiB"),
    "png bomb": (lambda: png_bomb(12_000, 12_000), "12000x12000: send one of at most 24 million"),
    "long strip": (lambda: png_bomb(80, 40_000), "30000 a side"),
    "webp bomb": (lambda: webp_header(16_384, 16_384), "16384x16384: send one of at most"),
    "jpeg too large": (lambda: jpeg_claiming(60_000, 60_000), "60000x60000: send one of at most"),
    "tiny": (lambda: saved(photo(80, 40), "PNG"), "is 80x40: send one of at least 64"),
    "animated png": (lambda: animated("PNG"), "is animated"),
    "animated webp": (lambda: animated("WEBP"), "is animated"),
    "cut png": (lambda: saved(photo(400, 400), "PNG")[:-400], "damaged or cut off"),
    "cut jpeg": (lambda: saved(photo(400, 400), "JPEG")[:-400], "damaged or cut off"),
    "cut webp": (lambda: saved(photo(400, 400), "WEBP")[:-100], "damaged or cut off"),
    "header only": (lambda: b"\x89PNG\r\n\x1a\n", "damaged or cut off"),
    "jpeg start": (lambda: b"\xff\xd8\xff", "damaged or cut off"),
    "riff start": (lambda: b"RIFF\0\0\0\0WEBP", "at least 64|damaged"),
}


def webp_header(width: int, height: int) -> bytes:
    body = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + body


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(saved(photo(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_image_is_refused_in_a_sentence(name: str) -> None:
    make, words = BAD[name]
    with pytest.raises(CallerError, match=words) as refusal:
        await clean_image(make())
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


async def test_noise_after_any_start_never_shows_a_traceback() -> None:
    rng = np.random.default_rng(5)
    good = bytearray(saved(photo(300, 300), "JPEG"))
    for _ in range(4):
        bad = good.copy()
        for place in rng.integers(3, len(bad), 60):
            bad[place] = rng.integers(0, 256)
        try:
            await clean_image(bytes(bad))
        except CallerError as refusal:
            assert str(refusal).endswith(".")


async def test_a_child_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SECONDS_MAX", 0.5)
    slow = "import sys,time; sys.stdin.buffer.read(); time.sleep(60)"
    monkeypatch.setattr(intake, "COMMAND", (sys.executable, "-I", "-c", slow))
    began = time.monotonic()
    with pytest.raises(CallerError, match="takes too long"):
        await clean_image(saved(photo(), "PNG"))
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("while True: pass", "takes too long"),
        ("print(len([bytes(1 << 28) for _ in range(9)]))", "cannot be read"),
        (
            "import tempfile; tempfile.TemporaryFile(buffering=0).write(bytes(9000))",
            "cannot be read",
        ),
        ("import os; os._exit(3)", "cannot be read"),
    ],
)
async def test_the_limits_hold_in_the_child(
    program: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(intake.CHILD.parent)
    run = (
        f"import sys; sys.path.insert(0, {folder!r}); import intake_child as c; "
        "c.CPU_SECONDS_MAX = 1; c.limit(); sys.stdin.buffer.read()\n" + program
    )
    monkeypatch.setattr(intake, "COMMAND", (sys.executable, "-I", "-c", run))
    with pytest.raises(CallerError, match=words):
        await clean_image(saved(photo(), "PNG"))

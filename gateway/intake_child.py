"""Clean one image in a process that may fail: bytes on stdin, JSON line and bytes on stdout.

Started by gateway/intake.py as a file, isolated from the environment, with limits on memory,
time and files. It must import nothing of ours: what it decodes is not to be trusted, and it
has to start fast.
"""

import contextlib
import io
import json
import resource
import sys

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

PIXELS_MAX = 24_000_000
JPEG_PIXELS_MAX = 200_000_000
"""A JPEG can be decoded at half, a quarter or an eighth of its size without the whole."""
SIDE_MIN, SIDE_MAX = 64, 30_000
LOSSLESS_PIXELS_MAX = 4_000_000
"""Larger pictures are kept as JPEG: as PNG they would be tens of megabytes."""

MEMORY_MAX = 1 << 30  # 24 Mpx take 72 MB, and at most five such copies exist at once
CPU_SECONDS_MAX = 20
FILES_MAX = 16

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_OTHERS = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (0, b"%PDF", "a PDF"),
    (0, b"<svg", "an SVG"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (0, b"\xff\x0a", "a JPEG XL"),
    (4, b"ftyphei", "a HEIC photo"),
    (4, b"ftyphev", "a HEIC photo"),
    (4, b"ftypmif1", "a HEIC photo"),
    (4, b"ftypavi", "an AVIF"),
    (4, b"ftyp", "a video"),
    (0, b"\x1aE\xdf\xa3", "a video"),
)


class BadImageError(Exception):
    """The picture cannot be used; the message says why and what to do."""


def clean(data: bytes) -> tuple[str, Image.Image]:
    """A media type and an upright 8-bit sRGB picture without metadata, of image bytes."""
    image = opened(data)
    try:
        if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
            raise BadImageError("The image is animated: send a single picture.")
        shrink(image)
        image.load()
        picture = srgb(ImageOps.exif_transpose(image))
    except (BadImageError, MemoryError):
        raise
    except Exception as error:  # Pillow raises SyntaxError, KeyError, struct.error and more
        raise BadImageError(
            "The image is damaged or cut off: send the whole file again."
        ) from error
    large = picture.width * picture.height > LOSSLESS_PIXELS_MAX
    return ("image/jpeg" if large else "image/png"), picture


def opened(data: bytes) -> Image.Image:
    """The image with its header read, by its first bytes and not by what it is called."""
    file = io.BytesIO(data)
    try:
        if data.startswith(_JPEG):
            return JpegImagePlugin.jpeg_factory(file)
        if data.startswith(_PNG):
            return PngImagePlugin.PngImageFile(file)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            check_size(*webp_size(data), PIXELS_MAX)  # opening one already takes its memory
            return WebPImagePlugin.WebPImageFile(file)
    except (BadImageError, MemoryError):
        raise
    except Exception as error:
        raise BadImageError(
            "The image is damaged or cut off: send the whole file again."
        ) from error
    for at, magic, name in _OTHERS:
        if data[at : at + len(magic)] == magic:
            raise BadImageError(f"This is {name}: send a JPEG, PNG or WebP picture.")
    raise BadImageError("This is not an image that is known here: send a JPEG, PNG or WebP.")


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in a WebP header (RFC 9649, 2.5 to 2.7)."""
    kind, body = data[12:16], data[20:34]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    return width & 0x3FFF, height & 0x3FFF


def shrink(image: Image.Image) -> None:
    """Refuse sizes that cannot be used; let a large JPEG be decoded at a part of its size."""
    jpeg = isinstance(image, JpegImagePlugin.JpegImageFile)
    width, height = image.size
    check_size(width, height, JPEG_PIXELS_MAX if jpeg else PIXELS_MAX)
    part = 1
    while width * height > PIXELS_MAX * part * part:
        part *= 2
    if part > 1:
        image.draft(None, (width // part, height // part))
        check_size(*image.size, PIXELS_MAX)


def check_size(width: int, height: int, pixels_max: int) -> None:
    """Refuse a picture that is too small or too large."""
    if min(width, height) < SIDE_MIN:
        raise BadImageError(
            f"The image is {width}x{height}: send one of at least {SIDE_MIN} pixels a side."
        )
    if max(width, height) > SIDE_MAX or width * height > pixels_max:
        raise BadImageError(
            f"The image is {width}x{height}: send one of at most {PIXELS_MAX // 1_000_000} "
            f"million pixels and {SIDE_MAX} a side."
        )


def srgb(image: Image.Image) -> Image.Image:
    """The picture in 8-bit sRGB, on white where it was transparent, without metadata."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16-bit grey: convert("L") would clip it
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("LA", "La", "PA", "RGBa", "RGBA") or "transparency" in image.info:
        alpha = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(alpha, mask=alpha.getchannel("A"))
    if image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    if profile:
        image = _by_profile(image, profile)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """The image from its own colours to sRGB; a profile that makes no sense is left out."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        moved = ImageCms.profileToProfile(
            image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        return moved or image
    return image


def encoded(media_type: str, picture: Image.Image) -> bytes:
    """The picture as a file; the same picture gives the same bytes."""
    out = io.BytesIO()
    if media_type == "image/png":
        picture.save(out, "PNG", compress_level=2)
    else:
        picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def limit() -> None:
    """Give up the right to memory, time and files that no honest picture needs."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_MAX, FILES_MAX))
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))


def main() -> None:
    """Answer on stdout with a line of JSON, and then the bytes if there is no error in it."""
    Image.preinit()  # its imports need files
    Image.MAX_IMAGE_PIXELS = None  # shrink() is stricter, and has a better message
    limit()
    body = b""
    try:
        media_type, picture = clean(sys.stdin.buffer.read())
        body = encoded(media_type, picture)
        head = {"media_type": media_type, "width": picture.width, "height": picture.height}
    except BadImageError as error:
        head = {"error": str(error)}
    except MemoryError:
        head = {"error": "The image needs too much memory: send a smaller one."}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()

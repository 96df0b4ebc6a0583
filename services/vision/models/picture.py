"""The image encoder of a video model, alone: a frame becomes what the model would see in it."""

from dataclasses import replace
from typing import Any, cast

import diffusers
import torch
from PIL import Image

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from reelmesh.models.pictures import (
    IMAGE_ENCODER,
    Shown,
    ending,
    files_digest,
    picture_digest,
    picture_manner_of,
)
from reelmesh.models.video.families import choose
from reelmesh.models.video.shape import cut
from reelmesh.models.video.sizes import size_of
from reelmesh.v1.vision_pb2 import ShotPicture
from services.vision.models.loading import as_image
from services.vision.models.parts import left_out, pipeline_of, weightless
from services.vision.pictures import Bytes

Size = tuple[int, int]
"""Width and height."""


class PictureEncoder:
    """Encodes what a video model begins with, and ends with, as its pipeline does it itself."""

    def __init__(self, folder: ModelFolder, device: Device, pixels_max: int = 0) -> None:
        """pixels_max: the one of the video pool's options. Raises CallerError for a folder without
        such a model."""
        option = f"encode-image={folder.path}"
        name = pipeline_of(folder, "encode-image")
        manner = self._manner = picture_manner_of(name, option)
        files = files_digest(folder, manner)
        kind = cast("type[Any]", getattr(diffusers, name))
        diffusers.utils.logging.disable_progress_bar()
        without = left_out(kind, manner.parts)
        # What the size of the picture follows from is in their configurations.
        without |= {part: weightless(folder, part) for part in ("transformer", "vae")}
        try:
            self._pipe: Any = kind.from_pretrained(
                str(folder.path),
                use_safetensors=True,
                local_files_only=True,
                dtype=device.torch_dtype,
                **without,
            )
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise CallerError(
                f"The image encoder of {option} cannot be loaded ({error})."
            ) from error
        getattr(self._pipe, IMAGE_ENCODER).to(device.name)
        self._device = device
        family = choose(folder.config())
        self._family = replace(family, pixels_most=pixels_max or family.pixels_most)
        self.digest = picture_digest(files, manner, self._family, self._pipe)

    def shown(self, picture: ShotPicture, asked: Size) -> Shown:
        """What is seen of a shot's frames."""
        last = picture.last.sha256 if picture.HasField("last") else None
        end = ending(self._pipe, self._family, picture.frame.sha256, last)
        return Shown(picture.frame.sha256, end or "", asked, self._made(asked))

    def encode(self, frame: Bytes, last: Bytes | None, asked: Size) -> torch.Tensor:
        """Embeddings (pictures x tokens x width) of vision's frames, H×W×3 BGR, for a shot of the
        size asked for. Raises EngineError where the encoder gives infinities."""
        first, end = self._begun(frame, asked), None
        if last is not None:
            end = self._begun(last, asked)
        end = ending(self._pipe, self._family, first, end)
        with torch.inference_mode():
            found = self._encoded(first, end)
        if not torch.isfinite(found).all():
            raise EngineError(
                "The image encoder of encode-image= gave infinities: use another dtype=, such as "
                "bfloat16 or float32."
            )
        return found

    def _made(self, asked: Size) -> Size:
        return size_of(self._pipe, self._family, asked, self._family.pixels_most)

    def _begun(self, frame: Bytes, asked: Size) -> Image.Image:
        """The model's own picture, as the video engine cuts it."""
        return as_image(cut(frame, asked, self._made(asked)))

    def _encoded(self, first: Image.Image, last: Image.Image | None) -> torch.Tensor:
        pipe, device = self._pipe, torch.device(self._device.name)
        if not self._manner.resized:
            return pipe.encode_image(first if last is None else [first, last], device)
        sizes = pipe.video_processor
        height, width = sizes.calculate_default_height_width(
            first.height, first.width, pipe.target_size
        )
        first = sizes.resize(first, height=height, width=width, resize_mode="crop")
        return pipe.encode_image(
            image=first, batch_size=1, device=device, dtype=self._device.torch_dtype
        )

"""The table of video models: all in which one family of diffusers differs from another.

Counts, sizes and rates are those the models were trained for, by their authors' model cards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reelmesh.mesh.engine import CallerError

Layout = Literal["bcthw", "btchw", "bthwc", "packed"]
"""Order of batch, channels, time, height and width in the latents; packed is batch, place,
channels."""


@dataclass(frozen=True)
class Family:
    """One row: a pipeline of diffusers, and what its call takes and gives."""

    name: str
    """Name of the family, for a person."""
    pipeline: str
    """Class in diffusers."""
    fps: tuple[int, ...]
    """Frame rates it was trained for; the first is the most usual."""
    frames_most: int
    """Most frames of one run of the model."""
    pixels_most: int
    """Width times height of the largest picture it was trained for."""
    step: int = 4
    """A run has step * k + 1 frames; 0 where the model's own configuration fixes the count."""
    multiple: int = 16
    """Width and height are multiples of it."""
    size: Literal["free", "native", "buckets"] = "free"
    """Free; fixed by the transformer's configuration; or the nearest of the pipeline's list."""
    image: Literal["", "image", "conditions"] = "image"
    """How the call takes the first frame: not at all, as image=, as a list of conditions."""
    last: Literal["", "last_image", "conditions"] = ""
    """The same for the last frame."""
    prompt: bool = True
    """Whether it heeds words, and a negative prompt."""
    guidance: Literal["guidance_scale", "max_guidance_scale", "guider"] = "guidance_scale"
    """What sets how strictly it keeps to them."""
    rate: Literal["", "frame_rate", "fps"] = ""
    """The call's parameter for the frame rate."""
    motion: Literal["", "motion_bucket_id"] = ""
    """The call's parameter for how much moves."""
    sound: bool = False
    """Whether it makes sound with the picture."""
    callback: bool = True
    """Whether the call shows its latents after every step; else they are taken on their way in."""
    layout: Layout = "bcthw"
    exact_vae: bool = False
    """The decoder wants 32-bit floats whatever the rest has."""
    crf: int | None = None
    """How strongly LTX-2's first picture is compressed as its training pictures were; None where
    the pipeline tells by its own text encoder."""
    flag: str = ""
    """Only for models whose model_index.json has this switched on."""


_WAN = Family("Wan", "WanImageToVideoPipeline", (16,), 81, 1280 * 720, exact_vae=True)
_LTX = Family(
    "LTX-Video",
    "LTXImageToVideoPipeline",
    (24, 25, 30),
    257,
    1216 * 704,
    step=8,
    multiple=32,
    rate="frame_rate",
    layout="packed",
)
_LTX2 = Family(
    "LTX-2",
    "LTX2ImageToVideoPipeline",
    (24, 25, 30, 48, 50),
    257,
    1920 * 1088,
    step=8,
    multiple=32,
    rate="frame_rate",
    sound=True,
    layout="packed",
)
_COG = Family(
    "CogVideoX",
    "CogVideoXImageToVideoPipeline",
    (8,),
    49,
    720 * 480,
    size="native",
    layout="btchw",
)
_HUNYUAN = Family(
    "HunyuanVideo 1.5",
    "HunyuanVideo15ImageToVideoPipeline",
    (24,),
    121,
    1280 * 720,
    size="buckets",
    guidance="guider",
    callback=False,
)
_SKYREELS = Family(
    "SkyReels V2", "SkyReelsV2ImageToVideoPipeline", (24,), 97, 960 * 544, exact_vae=True
)


FAMILIES: Sequence[Family] = (
    replace(_WAN, last="last_image"),
    replace(_WAN, pipeline="WanPipeline", image=""),
    # Wan 2.2 TI2V-5B: the first frame is part of what is denoised, and there is no last one.
    replace(
        _WAN,
        flag="expand_timesteps",
        fps=(24,),
        frames_most=121,
        multiple=32,
        pixels_most=1280 * 704,
    ),
    _LTX,
    replace(_LTX, pipeline="LTXPipeline", image=""),
    replace(_LTX, pipeline="LTXConditionPipeline", image="conditions", last="conditions"),
    _LTX2,
    replace(_LTX2, pipeline="LTX2Pipeline", image=""),
    replace(_LTX2, pipeline="LTX2ConditionPipeline", image="conditions", last="conditions"),
    Family(
        "Kandinsky 6",
        "Kandinsky6TI2VAPipeline",
        (24,),
        121,
        1280 * 768,
        rate="frame_rate",
        sound=True,
        layout="bthwc",
    ),
    _COG,
    replace(_COG, pipeline="CogVideoXPipeline", image=""),
    _HUNYUAN,
    replace(_HUNYUAN, pipeline="HunyuanVideo15Pipeline", size="free", image=""),
    replace(_SKYREELS, last="last_image"),
    replace(_SKYREELS, pipeline="SkyReelsV2Pipeline", image=""),
    Family(
        "Stable Video Diffusion",
        "StableVideoDiffusionPipeline",
        (7,),
        25,
        1024 * 576,
        step=0,
        multiple=64,
        prompt=False,
        guidance="max_guidance_scale",
        rate="fps",
        motion="motion_bucket_id",
        layout="btchw",
    ),
)
"""Each row is proven on a tiny model in tests/models."""

_BETTER = {
    # What the hub names for words alone holds all parts that the pipeline with an image needs.
    "LTXPipeline": "LTXImageToVideoPipeline",
    "LTX2Pipeline": "LTX2ImageToVideoPipeline",
}


def choose(index: Mapping[str, object], wanted: str = "") -> Family:
    """The row for a model_index.json. Raises CallerError for a class that is not in the table.

    wanted: a pipeline of the same family to load instead of the one named there.
    """
    named = str(index.get("_class_name", ""))
    better = _BETTER.get(named, named)
    if named == "WanPipeline" and index.get("expand_timesteps"):
        better = "WanImageToVideoPipeline"
    rows = [row for row in FAMILIES if row.pipeline == (wanted or better)]
    kin = {row.name for row in FAMILIES if row.pipeline in {named, better}}
    if not kin:
        known = ", ".join(sorted({row.pipeline for row in FAMILIES} | set(_BETTER)))
        raise CallerError(
            f"The model is a {named or 'nameless thing'}, which this engine does not know: it "
            f"knows {known}."
        )
    if not rows or rows[0].name not in kin:
        known = ", ".join(sorted({row.pipeline for row in FAMILIES if row.name in kin}))
        raise CallerError(
            f"ENGINE_OPTIONS says pipeline={wanted}, but this model can be loaded as {known}."
        )
    flagged = [row for row in rows if row.flag and index.get(row.flag)]
    return (flagged or [row for row in rows if not row.flag])[0]

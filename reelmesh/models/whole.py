"""Models with all of their weights, or none: transformers and diffusers fill what a file lacks by
chance, with no more than a warning, and what such a model makes is noise."""

import inspect
import logging
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import torch
from torch import nn

from reelmesh.mesh.engine import EngineError

Model = TypeVar("Model", bound=nn.Module)
Dtype = torch.dtype | Mapping[str, torch.dtype] | None
"""Of all parts, or by the part's name and "default"; None as the files have it."""

_NAMED = 3
"""So many missing weights are named."""
_TRAINING = "num_batches_tracked"
"""Counts of batch norms, which only training reads; old files are without them."""


def model(kind: type[Model], folder: str | Path, *, part: str = "", **settings: Any) -> Model:
    """The model of a folder, or of its subfolder that a pipeline calls part.

    settings are from_pretrained's further ones. What is tied to a weight that is there, what the
    library converts from older names, and buffers that are never saved, are not missing. Raises
    EngineError that names the missing weights.
    """
    path = Path(folder) / part
    found, info = cast(
        "tuple[Model, Mapping[str, Any]]",
        cast("Any", kind).from_pretrained(
            # Some pipelines of one model have it in the folder itself, as the library knows.
            str(path if path.is_dir() else folder),
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
            **settings,
        ),
    )
    _check(found, info["missing_keys"], f"{folder}", part)
    return found


def pipeline(
    kind: type[Any],
    folder: str | Path,
    dtype: Dtype,
    *,
    instead: Mapping[str, object] | None = None,
    quantized: Mapping[str, object] | None = None,
) -> Any:
    """The pipeline of a folder that diffusers saved, every model of it with all of its weights.

    instead: parts, or None, to be taken in place of the folder's own, by name. quantized: how a
    part's weights are brought into fewer bits, by its name. Raises EngineError as model does.
    """
    instead, quantized = instead or {}, quantized or {}
    from diffusers import ModelMixin  # noqa: PLC0415  speech needs transformers alone

    index = cast("Mapping[str, Any]", cast("Any", kind).load_config(str(folder)))
    models: dict[str, nn.Module] = {}
    for name, own in _models(index):
        if name in instead or not _takes(kind, index, name):
            continue
        settings: dict[str, object] = {"quantization_config": quantized.get(name)}
        of_diffusers = issubclass(own, ModelMixin)
        settings["torch_dtype" if of_diffusers else "dtype"] = _of(dtype, name)
        given = {key: value for key, value in settings.items() if value is not None}
        models[name] = model(own, folder, part=name, **given)
    with _unwarned():
        return kind.from_pretrained(
            str(folder),
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            **models,
            **instead,
        )


def _models(index: Mapping[str, Any]) -> Iterator[tuple[str, type[nn.Module]]]:
    """The parts of a model_index.json that have weights, with their classes. What is of neither
    library is left to diffusers, which refuses it."""
    import diffusers  # noqa: PLC0415
    import transformers  # noqa: PLC0415

    loadable = (diffusers.ModelMixin, transformers.PreTrainedModel)
    for name, told in index.items():
        if not isinstance(told, list | tuple) or len(told := cast("list[object]", told)) != 2:
            continue
        library, kind = str(told[0]), str(told[1])
        known = {"diffusers": diffusers, "transformers": transformers}
        # Parts of one pipeline alone are in its own package.
        module = known.get(library) or getattr(diffusers.pipelines, library, None)
        found = getattr(module, kind, None)
        if isinstance(found, type) and issubclass(found, loadable):
            yield name, cast("type[nn.Module]", found)


def _takes(kind: type[Any], index: Mapping[str, Any], part: str) -> bool:
    """Whether the pipeline that kind loads of the folder takes such a part."""
    import diffusers  # noqa: PLC0415

    if kind is diffusers.DiffusionPipeline:
        kind = getattr(diffusers, str(index.get("_class_name")), kind)
    if not issubclass(kind, diffusers.DiffusionPipeline):
        # It chooses a class by the folder, and another one where it is given a control net.
        return not part.startswith("controlnet")
    return part in inspect.signature(kind.__init__).parameters


def _of(dtype: Dtype, part: str) -> torch.dtype | None:
    return dtype.get(part, dtype.get("default")) if isinstance(dtype, Mapping) else dtype


def _check(found: nn.Module, missing: Iterable[object], folder: str, part: str) -> None:
    lost = {str(key) for key in missing if not str(key).endswith(_TRAINING)}
    if not lost:
        return
    # A weight that has two names is saved under one of them.
    names: dict[int, set[str]] = {}
    for name, tensor in found.state_dict(keep_vars=True).items():
        names.setdefault(id(tensor), set()).add(name)
    there = {name for same in names.values() if not same <= lost for name in same}
    if not (named := sorted(lost - there)):
        return
    of = f"its {part} ({type(found).__name__})" if part else type(found).__name__
    raise EngineError(
        f"{folder} lacks {len(named)} weight{'s' * (len(named) > 1)} of {of}, such as "
        f"{', '.join(named[:_NAMED])}: fetch the model again, in the form that the installed "
        "library loads."
    )


@contextmanager
def _unwarned() -> Generator[None]:
    """diffusers warns of every part that it did not load itself."""
    log = logging.getLogger("diffusers.pipelines.pipeline_loading_utils")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)

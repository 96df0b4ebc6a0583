"""What an operator may set of a model engine, by ENGINE_OPTIONS="name=value,name=value"."""

import dataclasses
import os
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from reelmesh.mesh.engine import CallerError

T = TypeVar("T")


@dataclass(frozen=True)
class ModelOptions:
    """Options of every model engine; an engine's own options extend this. The defaults choose by
    the device that is found and its memory."""

    device: str = "auto"
    """auto, cpu, mps, cuda or cuda:1."""
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """Numbers to compute with; auto is bfloat16 where the GPU has it, float32 on a CPU."""
    attention: str = ""
    """Attention backend by the library's own name, such as flash or sage; empty for its default."""
    compile: bool = False
    """Compile the model's repeated blocks: slow to load, then faster."""
    quantize: Literal["", "int8", "fp8"] = ""
    """Weights in fewer bits, where the library offers it for the model (needs torchao)."""
    offload: Literal["auto", "none", "model", "sequential"] = "auto"
    """What rests in the machine's memory meanwhile: nothing, whole parts, or single layers."""
    tiling: Literal["auto", "on", "off"] = "auto"
    """Decode the picture in tiles, which takes less memory."""
    verify: bool = True
    """Hash all weights at the start and compare them with SHA256SUMS."""
    warm_up: bool = True
    """Run once small before the first task."""


def read_options(kind: type[T], options: Mapping[str, str]) -> T:
    """Options of a dataclass's kind. Raises CallerError that names the option and what it may be.

    Fields are str, int, float, bool (on/off) or Literal of strings, each with a default.
    """
    hints = typing.get_type_hints(kind)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    known = {name.replace("_", "-"): name for name in fields}
    values: dict[str, object] = {}
    for asked, text in options.items():
        name = known.get(asked.replace("_", "-"))
        if name is None:
            raise CallerError(
                f"ENGINE_OPTIONS holds {asked!r}, which this engine does not know: it knows "
                f"{', '.join(sorted(['model', 'threads', *known]))}."
            )
        values[name] = _value(asked, text, fields[name])
    return kind(**values)


def _value(name: str, text: str, hint: object) -> object:
    if typing.get_origin(hint) in {Literal, types.UnionType}:
        allowed = typing.get_args(hint)
        if text not in allowed:
            words = ", ".join(repr(word) for word in allowed)
            raise CallerError(f"ENGINE_OPTIONS says {name}={text}, but it is one of {words}.")
        return text
    if hint is bool:
        return _switch(name, text)
    if hint is str:
        return text
    try:
        return int(text) if hint is int else float(text)
    except ValueError:
        raise CallerError(f"ENGINE_OPTIONS says {name}={text}, but it is a number.") from None


def _switch(name: str, text: str) -> bool:
    if text.lower() in {"on", "true", "yes", "1"}:
        return True
    if text.lower() in {"off", "false", "no", "0"}:
        return False
    raise CallerError(f"ENGINE_OPTIONS says {name}={text}, but it is on or off.")


def work_offline() -> None:
    """Tell the hub's library that nothing is fetched: models are folders, and telemetry is off.
    Call it before diffusers or transformers is imported."""
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[variable] = "1"

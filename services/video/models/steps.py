"""Follows a pipeline through its steps: counts them, tells progress, shows previews, and gets out
of it within one step when the result is no longer wanted."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import cast

import torch

from reelmesh.models.video.pipe import Bar, Pipe, denoisers

Told = Callable[[float], None]
Shown = Callable[[torch.Tensor], None]


class Steps:
    """Watches one pipeline, for one call at a time."""

    def __init__(self, pipe: Pipe, preview_every: int, by_callback: bool) -> None:
        self._every = preview_every
        self._by_callback = by_callback
        self._told: Told = _nobody
        self._shown: Shown | None = None
        self._latents: torch.Tensor | None = None
        self._total = 1
        self.done = 0
        """Steps of the call so far."""
        pipe.progress_bar = self._bar
        for part in denoisers(pipe):
            part.register_forward_pre_hook(self._before, with_kwargs=True)
        # Decoding takes long too, and has no steps: it goes through the decoder frame by frame
        # or tile by tile.
        decoder = getattr(pipe.vae, "decoder", None)
        if isinstance(decoder, torch.nn.Module):
            decoder.register_forward_pre_hook(lambda *_: self._tell())

    def watch(self, told: Told, shown: Shown | None) -> dict[str, object]:
        """Begin with a call: told gets the share of its steps that is done, and may raise; shown
        gets latents from time to time. Gives what the call must be told."""
        self._told, self._shown = told, shown
        self._latents = None
        self.done, self._total = 0, 1
        if self._by_callback and self._every and shown:
            return {"callback_on_step_end": self._after}
        return {}

    def forget(self) -> None:
        """The call is over."""
        self._told, self._shown, self._latents = _nobody, None, None

    def _bar(self, iterable: object = None, total: int | None = None) -> Bar:
        self._total = max(1, total or 1)
        return _Counter(self)

    def step(self, count: int) -> None:
        """So many steps more are done."""
        self.done += count
        self._tell()
        if self._shown and self._latents is not None and self._due():
            self._shown(self._latents)

    def _due(self) -> bool:
        return self._every > 0 and self.done % self._every == 0 and self.done < self._total

    def _tell(self) -> None:
        self._told(min(1.0, self.done / self._total))

    def _before(
        self, _: torch.nn.Module, given: tuple[object, ...], named: dict[str, object]
    ) -> None:
        self._tell()
        if not self._by_callback:
            found = named.get("hidden_states", given[0] if given else None)
            self._latents = found if isinstance(found, torch.Tensor) else None

    def _after(
        self, pipe: object, index: int, time: object, named: Mapping[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        del pipe, index, time
        self._latents = named["latents"]
        return {}


class _Counter(Bar):
    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        pass

    def update(self, count: int = 1) -> None:
        """See Bar."""
        self._steps.step(count)


def _nobody(share: float) -> None:
    del share


def count_of(result: object) -> int:
    """Frames of a result; see frames_of."""
    return len(cast("list[object]", result))

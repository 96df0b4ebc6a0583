"""Something that is done a moment later, unless it is no longer needed."""

import asyncio
from collections.abc import Awaitable, Callable


class Delayed:
    """Does something a moment after begin(), unless end() comes first."""

    def __init__(self, delay_s: float, action: Callable[[], Awaitable[None]]) -> None:
        self._delay_s = delay_s
        self._action = action
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Future[None] | None = None

    def begin(self) -> None:
        """Set the timer."""
        self._timer = asyncio.get_running_loop().call_later(self._delay_s, self._start)

    def _start(self) -> None:
        self._task = asyncio.ensure_future(self._action())

    def cancel(self) -> None:
        """Stop the timer, and the action wherever it is."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    async def end(self) -> None:
        """Stop the timer, or wait until the action is over."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await self._task

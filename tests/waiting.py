"""Waiting for something to become true, instead of sleeping and hoping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

POLL_S = 0.01
TIMEOUT_S = 15.0


async def wait_until(
    predicate: Callable[[], bool], description: str, timeout_s: float = TIMEOUT_S
) -> None:
    """Returns once predicate is true; fails, naming what was waited for, after timeout_s."""

    async def ask() -> bool:
        return predicate()

    await wait_for(ask, description, timeout_s)


async def wait_for(
    question: Callable[[], Awaitable[T | None]], description: str, timeout_s: float = TIMEOUT_S
) -> T:
    """The first true answer to an asynchronous question; fails like wait_until."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = await question()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"Not in {timeout_s:g} s: {description}"
        await asyncio.sleep(POLL_S)

"""Proves that log lines are written a few at a time and none is lost."""

import asyncio
import io
import logging

import pytest

from reelmesh.mesh.logs import GatheringHandler


class Counting(io.StringIO):
    """A stream that counts its writes."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.written = asyncio.Event()

    def write(self, text: str, /) -> int:
        self.writes += 1
        self.written.set()
        return super().write(text)


def logger_to(stream: io.StringIO) -> logging.Logger:
    log = logging.Logger("test", logging.INFO)
    log.addHandler(GatheringHandler(stream))
    return log


@pytest.mark.asyncio
async def test_lines_of_a_moment_are_written_together_and_soon() -> None:
    stream = Counting()
    log = logger_to(stream)
    for number in range(5):
        log.info("line %d", number)
    assert stream.writes == 0
    await asyncio.wait_for(stream.written.wait(), 5)
    assert stream.writes == 1
    assert stream.getvalue().splitlines() == [f"line {n}" for n in range(5)]


@pytest.mark.asyncio
async def test_a_warning_is_written_at_once_after_what_came_before_it() -> None:
    stream = Counting()
    log = logger_to(stream)
    log.info("before")
    log.warning("look")
    assert stream.getvalue().splitlines() == ["before", "look"]


def test_what_is_said_outside_the_event_loop_is_written_at_once() -> None:
    stream = Counting()
    logger_to(stream).info("from an engine's thread")
    assert stream.getvalue() == "from an engine's thread\n"


@pytest.mark.asyncio
async def test_what_waits_is_written_when_the_program_ends() -> None:
    stream = Counting()
    log = logger_to(stream)
    log.info("last words")
    log.handlers[0].flush()
    assert stream.getvalue() == "last words\n"


@pytest.mark.asyncio
async def test_a_stream_that_nobody_reads_any_more_stops_no_work() -> None:
    stream = Counting()
    log = logger_to(stream)
    stream.close()
    log.warning("into the void")

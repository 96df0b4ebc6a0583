"""One line a fact: JSON when nobody watches, plain on a terminal."""

import asyncio
import contextlib
import json
import logging
import sys
import time
from typing import TextIO

_encode = json.JSONEncoder(ensure_ascii=False).encode
"""json.dumps with an option makes an encoder for every line."""
GATHER_S = 0.05
"""How long a line waits for company."""
FIELDS = ("clip", "step", "trace", "pool", "engine", "attempt", "reused", "seconds", "cause")
"""What a record may carry beside its message, by extra={...}."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program
        self._second, self._stamp = 0, ""

    def format(self, record: logging.LogRecord) -> str:
        second = int(record.created)
        if second != self._second:
            self._second = second
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        line: dict[str, object] = {
            "time": f"{self._stamp}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "program": self._program,
            "message": record.getMessage(),
        }
        line |= {
            name: value for name in FIELDS if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encode(line)


class PlainFormatter(logging.Formatter):
    """Time, message and the fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = [
            f"{name}={value}"
            for name in FIELDS
            if (value := getattr(record, name, None)) is not None
        ]
        text = f"{self.formatTime(record, '%H:%M:%S')} {record.getMessage()}"
        if record.exc_info:
            fields.append("\n" + self.formatException(record.exc_info))
        return " ".join([text, *fields])


class GatheringHandler(logging.StreamHandler[TextIO]):
    """Writes lines a few at a time, since each write wakes whoever reads them.

    A warning or worse, and what is said outside the event loop, is written at once, with all
    that came before it.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []
        self._due = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's line, or write it."""
        try:
            self._lines.append(self.format(record) + self.terminator)
        except Exception:  # noqa: BLE001  As every handler does: a bad line stops no work.
            self.handleError(record)
            return
        if record.levelno < logging.WARNING and not self._due:
            try:
                asyncio.get_running_loop().call_later(GATHER_S, self.flush)
                self._due = True
            except RuntimeError:
                self.flush()
        elif record.levelno >= logging.WARNING:
            self.flush()

    def flush(self) -> None:
        """Write what was kept."""
        with self.lock or contextlib.nullcontext():
            lines, self._lines, self._due = self._lines, [], False
        try:
            if lines:
                self.stream.write("".join(lines))
            super().flush()
        except (OSError, ValueError):
            # Nobody reads any more: work goes on.
            pass


def set_up(program: str) -> None:
    """Log to standard error from now on."""
    watched = sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr) if watched else GatheringHandler(sys.stderr)
    handler.setFormatter(PlainFormatter() if watched else JsonFormatter(program))
    # What no line of ours shows need not be looked up for each (Python's logging HOWTO).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # type: ignore[attr-defined]
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("urllib3", "nats", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

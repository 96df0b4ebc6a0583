"""One line a fact: JSON when nobody watches, plain on a terminal."""

import json
import logging
import sys
import time

_encode = json.JSONEncoder(ensure_ascii=False).encode
"""json.dumps with an option makes an encoder for every line."""
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


def set_up(program: str) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter() if sys.stderr.isatty() else JsonFormatter(program))
    # What no line of ours shows need not be looked up for each (Python's logging HOWTO).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # type: ignore[attr-defined]
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("urllib3", "nats", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

"""One line a fact: JSON when nobody watches, plain on a terminal."""

import json
import logging
import sys
import time

FIELDS = ("clip", "step", "trace", "pool", "engine", "attempt", "reused", "seconds", "cause")
"""What a record may carry beside its message, by extra={...}."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        moment = time.gmtime(record.created)
        line: dict[str, object] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', moment)}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "program": self._program,
            "message": record.getMessage(),
        }
        line |= {
            name: value for name in FIELDS if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


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
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("urllib3", "nats", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

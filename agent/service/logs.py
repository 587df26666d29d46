"""Logging of the service: lines for people on a terminal, JSON for machines; never a customer's words or ids."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from agent.privacy.logs import STANDARD, install

_STANDARD = STANDARD | {"color_message", "_masked"}


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_extras(record),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        return orjson.dumps(line, default=str).decode()


class Plain(logging.Formatter):
    """For reading."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as `12:00:00 info  name: text key=value`."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        extras = "".join(f" {name}={value}" for name, value in _extras(record).items())
        line = f"{at} {record.levelname.lower():<7} {record.name}: {record.getMessage()}{extras}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


def set_up(level: str) -> None:
    """Log to stderr, masked; at info every request, at warning only what needs attention."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain() if sys.stderr.isatty() else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("agent", "knowledge_base", "retrieval", "xiaoer"):
        logging.getLogger(name).setLevel(level.upper())
    install()

from __future__ import annotations

import io
import json
import logging

import pytest

from agent.service import logs


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _restore():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("agent", "knowledge_base", "retrieval", "xiaoer"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def write(monkeypatch, stream, level="info"):
    monkeypatch.setattr("sys.stderr", stream)
    logs.set_up(level)
    logging.getLogger("xiaoer.access").info("request", extra={"route": "/api/chat", "ms": 1.5})
    try:
        int("broken")
    except ValueError:
        logging.getLogger("agent.service").exception("turn failed")
    logging.getLogger("somebody.else").info("chatter")
    return stream.getvalue()


def test_machines_get_one_json_object_a_line(monkeypatch):
    lines = [json.loads(line) for line in write(monkeypatch, io.StringIO()).splitlines()]
    assert len(lines) == 2
    assert lines[0].pop("at").endswith("+00:00")
    expected = {"level": "info", "logger": "xiaoer.access", "event": "request", "route": "/api/chat", "ms": 1.5}
    assert lines[0] == expected
    assert "ValueError: invalid literal" in lines[1]["traceback"]


def test_people_get_lines_to_read(monkeypatch):
    text = write(monkeypatch, Terminal())
    assert "info    xiaoer.access: request route=/api/chat ms=1.5" in text
    assert "ValueError: invalid literal" in text
    assert "chatter" not in text


def test_the_level_is_the_settings(monkeypatch):
    assert "request" not in write(monkeypatch, io.StringIO(), "warning")

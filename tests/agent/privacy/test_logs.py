"""What a process logs or dies of is masked where it leaves, exceptions and tracebacks included."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

import pytest

from agent.privacy import logs
from agent.privacy.logs import MASKING, Masking, install
from agent.service import logs as service_logs

PLANTED = ["ann.lee@mail.example", "415 555 2671", "4111 1111 1111 1111", "12 Elm Street"]


@pytest.fixture
def line():
    """Logs through a handler with the filter, and gives what was written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Masking())
    handler.setFormatter(service_logs.JsonLines())
    logger = logging.getLogger("test.privacy")
    logger.addHandler(handler)
    logger.propagate = False
    yield lambda log: (log(logger), stream.getvalue())[1]
    logger.removeHandler(handler)
    logger.propagate = True


def broken(text, cause=None):
    raise RuntimeError(text) from cause


def clear(text):
    return [one for one in PLANTED if one in text]


def test_message_arguments_and_extras(line):
    def log(logger):
        logger.error(
            "turn of %s failed, tel %s", PLANTED[0], PLANTED[1], extra={"card": PLANTED[2], "at": {"to": [PLANTED[3]]}}
        )

    text = line(log)
    assert clear(text) == []
    said = json.loads(text)
    assert said["event"] == "turn of [email] failed, tel [phone]"
    assert (said["card"], said["at"]) == ("[card]", {"to": ["[address]"]})


def test_exceptions_and_what_they_came_from(line):
    def log(logger):
        try:
            broken(f"{PLANTED[1]} {PLANTED[3]}", ValueError(PLANTED[0]))
        except RuntimeError as error:
            error.add_note(PLANTED[2])
            logger.exception("tool failed")

    text = line(log)
    assert clear(text) == []
    traceback = json.loads(text)["traceback"]
    assert "ValueError: [email]" in traceback
    assert "RuntimeError: [phone] [address]" in traceback
    assert "test_logs.py" in traceback


def test_arguments_that_do_not_fit_are_said_and_masked(line):
    text = line(lambda logger: logger.error(*("%s and %s", PLANTED[0])))
    assert clear(text) == []
    assert "%s and %s ('[email]',)" in text


def test_what_cannot_be_masked_is_not_said(line):
    class Stubborn:
        def __str__(self):
            raise OSError(PLANTED[0])

    text = line(lambda logger: logger.error("so", extra={"thing": Stubborn(), "mail": PLANTED[0]}))
    assert clear(text) == []
    assert "could not be masked (OSError)" in text


def test_every_formatter_sees_the_masked_record():
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "to %s", (PLANTED[0],), None)
    assert Masking().filter(record)
    assert logging.Formatter("%(message)s").format(record) == "to [email]"
    assert (record.args, record.exc_info) == ((), None)


def test_a_program_dies_masked(capsys):
    try:
        broken(PLANTED[0])
    except RuntimeError as error:
        logs._died(type(error), error, error.__traceback__)
    died = capsys.readouterr().err
    assert "RuntimeError: [email]" in died
    assert clear(died) == []


def test_installing_covers_handlers_that_are_there(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    handler = logging.StreamHandler(io.StringIO())
    speaker = logging.getLogger("uvicorn.error")
    speaker.addHandler(handler)
    try:
        install()
        install()
        assert handler.filters == [MASKING]
        assert logging.lastResort is not None
        assert MASKING in logging.lastResort.filters
        assert sys.excepthook is logs._died
    finally:
        speaker.removeHandler(handler)


def test_tracing_is_off_whatever_the_machine_says(monkeypatch):
    from langsmith import utils

    from agent.privacy.tracing import _SWITCHES, keep_to_ourselves

    for name in _SWITCHES:
        monkeypatch.setenv(name, "true")
    read: Any = utils.get_env_var
    read.cache_clear()
    assert utils.tracing_is_enabled()
    keep_to_ourselves(tracing=True)
    assert utils.tracing_is_enabled()
    keep_to_ourselves()
    assert not utils.tracing_is_enabled()
    read.cache_clear()


@pytest.mark.parametrize("text", ["ann@example.com", "Where is LL-1?", "", "x" * 200, "too many"])
def test_labels_of_metrics_hold_no_text(text):
    from agent.service.metrics import Metrics

    metrics = Metrics()
    metrics.error(text)
    metrics.turn(text, 0.1)
    metrics.error("too_many")
    told = metrics.text().decode()
    assert 'xiaoer_errors_total{code="other"} 1.0' in told
    assert 'xiaoer_turns_total{outcome="other"} 1.0' in told
    assert 'xiaoer_errors_total{code="too_many"} 1.0' in told
    assert not text or f'"{text}"' not in told

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from xiaoer import app


@pytest.fixture
def run(tmp_path: Any) -> Any:
    def invoke(*arguments: str, text: str | None = None) -> Any:
        return CliRunner().invoke(app, ["--home", str(tmp_path), *arguments], input=text)

    return invoke


def test_ask_an_empty_shop(run):
    result = run("ask", "do you have shoes?")
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_ask_for_machines(run):
    result = run("ask", "hello", "--json", "--conversation", "c-1")
    said = json.loads(result.stdout)
    assert said["conversation"] == "c-1"
    assert said["reply"] == said["events"][-1]["event"]["reply"]
    assert said["events"][-1]["type"] == "TurnEnded"


def test_a_conversation_ends_with_an_empty_line(run):
    result = run("ask", "--json", text="hello\nare you a human?\n\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == 2
    assert lines[0]["conversation"] == lines[1]["conversation"]


def test_the_doctor_finds_an_empty_shop_well(run):
    result = run("doctor", "--json")
    report = json.loads(result.stdout)
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert result.exit_code == 0
    assert report["ok"]
    assert states["store"] == "note"
    assert states["embedding"] == states["router"] == states["python"] == "ok"
    assert all(check["mend"] for check in report["checks"] if check["state"] != "ok")


def test_the_doctor_says_what_is_broken(run, tmp_path):
    (tmp_path / "shop.db").write_bytes(b"this is no database" * 100)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    broken = [check["name"] for check in json.loads(result.stdout)["checks"] if check["state"] == "broken"]
    assert broken == ["store"]


def test_the_doctor_names_a_router_that_does_not_fit(run, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "router.npz").write_bytes(b"nothing")
    result = run("doctor")
    assert result.exit_code == 1
    assert "router" in result.stdout

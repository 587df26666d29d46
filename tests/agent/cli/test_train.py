from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from agent.llm.router import open_router
from agent.training.examples import ExamplesError
from retrieval.embed import open_embedder
from xiaoer import app

MUSEUM = {
    "opening": ["when do you open", "opening hours please", "are you open on sunday", "closing time"],
    "parking": ["where can I park", "is there a car park", "parking spaces?", "do you have parking for {product}"],
}


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "intents"
    folder.mkdir()
    for intent, texts in MUSEUM.items():
        lines = "\n".join(f"  - {json.dumps(text)}" for text in texts)
        (folder / f"{intent}.yaml").write_text(f"intent: {intent}\nexamples:\n  en:\n{lines}\n", encoding="utf-8")
    return folder


def xiaoer(tmp_path, *arguments):
    return CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "train", "router", *map(str, arguments)])


def test_a_router_of_ones_own(tmp_path, data):
    result = xiaoer(tmp_path, "--data", data, "--only-mine", "--json")
    assert result.exit_code == 0, result.output
    card = json.loads(result.stdout)
    assert card["intents"] == {"opening": 4, "parking": 9}
    assert card["command"] == "xiaoer train router --data intents --only-mine"
    router = open_router(tmp_path / "home" / "models" / "router.npz", open_embedder(threads=1))
    assert router.understand("what are your opening hours").ranked[0][0] == "opening"
    assert json.loads((tmp_path / "home" / "models" / "router.card.json").read_text())["data_hash"] == card["data_hash"]


def test_the_table_names_what_is_hardest(tmp_path, data):
    result = xiaoer(tmp_path, "--data", data, "--only-mine", "--out", tmp_path / "mine.npz")
    assert result.exit_code == 0, result.output
    assert "in_scope_accuracy" in result.stdout
    assert "hardest: " in result.stdout
    assert (tmp_path / "mine.npz").is_file()


def test_bad_data_says_where(tmp_path, data):
    (data / "opening.yaml").write_text("intent: opening\nexamples:\n  en: hours\n", encoding="utf-8")
    result = xiaoer(tmp_path, "--data", data, "--only-mine")
    assert isinstance(result.exception, ExamplesError)
    assert "opening.yaml, line 3: expected a list of examples" in str(result.exception)


def test_only_mine_needs_data(tmp_path):
    assert "expected a folder of examples" in str(xiaoer(tmp_path, "--only-mine").exception)


def test_help_shows_examples():
    result = CliRunner().invoke(app, ["train", "router", "--help"])
    assert "xiaoer train router --data" in result.stdout

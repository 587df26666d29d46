import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import xiaoer
from knowledge_base import Home, open_store
from retrieval import exported, index_command
from tests.retrieval.embedders import newest
from tests.retrieval.test_keeper import entry, product


def run(home, *arguments):
    done = CliRunner().invoke(xiaoer.app, ["--home", str(home), "index", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(home, *arguments):
    return json.loads(run(home, *arguments, "--json"))


@pytest.fixture
def shop(tmp_path):
    store = open_store(Home(tmp_path))
    store.put([product(1, "Rubber boots"), product(2, "Desk lamp"), entry(1)])
    yield store
    store.close()


def test_build_then_status_then_behind(shop, tmp_path):
    assert told(tmp_path, "status")["state"] == "not built"
    built = told(tmp_path, "build")
    assert built["passages"] == {"product": 2, "faq": 1, "document": 0}
    assert built["vectors"] == 4 and built["kind"] == "flat" and built["note"] == ""
    status = told(tmp_path, "status")
    assert status["state"] == "up to date" and status["snapshot"] == built["snapshot"]
    assert status["sequence"] == status["newest"] == built["sequence"]
    shop.put([product(3, "Wool hat")])
    assert told(tmp_path, "status")["state"].startswith("behind the shop")
    assert told(tmp_path, "build")["vectors"] == 5
    assert told(tmp_path, "status")["state"] == "up to date"


def test_building_again_leaves_the_snapshot(shop, tmp_path):
    first = told(tmp_path, "build")["snapshot"]
    assert told(tmp_path, "build")["snapshot"] == first
    assert told(tmp_path, "build", "--afresh")["snapshot"] != first


def test_status_names_damage_and_build_mends_it(shop, tmp_path):
    told(tmp_path, "build")
    (newest(tmp_path / "index") / "passages.json").write_text("{}")
    assert "damaged in passages.json" in told(tmp_path, "status")["state"]
    assert told(tmp_path, "build")["note"].endswith("rebuilt")
    assert told(tmp_path, "status")["state"] == "up to date"


def test_people_read_lines(shop, tmp_path):
    shown = run(tmp_path, "build")
    assert "2 product, 1 faq, 0 document" in shown and "{" not in shown
    assert "up to date" in run(tmp_path, "status")


def test_export_goes_where_it_is_told_and_once(tmp_path, monkeypatch):
    monkeypatch.setattr(exported, "places", lambda models: [models])
    first = told(tmp_path, "export", "--to", str(tmp_path / "models"))
    assert first["made"] and Path(first["folder"]).parent == tmp_path / "models"
    assert exported.check(Path(first["folder"])).name == "all-MiniLM-L6-v2"
    assert not told(tmp_path, "export", "--if-missing")["made"]
    assert run(tmp_path, "export", "--if-missing") == ""


def test_another_model_is_described_by_its_name(shop, tmp_path):
    told(tmp_path, "build")
    said = index_command.describe(Home(tmp_path), shop.last_change(), "some/model")
    assert said["model"] == "some/model" and said["export"] is None and said["state"] == "up to date"


@pytest.mark.parametrize("command", ["build", "status", "export"])
def test_each_help_shows_examples(tmp_path, command):
    shown = run(tmp_path, command, "--help")
    assert "Examples" in shown and f"xiaoer index {command}" in shown


def test_a_missing_extra_is_one_sentence(shop, tmp_path):
    """In a process of its own: the whole command as it is installed, where sentence-transformers is not."""
    (tmp_path / "sentence_transformers.py").write_text("raise ImportError")
    environment = os.environ | {"XIAOER_RETRIEVAL__EMBEDDING_MODEL": "some/model", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "xiaoer", "--home", tmp_path, "index", "build"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 1
    assert "some/model" in done.stderr and "xiaoer[gpu]" in done.stderr and "Traceback" not in done.stderr

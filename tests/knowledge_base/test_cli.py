from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from knowledge_base import Home, Kind, open_store
from knowledge_base.schema import ProductId
from xiaoer import app


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("id,title,price\n1,Lamp,10\n2,Rug,\n")
    return path


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "ingest", *map(str, arguments)])


def test_people_read_a_summary_and_where_the_rejects_are(tmp_path, table):
    done = run(tmp_path, table)
    assert done.exit_code == 0
    assert "1 added, 0 changed, 0 unchanged, 1 rejected, 0 removed" in done.stdout
    assert f"{table}: 1 rejected; see {tmp_path / 'home' / 'rejects'}" in done.stderr
    assert "1 unchanged" in run(tmp_path, table).stdout


def test_machines_read_json(tmp_path, table):
    said = json.loads(run(tmp_path, table, "--json").stdout)
    assert (said["added"], said["rejected"], said["kinds"], said["stopped"]) == (1, 1, {"product": 1}, False)
    assert Path(said["files"][0]["rejects"]).exists()


def test_options_reach_the_reader(tmp_path, table):
    table.write_text("Nr;Name;VK\n1;Lampe;1050\n")
    done = run(
        tmp_path, table, "--map", "id=Nr,price=VK", "--currency", "eur", "--price-unit", "minor", "--language", "de",
        "--kind", "product", "--source", "catalogue",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    store = open_store(Home(tmp_path / "home"))
    lamp = store.product(ProductId("1"))
    assert lamp is not None
    assert (str(lamp.variants[0].price.amount), lamp.variants[0].price.currency, lamp.language) == (
        "10.50",
        "EUR",
        "de",
    )
    assert list(store.ids(Kind.PRODUCT, source="catalogue")) == ["1"]
    store.close()


def test_prune_and_dry_run(tmp_path, table):
    table.write_text("id,title,price\n1,Lamp,10\n2,Rug,20\n")
    run(tmp_path, table)
    table.write_text("id,title,price\n1,Lamp,10\n")
    would = run(tmp_path, table, "--prune", "--dry-run")
    assert "would be: 0 added, 0 changed, 1 unchanged, 0 rejected, 1 removed" in would.stdout
    assert "1 removed" in run(tmp_path, table, "--prune").stdout
    table.write_text("id,title,price\n3,Cup,\n")
    assert "--force prunes nevertheless" in run(tmp_path, table, "--prune").stderr
    assert "1 removed" in run(tmp_path, table, "--prune", "--force").stdout


def test_a_file_that_cannot_be_read_is_a_sentence_and_a_failure(tmp_path):
    done = run(tmp_path, tmp_path / "nope.csv")
    assert done.exit_code == 1
    assert "nope.csv: there is no such file or folder" in done.stderr
    assert "Traceback" not in done.output


def test_help_shows_examples():
    said = CliRunner().invoke(app, ["ingest", "--help"]).stdout
    assert "xiaoer ingest shopify-export.csv --currency EUR --prune" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--map", "titel=Name"], "names no field of ours"),
        (["--currency", "euro"], "currency is 'EURO'"),
    ],
)
def test_wrong_options_are_one_sentence(tmp_path, table, arguments, says):
    done = subprocess.run(
        [sys.executable, "-m", "xiaoer", "--home", tmp_path / "home", "ingest", table, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(tmp_path):
    number = 60_000  # enough that the signal comes before the end on any machine
    table = tmp_path / "products.csv"
    table.write_text("id,title,price\n" + "".join(f"{index},Lamp {index},10\n" for index in range(number)))
    store = open_store(Home(tmp_path / "home"))
    command = [sys.executable, "-m", "xiaoer", "--home", str(tmp_path / "home"), "ingest", str(table), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while store.last_change() == 0:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate()
    first = json.loads(said)
    assert (process.returncode, first["stopped"]) == (130, True)
    assert 0 < first["added"] == store.count(Kind.PRODUCT) < number
    second = json.loads(run(tmp_path, table, "--json").stdout)
    assert (second["unchanged"], second["added"]) == (first["added"], number - first["added"])
    store.close()

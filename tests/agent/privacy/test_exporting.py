"""A customer gets all that is held of them, and nothing of anybody else."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import xiaoer
from agent.privacy.erasing import erase
from agent.privacy.exporting import export_of, page, write
from agent.privacy.place import open_place
from agent.privacy.subject import NobodyError, find_subject
from tests.agent.privacy.conftest import ANN, TALK, WEI, on_both

NAMES = {"uploads", "hand-offs", "gaps", "turns", "proposals", "identities", "records", "outbox", "notices"}


@on_both
def test_everything_is_there_and_nothing_of_others(opened, ways):
    held = export_of(opened, ANN.email)
    text = json.dumps(held, ensure_ascii=False)
    assert held["held"].keys() >= NAMES
    assert held["conversations"] == [TALK[ANN.id]]
    assert [
        word for word in (ANN.email, "12 Thistledown Street", "Hello annabel.q@mail.example") if word not in text
    ] == []
    assert [word for word in ways(WEI) if word in text] == []
    kinds = {item["record"] for item in held["held"]["records"]["items"]}
    assert kinds == {"customer", "order", "interaction", "deed"}
    assert "digest" not in held["held"]["codes"]["items"][0]


def test_the_page_escapes_what_customers_wrote(opened, tmp_path):
    opened.store.put([replace(ANN, first_name="<script>alert(1)</script>")])
    held = export_of(opened, ANN.id)
    assert "<script>" not in page(held, "Shop & Co")
    paths = write(held, "Shop & Co", tmp_path / "new" / "ann.json")
    assert json.loads(paths[0].read_text())["customer"] == ANN.id
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]


def test_nobody_is_said(opened):
    with pytest.raises(NobodyError, match="'CU-9'"):
        export_of(opened, "CU-9")
    erase(opened, find_subject(opened, ANN.id))
    with pytest.raises(NobodyError):
        export_of(opened, ANN.id)


def run(home, *arguments, typed=None):
    return CliRunner().invoke(xiaoer.app, ["--home", str(home.path), *arguments], input=typed)


def test_the_commands(full, tmp_path):
    target = tmp_path / "ann.json"
    written = run(full, "export", ANN.email, "--to", str(target), "--json")
    assert json.loads(written.stdout)["counts"]["turns"] == 1
    assert target.with_suffix(".html").exists()

    planned = run(full, "erase", ANN.id, "--dry-run", "--json")
    assert json.loads(planned.stdout)["counts"]["turns"] == 1
    refused = run(full, "erase", ANN.id, typed="n\n")
    assert refused.exit_code == 1
    with open_place(full) as place:
        assert place.store.customer(ANN.id) == ANN

    done = run(full, "erase", ANN.id, "--yes", "--json")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert (report["clean"], report["proof"]["left"], report["counts"]["turns"]) == (True, [], 1)
    again = run(full, "erase", ANN.id, "--yes")
    assert isinstance(again.exception, NobodyError)

    (full.path / "forgotten.txt").write_text("wei: ouyang@mail.example")
    left = run(full, "erase", WEI.email, typed="y\n")
    assert left.exit_code == 2
    assert "e-mail in forgotten.txt" in left.output

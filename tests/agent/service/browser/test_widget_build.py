"""What the widget's own tools say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import run_npm


@pytest.mark.parametrize("script", ["check", "test", "size"])
def test_the_widgets_own(script: str, widget: Path) -> None:
    run_npm("run", "--silent", script)


def test_the_lock_file_names_no_other_registry(widget: Path) -> None:
    lock = json.loads((widget / "package-lock.json").read_text("utf-8"))
    sources = {package.get("resolved", "") for package in lock["packages"].values()}
    assert all(source == "" or source.startswith("https://registry.npmjs.org/") for source in sources)
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_the_licences_of_what_is_inside_go_with_it(widget: Path) -> None:
    notices = (widget / "dist" / "THIRD-PARTY-NOTICES.txt").read_text("utf-8")
    assert "deep-chat 2.4.2 (MIT)" in notices
    assert "Permission is hereby granted" in notices

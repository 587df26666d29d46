"""Hands somebody all that is held of them: as JSON for programs, and as a page to read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader

from agent.privacy.place import Place
from agent.privacy.registry import holdings
from agent.privacy.subject import Subject, find_subject


def export_of(place: Place, customer: str) -> dict[str, Any]:
    """All that is held of a customer, by holding; JSON as it stands.

    Raises:
        NobodyError: nothing is held of them.
    """
    return collected(place, find_subject(place, customer))


def collected(place: Place, subject: Subject) -> dict[str, Any]:
    """All that is held of somebody."""
    held = {}
    for holding in holdings():
        found = [_plain(one) for one in holding.find(place, subject)]
        if found:
            held[holding.name] = {"what": holding.what, "items": found}
    return {
        "format": 1,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "customer": subject.asked,
        "conversations": sorted(subject.conversations),
        "held": held,
    }


def page(export: Mapping[str, Any], shop: str) -> str:
    """The same to read."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True)
    return environment.get_template("export.html").render(export=export, shop=shop)


def write(export: Mapping[str, Any], shop: str, target: Path) -> tuple[Path, Path]:
    """Write both beside each other, for this user's eyes only; where they are."""
    readable = target.with_suffix(".html")
    for path, data in (
        (target, orjson.dumps(export, option=orjson.OPT_INDENT_2)),
        (readable, page(export, shop).encode()),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        part.replace(path)
    return target, readable


def _plain(item: Mapping[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(dict(item), default=str, option=orjson.OPT_NON_STR_KEYS))

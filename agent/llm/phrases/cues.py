"""Words by which customers point, turn and ask: `cues.yaml`, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml


def cue(name: str) -> re.Pattern[str]:
    """The pattern of one kind of cue."""
    return _compiled(name)


@cache
def _compiled(name: str) -> re.Pattern[str]:
    kinds = _read()[name]
    parts = [rf"\b(?:{'|'.join(kinds['en'])})\b"] if "en" in kinds else []
    return re.compile("|".join([*parts, *kinds.get("zh", ()), *kinds.get("any", ())]), re.IGNORECASE)


@cache
def _read() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = (files(__package__) / "cues.yaml").read_text("utf-8")
    read: Mapping[str, Mapping[str, Sequence[str]]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 all texts
    return read

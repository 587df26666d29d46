"""What kind of thing a question wants to hear (a time, a price, how to reach somebody), and whether a text tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml


def wanted(question: str) -> frozenset[str]:
    """The kinds that a question asks for: "duration" of "how long"."""
    return _having(question, "ask")


def told(text: str) -> frozenset[str]:
    """The kinds that a text tells: "duration" of "30 days"."""
    return _having(text, "told")


def _having(text: str, side: str) -> frozenset[str]:
    return frozenset(kind for kind, sides in _kinds().items() if sides[side].search(text))


@cache
def _kinds() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    read = yaml.safe_load((files(__package__) / "wanted.yaml").read_text("utf-8"))
    return {kind: {side: _any_of(parts) for side, parts in sides.items()} for kind, sides in read.items()}


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)

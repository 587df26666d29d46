"""What is said of orders: one way for each thing in each language, kept in `words/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml


@cache
def stock(language: str) -> Mapping[str, str]:
    """All phrases of a language, by dotted key; English for a language that there is none of."""
    folder = files(__package__) / "words"
    path = folder / f"{language}.yaml"
    text = (path if path.is_file() else folder / "en.yaml").read_text("utf-8")
    read = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 the safest: "yes" and "no" stay texts
    return dict(_flat("", read["order"]))


def say(language: str, key: str, **slots: object) -> str:
    """A phrase, with its slots filled."""
    return stock(language)[key].format(**slots)


def listed(language: str, items: Sequence[str]) -> str:
    """Items as in "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return "、".join(items) if language == "zh" else f"{', '.join(items[:-1])} and {items[-1]}"


def _flat(prefix: str, tree: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        found += _flat(key, value) if isinstance(value, Mapping) else [(key, str(value))]
    return found

"""The stock of phrases: several ways to say a thing in each language, chosen alike each time a turn is run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import yaml


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases for one turn; `seed` decides between ways to say a thing."""

    language: str
    seed: str

    def say(self, key: str, **slots: object) -> str:
        """One way to say this."""
        ways = stock(self.language)[key]
        return ways[crc32(f"{self.seed}/{key}".encode()) % len(ways)].format(**slots)

    def has(self, key: str) -> bool:
        """Whether there is a way to say this."""
        return key in stock(self.language)

    def all(self, key: str, **slots: object) -> tuple[str, ...]:
        """All of the list that stands under a key, for choices."""
        return tuple(way.format(**slots) for way in stock(self.language).get(key, ()))

    def listed(self, items: Sequence[str]) -> str:
        """Items as in "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        if self.language == "zh":
            return "、".join(items)
        return f"{', '.join(items[:-1])} and {items[-1]}"


@cache
def stock(language: str) -> Mapping[str, Sequence[str]]:
    """All phrases of a language, by dotted key."""
    text = (files(__package__) / f"{language}.yaml").read_text("utf-8")
    read = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 the safest: "yes" and "no" stay texts
    return dict(_flat("", read))


def _flat(prefix: str, tree: Mapping[str, object]) -> list[tuple[str, Sequence[str]]]:
    found: list[tuple[str, Sequence[str]]] = []
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(value, Mapping):
            found += _flat(key, value)
        elif isinstance(value, list):
            found.append((key, [str(way) for way in value]))
        else:
            found.append((key, [str(value)]))
    return found

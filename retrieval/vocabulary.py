"""The canonical values of a catalogue, by which filters are read from words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def fold(text: str) -> str:
    """The form in which values are compared: case and spacing don't count."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a shop sells by. Keys are folded, values as the shop writes them."""

    brands: Mapping[str, str] = field(default_factory=dict)  # whose name means the brand and nothing else
    categories: Mapping[str, str] = field(default_factory=dict)  # in every language of the catalogue
    colours: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)
    currencies: tuple[str, ...] = ()  # commonest first
    named: frozenset[tuple[str, str]] = frozenset()  # a colour word and the next that together name a thing: black tea

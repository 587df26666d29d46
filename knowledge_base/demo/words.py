"""The demo shop's vocabulary: colours, sizes, units and attribute words, English to Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge_base.demo.files import read_yaml
from knowledge_base.schema import AttributeValue

_SHARE = re.compile(r"^(\d+(?:\.\d+)?%) (.+)$")
_QUANTITY = re.compile(r"^([−±+]?[\d.,–/×x: -]*\d)\s*(\D.*)$")
_PLAIN = re.compile(r"^[\d.,–−:/×x%+ -]*$")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour that variants come in."""

    name: str
    chinese: str
    code: str  # in SKUs
    hex: str  # in pictures


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the shop, as `vocabulary.yaml` lists them."""

    colours: Mapping[str, Colour]
    attributes: Mapping[str, str]  # names
    values: Mapping[str, str]
    units: Mapping[str, str]
    sizes: Mapping[str, str]

    def attribute(self, name: str) -> str:
        """An attribute's name in Chinese."""
        return self.attributes.get(name, name)

    def value(self, value: AttributeValue) -> AttributeValue:
        """An attribute's value in Chinese; numbers and truths stay as they are."""
        if not isinstance(value, str):
            return value
        return "，".join(self._phrase(part) for part in self._parts(value))

    def missing(self, value: AttributeValue) -> Iterator[str]:
        """The parts of a value that the vocabulary cannot say in Chinese."""
        if isinstance(value, str):
            yield from (part for part in self._parts(value) if self._translated(part) is None)

    def size(self, size: str) -> str:
        """A size or capacity in Chinese."""
        return self.sizes.get(size) or self._phrase(size)

    def _parts(self, value: str) -> list[str]:
        if value in self.values or (_QUANTITY.match(value) and self._translated(value) is not None):
            return [value]
        return re.split(r", (?!\d{3}\b(?!%))", value)

    def _phrase(self, text: str) -> str:
        return self._translated(text) or text

    def _translated(self, text: str) -> str | None:
        if text in self.values:
            return self.values[text]
        if _PLAIN.match(text):
            return text
        if share := _SHARE.match(text):
            rest = self._translated(share[2])
            return None if rest is None else f"{share[1]}{rest}"
        if quantity := _QUANTITY.match(text):
            unit = self.units.get(quantity[2].strip())
            return None if unit is None else f"{quantity[1].strip()}{unit}"
        return None


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    data = read_yaml("vocabulary.yaml")
    return Vocabulary(
        colours={name: Colour(name, *entry) for name, entry in data["colours"].items()},
        attributes=data["attributes"],
        values=data["values"],
        units=data["units"],
        sizes=data["sizes"],
    )

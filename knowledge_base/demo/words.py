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
    values_of: Mapping[str, Mapping[str, str]]  # attribute -> values that mean something else there
    patterns: tuple[tuple[re.Pattern[str], str], ...]  # "up to {}" -> "最高{}", in the order of trying
    units: Mapping[str, str]
    sizes: Mapping[str, str]

    def attribute(self, name: str) -> str:
        """An attribute's name in Chinese."""
        return self.attributes.get(name, name)

    def value(self, value: AttributeValue, attribute: str = "") -> AttributeValue:
        """An attribute's value in Chinese; numbers and truths stay as they are."""
        if not isinstance(value, str):
            return value
        own = self.values_of.get(attribute, {})
        return own.get(value) or "，".join(own.get(part) or self._phrase(part) for part in self._parts(value))

    def missing(self, value: AttributeValue, attribute: str = "") -> Iterator[str]:
        """The parts of a value that the vocabulary cannot say in Chinese."""
        own = self.values_of.get(attribute, {})
        if isinstance(value, str) and value not in own:
            parts = (part for part in self._parts(value) if part not in own)
            yield from (part for part in parts if self._translated(part) is None)

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
        if (quantity := _QUANTITY.match(text)) and (unit := self.units.get(quantity[2].strip())) is not None:
            return f"{quantity[1].strip()}{unit}"
        return self._by_pattern(text)

    def _by_pattern(self, text: str) -> str | None:
        for pattern, chinese in self.patterns:
            if match := pattern.match(text):
                parts = [self._translated(part) for part in match.groups()]
                if None not in parts:
                    return chinese.format(*parts)
        return None


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    data = read_yaml("vocabulary.yaml")
    return Vocabulary(
        colours={name: Colour(name, *entry) for name, entry in data["colours"].items()},
        attributes=data["attributes"],
        values=data["values"],
        values_of=data["values_of"],
        patterns=tuple((_pattern(english), chinese) for english, chinese in data["patterns"].items()),
        units=data["units"],
        sizes=data["sizes"],
    )


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(english).replace(r"\{\}", "(.+?)") + "$")

"""Words of retail that hold in any shop, from the data files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["ColourFamily", "colours", "compounds", "sizes", "stopwords", "synonyms", "things", "translations"]


@dataclass(frozen=True, slots=True)
class ColourFamily:
    """One colour with the names of its shades."""

    name: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    near: tuple[str, ...] = ()  # families that somebody who asks for those accepts this one for


@cache
def colours() -> Mapping[str, ColourFamily]:
    """Colour families by English name."""
    return {
        name: ColourFamily(name, tuple(entry["en"]), tuple(entry["zh"]), tuple(entry.get("near", ())))
        for name, entry in _read("colours.yaml")["families"].items()
    }


@cache
def compounds() -> Mapping[str, str]:
    """Things that are written as one word, and the wider kind that each of them is: "smartwatch" is a "watch"."""
    return {"".join(words.split()): words.split()[-1] for words in _read("compounds.yaml")}


@cache
def sizes() -> Mapping[str, Any]:
    """Letter sizes in words, what is worn in them, and how shoe sizes of other systems convert."""
    read: Mapping[str, Any] = _read("sizes.yaml")
    return read


@cache
def things() -> frozenset[str]:
    """Colour words that are things as well."""
    return frozenset(_read("colours.yaml")["things"])


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of English words and phrases for the same thing."""
    return tuple(tuple(str(word) for word in group) for group in _read("synonyms.yaml"))


@cache
def stopwords(kind: str) -> frozenset[str]:
    """Words of one kind that carry no meaning of their own: "grammar", "asking" or "chinese"."""
    return frozenset(_read("stopwords.yaml")[kind].split())


@cache
def translations() -> Mapping[str, str]:
    """Chinese words with the English ones of the same meaning, colours included."""
    words = {str(chinese).casefold(): str(english) for chinese, english in _read("bilingual.yaml").items()}
    shades = {word: family.name for family in colours().values() for word in family.chinese if len(word) > 1}
    return shades | words


def _read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files(__package__).joinpath(name).read_text("utf-8"), Loader=loader)  # noqa: S506 a safe loader

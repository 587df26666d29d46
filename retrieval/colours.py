"""Colour words → families of colours, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from retrieval.lexicon import colours, things
from retrieval.tokens import is_chinese


@cache
def _shades() -> dict[str, str]:
    shades: dict[str, str] = {}
    for family in colours().values():
        spoken = [word if word.endswith("色") else f"{word}色" for word in family.chinese]
        shades |= dict.fromkeys((*family.english, *family.chinese, *spoken, family.name), family.name)
    return shades


@cache
def _english() -> re.Pattern[str]:
    words = sorted((word for word in _shades() if not is_chinese(word)), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w])")


@cache
def _chinese() -> re.Pattern[str]:
    words = sorted((word for word in _shades() if is_chinese(word)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def shade(word: str) -> str | None:
    """The family of one colour word or name, such as "navy" of "midnight"; None for anything else."""
    return _shades().get(word)


def colour_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """English words for colours in a text, with their places."""
    for match in _english().finditer(text.lower()):
        yield match.start(), match.end(), match.group()


def is_thing(word: str) -> bool:
    """Whether a colour word is as likely a thing: "coffee", "rose", "sand"."""
    return word in things()


def family_name(word: str, language: str) -> str:
    """A colour as the customer's language names its family; the word itself where it is no family."""
    family = colours().get(word)
    return family.chinese[0] if family and language == "zh" else word


@lru_cache(maxsize=16_384)
def families_in(value: str) -> tuple[str, ...]:
    """The families of a colour as a shop writes it: ("blue", "white") of "Sky / white"."""
    found = [_shades()[match] for match in _english().findall(value)]
    if is_chinese(value):
        found += [_shades()[match] for match in _chinese().findall(value)]
    return tuple(dict.fromkeys(found))


def acceptable(families: Iterable[str], asked: str) -> bool:
    """Whether something of these families will do for somebody who asks for this one."""
    known = colours()
    return any(family == asked or asked in known[family].near for family in families)

"""SKUs, barcodes, model and part numbers: found whatever their case, spaces and dashes, also inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.schema import Product

_SEPARATOR = re.compile(r"[\s\-_./#]+")
_TOKEN = re.compile(r"[^\s,;:!?()\"'，。！？；：、（）《》“”]+")
_LETTERS = re.compile(r"[A-Z]{1,6}(?:-[A-Z]{1,6})+")
_LEAST = 4  # characters of a code that counts inside a sentence
_LEAST_JOINED = 5  # of one written as several words
_LEAST_DIGITS = 6  # of a number without letters
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A code that the words of a question name."""

    rows: tuple[int, ...]
    start: int
    end: int  # of the characters that name it


def normalise_code(code: str) -> str:
    """The form in which codes are compared: "DV7 1211EA" is "dv7-1211ea"."""
    return _SEPARATOR.sub("", code.casefold())


def codes_of(product: Product) -> Iterator[tuple[str, bool]]:
    """Each code of a product, with whether it counts inside a sentence or only as the whole question."""
    given = [product.id, product.model or "", *product.codes]
    for variant in product.variants:
        given += [variant.id, variant.barcode or ""]
    for code in dict.fromkeys(given):
        key = normalise_code(code)
        if any(character.isdigit() for character in key):
            yield key, not re.search(r"\s", code.strip()) and _speaks_for_itself(key)
        elif _LETTERS.fullmatch(code):  # without a digit, only as it is written: "PR-OC"
            yield code.casefold(), True


def find_code(query: str, whole: Mapping[str, Sequence[int]], inside: Mapping[str, Sequence[int]]) -> CodeMatch | None:
    """The longest code that a question names.

    Args:
        query: the customer's words.
        whole: rows by code, where the question is nothing but the code.
        inside: rows by code, where it may stand in a sentence.
    """
    bare = query.strip(" ?!.,？！。，")
    rows = whole.get(normalise_code(bare)) or whole.get(bare.casefold())
    if rows:
        return CodeMatch(tuple(rows), 0, len(query))
    tokens = list(_TOKEN.finditer(query))
    for width in range(min(_MOST_WORDS, len(tokens)), 0, -1):
        for first in range(len(tokens) - width + 1):
            start, end = tokens[first].start(), tokens[first + width - 1].end()
            key = normalise_code(query[start:end].rstrip("."))
            if width > 1 and len(key) < _LEAST_JOINED:
                continue
            rows = inside.get(key) or inside.get(query[start:end].casefold())
            if rows:
                return CodeMatch(tuple(rows), start, end)
    return _inside_chinese(query, inside)


def _inside_chinese(query: str, inside: Mapping[str, Sequence[int]]) -> CodeMatch | None:
    """Chinese is written without spaces: "有dv7-1211ea吗"."""
    for match in re.finditer(r"[A-Za-z0-9][A-Za-z0-9\-_./]*[A-Za-z0-9]", query):
        rows = inside.get(normalise_code(match.group()))
        if rows:
            return CodeMatch(tuple(rows), match.start(), match.end())
    return None


def _speaks_for_itself(key: str) -> bool:
    if key.isdigit():
        return len(key) >= _LEAST_DIGITS
    return len(key) >= _LEAST

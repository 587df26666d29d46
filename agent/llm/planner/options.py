"""The colour, size or other option that words ask for, by what a product comes in."""

from __future__ import annotations

import re

from agent.tools.results import ProductFacts
from retrieval.colours import acceptable, families_in
from retrieval.search import Filters
from retrieval.sizes import letters
from retrieval.vocabulary import fold

COLOUR, SIZE = "colour", "size"


def asked_options(text: str, filters: Filters, product: ProductFacts | None) -> dict[str, str]:
    """Option name -> value as the catalogue writes it, or as the customer asks for it where the product lacks it."""
    asked = dict(_named(text, product)) if product else {}
    if filters.colours and COLOUR not in asked:
        asked[COLOUR] = _nearest_colour(filters.colours[0], product) or filters.colours[0]
    if SIZE not in asked:
        if filters.sizes:
            has = (same for size in filters.sizes if (same := _same(size, product)))
            asked[SIZE] = next(has, filters.sizes[0])
        elif size := _bare_size(text, product):
            asked[SIZE] = size
    return asked


def _named(text: str, product: ProductFacts) -> list[tuple[str, str]]:
    """Values that the words hold as they stand, the longest first."""
    folded = fold(text)
    found = []
    for name, values in product.options.items():
        labels = sorted(((product.label(value), value) for value in values), key=lambda pair: -len(pair[0]))
        for label, value in labels:
            if any(_holds(folded, fold(word)) for word in (value, label) if len(word) > 2 or not word.isascii()):
                found.append((name, value))
                break
    return found


def _holds(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text)) if word.isascii() else word in text


def _nearest_colour(asked: str, product: ProductFacts | None) -> str | None:
    if product is None:
        return None
    values = product.options.get(COLOUR, ())
    exact = next((value for value in values if fold(value) == fold(asked)), None)
    return exact or next((value for value in values if acceptable(families_in(value), asked)), None)


def _size(value: str) -> str:
    """A size to compare by: "large" and "L" are one."""
    return letters().get(fold(value), fold(value))


def _same(asked: str, product: ProductFacts | None) -> str | None:
    return (
        next((value for value in product.options.get(SIZE, ()) if _size(value) == _size(asked)), None)
        if product
        else None
    )


_SAID_SIZE = re.compile(r"(?P<size>\d{2}(?:\.5)?|[2-4]?x{0,3}[sml])\s*[码号]", re.IGNORECASE)


def _bare_size(text: str, product: ProductFacts | None) -> str | None:
    """From "42?" or "in M": a short message in which a size stands alone, or one with the word for size behind it."""
    said = _SAID_SIZE.search(text)
    if product is None or len(text) > 40:
        return said.group("size").upper() if said else None
    words = [fold(word) for word in re.findall(r"[A-Za-z0-9.]+", text)]
    return next((value for value in product.options.get(SIZE, ()) if fold(value) in words), None)

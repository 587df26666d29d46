"""Which filters to drop when nothing fits, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from retrieval.search import Filters

# What a customer gives up first comes first; the parts of one wish go together.
_ORDER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rating", ("rating_min",)),
    ("attributes", ("attributes",)),
    ("on_sale", ("on_sale",)),
    ("colours", ("colours", "not_colours")),
    ("brands", ("brands", "not_brands")),
    ("price", ("price_min", "price_max", "currency")),
    ("in_stock", ("in_stock",)),
    ("sizes", ("sizes",)),
    ("categories", ("categories",)),
)


def relaxations(filters: Filters) -> Iterator[tuple[Filters, tuple[str, ...]]]:
    """The filters themselves, then without one of them, then without more and more, with the names of the dropped."""
    yield filters, ()
    asked = [name for name, parts in _ORDER if any(getattr(filters, part) != _open()[part] for part in parts)]
    for name in asked:
        yield without(filters, (name,)), (name,)
    for count in range(2, len(asked) + 1):
        yield without(filters, asked[:count]), tuple(asked[:count])


def without(filters: Filters, names: tuple[str, ...] | list[str]) -> Filters:
    """These filters with some wishes dropped."""
    parts = dict(_ORDER)
    return replace(filters, **{part: _open()[part] for name in names for part in parts[name]})


def _open() -> dict[str, Any]:
    nothing = Filters()
    return {f.name: getattr(nothing, f.name) for f in fields(Filters)}

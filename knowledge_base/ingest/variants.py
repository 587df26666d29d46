"""Parts a JSON product that carries its variants into rows, one for each variant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge_base.ingest.rows import Row, first, text

GROUP = "item_group_id"
_OWN = ("variants", "options", "option1", "option2", "option3")


def expand(row: Row) -> Iterator[Row]:
    """The rows of a product; the row itself where it has no variants.

    Takes {"id": 1, "title": "Tee", "variants": [{"sku": "T-S", "price": 9, "options": {"size": "S"}}]}, and the form of
    Shopify's API, where variants hold option1 to option3 and the product names them.
    """
    variants = row.values.get("variants")
    if not isinstance(variants, list) or not variants or not all(isinstance(each, dict) for each in variants):
        yield row
        return
    shared = {name: value for name, value in row.values.items() if name not in _OWN}
    group = first(row.values, ("id", "handle", "sku"))
    names = _option_names(row.values.get("options"))
    for number, variant in enumerate(variants, 1):
        code = first(variant, ("sku", "id")) or f"{group}-{number}"
        told = {name: value for name, value in variant.items() if name not in {"title", "name", *_OWN}}
        chosen = _chosen(variant, names)
        yield Row(row.line, {**shared, **told, **chosen, "id": code, "sku": code, GROUP: group or None})


def _option_names(options: object) -> list[str]:
    if not isinstance(options, list):
        return []
    return [text(option.get("name")) if isinstance(option, dict) else text(option) for option in options]


def _chosen(variant: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    given = variant.get("options")
    chosen: dict[str, Any] = (
        {f"option {name}": text(value) for name, value in given.items()} if isinstance(given, dict) else {}
    )
    for number, name in enumerate(names, 1):
        value = text(variant.get(f"option{number}"))
        if name and value and value.casefold() != "default title":
            chosen[f"option {name}"] = value
    return chosen

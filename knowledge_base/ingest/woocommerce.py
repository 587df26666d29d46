"""Reads WooCommerce's product CSV: simple products, and variable ones with their variations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from knowledge_base.errors import RecordError
from knowledge_base.ingest.columns import Columns, fold
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.products import attribute, product_of, refuse_double
from knowledge_base.ingest.rows import Found, Item, RawRows, Reject, Row, Skipped, first, text
from knowledge_base.ingest.values import pieces
from knowledge_base.schema import AttributeValue, Product, Variant

_COLUMNS = Columns(
    {
        "id": "id",
        "sku": "sku",
        "title": "name",
        "description": "description",
        "price": "regular price",
        "sale_price": "sale price",
        "stock": "stock",
        "availability": "in stock?",
        "barcode": "gtin, upc, ean, or isbn",
        "brand": "brands",
        "category": "categories",
        "tags": "tags",
        "picture": "images",
        "url": "external url",
        "rating": "average rating",
    }
)
_ATTRIBUTE = re.compile(r"attribute (\d+) name")
_SKIPPED_PRICE = "0.00"  # stands in for a variable product's, whose variations bear the prices


def is_woocommerce(names: Iterable[str]) -> bool:
    """Whether a table has the columns of WooCommerce's product export."""
    return {"type", "sku", "name", "regular price"} <= {fold(name) for name in names}


def read_woocommerce(rows: RawRows, options: Options) -> Iterator[Item]:
    """The products of an export. Variations are held back until all are read: they name their parent, in any order."""
    parents: dict[str, Row] = {}
    aliases: dict[str, str] = {}
    variations: dict[str, list[Row]] = {}
    for raw in rows:
        if isinstance(raw, Reject):
            yield raw
            continue
        row = Row(raw.line, _cells(raw.values))
        kinds = {part.strip() for part in text(row.values.get("type")).casefold().split(",")}
        if first(row.values, ["published"]) in {"0", "-1"}:
            yield Skipped(row.line)
        elif "variation" in kinds:
            variations.setdefault(text(row.values.get("parent")), []).append(row)
        elif "variable" in kinds:
            key = str(row.line)
            parents[key] = row
            aliases |= {f"id:{text(row.values.get('id'))}": key, text(row.values.get("sku")): key}
        elif "grouped" in kinds:
            yield Skipped(row.line)  # a page that lists other products, without a price of its own
        else:
            yield _simple(row, options)
    yield from _families(parents, aliases, variations, options)


def _cells(values: Mapping[str, Any]) -> dict[str, Any]:
    cells = {fold(name): value for name, value in values.items()}
    if not text(cells.get("description")):
        cells["description"] = cells.get("short description", "")
    if first(cells, ["in stock?"]).casefold() == "backorder":
        cells["in stock?"], cells["stock"] = "1", ""
    # "Clothing > Tops, Sale": several categories, the first of them the product's own.
    cells["categories"] = re.split(r"(?<!\\),\s*", text(cells.get("categories")))[0].replace("\\,", ",")
    return cells


def _simple(row: Row, options: Options) -> Item:
    try:
        product = product_of(row, _COLUMNS, options)
    except RecordError as error:
        return Reject.of(row, error)
    return Found(row.line, (replace(product, attributes=_attributes(row)),), row.values)


def _families(
    parents: Mapping[str, Row], aliases: Mapping[str, str], variations: Mapping[str, list[Row]], options: Options
) -> Iterator[Item]:
    children: dict[str, list[Row]] = {}
    for parent, rows in variations.items():
        if parent and parent in aliases:
            children.setdefault(aliases[parent], []).extend(rows)
        else:
            yield from (Reject.of(row, RecordError("Parent", parent, "no such product in the file")) for row in rows)
    for key, parent_row in parents.items():
        try:
            filled = {**parent_row.values, "regular price": _SKIPPED_PRICE, "sale price": "", "stock": ""}
            head = product_of(Row(parent_row.line, filled), _COLUMNS, options)
        except RecordError as error:
            yield Reject.of(parent_row, error)
            continue
        variants: dict[str, Variant] = {}
        for row in children.get(key, []):
            try:
                variant = _variation(row, head, options)
                refuse_double(variant, variants)
            except RecordError as error:
                yield Reject.of(row, error)
                continue
            variants[variant.id] = variant
        if variants:
            product = replace(
                head, variants=tuple(variants.values()), attributes=_shared(parent_row, variants.values())
            )
            yield Found(parent_row.line, (product,), parent_row.values)
        elif key not in children:
            yield Reject.of(parent_row, RecordError("Type", "variable", "a variable product needs variations"))


def _variation(row: Row, head: Product, options: Options) -> Variant:
    named = Row(row.line, {**row.values, "name": text(row.values.get("name")) or head.title})
    product = product_of(named, _COLUMNS, options)
    chosen = {_option(name): text(value) for name, value in _attributes(row).items()}
    picture = product.pictures[0].path if product.pictures else None
    return replace(product.variants[0], options=chosen, picture=picture)


def _option(name: str) -> str:
    folded = fold(name)
    return {"color": "colour"}.get(folded, folded)


def _attributes(row: Row) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {}
    for column, value in row.values.items():
        if match := _ATTRIBUTE.fullmatch(column):
            name, values = text(value), pieces(row.values.get(f"attribute {match[1]} value s"))
            if name and values:
                found[name] = values[0] if len(values) == 1 else values
        elif column.startswith(("weight", "length", "width", "height")) or column == "short description":
            said = attribute(value)
            if said is not None and said != row.values.get("description"):
                found[column] = said
    return found


def _shared(parent: Row, variants: Iterable[Variant]) -> dict[str, AttributeValue]:
    chosen = {name for variant in variants for name in variant.options}
    return {name: value for name, value in _attributes(parent).items() if _option(name) not in chosen}

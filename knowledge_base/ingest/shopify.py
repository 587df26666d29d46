"""Reads Shopify's product CSV, where a product takes a row for each variant and picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from knowledge_base.errors import RecordError
from knowledge_base.ingest.columns import attribute_name, fold
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.prices import money
from knowledge_base.ingest.products import attribute, refuse_double
from knowledge_base.ingest.rows import Found, Item, RawRows, Reject, Row, Skipped, check_cells, first, text
from knowledge_base.ingest.values import language_of, path, pieces, plain, stock
from knowledge_base.schema import AttributeValue, Picture, Product, ProductId, Variant, VariantId

_HANDLE = ("handle", "url handle")
_PRICE = ("variant price", "price")
_SKU = ("variant sku", "sku")
_PICTURE = ("image src", "product image url")
_BEFORE = ("variant compare at price", "compare at price")
_LEFT_OUT = {"status", "published", "published on online store", "gift card", "image position", "image alt text"}
_LEFT_OUT |= {"cost per item", "title", "body html", "description", "vendor", "type", "tags", "collection"}
_LEFT_OUT |= {"product category", "standardized product type", "custom product type"}
_ELSEWHERE = (
    "variant ",
    "option1 ",
    "option2 ",
    "option3 ",
    "seo ",
    "google shopping ",
    "included ",
    "price ",
    "compare ",
)
_NO_OPTION = {"title", "default title", ""}


def is_shopify(names: Iterable[str]) -> bool:
    """Whether a table has the columns of Shopify's product export."""
    folded = {fold(name) for name in names}
    return bool(folded & set(_HANDLE)) and "title" in folded and bool(folded & {"variant price", "option1 value"})


def read_shopify(rows: RawRows, options: Options) -> Iterator[Item]:
    """The products of an export; those not on sale are skipped."""
    named = ((row if isinstance(row, Reject) else Row(row.line, _fold(row.values))) for row in rows)
    for handle, group in groupby(named, lambda row: None if isinstance(row, Reject) else first(row.values, _HANDLE)):
        members = list(group)
        whole = [row for row in members if isinstance(row, Row)]
        yield from (row for row in members if isinstance(row, Reject))
        if whole:
            yield from _product(handle or "", whole, options)


def _fold(values: Mapping[str, Any]) -> dict[str, Any]:
    return {fold(name): value for name, value in values.items()}


def _product(handle: str, rows: list[Row], options: Options) -> Iterator[Item]:
    head = rows[0]
    hidden = first(head.values, ["status"]).casefold() in {"draft", "archived"}
    if hidden or first(head.values, ["published", "published on online store"]).casefold() == "false":
        yield Skipped(head.line)
        return
    try:
        title = _check(handle, rows)
    except RecordError as error:
        yield Reject.of(head, error)
        return
    variants: dict[str, Variant] = {}
    names = [first(head.values, [f"option{number} name"]) for number in (1, 2, 3)]
    # The other rows hold only a picture.
    sold = [row for row in rows if first(row.values, (*_PRICE, *_SKU, "option1 value"))]
    for row in sold:
        try:
            variant = _variant(handle, row, names, options)
            refuse_double(variant, variants)
        except RecordError as error:
            yield Reject.of(row, error)
            continue
        variants[variant.id] = variant
    if variants:
        yield Found(head.line, (_assemble(handle, title, rows, tuple(variants.values()), options),), head.values)
    elif not sold:
        yield Reject.of(head, RecordError("Variant Price", "", "a product needs a price"))


def _check(handle: str, rows: list[Row]) -> str:
    """The title of a product whose rows can be read."""
    for row in rows:
        check_cells(row)
    if not handle:
        raise RecordError("Handle", "", "a product needs a handle")
    if title := plain(text(rows[0].values.get("title"))):
        return title
    raise RecordError("Title", "", "the first row of a product needs its title")


def _variant(handle: str, row: Row, names: list[str], options: Options) -> Variant:
    chosen = {}
    for number, name in enumerate(names, 1):
        value = first(row.values, [f"option{number} value"])
        if value and value.casefold() not in _NO_OPTION:
            chosen[_option(name or f"option {number}")] = value
    price = first(row.values, _PRICE)
    if not price:
        raise RecordError("Variant Price", "", "a variant needs a price")
    before = first(row.values, _BEFORE)
    now = money(price, options.currency, minor=options.minor_prices, field="Variant Price")
    was = money(before, options.currency, minor=options.minor_prices, field="Compare At Price") if before else None
    return Variant(
        id=VariantId(first(row.values, _SKU) or "/".join([handle, *chosen.values()])),
        price=now,
        list_price=was if was and was.currency == now.currency and was.amount > now.amount else None,
        options=chosen,
        stock=_stock(row),
        barcode=first(row.values, ("variant barcode", "barcode")).lstrip("'") or None,
        picture=first(row.values, ("variant image", "variant image url")) or None,
    )


def _stock(row: Row) -> int | None:
    tracked = row.values.get("variant inventory tracker", row.values.get("inventory tracker"))
    untracked = tracked is not None and not text(tracked)
    beyond = first(row.values, ("variant inventory policy", "continue selling when out of stock")).casefold()
    if untracked or beyond in {"continue", "true"}:
        return None
    return stock(first(row.values, ("variant inventory qty", "inventory quantity")), "")


def _option(name: str) -> str:
    folded = fold(name)
    return {"color": "colour", "颜色": "colour", "尺码": "size", "尺寸": "size"}.get(folded, folded)


def _assemble(handle: str, title: str, rows: list[Row], variants: tuple[Variant, ...], options: Options) -> Product:
    head = rows[0].values
    description = plain(first(head, ("body html", "description")))
    kind = first(head, ("type", "custom product type"))
    categories = path(first(head, ("product category", "standardized product type")))
    if kind and kind not in categories:
        categories = (*categories, *path(kind))
    pictures = [
        (text(row.values.get("image position")), Picture(path=address, alt=text(row.values.get("image alt text"))))
        for row in rows
        if (address := first(row.values, _PICTURE))
    ]
    pictures.sort(key=lambda each: int(each[0]) if each[0].isascii() and each[0].isdecimal() else len(rows))
    product = Product(
        id=ProductId(handle),
        title=title,
        variants=variants,
        description=description,
        brand=text(head.get("vendor")),
        categories=categories,
        attributes=_attributes(head),
        tags=pieces(head.get("tags")),
        pictures=tuple(dict.fromkeys(picture for _, picture in pictures)),
    )
    words = f"{title} {description[:500]}"
    return replace(product, language=options.language or language_of(words, options.default_language))


def _attributes(head: Mapping[str, Any]) -> dict[str, AttributeValue]:
    known = {*_HANDLE, *_PRICE, *_SKU, *_PICTURE, *_BEFORE, *_LEFT_OUT}
    found: dict[str, AttributeValue] = {}
    for name, value in head.items():
        if name in known or name.startswith(_ELSEWHERE):
            continue
        said = attribute(value)
        if said is not None:
            # "color (product.metafields.shopify.color-pattern)" is folded to words; the first part is what is shown.
            found[attribute_name(name.split(" product metafields", 1)[0])] = said
    return found

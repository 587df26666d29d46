"""Makes products of rows whose columns are known."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import xxhash

from knowledge_base.errors import RecordError
from knowledge_base.ingest.columns import Columns, currency_in
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.prices import SYMBOLS, money
from knowledge_base.ingest.rows import Row, check_cells, text
from knowledge_base.ingest.values import addresses, language_of, moment, path, pieces, plain, stock, web_address
from knowledge_base.schema import (
    AttributeValue,
    Interaction,
    InteractionId,
    InteractionKind,
    Language,
    Money,
    Picture,
    Product,
    ProductId,
    Variant,
    VariantId,
)

_LONGEST_TITLE = 1000
_PRICES = ("price", "sale_price", "list_price")
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


def product_of(row: Row, columns: Columns, options: Options) -> Product:
    """The product that one row describes, with one variant.

    Raises:
        RecordError: it lacks a title, price or id, or a cell cannot be read.
    """
    check_cells(row)
    title = plain(columns.text(row, "title"))
    if not title:
        raise RecordError("title", columns.text(row, "title"), "a product needs a title")
    if len(title) > _LONGEST_TITLE:
        raise RecordError("title", title, f"must have at most {_LONGEST_TITLE} characters")
    kept: dict[str, AttributeValue] = {}
    code = _id(row, columns, title)
    barcodes = pieces(columns.get(row, "barcode"))
    variant = Variant(
        id=VariantId(columns.text(row, "sku") or code),
        options=_options(row, columns),
        stock=stock(columns.get(row, "stock"), columns.text(row, "availability")),
        barcode=barcodes[0] if barcodes else None,
        **_prices(row, columns, options),
    )
    description = plain(columns.text(row, "description"))
    return Product(
        id=ProductId(code),
        title=title,
        variants=(variant,),
        description=description,
        brand=_named(columns.get(row, "brand")),
        categories=path(columns.get(row, "category")),
        tags=pieces(columns.get(row, "tags")),
        pictures=tuple(Picture(path=address) for address in addresses(columns.get(row, "picture"))),
        url=_url(row, columns, kept),
        model=columns.text(row, "model") or None,
        codes=barcodes[1:],
        rating=_rating(row, columns, kept),
        rating_count=_rating_count(row, columns, kept),
        language=_language(row, columns, options, f"{title} {description[:500]}", kept),
        released=_released(row, columns, kept),
        attributes=_attributes(row, columns) | kept,
    )


def records_of(row: Row, columns: Columns, options: Options) -> tuple[Product, *tuple[Interaction, ...]]:
    """The product of a row, and the reviews it carries."""
    product = product_of(row, columns, options)
    reviews = columns.get(row, "reviews")
    if not isinstance(reviews, list):
        return (product,)
    found = tuple(_reviews(product, reviews))
    if product.rating is None and (stars := [review.rating for review in found if review.rating]):
        product = replace(product, rating=round(sum(stars) / len(stars), 2))
    if not product.rating_count:
        product = replace(product, rating_count=len(found))
    return (product, *found)


def merge(id: str, products: Sequence[Product]) -> Product:
    """One product of rows that are its variants: what they share, and what tells them apart as options."""
    head = products[0]
    if len(products) == 1:
        return replace(head, id=ProductId(id))
    names = list(dict.fromkeys(name for product in products for name in product.attributes))
    differing = {
        name
        for name in names
        if len({text(product.attributes[name]) for product in products if name in product.attributes}) > 1
    }
    shared = {
        name: next(product.attributes[name] for product in products if name in product.attributes)
        for name in names
        if name not in differing
    }
    return replace(
        head,
        id=ProductId(id),
        title=_shared_title([product.title for product in products]),
        variants=tuple(_with_options(product, differing) for product in products),
        pictures=tuple(dict.fromkeys(picture for product in products for picture in product.pictures)),
        attributes=shared,
        codes=tuple(dict.fromkeys(code for product in products for code in product.codes)),
    )


def refuse_double(variant: Variant, others: Iterable[str]) -> None:
    """Refuse a variant whose id another variant of the product has.

    Raises:
        RecordError: it is taken.
    """
    if variant.id in others:
        raise RecordError("SKU", variant.id, "another variant of the same product has it")


def _with_options(product: Product, differing: set[str]) -> Variant:
    (variant,) = product.variants
    more = {name: text(value) for name, value in product.attributes.items() if name in differing}
    picture = product.pictures[0].path if product.pictures else None
    return replace(variant, options={**variant.options, **more}, picture=picture)


def _shared_title(titles: Sequence[str]) -> str:
    """Give "Shirt" of "Shirt - blue, M" and "Shirt - red, L"; the first where too little is shared."""
    short, long = min(titles), max(titles)
    length = next((place for place, mark in enumerate(short) if mark != long[place : place + 1]), len(short))
    start = short[:length]
    if length < len(short) and start and start[-1].isalnum() and short[length].isalnum():
        start = start.rsplit(" ", 1)[0] if " " in start else ""
    start = start.rstrip(" -–,/|(")
    return start if len(start) >= max(4, 0.4 * len(titles[0])) else titles[0]


def _id(row: Row, columns: Columns, title: str) -> str:
    found = next(filter(None, (columns.text(row, name) for name in ("id", "sku"))), "")
    if not found:
        found = next(iter(pieces(columns.get(row, "barcode"))), "") or columns.text(row, "model")
    if found:
        return found
    if "id" in columns.names or "sku" in columns.names:
        raise RecordError(columns.names.get("id") or columns.names["sku"], "", "a product needs an id or SKU")
    # A table without ids: what a product is called stands for it.
    brand = _named(columns.get(row, "brand"))
    return "p-" + xxhash.xxh3_64_hexdigest(f"{brand}\0{title}".encode("utf-8", "replace"))


def _prices(row: Row, columns: Columns, options: Options) -> dict[str, Any]:
    """The price to pay, and the one before a reduction."""
    named = (currency_in(columns.names[name]) for name in _PRICES if name in columns.names)
    currency = columns.text(row, "currency").upper() or next(filter(None, named), "") or options.currency
    currency = SYMBOLS.get(currency, (currency,))[0]
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise RecordError("currency", currency, "must be three letters of ISO 4217, such as EUR")

    def read(name: str) -> Money | None:
        value = columns.get(row, name)
        if value is None or not text(value):
            return None
        return money(value, currency, minor=options.minor_prices, field=columns.names[name])

    asked, reduced, before = read("price"), read("sale_price"), read("list_price")
    price = reduced or asked or before
    if price is None:
        raise RecordError(columns.names.get("price", "price"), "", "a product needs a price")
    higher = [
        each for each in (before, asked) if each and each.currency == price.currency and each.amount > price.amount
    ]
    return {"price": price, "list_price": higher[0] if higher else None}


def _options(row: Row, columns: Columns) -> dict[str, str]:
    return {
        ours.removeprefix("option "): value
        for ours in columns.names
        if ours.startswith("option ") and (value := columns.text(row, ours))
    }


def _named(value: object) -> str:
    return text(value.get("name")) if isinstance(value, dict) else plain(text(value))


def _rating(row: Row, columns: Columns, kept: dict[str, AttributeValue]) -> float | None:
    given = columns.text(row, "rating")
    match = re.fullmatch(r"(\d(?:[.,]\d{1,6})?)\d*(?:\s*(?:/\s*5(?:\.0)?|stars?|out of 5|分|星))?", given)
    if match and 0 <= (rating := float(match[1].replace(",", "."))) <= 5:
        return rating or None  # none yet
    _keep(kept, columns, "rating", given)
    return None


def _rating_count(row: Row, columns: Columns, kept: dict[str, AttributeValue]) -> int:
    given = columns.text(row, "rating_count")
    if re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", given):
        return int(given.replace(",", ""))
    _keep(kept, columns, "rating_count", given)
    return 0


def _url(row: Row, columns: Columns, kept: dict[str, AttributeValue]) -> str | None:
    given = columns.text(row, "url")
    address = web_address(given)
    if address is None:
        _keep(kept, columns, "url", given)
    return address


def _released(row: Row, columns: Columns, kept: dict[str, AttributeValue]) -> datetime | None:
    time = moment(columns.get(row, "released"))
    if time is None:
        _keep(kept, columns, "released", columns.text(row, "released"))
    return time


def _language(row: Row, columns: Columns, options: Options, words: str, kept: dict[str, AttributeValue]) -> Language:
    if options.language:
        return options.language
    given = columns.text(row, "language")
    if match := _LANGUAGE.fullmatch(given):
        return Language(match[1].lower())
    _keep(kept, columns, "language", given)
    return language_of(words, options.default_language)


def _keep(kept: dict[str, AttributeValue], columns: Columns, name: str, given: str) -> None:
    """What a minor column says but we can't read stays as an attribute, so nothing is lost."""
    if given:
        kept[columns.names[name]] = given


def _attributes(row: Row, columns: Columns) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {}
    for column, name in columns.attributes.items():
        value = attribute(row.values.get(column))
        if value is not None:
            found[name] = value
    return found


def attribute(value: object) -> AttributeValue | None:
    """A cell as the value of an attribute; None where it says nothing."""
    match value:
        case str():
            return plain(text(value)) or None
        case bool():
            return value
        case int() | float():
            return _number(value)
        case list():
            return tuple(part for part in map(text, value) if part) or None
        case _:
            return None


def _number(value: float) -> AttributeValue | None:
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return int(value) if whole else value if math.isfinite(value) else None
    return value if -(2**63) <= value < 2**63 else str(value)[:40]


def _reviews(product: Product, reviews: Sequence[object]) -> Iterator[Interaction]:
    for review in reviews:
        if not isinstance(review, Mapping):
            continue
        words = plain(text(review.get("comment") or review.get("text") or review.get("body") or review.get("content")))
        stars = text(review.get("rating") or review.get("stars") or review.get("score"))
        rating = int(stars) if stars in {"1", "2", "3", "4", "5"} else None
        if not words and rating is None:
            continue
        who = text(review.get("reviewerEmail") or review.get("reviewerName") or review.get("author"))
        at = moment(review.get("date") or review.get("createdAt")) or product.released or _NO_DATE
        digest = xxhash.xxh3_64_hexdigest(f"{who}\0{at.isoformat()}\0{stars}\0{words}".encode("utf-8", "replace"))
        yield Interaction(
            id=InteractionId(f"{product.id[:200]}-review-{digest}"),
            kind=InteractionKind.REVIEW,
            product=product.id,
            at=at,
            # Not the address itself: whoever wrote it is only told from others.
            visitor=f"reviewer-{xxhash.xxh3_64_hexdigest(who.encode('utf-8', 'replace'))}" if who else None,
            rating=rating,
            title=text(review.get("title")),
            text=words,
            language=language_of(words, product.language),
        )

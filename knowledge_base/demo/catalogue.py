"""The demo shop's products: hand-written articles, expanded into variants, barcodes and translations."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from hashlib import blake2s
from typing import Any

from knowledge_base.demo.files import names, read_yaml
from knowledge_base.demo.words import vocabulary
from knowledge_base.errors import RecordError
from knowledge_base.schema import (
    CHINESE,
    AttributeValue,
    Money,
    Picture,
    Product,
    ProductId,
    Translation,
    Variant,
    VariantId,
)

CURRENCY = "USD"
_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One product as it is written in `data/products/*.yaml`."""

    id: str
    kind: str  # what it is, which decides its categories and how it is drawn
    title: tuple[str, str]  # English, Chinese
    text: tuple[str, str]
    categories: tuple[tuple[str, str], ...]
    brand: str
    model: str
    prices: Mapping[str, Decimal]  # by size; "" where it has none
    reduced_from: Mapping[str, Decimal]
    colours: tuple[str, ...]
    attributes: Mapping[str, AttributeValue]
    tags: tuple[str, ...]
    released: date
    picture: Mapping[str, Any] = field(default_factory=dict)  # how it is drawn
    flat_lay: bool = False
    sold_out: bool = False

    @property
    def pictures(self) -> Iterator[tuple[str, str]]:
        """Each colour ("" where it has none) with the name of its picture."""
        for colour in self.colours or ("",):
            yield colour, f"{self.id}{'-' if colour else ''}{colour.replace(' ', '-')}.webp"


@cache
def articles() -> tuple[Article, ...]:
    """Every article of the shop, by id.

    Raises:
        RecordError: an entry of a data file cannot be used; names the product and what it needs.
    """
    found: list[Article] = []
    for name in names("data", "products", suffix=".yaml"):
        data = read_yaml("products", name)
        for entry in data["products"]:
            try:
                found.append(_article(entry, data))
            except (KeyError, ValueError, TypeError, ArithmeticError) as error:
                need = f"{type(error).__name__}: {error}"
                raise RecordError(f"demo product {entry.get('id', '?')} in {name}", entry, need) from error
    return tuple(sorted(found, key=lambda article: article.id))


def product(article: Article, *, later: timedelta = timedelta(0), drawn: Container[str] = ()) -> Product:
    """The product that an article describes.

    Args:
        article: what was written.
        later: how much later than written it came out, for a shop that opens on another day.
        drawn: the names of the pictures that there are.
    """
    pictures = {colour: path for colour, path in article.pictures if path in drawn}
    return Product(
        id=ProductId(article.id),
        title=article.title[0],
        description=article.text[0],
        brand=article.brand,
        categories=tuple(english for english, _ in article.categories),
        attributes=article.attributes,
        tags=article.tags,
        variants=tuple(_variants(article, pictures)),
        pictures=tuple(
            Picture(path=path, alt=f"{article.title[0]}{', ' if colour else ''}{colour}", flat_lay=article.flat_lay)
            for colour, path in pictures.items()
        ),
        url=f"/products/{article.id}",
        model=article.model,
        translations={CHINESE: _chinese(article)},
        released=datetime.combine(article.released, time(9), UTC) + later,
    )


def barcode(number: int) -> str:
    """An EAN-13 of the range that GS1 leaves to shops for their own use (prefix 24).

    Args:
        number: 0 to 9,999,999,999, the shop's own.
    """
    digits = f"24{number:010d}"
    odd, even = (sum(int(digit) for digit in digits[start::2]) for start in (0, 1))
    return f"{digits}{-(odd + 3 * even) % 10}"


def _article(entry: Mapping[str, Any], data: Mapping[str, Any]) -> Article:
    prices, reduced_from = _prices(entry)
    english, chinese = entry["title"]
    return Article(
        id=entry["id"],
        kind=entry["kind"],
        title=(english, chinese),
        text=(entry["en"], entry["zh"]),
        categories=tuple((level[0], level[1]) for level in (data["department"], *data["kinds"][entry["kind"]])),
        brand=entry["brand"],
        model=entry["model"],
        prices=prices,
        reduced_from=reduced_from,
        colours=tuple(entry.get("colours", ())),
        attributes=entry["attributes"],
        tags=tuple(entry["tags"]),
        released=entry["released"],
        picture=entry.get("picture", {}),
        flat_lay=data.get("flat_lay", False),
        sold_out=entry.get("sold_out", False),
    )


def _prices(entry: Mapping[str, Any]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    sizes = entry.get("sizes", [""])
    if isinstance(sizes, Mapping):  # each size at its own price, or at [price, price before]
        pairs = {size: value if isinstance(value, list) else [value] for size, value in sizes.items()}
    else:
        labels = _size_range(sizes) if isinstance(sizes, str) else sizes
        pairs = {str(label): [entry["price"], *([entry["was"]] if "was" in entry else [])] for label in labels}
    prices = {size: Decimal(str(pair[0])).quantize(_CENT) for size, pair in pairs.items()}
    before = {size: Decimal(str(pair[1])).quantize(_CENT) for size, pair in pairs.items() if len(pair) > 1}
    return prices, before


def _size_range(text: str) -> list[str]:
    first, last = text.split("-")
    if first.isdigit():
        return [str(size) for size in range(int(first), int(last) + 1)]
    return list(_LETTERS[_LETTERS.index(first) : _LETTERS.index(last) + 1])


def _variants(article: Article, pictures: Mapping[str, str]) -> Iterator[Variant]:
    department = sum(ord(letter) << 5 * place for place, letter in enumerate(article.id[:2])) % 90 + 10
    choices = [(colour, size) for colour in article.colours or ("",) for size in article.prices]
    for place, (colour, size) in enumerate(choices):
        sku = "-".join(
            part
            for part in (
                article.id,
                vocabulary().colours[colour].code if colour else "",
                re.sub(r"[^0-9A-Za-z.]", "", size).upper(),
            )
            if part
        )
        before = article.reduced_from.get(size)
        yield Variant(
            id=VariantId(sku),
            price=Money(article.prices[size], CURRENCY),
            list_price=Money(before, CURRENCY) if before else None,
            options={name: value for name, value in (("colour", colour), ("size", size)) if value},
            stock=0 if article.sold_out else _stock(sku) or int(len(choices) == 1),
            barcode=barcode(department * 10**8 + int(article.id[3:]) * 10**4 + place),
            picture=pictures.get(colour),
        )


def _stock(sku: str) -> int:
    """How many there are: one SKU in twelve is sold out, one in ten nearly."""
    chance, pieces = blake2s(sku.encode(), digest_size=2).digest()
    if chance < 21:
        return 0
    return 1 + pieces % 3 if chance < 46 else 4 + pieces % 57


def _chinese(article: Article) -> Translation:
    words = vocabulary()
    options: dict[str, str] = {}
    if article.colours:
        options |= {"colour": "颜色"} | {colour: words.colours[colour].chinese for colour in article.colours}
    sizes = [size for size in article.prices if size]
    if sizes:
        worn = article.flat_lay or article.id.startswith("SH")
        options |= {"size": "尺码" if worn else "规格"}
        options |= {size: words.size(size) for size in sizes if words.size(size) != size}
    return Translation(
        title=article.title[1],
        description=article.text[1],
        attributes={words.attribute(name): words.value(value, name) for name, value in article.attributes.items()},
        categories=tuple(chinese for _, chinese in article.categories),
        options=options,
    )

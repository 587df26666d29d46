"""Filters in words for a customer, English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from retrieval.colours import family_name
from retrieval.search import Filters

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}

# name in `SearchResult.relaxed` -> in words
RELAXED = {
    "rating": ("rating", "评分"),
    "attributes": ("details", "规格"),
    "on_sale": ("on sale", "促销"),
    "colours": ("colour", "颜色"),
    "brands": ("brand", "品牌"),
    "sizes": ("size", "尺码"),
    "in_stock": ("in stock", "现货"),
    "price": ("price", "价格"),
    "categories": ("category", "分类"),
}


def describe(filters: Filters, language: str = "en") -> tuple[str, ...]:
    """Each filter in words of the customer's language: "under $50.00", "不超过 ¥50"."""
    return tuple(_chinese(filters) if language == "zh" else _english(filters))


def describe_relaxed(names: Sequence[str], language: str = "en") -> tuple[str, ...]:
    """The names of dropped filters in words."""
    return tuple(RELAXED[name][language == "zh"] for name in names)


def _english(filters: Filters) -> Iterator[str]:
    yield from filters.categories
    yield from filters.brands
    if filters.colours:
        yield " or ".join(filters.colours)
    if filters.sizes:
        yield f"size {' or '.join(filters.sizes)}"
    low, high = _amount(filters.price_min, filters), _amount(filters.price_max, filters)
    if low and high:
        yield f"{low} to {high}"
    elif high:
        yield f"under {high}"
    elif low:
        yield f"from {low}"
    if filters.rating_min is not None:
        yield f"rated {filters.rating_min:g} or better"
    if filters.in_stock:
        yield "in stock"
    if filters.on_sale:
        yield "on sale"
    yield from (f"not {value}" for value in (*filters.not_colours, *filters.not_brands))
    yield from (f"{name}: {value}" for name, value in filters.attributes.items())


def _chinese(filters: Filters) -> Iterator[str]:
    yield from filters.categories
    yield from filters.brands
    if filters.colours:
        yield "或".join(family_name(colour, "zh") for colour in filters.colours)
    if filters.sizes:
        yield f"尺码 {'或'.join(filters.sizes)}"
    low, high = _amount(filters.price_min, filters, whole=True), _amount(filters.price_max, filters, whole=True)
    if low and high:
        yield f"{low} 至 {high}"
    elif high:
        yield f"不超过 {high}"
    elif low:
        yield f"不低于 {low}"
    if filters.rating_min is not None:
        yield f"评分 {filters.rating_min:g} 以上"
    if filters.in_stock:
        yield "有货"
    if filters.on_sale:
        yield "促销"
    yield from (f"不要{family_name(value, 'zh')}" for value in (*filters.not_colours, *filters.not_brands))
    yield from (f"{name}：{value}" for name, value in filters.attributes.items())


def _amount(amount: Decimal | None, filters: Filters, *, whole: bool = False) -> str:
    if amount is None:
        return ""
    number = f"{amount:,.2f}"
    if whole or not filters.currency:
        number = number.removesuffix(".00")
    sign = _SIGNS.get(filters.currency or "")
    if sign:
        return f"{sign}{number}"
    return f"{number} {filters.currency}" if filters.currency else number

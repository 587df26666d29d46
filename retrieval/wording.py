"""Filters in words for a customer, English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.colours import family_name
from retrieval.search import Filters, ForeignPrice

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}

_NAMES_ZH = {
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "CNY": "人民币",
    "JPY": "日元",
    "HKD": "港元",
    "TWD": "新台币",
    "CAD": "加元",
    "AUD": "澳元",
}

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
    return tuple(_said(filters, _CHINESE if language == "zh" else _ENGLISH))


def describe_relaxed(names: Sequence[str], language: str = "en") -> tuple[str, ...]:
    """The names of dropped filters in words."""
    return tuple(RELAXED[name][language == "zh"] for name in names)


def describe_foreign(price: ForeignPrice | None, language: str = "en") -> str:
    """What became of a price in another currency than the shop's; "" for none."""
    if price is None:
        return ""
    chinese = language == "zh"
    asked = Filters(price_min=price.price_min, price_max=price.price_max)
    if price.applied:
        asked = replace(asked, currency=price.shop[0] if len(price.shop) == 1 else None)
    low, high = (_amount(end, asked, whole=True) for end in (asked.price_min, asked.price_max))
    if not price.applied:  # by name: ¥ may be the shop's own sign as well
        name = _NAMES_ZH.get(price.currency, price.currency) if chinese else f" {price.currency}"
        low, high = (f"{end}{name}" if end else "" for end in (low, high))
    if chinese:
        amount = f"{low}至{high}" if low and high else f"不超过{high}" if high else f"不低于{low}"
        shop = "、".join(_NAMES_ZH.get(code, code) for code in price.shop)
        return f"本店以{shop}计价，{'已' if price.applied else '未'}按{amount}筛选"
    amount = f"{low} to {high}" if low and high else f"under {high}" if high else f"from {low}"
    did = "took it as" if price.applied else "couldn't apply"
    return f"Prices here are in {' and '.join(price.shop)}, so I {did} {amount}"


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language says each filter."""

    either: str  # between colours or sizes of which any will do
    size: str
    between: str
    most: str
    least: str
    rated: str
    in_stock: str
    on_sale: str
    without: str
    attribute: str
    whole: bool = False  # whether amounts leave out empty cents
    chinese: bool = False

    def colour(self, name: str) -> str:
        """A colour as this language calls it."""
        return family_name(name, "zh") if self.chinese else name


_ENGLISH = _Words(
    either=" or ",
    size="size {}",
    between="{} to {}",
    most="under {}",
    least="from {}",
    rated="rated {:g} or better",
    in_stock="in stock",
    on_sale="on sale",
    without="not {}",
    attribute="{}: {}",
)
_CHINESE = _Words(
    either="或",
    size="尺码 {}",
    between="{} 至 {}",
    most="不超过 {}",
    least="不低于 {}",
    rated="评分 {:g} 以上",
    in_stock="有货",
    on_sale="促销",
    without="不要{}",
    attribute="{}：{}",
    whole=True,
    chinese=True,
)


def _said(filters: Filters, words: _Words) -> Iterator[str]:
    yield from filters.categories
    yield from filters.brands
    if filters.colours:
        yield words.either.join(words.colour(colour) for colour in filters.colours)
    if filters.sizes:
        yield words.size.format(words.either.join(filters.sizes))
    low, high = (_amount(end, filters, whole=words.whole) for end in (filters.price_min, filters.price_max))
    if low and high:
        yield words.between.format(low, high)
    elif low or high:
        yield words.most.format(high) if high else words.least.format(low)
    if filters.rating_min is not None:
        yield words.rated.format(filters.rating_min)
    if filters.in_stock:
        yield words.in_stock
    if filters.on_sale:
        yield words.on_sale
    yield from (words.without.format(words.colour(value)) for value in (*filters.not_colours, *filters.not_brands))
    yield from (words.attribute.format(name, value) for name, value in filters.attributes.items())


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

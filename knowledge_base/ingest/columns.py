"""Tells what the columns of an unknown table mean: by their names in English and Chinese, then by their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest.prices import CODES, money
from knowledge_base.ingest.rows import Row, text

# What a column may mean, and what such columns are called. Earlier names are the surer ones.
NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "product id", "productid", "item id", "itemid", "product code", "uniq id", "asin", "handle",
        "商品id", "产品id", "商品编号", "产品编号", "商品编码", "编号", "spu",
    ),
    "group": ("item group id", "group id", "parent id", "parent sku", "parent", "style id", "父商品", "父sku"),
    "sku": ("sku", "variant sku", "sku id", "item number", "article number", "item no", "货号", "sku编码", "商家编码"),
    "title": (
        "title", "product title", "product name", "productname", "item name", "name", "product", "item",
        "标题", "商品标题", "商品名称", "产品名称", "商品名", "品名", "名称",
    ),
    "model": (
        "model", "model number", "mpn", "part number", "manufacturer part number", "manufacturer sku",
        "型号", "规格型号",
    ),
    "description": (
        "description", "product description", "body html", "body", "long description", "details", "about product",
        "short description", "summary", "描述", "商品描述", "产品描述", "商品详情", "详情", "介绍", "简介", "卖点",
    ),
    "brand": ("brand", "brand name", "vendor", "manufacturer", "supplier", "maker", "品牌", "厂商", "制造商", "供应商"),
    "price": (
        "price", "selling price", "sales price", "current price", "unit price", "retail price", "variant price",
        "regular price", "价格", "售价", "销售价", "现价", "单价", "零售价",
    ),
    "sale_price": ("sale price", "special price", "discounted price", "offer price", "促销价", "特价", "折后价"),
    "list_price": (
        "list price", "compare at price", "variant compare at price", "msrp", "rrp", "original price", "was price",
        "原价", "市场价", "划线价", "吊牌价",
    ),
    "currency": ("currency", "currency code", "price currency", "币种", "货币"),
    "stock": (
        "stock", "stock quantity", "quantity", "qty", "inventory", "inventory quantity", "variant inventory qty",
        "on hand", "units in stock", "库存", "库存数量", "库存量", "数量",
    ),
    "availability": (
        "availability", "availability status", "in stock", "in stock?", "available", "stock status",
        "是否有货", "库存状态", "有货",
    ),
    "barcode": (
        "barcode", "ean", "ean13", "gtin", "gtin13", "upc", "isbn", "variant barcode", "bar code",
        "条码", "条形码", "商品条码", "国际条码",
    ),
    "category": (
        "category", "categories", "category path", "product category", "product type", "department", "type",
        "google product category", "分类", "商品分类", "类目", "类别", "品类",
    ),
    "tags": ("tags", "keywords", "labels", "标签", "关键词", "关键字"),
    "picture": (
        "image url", "image link", "image src", "main image", "image", "images", "picture", "pictures", "photo", "img",
        "thumbnail", "图片", "主图", "图片链接", "商品图片", "商品主图",
    ),
    "url": ("url", "product url", "link", "permalink", "web page", "链接", "商品链接", "网址"),
    "rating": ("rating", "average rating", "avg rating", "mean rating", "stars", "评分", "平均评分"),
    "rating_count": ("rating count", "review count", "reviews count", "number of reviews", "评论数", "评价数"),
    "reviews": ("reviews", "comments", "评论", "评价"),
    "released": (
        "released", "release date", "date released", "launch date", "published at", "date added",
        "上市日期", "上市时间", "发布日期", "上架时间",
    ),
    "language": ("language", "lang", "locale", "语言"),
    "option colour": ("colour", "color", "颜色", "颜色分类"),
    "option size": ("size", "尺寸", "尺码", "码数"),
    "question": ("question", "questions", "q", "问题", "提问", "问"),
    "answer": ("answer", "answers", "a", "response", "reply", "答案", "回答", "回复", "答"),
    "alternatives": (
        "alternatives", "alternative questions", "rephrasings", "rephr", "variations", "相似问题", "相似问", "其他问法",
    ),
    "topic": ("topic", "intent", "主题"),
}  # fmt: skip

_PREFIX = re.compile(r"^(?:attr_[a-z]_|attr_|attribute[:_ ]\s*|meta:\s*|spec_)", re.IGNORECASE)
_PICTURE = re.compile(r"^(?:img|image|picture|photo|thumbnail|additional image)s?[_ -]?(?P<size>.*)$", re.IGNORECASE)
_SIZES = ("500x500", "large", "high", "url", "link", "1", "main", "medium", "low", "small", "thumb")
_CODE = re.compile(r"(?=.*\d)\S+(?: \S+){0,3}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: ours → theirs, and the columns that become attributes, theirs → shown."""

    names: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict)

    def get(self, row: Row, name: str) -> Any:
        """The raw cell for one of our names; None without such a column."""
        column = self.names.get(name)
        return None if column is None else row.values.get(column)

    def text(self, row: Row, name: str) -> str:
        """The same as clean text."""
        return text(self.get(row, name))


def fold(name: str) -> str:
    """A column's name without case, width and marks between words."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return re.sub(r"[\s_\-.]+", " ", re.sub(r"[()*:]", " ", folded)).strip()


@cache
def _meanings() -> dict[str, tuple[str, int]]:
    return {name: (ours, rank) for ours, theirs in NAMES.items() for rank, name in enumerate(theirs)}


def _split_camel(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def sniff(sample: Sequence[Row], chosen: Mapping[str, str]) -> Columns:
    """What the columns of these rows mean.

    Args:
        sample: the first rows.
        chosen: what the user said, ours → theirs; it wins.

    Raises:
        SourceError: the user named a column that is not there.
    """
    present = list(dict.fromkeys(name for row in sample for name in row.values))
    names = _chosen(chosen, present)
    taken = set(names.values())
    ranked: dict[str, tuple[int, int, str]] = {}
    for position, column in enumerate(present):
        meaning = _meaning(column)
        if meaning is None or column in taken or meaning[0] in names:
            continue
        candidate = (meaning[1], position, column)
        if meaning[0] not in ranked or candidate < ranked[meaning[0]]:
            ranked[meaning[0]] = candidate
    names |= {ours: column for ours, (_, _, column) in ranked.items()}
    _pick_picture(names, present)
    _tell_model_from_name(names, present, sample)
    if "question" not in names:
        _by_values(names, present, sample)
    taken = set(names.values())
    left = [c for c in present if c not in taken and not _is_another_picture(c, names)]
    return Columns(names, {column: label for column in left if (label := attribute_name(column))})


def _chosen(chosen: Mapping[str, str], present: Sequence[str]) -> dict[str, str]:
    folded = {fold(column): column for column in reversed(present)}
    names = {}
    for ours, theirs in chosen.items():
        column = theirs if theirs in present else folded.get(fold(theirs))
        if column is None:
            raise SourceError(f"it has no column {theirs!r} for {ours}; it has {', '.join(map(repr, present[:20]))}")
        names[ours] = column
    return names


# What the inner names of JSON objects come down to: {"price": {"amount": 10, "currency": "EUR"}}.
_INNER = {
    "price.amount": "price",
    "price.value": "price",
    "price.currency": "currency",
    "price.currencycode": "currency",
    "rating.rate": "rating",
    "rating.average": "rating",
    "rating.value": "rating",
    "rating.count": "rating count",
    "image.src": "image",
    "image.url": "image",
    "meta.barcode": "barcode",
}


def flat(values: Mapping[str, Any], deep: int = 3) -> Mapping[str, Any]:
    """A JSON object with the fields of inner objects beside its own: {"a": {"b": 1}} as {"a.b": 1}."""
    if not deep or not any(isinstance(value, dict) for value in values.values()):
        return values
    flattened: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flattened |= {f"{name}.{inner}": found for inner, found in flat(value, deep - 1).items()}
        else:
            flattened[name] = value
    return flattened


def _meaning(column: str) -> tuple[str, int] | None:
    outer, dot, inner = column.rpartition(".")
    if dot:
        column = _INNER.get(column.casefold()) or (outer if inner.casefold() == "name" else column)
    prefixed = _PREFIX.match(column)
    folded = fold(_split_camel(column))
    if prefixed:
        # An attribute says what a product is like; of these only its type is more than that.
        return ("category", 90) if fold(column[prefixed.end() :]) in {"product type", "category"} else None
    plainly = _meanings().get(folded) or _meanings().get(folded.replace(" ", ""))
    if folded.startswith("option "):
        return folded.replace("color", "colour"), 0
    if plainly is None and currency_in(column):
        # Such as "Price (EUR)" and "价格（元）".
        plainly = _meanings().get(re.sub(r" ?(?:\b[a-z]{3}|元|[€$£¥])$", "", folded))
        return plainly if plainly and "price" in plainly[0] else None
    return plainly


@cache
def currency_in(column: str) -> str:
    """The currency that a column's name ends with, "" if none."""
    last = re.search(r"(?:[^a-z]|^)([a-z]{3})\W*$", fold(column))
    if last and last[1].upper() in CODES:
        return last[1].upper()
    sign = re.search(r"(元|[€£])\W*$", fold(column))
    return {"元": "CNY", "€": "EUR", "£": "GBP"}[sign[1]] if sign else ""


def _pick_picture(names: dict[str, str], present: Sequence[str]) -> None:
    if "picture" in names:
        return
    sized = []
    for column in present:
        if (match := _PICTURE.match(column)) and "alt" not in column.casefold():
            size = match["size"].casefold()
            sized.append((_SIZES.index(size) if size in _SIZES else len(_SIZES), column))
    if sized:
        names["picture"] = min(sized)[1]


def _is_another_picture(column: str, names: Mapping[str, str]) -> bool:
    return "picture" in names and _PICTURE.match(column) is not None


def _tell_model_from_name(names: dict[str, str], present: Sequence[str], sample: Sequence[Row]) -> None:
    """With a title beside it, a column "name" that holds short codes is the model number."""
    column = next((c for c in present if fold(c) == "name"), None)
    if column is None or "model" in names or column in names.values() or "title" not in names:
        return
    values = [value for row in sample if (value := text(row.values.get(column)))]
    codes = sum(_CODE.fullmatch(value) is not None and len(value) <= 40 for value in values)
    if values and codes >= 0.3 * len(values):
        names["model"] = column


def _by_values(names: dict[str, str], present: Sequence[str], sample: Sequence[Row]) -> None:
    """Find what the names did not tell by the shape of the values."""
    values = {
        column: [value for row in sample if (value := text(row.values.get(column)))]
        for column in present
        if not (column in names.values() or _PREFIX.match(column) or _is_another_picture(column, names))
    }
    values = {column: found for column, found in values.items() if found}

    def take(ours: str, fits: Iterable[tuple[float, str]]) -> None:
        best = max(fits, default=(0.0, ""))
        if ours not in names and best[0] > 0:
            names[ours] = best[1]
            del values[best[1]]

    take("picture", ((_share(found, _is_image), column) for column, found in values.items()))
    take("url", ((_share(found, _is_url), column) for column, found in values.items()))
    take("barcode", ((_share(found, is_gtin), column) for column, found in values.items()))
    take("price", ((_share(found, _is_price), column) for column, found in values.items()))
    if "title" not in names:
        take("title", ((_titleness(found), column) for column, found in values.items()))
        long = [(length, column) for column, found in values.items() if (length := _mean_length(found)) > 60]
        take("description", long)


def _share(values: Sequence[str], test: Any) -> float:
    share = sum(map(test, values)) / len(values)
    return share if share >= 0.9 else 0.0


def _mean_length(values: Sequence[str]) -> float:
    return sum(map(len, values)) / len(values)


def _titleness(values: Sequence[str]) -> float:
    """How much values look like names of things: different, of some words, not long."""
    different = len(set(values)) / len(values)
    length = _mean_length(values)
    words = sum(any(mark.isalpha() for mark in value) for value in values) / len(values)
    fits = different >= 0.8 and words >= 0.9 and 3 <= length <= 150 and not any(map(_is_url, values))
    return different * words * min(length, 30) if fits else 0.0


def _is_url(value: str) -> bool:
    return _URL.fullmatch(value) is not None and not _is_image(value)


def _is_image(value: str) -> bool:
    return _IMAGE.search(value) is not None and " " not in value


def _is_price(value: str) -> bool:
    """An amount that shows its currency or its cents; a bare whole number could be anything."""
    try:
        money(value, "XXX")
    except RecordError:
        return False
    return not value.isdecimal() and (re.search(r"[.,]\d\d(?!\d)", value) is not None or not value[0].isdecimal())


def is_gtin(value: str) -> bool:
    """Whether a code is a GTIN: 8, 12, 13 or 14 digits with a right check digit."""
    if len(value) not in {8, 12, 13, 14} or not (value.isascii() and value.isdecimal()):
        return False
    digits = [int(mark) for mark in reversed(value)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def attribute_name(column: str) -> str:
    """A column's name as a customer would read it: without prefix, underscores as spaces."""
    name = _PREFIX.sub("", column.strip())
    if " " not in name and (parted := _split_camel(name)) != name:
        name = parted.lower()
    return " ".join(re.sub(r"[_.]", " ", name).split())

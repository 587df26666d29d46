"""The catalogue as a shop's pages show it: short, in memory, kept in step with the store's change log."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.service import wire
from knowledge_base.schema import AttributeValue, Language, Money, Product, ProductId, Variant
from knowledge_base.store import Kind

if TYPE_CHECKING:
    from knowledge_base.store import Store

SORTS = ("popular", "price_up", "price_down", "newest", "rating")
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A product in a list."""

    id: str
    titles: Mapping[str, str]  # by language
    own: str  # its original language
    brand: str
    department: str
    aisle: str  # the category below the department
    price: Money  # of the cheapest variant
    varies: bool  # whether variants differ in price
    list_price: Money | None
    picture: str | None
    rating: float | None
    rating_count: int
    available: bool
    released: float  # seconds since 1970, 0 where unknown
    weight: float = 0.0  # how well liked it is, for the default order

    def title(self, language: str) -> str:
        """The title in a language, or else its original one."""
        return self.titles.get(language) or self.titles[self.own]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A part of the shop; `name` is the original one and its key."""

    name: str
    labels: Mapping[str, str]
    tiles: tuple[Tile, ...]
    aisles: tuple[str, ...]
    aisle_labels: Mapping[str, Mapping[str, str]]

    def label(self, language: str) -> str:
        """What it is called in a language."""
        return self.labels.get(language, self.name)

    def aisle_label(self, aisle: str, language: str) -> str:
        """What one of its aisles is called in a language."""
        return self.aisle_labels.get(aisle, {}).get(language, aisle)

    @property
    def picture(self) -> str | None:
        """The picture of its best liked product."""
        return next((tile.picture for tile in self.tiles if tile.picture), None)


@dataclass(frozen=True, slots=True)
class View:
    """One state of the whole catalogue."""

    departments: Mapping[str, Department] = field(default_factory=dict)
    tiles: Mapping[str, Tile] = field(default_factory=dict)

    def featured(self, count: int) -> list[Tile]:
        """The best liked products, one of each department in turn; first those that can be bought and seen."""
        rows = [
            sorted(department.tiles[: count * 4], key=lambda tile: (not tile.available, tile.picture is None))
            for department in self.departments.values()
        ]
        return _in_turn(rows, count)

    def reduced(self, count: int) -> list[Tile]:
        """Products that cost less than before, the largest share off first."""
        found = [tile for tile in self.tiles.values() if tile.list_price and tile.available]
        return sorted(found, key=_share_left)[:count]

    def beside(self, id: str, count: int) -> list[Tile]:
        """Well liked products of the same aisle, then of the same department."""
        tile = self.tiles.get(id)
        if tile is None or tile.department not in self.departments:
            return []
        others = [other for other in self.departments[tile.department].tiles if other.id != id and other.available]
        return sorted(others, key=lambda other: other.aisle != tile.aisle)[:count]


class Shelves:
    """The catalogue's tiles, read once and then brought up to date by what changed. Safe from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._seen = 0
        self._names: dict[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {}
        self._tiles: dict[str, Tile] = {}
        self._view = View()

    def view(self) -> View:
        """The catalogue as it stands now."""
        last = self._store.last_change()
        if last == self._seen:
            return self._view
        with self._lock:
            if last != self._seen:
                self._catch_up()
                self._view = self._arrange()
                self._seen = last
        return self._view

    def _catch_up(self) -> None:
        if not self._seen:
            self._take(self._store.products())
            return
        changes = [change for change in self._store.changes(self._seen) if change.kind is Kind.PRODUCT]
        for change in changes:
            self._tiles.pop(change.id, None)
            self._names.pop(change.id, None)
        kept = [ProductId(change.id) for change in changes if not change.removed]
        for start in range(0, len(kept), _BATCH):
            self._take(self._store.products(kept[start : start + _BATCH]))

    def _take(self, products: Iterable[Product]) -> None:
        for product in products:
            self._tiles[product.id] = tile(product)
            translated = {str(tag): words.categories for tag, words in product.translations.items()}
            self._names[product.id] = (product.categories, {**translated, str(product.language): product.categories})

    def _arrange(self) -> View:
        grouped: dict[str, list[Tile]] = {}
        for one in sorted(self._tiles.values(), key=lambda one: (-one.weight, one.id)):
            grouped.setdefault(one.department, []).append(one)
        labels = self._labels()
        departments = {}
        for name, tiles in sorted(grouped.items(), key=lambda item: (item[0] == "", item[0])):
            aisles = tuple(sorted({one.aisle for one in tiles} - {""}))
            departments[name] = Department(
                name=name,
                labels=labels.get((name,), {}),
                tiles=tuple(tiles),
                aisles=aisles,
                aisle_labels={aisle: labels.get((name, aisle), {}) for aisle in aisles},
            )
        return View(departments, dict(self._tiles))

    def _labels(self) -> dict[tuple[str, ...], dict[str, str]]:
        """What categories are called in each language, as their products have it."""
        labels: dict[tuple[str, ...], dict[str, str]] = {}
        for names, translated in self._names.values():
            for tag, words in translated.items():
                for depth in range(1, min(len(names), len(words), 2) + 1):
                    labels.setdefault(names[:depth], {}).setdefault(tag, words[depth - 1])
        return labels


def tile(product: Product) -> Tile:
    """A product as a tile."""
    cheapest = min(product.variants, key=_order)
    pictures = [picture.path for picture in product.pictures] + [v.picture for v in product.variants if v.picture]
    reduced = cheapest.list_price is not None and cheapest.list_price.amount > cheapest.price.amount
    return Tile(
        id=product.id,
        titles={str(product.language): product.title, **{str(t): w.title for t, w in product.translations.items()}},
        own=str(product.language),
        brand=product.brand,
        department=product.categories[0] if product.categories else "",
        aisle=product.categories[1] if len(product.categories) > 1 else "",
        price=cheapest.price,
        varies=len({variant.price for variant in product.variants}) > 1,
        list_price=cheapest.list_price if reduced else None,
        picture=wire.picture_url(pictures[0]) if pictures else None,
        rating=product.rating,
        rating_count=product.rating_count,
        available=any(variant.available for variant in product.variants),
        released=product.released.timestamp() if product.released else 0.0,
        weight=_weight(product),
    )


def arranged(tiles: Sequence[Tile], sort: str) -> Sequence[Tile]:
    """Tiles in one of the orders of `SORTS`; they come in the default one."""
    match sort:
        case "price_up":
            return sorted(tiles, key=lambda one: one.price.amount)
        case "price_down":
            return sorted(tiles, key=lambda one: -one.price.amount)
        case "newest":
            return sorted(tiles, key=lambda one: -one.released)
        case "rating":
            return sorted(tiles, key=lambda one: (-(one.rating or 0), -one.rating_count))
        case _:
            return tiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A product's words in one language; what was not translated stays as it is."""

    title: str
    description: str
    categories: tuple[str, ...]
    attributes: Mapping[str, AttributeValue]
    options: Mapping[str, str]

    def option(self, name: str) -> str:
        """The name or value of an option."""
        return self.options.get(name, name)


def wording(product: Product, language: str) -> Wording:
    """A product in a language."""
    translation = product.translations.get(Language(language))
    if translation is None or product.language == language:
        return Wording(
            title=product.title,
            description=product.description,
            categories=product.categories,
            attributes=product.attributes,
            options={},
        )
    return Wording(
        title=translation.title or product.title,
        description=translation.description or product.description,
        categories=translation.categories or product.categories,
        attributes=translation.attributes or product.attributes,
        options=translation.options,
    )


def _order(variant: Variant) -> tuple[bool, Decimal]:
    return (not variant.available, variant.price.amount)


def _weight(product: Product) -> float:
    """Bayesian mean of the rating times how many rated: five stars of one person are not the best of the shop."""
    mean = ((product.rating or 0) * product.rating_count + 3.5 * 5) / (product.rating_count + 5)
    return mean * math.log1p(product.rating_count) + (1 if product.pictures else 0)


def _share_left(one: Tile) -> Decimal:
    return one.price.amount / one.list_price.amount if one.list_price else Decimal(1)


def _in_turn(rows: Sequence[Sequence[Tile]], count: int) -> list[Tile]:
    found: list[Tile] = []
    depth = 0
    while len(found) < count and any(len(row) > depth for row in rows):
        found += [row[depth] for row in rows if len(row) > depth]
        depth += 1
    return found[:count]


def paged(total: int, page: int, size: int) -> tuple[int, int]:
    """The page that there is nearest to the one asked for, and how many there are (at least 1)."""
    last = max(1, math.ceil(total / size))
    return min(max(page, 1), last), last


def around(page: int, last: int) -> Iterator[int | None]:
    """Page numbers to link: the first, the last and those near; None where some are left out."""
    before = 0
    for number in sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)}):
        if number > before + 1:
            yield None
        yield number
        before = number

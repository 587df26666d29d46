"""What filters and codes read: the facts of products in columns, one element a row, a variant or a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge_base.schema import AttributeValue, Product, Variant
from retrieval.codes import CodeMatch, codes_of, find_code
from retrieval.colours import acceptable, families_in, shade
from retrieval.passages import Passage
from retrieval.search import ALL_KINDS, Filters, SearchKind
from retrieval.tokens import surface_words
from retrieval.vocabulary import Vocabulary, fold

_COLOUR = re.compile(r"colou?r|颜色", re.IGNORECASE)
_SIZE = re.compile(r"\bsize\b|尺码|尺寸", re.IGNORECASE)
_DEAD = 255
_USUAL_RATING = 3.5
_RATINGS = 10  # of the usual one, that a rating is mixed with
_NAMED = 3  # times as many titles say a colour word before another word without the colour as with it: a name
_OWN_SHARE = 0.9  # of the titles that name a brand must be that brand's, for its name to mean the brand alone


@dataclass(slots=True)
class _Facts:
    """Pairs and records, in no order; `rows` leads back to the passage."""

    variant_rows: list[int]
    prices: list[float]
    currencies: list[int]
    sizes: list[int]
    available: list[bool]
    reduced: list[bool]
    colour_variants: list[int]
    colours: list[int]
    category_rows: list[int]
    categories: list[int]
    attribute_rows: list[int]
    attributes: list[int]

    @classmethod
    def none(cls) -> Self:
        """No fact."""
        return cls(*([] for _ in fields(cls)))


_TYPES = {"prices": np.float64, "available": np.bool_, "reduced": np.bool_}
Arrays = dict[str, NDArray[Any]]


class Columns:
    """The facts of one view. Immutable but for the interned values, to which later versions only append."""

    def __init__(self) -> None:
        self.kinds = np.zeros(0, np.uint8)  # [rows] position in ALL_KINDS; 255 for a dead row
        self.ratings = np.zeros(0, np.float32)  # [rows] 0 where nobody rated
        self.brands = np.zeros(0, np.int32)  # [rows] number in values["brand"], -1 for none
        self.languages = np.zeros(0, np.int32)  # [rows]
        self.values: dict[str, dict[str, int]] = {
            name: {} for name in ("brand", "category", "colour", "size", "currency", "attribute", "language")
        }
        self.translated: dict[str, str] = {}  # a category in another language -> folded, as the shop writes it
        self.written: dict[str, dict[str, str]] = {name: {} for name in self.values}  # folded -> as the shop writes it
        self.arrays: Arrays = {f.name: np.zeros(0, _TYPES.get(f.name, np.int32)) for f in fields(_Facts)}
        self.popularity = np.zeros(0, np.float32)  # [rows] the rating, drawn to the usual one where few have rated
        self.topics: dict[str, tuple[int, ...]] = {}  # rows that say the same in several languages
        self.whole_codes: dict[str, tuple[int, ...]] = {}
        self.inside_codes: dict[str, tuple[int, ...]] = {}
        self.mentions: Counter[tuple[str, bool]] = Counter()  # (brand, whether the product is of it) -> titles
        self.pairs: Counter[tuple[str, str, bool]] = (
            Counter()
        )  # colour word, next word, whether the product has that colour

    @classmethod
    def build(cls, passages: Mapping[int, Passage]) -> Self:
        """From nothing."""
        return cls().changed(passages, ())

    def changed(self, added: Mapping[int, Passage], removed: Collection[int]) -> Self:
        """These columns with some rows more and others dead; the original may still be searched."""
        new = type(self)()
        new.values, new.written, new.translated = self.values, self.written, self.translated
        size = max(len(self.kinds), 1 + max(added, default=-1))
        new.kinds = _longer(self.kinds, size, _DEAD)
        new.ratings, new.brands = _longer(self.ratings, size, 0), _longer(self.brands, size, -1)
        new.languages = _longer(self.languages, size, -1)
        new.popularity, new.topics = _longer(self.popularity, size, 0), self.topics
        new.kinds[np.array([row for row in removed if row < len(self.kinds)], np.int64)] = _DEAD
        new.arrays, new.pairs = self.arrays, self.pairs
        new.whole_codes, new.inside_codes, new.mentions = self.whole_codes, self.inside_codes, self.mentions
        if added:
            new._take(added)
        return new

    def _take(self, added: Mapping[int, Passage]) -> None:
        facts = _Facts.none()
        offset = len(self.arrays["variant_rows"])
        for row, passage in added.items():
            self.kinds[row] = ALL_KINDS.index(passage.kind)
            self.languages[row] = self._number("language", passage.language)
            if passage.product is not None:
                self._product(row, passage.product, facts, offset)
        self.arrays = {
            name: np.concatenate((array, np.array(getattr(facts, name), array.dtype)))
            for name, array in self.arrays.items()
        }
        topics = {row: passage.topic for row, passage in added.items() if passage.topic}
        if topics:
            self.topics = dict(self.topics)
            for row, topic in topics.items():
                self.topics[topic] = (*self.topics.get(topic, ()), row)
        products = {row: passage.product for row, passage in added.items() if passage.product is not None}
        if products:
            self._codes(products)
            self._names(products.values())

    def _product(self, row: int, product: Product, facts: _Facts, offset: int) -> None:
        self.ratings[row] = product.rating or 0
        self.popularity[row] = popularity(product)
        if product.brand:
            self.brands[row] = self._number("brand", product.brand)
        for name in dict.fromkeys(product.categories):
            facts.category_rows.append(row)
            facts.categories.append(self._number("category", name))
        for translation in product.translations.values():
            if len(translation.categories) == len(product.categories):
                self.translated |= dict(
                    zip(map(fold, translation.categories), map(fold, product.categories), strict=True)
                )
        for name, value in product.attributes.items():
            for text in _texts(value):
                facts.attribute_rows.append(row)
                facts.attributes.append(self._number("attribute", f"{fold(name.replace('_', ' '))}={fold(text)}"))
        for variant in product.variants:
            for colour in _colours(product, variant):
                facts.colour_variants.append(offset + len(facts.variant_rows))
                facts.colours.append(self._number("colour", colour))
            size = next((value for name, value in variant.options.items() if _SIZE.search(name)), "")
            facts.variant_rows.append(row)
            facts.prices.append(float(variant.price.amount))
            facts.currencies.append(self._number("currency", variant.price.currency))
            facts.sizes.append(self._number("size", size) if size else -1)
            facts.available.append(variant.available)
            facts.reduced.append(variant.list_price is not None and variant.list_price.amount > variant.price.amount)

    def _number(self, kind: str, value: str) -> int:
        key = value if kind == "attribute" else fold(value)
        number = self.values[kind].setdefault(key, len(self.values[kind]))
        if kind != "attribute":
            self.written[kind].setdefault(key, value.strip())
        return number

    def _codes(self, products: Mapping[int, Product]) -> None:
        self.whole_codes, self.inside_codes = dict(self.whole_codes), dict(self.inside_codes)
        for row, product in products.items():
            for code, inside in codes_of(product):
                self.whole_codes[code] = (*self.whole_codes.get(code, ()), row)
                if inside:
                    self.inside_codes[code] = (*self.inside_codes.get(code, ()), row)

    def _names(self, products: Collection[Product]) -> None:
        """Learn from titles which brand names are nothing else, and which colour words name a thing instead."""
        mentions, pairs = Counter(self.mentions), Counter(self.pairs)
        brands = self.values["brand"]
        for product in products:
            words = surface_words(product.title)
            own = fold(product.brand)
            for phrase in {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}:
                if phrase in brands:
                    mentions[phrase, phrase == own] += 1
            known = {family for variant in product.variants for colour in _colours(product, variant, titles=False)
                     for family in families_in(fold(colour))}  # fmt: skip
            for word, following in pairwise(words):
                family = shade(word)
                if family is not None:
                    pairs[word, following, acceptable(known, family)] += 1
        self.mentions, self.pairs = mentions, pairs

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The values that living products have."""
        alive = self.kinds != _DEAD
        variants = alive[self.arrays["variant_rows"]]
        categories = alive[self.arrays["category_rows"]]
        colours = variants[self.arrays["colour_variants"]]
        counts = np.bincount(self.arrays["currencies"][variants], minlength=len(self.values["currency"]))
        currencies = self._living("currency", self.arrays["currencies"][variants])
        known = self._living("category", self.arrays["categories"][categories])
        order = sorted(currencies, key=lambda key: -counts[self.values["currency"][key]])
        return Vocabulary(
            brands={
                key: name
                for key, name in self._living("brand", self.brands[alive]).items()
                if self.mentions[key, False] <= (1 - _OWN_SHARE) * (self.mentions[key, True] + 1)
            },
            categories=known | {name: known[key] for name, key in self.translated.items() if key in known},
            colours=self._living("colour", self.arrays["colours"][colours]),
            sizes=self._living("size", self.arrays["sizes"][variants]),
            currencies=tuple(currencies[key] for key in order),
            named=frozenset(
                (word, following)
                for word, following, own in self.pairs
                if not own and self.pairs[word, following, False] > _NAMED * self.pairs[word, following, True]
            ),
        )

    def _living(self, kind: str, numbers: NDArray[Any]) -> dict[str, str]:
        keys = list(self.values[kind])
        return {keys[number]: self.written[kind][keys[number]] for number in np.unique(numbers).tolist() if number >= 0}

    def of_kind(self, kind: SearchKind) -> NDArray[np.bool_]:
        """Which rows hold a living passage of this kind."""
        rows: NDArray[np.bool_] = self.kinds == ALL_KINDS.index(kind)
        return rows

    def in_language(self, language: str) -> NDArray[np.bool_]:
        """Which rows are in this language."""
        rows: NDArray[np.bool_] = self.languages == self.values["language"].get(fold(language), -2)
        return rows

    def sibling(self, topic: str, language: str) -> int | None:
        """The living row that says the same in this language."""
        number = self.values["language"].get(fold(language), -2)
        rows = (row for row in self.topics.get(topic, ()) if self.kinds[row] != _DEAD and self.languages[row] == number)
        return next(rows, None)

    def code(self, query: str) -> CodeMatch | None:
        """The living products whose code a question names."""
        match = find_code(query, self.whole_codes, self.inside_codes)
        if match is None:
            return None
        rows = tuple(row for row in match.rows if row < len(self.kinds) and self.kinds[row] != _DEAD)
        return CodeMatch(rows, match.start, match.end) if rows else None

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Which rows hold a living product with a variant that satisfies everything."""
        fits = self.of_kind("product")
        if not filters:
            return fits
        some = np.zeros(len(self.kinds), np.bool_)
        some[self.arrays["variant_rows"][self._variants(filters)]] = True
        fits &= some
        if filters.brands:
            fits &= np.isin(self.brands, self._numbers("brand", filters.brands))
        if filters.not_brands:
            fits &= ~np.isin(self.brands, self._numbers("brand", filters.not_brands))
        if filters.categories:
            numbers = self._numbers("category", filters.categories)
            fits &= self._with("category_rows", np.isin(self.arrays["categories"], numbers))
        if filters.rating_min is not None:
            fits &= self.ratings >= filters.rating_min - 1e-6
        for name, value in filters.attributes.items():
            number = self.values["attribute"].get(f"{fold(name.replace('_', ' '))}={fold(value)}", -2)
            fits &= self._with("attribute_rows", self.arrays["attributes"] == number)
        return fits

    def _with(self, rows: str, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        having = np.zeros(len(self.kinds), np.bool_)
        having[self.arrays[rows][chosen]] = True
        return having

    def _variants(self, filters: Filters) -> NDArray[np.bool_]:
        arrays = self.arrays
        fits = np.ones(len(arrays["variant_rows"]), np.bool_)
        if filters.price_min is not None:
            fits &= arrays["prices"] >= float(filters.price_min) - 1e-9
        if filters.price_max is not None:
            fits &= arrays["prices"] <= float(filters.price_max) + 1e-9
        if filters.currency:
            fits &= arrays["currencies"] == self.values["currency"].get(fold(filters.currency), -2)
        if filters.sizes:
            fits &= np.isin(arrays["sizes"], self._numbers("size", filters.sizes))
        if filters.in_stock:
            fits &= arrays["available"]
        if filters.on_sale:
            fits &= arrays["reduced"]
        if filters.colours:
            fits &= self._coloured(filters.colours)
        if filters.not_colours:
            fits &= ~self._coloured(filters.not_colours)
        return fits

    def _coloured(self, asked: Collection[str]) -> NDArray[np.bool_]:
        numbers = [number for colour in asked for number in self._shades(fold(colour))]
        having = np.zeros(len(self.arrays["variant_rows"]), np.bool_)
        having[self.arrays["colour_variants"][np.isin(self.arrays["colours"], numbers)]] = True
        return having

    def _shades(self, asked: str) -> Iterator[int]:
        """The shop's colours that will do: of a family all its shades, of a shade that the shop has only that one."""
        family = shade(asked)
        exact = asked in self.values["colour"] and family != asked
        for value, number in list(self.values["colour"].items()):
            if value == asked or (not exact and family is not None and acceptable(families_in(value), family)):
                yield number

    def _numbers(self, kind: str, names: Collection[str]) -> list[int]:
        return [self.values[kind].get(fold(name), -2) for name in names]

    def save(self, folder: Path) -> None:
        """Nothing: columns are made from the passages faster than they would be read."""

    @classmethod
    def load(cls, folder: Path, passages: Mapping[int, Passage]) -> Self:  # noqa: ARG003 nothing was saved
        """From the passages of the snapshot."""
        return cls.build(passages)


def popularity(product: Product) -> float:
    """The mean rating in 0..1, drawn to the usual one where few have rated."""
    count = product.rating_count if product.rating is not None else 0
    return ((product.rating or 0) * count + _USUAL_RATING * _RATINGS) / (count + _RATINGS) / 5


def _longer(array: NDArray[Any], size: int, fill: float) -> NDArray[Any]:
    longer = np.full(size, fill, array.dtype)
    longer[: len(array)] = array
    return longer


def _texts(value: AttributeValue) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif isinstance(value, str):
        yield value
    else:
        yield f"{value:g}"


def _colours(product: Product, variant: Variant, *, titles: bool = True) -> Iterator[str]:
    """A variant's colours: of its options, else of the product's attributes, else named in the title."""
    found = [value for name, value in variant.options.items() if _COLOUR.search(name)]
    if not found:
        given = [value for name, value in product.attributes.items() if _COLOUR.search(name)]
        found = [part for value in given for text in _texts(value) for part in re.split(r"[,;]", text)]
        found = [part for part in found if families_in(fold(part))]
    if not found and titles:
        found = list(families_in(fold(product.title)))
    return (value.strip() for value in found if value.strip())

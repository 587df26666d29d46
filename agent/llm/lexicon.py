"""The words by which customers name a shop's products: which products does a message mention?

Titles, brands, models and codes in every language of the catalogue, kept up to date product by product. A mention is
found by the words it shares with a title, rare words weighing most, with room for typos; English words by their stems,
Chinese by pairs of characters.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge_base.schema import Product, ProductId
from retrieval.codes import codes_of, normalise_code
from retrieval.tokens import ASKING, CHINESE_STOPWORDS, STOPWORDS, stem
from retrieval.vocabulary import Vocabulary, fold

_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:['’][a-z]+)?")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BRAND_WEIGHT = 0.5  # of a brand's words beside a title's: many products share them
_COMMON = 400  # a word of more products than this cannot bring one up, only confirm it
_TYPO_FROM = 5  # characters of a word that may hold a typo; one in shorter words makes another word
_TYPO_SCORE = 0.8  # of a word that fits but for a typo
_LEAST = 0.3  # of a title's weight must be named
_PAIR = 0.6  # of the pairs of a Chinese title lie inside words, the others across two that nobody says together
_KEPT = 5
_CODE_WORDS = 3
_SURE, _AHEAD = 0.6, 0.1
_IDLE = STOPWORDS | ASKING | {"price", "size", "colour", "color", "cost", "order", "product", "item", "review", "cheap"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a message that names products, best first, with how much of each one's name was said (0 to 1)."""

    products: tuple[tuple[ProductId, float], ...]
    text: str
    start: int
    end: int
    words: int = 1  # of a name that were said
    code: bool = False  # named by its SKU, barcode, model number or id

    @property
    def product(self) -> ProductId | None:
        """The one product that is meant, if there is one: most of its name was said, or two words that only it has."""
        (best, score), *others = self.products
        ahead = not others or score - others[0][1] >= _AHEAD
        return best if ahead and (self.code or score >= _SURE or self.words >= 2) else None


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a product: the weight of each of its words is found in the lexicon, times its factor."""

    words: frozenset[str]
    brand: frozenset[str]


class Lexicon:
    """The names of products. Safe to use from any thread while it changes."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._lock = RLock()
        self._names: dict[ProductId, tuple[_Name, ...]] = {}
        self._products: dict[ProductId, Product] = {}
        self._postings: dict[str, set[ProductId]] = defaultdict(set)
        self._codes: dict[str, set[ProductId]] = defaultdict(set)
        self._by_letter: dict[str, set[str]] = defaultdict(set)
        self._vocabulary: Vocabulary | None = None
        for product in products:
            self.put(product)

    def __len__(self) -> int:
        return len(self._products)

    def put(self, product: Product) -> None:
        """Add a product, or replace the one with its id."""
        names = tuple(_names(product))
        with self._lock:
            self.drop(product.id)
            self._products[product.id] = product
            self._names[product.id] = names
            for word in {word for name in names for word in name.words | name.brand}:
                self._postings[word].add(product.id)
                self._by_letter[word[0]].add(word)
            for code, _ in codes_of(product):
                self._codes[code].add(product.id)
            self._vocabulary = None

    def drop(self, product: ProductId) -> None:
        """Forget a product; nothing happens if it isn't known."""
        with self._lock:
            known = self._products.pop(product, None)
            if known is None:
                return
            for word in {word for name in self._names.pop(product) for word in name.words | name.brand}:
                self._postings[word].discard(product)
                if not self._postings[word]:
                    del self._postings[word]
                    self._by_letter[word[0]].discard(word)
            for code, _ in codes_of(known):
                self._codes[code].discard(product)
                if not self._codes[code]:
                    del self._codes[code]
            self._vocabulary = None

    @property
    def vocabulary(self) -> Vocabulary:
        """The values that the products have, for reading filters."""
        with self._lock:
            if self._vocabulary is None:
                self._vocabulary = _vocabulary(self._products.values())
            return self._vocabulary

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The products that a text names, in the order of the text. By code first; then the best stretch of words."""
        with self._lock:
            coded = list(self._coded(text))
            words = [word for word in _words(text) if not any(m.start < word.end and word.start < m.end for m in coded)]
            named = list(self._named(text, words))
        ids = {product for mention in coded for product, _ in mention.products}
        named = [mention for mention in named if mention.products[0][0] not in ids]  # "the kettle HM-0001" is one
        return tuple(sorted([*coded, *named], key=lambda mention: mention.start))

    def _coded(self, text: str) -> Iterator[Mention]:
        pieces = [match.span() for match in _CODE.finditer(text)]
        place = 0
        while place < len(pieces):
            for width in range(min(_CODE_WORDS, len(pieces) - place), 0, -1):
                start, end = pieces[place][0], pieces[place + width - 1][1]
                key = normalise_code(text[start:end])
                if len(key) >= 4 and any(character.isdigit() for character in key) and key in self._codes:
                    ids = tuple((product, 1.0) for product in sorted(self._codes[key])[:_KEPT])
                    yield Mention(ids, text[start:end], start, end, words=width, code=True)
                    place += width - 1
                    break
            place += 1

    def _named(self, text: str, words: Sequence[_Word]) -> Iterator[Mention]:
        """Stretches of words that name products: the best one, then the best of the words beside it, and so on."""
        said = {word: self._known(word.key) for word in words}
        rest = [word for word in words if said[word][0]]
        while rest:
            found = self._best(said, rest)
            if found is None:
                return
            ranked, used = found
            start, end = used[0].start, used[-1].end
            yield Mention(ranked, text[start:end], start, end, words=len({said[word][0] for word in used}))
            rest = [word for word in rest if word.end <= used[0].start or word.start >= used[-1].end]

    def _best(
        self, said: dict[_Word, tuple[str, float]], words: Sequence[_Word]
    ) -> tuple[tuple[tuple[ProductId, float], ...], list[_Word]] | None:
        """The products of the best stretch of words, best first, and the words of that stretch."""
        ranked = self._ranked(said, words)
        if not ranked:
            return None
        names = self._names[ranked[0][0]]
        used = _stretch([w for w in words if any(said[w][0] in name.words | name.brand for name in names)])
        ranked = self._ranked(said, used)
        return (tuple(ranked[:_KEPT]), used) if ranked else None

    def _ranked(self, said: dict[_Word, tuple[str, float]], words: Sequence[_Word]) -> list[tuple[ProductId, float]]:
        candidates: set[ProductId] = set()
        for key in {said[word][0] for word in words}:
            if len(self._postings[key]) <= max(_COMMON, len(self._products) // 50):
                candidates |= self._postings[key]
        scored = [(product, round(self._score(product, said, words), 4)) for product in candidates]
        return sorted(((p, score) for p, score in scored if score >= _LEAST), key=lambda pair: (-pair[1], pair[0]))

    def _score(self, product: ProductId, said: dict[_Word, tuple[str, float]], words: Sequence[_Word]) -> float:
        """How much of the product's name was said, by its best name."""
        best = 0.0
        fits = dict(said[word] for word in words)
        for name in self._names[product]:
            whole = sum(self._weight(word) * (_PAIR if _HAN.match(word) else 1.0) for word in name.words)
            heard = sum(self._weight(word) * fits.get(word, 0.0) for word in name.words)
            bonus = _BRAND_WEIGHT * sum(self._weight(word) * fits.get(word, 0.0) for word in name.brand - name.words)
            if heard and whole:
                best = max(best, min(1.0, (heard + bonus) / whole))
        return best

    def _weight(self, word: str) -> float:
        """Rare words tell products apart."""
        return math.log(1 + (len(self._products) + 1) / (1 + len(self._postings.get(word, ()))))

    def _known(self, word: str) -> tuple[str, float]:
        """The word of the lexicon that is meant, and how well it fits; an empty one if none is near."""
        if word in self._postings:
            return word, 1.0
        if len(word) < _TYPO_FROM or _HAN.match(word) or any(character.isdigit() for character in word):
            return "", 0.0
        allowed = 1 if len(word) < 8 else 2
        near = [known for known in self._by_letter.get(word[0], ()) if abs(len(known) - len(word)) <= allowed]
        best = process.extractOne(word, sorted(near), scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
        return (best[0], _TYPO_SCORE) if best else ("", 0.0)


def _stretch(words: list[_Word]) -> list[_Word]:
    """The words from the first to the last that stand near each other; a stray one far away is left out."""
    runs: list[list[_Word]] = [[words[0]]]
    for word in words[1:]:
        if word.start - runs[-1][-1].end > 25:
            runs.append([])
        runs[-1].append(word)
    return max(runs, key=len)


def _names(product: Product) -> Iterator[_Name]:
    titles = [product.title, *(translation.title for translation in product.translations.values())]
    brand = frozenset(word.key for word in _words(product.brand))
    for title in titles:
        if words := frozenset(word.key for word in _words(title)):
            yield _Name(words - brand or words, brand)


def _words(text: str) -> Iterator[_Word]:
    """What a text is compared by, with places; words that only ask are left out."""
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if not _HAN.match(word):
            word = word.split("'")[0].split("’")[0]
            if word not in _IDLE and stem(word) not in _IDLE:
                yield _Word(stem(word), *match.span())
            continue
        for place in range(max(1, len(word) - 1)):
            pair = word[place : place + 2]
            if pair not in CHINESE_STOPWORDS and not (len(pair) == 1 and len(word) > 1):
                yield _Word(pair, match.start() + place, match.start() + place + len(pair))


def _vocabulary(products: Iterable[Product]) -> Vocabulary:
    values: dict[str, dict[str, str]] = {"brands": {}, "categories": {}, "colours": {}, "sizes": {}}
    currencies: dict[str, int] = defaultdict(int)
    for product in products:
        if product.brand:
            values["brands"].setdefault(fold(product.brand), product.brand)
        for category in product.categories:
            values["categories"].setdefault(fold(category), category)
        for translation in product.translations.values():
            for category, original in zip(translation.categories, product.categories, strict=False):
                values["categories"].setdefault(fold(category), original)
        for variant in product.variants:
            currencies[variant.price.currency] += 1
            for option, kind in (("colour", "colours"), ("size", "sizes")):
                if value := variant.options.get(option):
                    values[kind].setdefault(fold(value), value)
    return Vocabulary(
        brands=values["brands"],
        categories=values["categories"],
        colours=values["colours"],
        sizes=values["sizes"],
        currencies=tuple(sorted(currencies, key=lambda code: -currencies[code])),
    )

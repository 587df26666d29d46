"""The catalogue's names and values as the agent needs them at hand, kept up to date from the store's change log."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence

from agent.grounding.names import Names
from agent.llm.lexicon import Lexicon
from agent.tools.browsing import Placed
from agent.tools.relevance import head_of, named_kinds, sold_kinds
from agent.tools.topics import Topics
from knowledge_base.schema import DocumentId, FaqId, Product, ProductId
from knowledge_base.store import Change, Kind, Store
from retrieval import filters
from retrieval.search import Filters

_EVERY = 0.5  # seconds between looks at the change log
_LARGE, _LARGE_EVERY = 5000, 60.0  # products from which the names are indexed anew at most so often

_WORD = re.compile(r"[^\W\d_]+")
_OWN = 4  # letters of a word that can be a name of its own


def _first_word(title: str) -> str:
    found = _WORD.search(title)
    return found[0].casefold() if found else ""


def _paths(product: Product) -> dict[str, tuple[str, ...]]:
    """A product's categories by language, its own first."""
    paths = {str(product.language): product.categories}
    return paths | {str(key): words.categories for key, words in product.translations.items() if words.categories}


class Shelf:
    """What products are called and by what they are told apart. Safe from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lexicon = Lexicon()
        self._words: dict[ProductId, tuple[tuple[str, ...], str, tuple[str, ...]]] = {}
        self._placed: dict[str, Placed] = {}
        self._kinds: dict[ProductId, frozenset[str]] = {}
        self._sold: frozenset[str] = frozenset()
        self._first: dict[str, set[ProductId]] = {}
        self._names = Names(())
        self._topics = Topics()
        self._lock = threading.RLock()
        self._seen = 0
        self._looked = self._named = float("-inf")
        self.follow()

    def follow(self) -> None:
        """Take in what has changed in the store, unless that was just done."""
        if time.monotonic() - self._looked < _EVERY or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            changes = list(self._store.changes(self._seen)) if self._store.last_change() > self._seen else []
            if changes:
                self._take([ProductId(change.id) for change in changes if change.kind is Kind.PRODUCT])
                self._take_texts([change for change in changes if change.kind in {Kind.FAQ, Kind.DOCUMENT}])
                self._seen = changes[-1].sequence
        finally:
            self._lock.release()

    def _take(self, ids: Sequence[ProductId]) -> None:
        for key in ids:
            self._lexicon.drop(key)
            self._placed.pop(key, None)
            self._kinds.pop(key, None)
            if gone := self._words.pop(key, None):
                self._first.get(_first_word(gone[0][0]), set()).discard(key)
        for product in self._store.products(ids):
            self._lexicon.put(product)
            self._first.setdefault(_first_word(product.title), set()).add(product.id)
            translations = product.translations.values()
            self._placed[product.id] = Placed(product.brand, _paths(product))
            self._kinds[product.id] = sold_kinds(product)
            self._words[product.id] = (
                (product.title, *(its.title for its in translations)),
                product.brand,
                (*product.categories, *(category for its in translations for category in its.categories)),
            )
        if len(self._words) < _LARGE or time.monotonic() - self._named > _LARGE_EVERY:
            self._named = time.monotonic()
            self._sold = frozenset().union(*self._kinds.values())
            self._names = Names(
                [title for titles, _, _ in self._words.values() for title in titles],
                {brand for _, brand, _ in self._words.values()},
                {category for _, _, categories in self._words.values() for category in categories},
            )

    def _take_texts(self, changes: Sequence[Change]) -> None:
        for change in changes:
            faq = change.kind is Kind.FAQ
            record = self._store.faq_entry(FaqId(change.id)) if faq else self._store.document(DocumentId(change.id))
            if record is None:
                self._topics.drop(change.kind.value, change.id)
            else:
                self._topics.put(record)

    def topics(self) -> Topics:
        """What the FAQ and the documents tell."""
        self.follow()
        return self._topics

    def placed(self) -> Mapping[str, Placed]:
        """Where every product stands, by id; a copy, so that it may be read while products change."""
        self.follow()
        with self._lock:
            return dict(self._placed)

    def kinds(self, text: str) -> frozenset[str]:
        """The kinds of things in a text that the shop sells, in stems."""
        self.follow()
        return named_kinds(text, self._sold)

    def names(self) -> Names:
        """What the guard knows as names of products."""
        self.follow()
        return self._names

    def mentions(self, text: str) -> tuple[tuple[str, float], ...]:
        """Ids of the products that a text names beyond doubt, with how much of the name was said, 0..1."""
        self.follow()
        found = [(mention.product, mention.products[0][1]) for mention in self._lexicon.mentions(text)]
        head = head_of(text) & self._sold
        return tuple(
            {product: share for product, share in found if product and not self._goes_with(head, product)}.items()
        )

    def _goes_with(self, head: set[str], product: ProductId) -> bool:
        """Whether a thing that is asked for is no such product, and only goes with it: "a case for the Lark 6"."""
        return bool(head) and not head & self._kinds.get(product, frozenset())

    def proper(self, text: str) -> tuple[str, ...]:
        """Ids of the products whose own name, the first word of its title alone, a text says.

        A word within another product's whole title is no name: "Denim" in "Oldbridge Denim Jacket".
        """
        self.follow()
        folded = text.casefold()
        found: list[ProductId] = []
        end = 0  # of the last whole title
        for match in _WORD.finditer(folded):
            ids = self._first.get(match[0], set())
            if match.start() < end or not ids or len(match[0]) < _OWN:
                continue
            whole = [(len(title), key) for key in ids if folded.startswith(title := self._title(key), match.start())]
            if whole:
                length, key = max(whole)
                end = match.start() + length
                found.append(key)
            elif len(ids) == 1:
                found += ids
        head = head_of(text) & self._sold
        return tuple(dict.fromkeys(key for key in found if not self._goes_with(head, key)))

    def _title(self, key: ProductId) -> str:
        return self._words[key][0][0].casefold()

    def split(self, text: str) -> tuple[Filters, str]:
        """The filters in a text and the rest of it."""
        return filters.read(text, self._lexicon.vocabulary)

    def stocked(self) -> bool:
        """Whether there is any product."""
        return bool(self._words)

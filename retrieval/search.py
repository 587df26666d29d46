"""The face of search: a query and filters in, hits with scores and sources out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from knowledge_base.schema import Language, Product

SearchKind = Literal["product", "faq", "document"]
ALL_KINDS: tuple[SearchKind, ...] = ("product", "faq", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a product must satisfy. Empty and None leave a side open; several values mean any of them.

    Colours, sizes, brands and categories are the canonical values of the catalogue (see `retrieval.filters`). Filters
    on options (colour, size), price and stock must hold for one and the same variant.
    """

    price_min: Decimal | None = None
    price_max: Decimal | None = None
    currency: str | None = None
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    rating_min: float | None = None
    in_stock: bool = False
    on_sale: bool = False  # sold below its list price
    not_colours: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPrice:
    """A price that was asked for in another currency than the shop's.

    Named plainly ("500 yuan"), it is not applied; named loosely ("500块"), it is taken as the shop's own.
    `retrieval.wording.describe_foreign` says so.
    """

    price_min: Decimal | None
    price_max: Decimal | None
    currency: str  # that was named
    shop: tuple[str, ...]  # currencies that prices are in, commonest first
    applied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a hit's words come from, precise enough to cite."""

    kind: SearchKind
    id: str  # the shop's own id
    title: str
    headings: tuple[str, ...] = ()
    page: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result. `text` is what the source says: a description, an answer or a section."""

    id: str  # the shop's own id
    kind: SearchKind
    score: float  # comparable within one result, higher is better
    title: str
    text: str
    source: Source
    language: Language
    similarity: float = 0.0  # cosine of dense vectors in -1..1, comparable between queries
    product: Product | None = None
    exact: bool = False  # the query named its id, SKU, barcode or model number


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits, best first, with what was understood and done to find them."""

    hits: tuple[Hit, ...]
    filters: Filters  # applied
    relaxed: tuple[str, ...] = ()  # names of filters dropped because nothing fitted, in order
    query: str = ""  # what was searched after filter words were taken out
    corrected: str | None = None  # the query with typos mended, if any were
    foreign_price: ForeignPrice | None = None  # worth a word to the customer


class Searcher(Protocol):
    """Finds products, FAQ entries and pieces of documents. Safe to call from any thread."""

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        k: int = 10,
        *,
        kinds: Sequence[SearchKind] = ALL_KINDS,
        language: Language | None = None,
        read_filters: bool = True,
    ) -> SearchResult:
        """The k best hits.

        Args:
            query: the customer's words, any language; up to 2,000 characters count.
            filters: what must hold; joined with those read from the words.
            k: how many hits, 1..1000.
            kinds: what to look among.
            language: prefer answers and documents in this language; None: the query's own.
            read_filters: whether "under $50", "blue", "size 42" in the words become filters.

        Raises:
            QueryError: an empty query without filters, k out of range, or a filter that contradicts itself.
        """

"""What the tools give back: typed, JSON-able facts that the model reads and the reply is checked against."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from retrieval.search import Filters

Value = bool | int | float | str | tuple[str, ...]


class Facts(BaseModel):
    """Base of everything that a tool may say."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="null")

    def artifact(self) -> dict[str, Any]:
        """As it is kept with the messages: without what is the same in every result, so that histories stay small."""
        kept = self.model_dump(mode="json", exclude_defaults=True)
        return {"type": self.type, **kept} if hasattr(self, "type") else kept


class VariantFacts(Facts):
    """One thing that can be bought. Options are canonical; `ProductFacts.labels` has their display form."""

    sku: str
    price: Decimal
    list_price: Decimal | None = None
    options: dict[str, str] = Field(default_factory=dict)
    stock: int | None = None

    @property
    def available(self) -> bool:
        """Whether it can be bought now."""
        return self.stock is None or self.stock > 0


class Reason(Facts):
    """Why a product fits what was asked: a fact of it. `kind` says which: "attribute", "feature", "price", ..."""

    kind: str
    name: str = ""
    value: str = ""


class ProductFacts(Facts):
    """A product in one language. Search results leave `description` empty and `attributes` to what matters."""

    id: str
    title: str
    currency: str
    price: Decimal  # the lowest
    price_max: Decimal  # the highest
    list_price: Decimal | None = None  # of the cheapest variant, before its reduction
    brand: str = ""
    categories: tuple[str, ...] = ()  # widest first
    shelf: tuple[str, ...] = ()  # the categories as filters know them, where `categories` are a translation
    description: str = ""
    attributes: dict[str, Value] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)  # canonical name or value of an option -> as displayed
    options: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # canonical, in the catalogue's order
    variants: tuple[VariantFacts, ...] = ()
    stock: int | None = None
    available: bool = True
    rating: float | None = None
    rating_count: int = 0
    picture: str | None = None
    alt: str = ""
    url: str | None = None
    aliases: tuple[str, ...] = ()  # titles in other languages
    reasons: tuple[Reason, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The categories as filters know them."""
        return self.shelf or self.categories

    def label(self, value: str) -> str:
        """How an option's name or value is displayed."""
        return self.labels.get(value, value)


class Found(Facts):
    """The result of `search_products`."""

    type: Literal["found"] = "found"
    query: str  # what was searched once filter words were taken out
    asked: str = ""  # the same without what is ruled out and who it is for
    nobody: str = ""  # the audience that was asked for and that nothing here is made for
    corrected: str | None = None
    filters: Filters = Filters()  # that were applied
    applied: tuple[str, ...] = ()  # in words
    relaxed: tuple[str, ...] = ()  # names of filters that were dropped because nothing fitted
    dropped: tuple[str, ...] = ()  # those in words
    sizing: str = ""  # what a size in another system was taken as, in words
    currency: str = ""  # what became of a price in another currency than the shop's, in words
    sort: str = "relevance"
    near: bool = False  # nothing fitted well; these are the nearest
    unmet: tuple[str, ...] = ()  # words that ask for something which no product here has
    without: tuple[str, ...] = ()  # what products must not have, in words; none that names it is here
    taste: bool = False  # that is a matter of taste, and no allergy
    remembered: bool = False  # it was told in an earlier message
    unconfirmed: bool = False  # of some of these the listing does not say that they are without it
    products: tuple[ProductFacts, ...] = ()
    categories: tuple[str, ...] = ()  # that the hits fall into, most frequent first
    audiences: tuple[str, ...] = ()  # whom the hits are for: "women", "kids", ...

    @property
    def narrow(self) -> bool:
        """Whether more than a kind of thing was asked."""
        return bool(replace(self.filters, categories=()))


class Matched(Facts):
    """A fact of a product that answers a question about it. `name` is "" for a sentence of its description."""

    name: str
    value: Value
    score: float


class ReviewFacts(Facts):
    """What a customer wrote of a product."""

    text: str
    rating: int | None = None
    language: str = "en"


class Avoided(Facts):
    """Something that a customer avoids or asks about, and what a listing says of it."""

    what: str
    state: Literal["contains", "free", "unsaid"]
    product: str
    told: bool = False  # in an earlier message, to be kept to


class Detail(Facts):
    """The result of `get_product`."""

    type: Literal["detail"] = "detail"
    asked: str
    question: str = ""
    product: ProductFacts | None = None
    matched: tuple[Matched, ...] = ()
    others: tuple[ProductFacts, ...] = ()  # what else the words may have meant
    reviews: tuple[ReviewFacts, ...] = ()  # where the question is about them
    avoided: tuple[Avoided, ...] = ()


class Row(Facts):
    """One line of a comparison: a fact's name and each product's value, None where the listing does not say."""

    name: str
    values: tuple[Value | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the products differ in it."""
        return len({str(value) for value in self.values}) > 1


class Comparison(Facts):
    """The result of `compare_products`."""

    type: Literal["comparison"] = "comparison"
    products: tuple[ProductFacts, ...] = ()
    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()  # what was asked for and not found
    avoided: tuple[Avoided, ...] = ()


class Passage(Facts):
    """A piece of the shop's own words. `quotes` are the sentences that answer."""

    number: int
    kind: Literal["faq", "document"]
    id: str
    title: str
    text: str
    quotes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    page: int | None = None
    url: str | None = None
    language: str = "en"


class Answer(Facts):
    """The result of `answer_question`. Without `passages` the shop's words do not answer the question."""

    type: Literal["answer"] = "answer"
    question: str
    passages: tuple[Passage, ...] = ()
    confidence: float = 0.0
    hedged: bool = False  # whether the passages only come near
    near: tuple[str, ...] = ()  # titles that come near, when nothing answers


class ShelfFacts(Facts):
    """A brand or a kind of thing, with how many products it has."""

    name: str
    count: int


class Shelves(Facts):
    """The result of `browse_catalogue`. Without `total` the shop has nothing of what was asked."""

    type: Literal["shelves"] = "shelves"
    facet: Literal["brands", "categories"]
    of: str = ""  # the kind of thing, or the brand, as the catalogue calls it; "" for the whole shop
    brand: str = ""  # where `of` is a brand
    total: int = 0  # products
    distinct: int = 0  # brands or kinds in all, of which `shelves` may hold only the fullest
    shelves: tuple[ShelfFacts, ...] = ()


class Handed(Facts):
    """The result of `hand_off`: what the customer may be told. "unavailable": the shop has nobody to ask from here."""

    type: Literal["handed"] = "handed"
    state: Literal["waiting", "nobody", "message", "taken", "unavailable"]
    reason: str
    words: str = ""
    summary: str = ""
    new: bool = False


class OrderAnswer(Facts):
    """The result of a tool about orders: sentences in the customer's language, made from records by the shop's code.

    `need` says what is asked of the customer next: "order", "items", "new", "reason", "address", "payment", "phone",
    "email", "code", "facts" or "consent".
    """

    type: Literal["order"] = "order"
    action: str
    outcome: Literal["told", "ask", "identify", "refused", "proposed", "done", "declined", "open", "none"]
    need: str = ""
    lead: str = ""
    said: tuple[str, ...] = ()  # sentences
    rows: tuple[str, ...] = ()  # a list below them
    ask: str = ""  # the question at the end
    choices: tuple[str, ...] = ()  # short answers to tap
    wish: dict[str, Any] = Field(default_factory=dict)  # what is known of what is wanted
    values: tuple[str, ...] = ()  # words of which an answer to `ask` may be made
    proposal: str = ""
    title: str = ""
    effect: str = ""
    expires: str = ""  # ISO 8601, UTC
    settled: tuple[tuple[str, str], ...] = ()  # proposals and what became of them
    passages: tuple[Passage, ...] = ()  # of the shop's policy, that the answer rests on
    can_help: bool = False  # nothing more can be done here; a person may


AnyResult = Found | Detail | Comparison | Answer | Shelves | Handed | OrderAnswer
Result = Annotated[AnyResult, Field(discriminator="type")]
_results: TypeAdapter[AnyResult] = TypeAdapter(Result)


def read_result(artifact: object) -> AnyResult | None:
    """The typed result of a stored artifact; None for anything else, such as a failed call's."""
    if not isinstance(artifact, dict):
        return None
    try:
        return _results.validate_python(artifact)
    except ValidationError:
        return None

"""What HTTP clients send and get: the bodies of /api, strict about unknown fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from agent.service.frames import ConversationKey, MessageKey, Token, UploadKey
from agent.service.wire import picture_url
from agent.service.words import Words
from knowledge_base.schema import Product
from retrieval.search import ALL_KINDS, Filters, Hit, SearchKind, SearchResult
from retrieval.wording import describe_foreign


class Json(Response):
    """JSON by orjson, which knows dataclasses."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The body."""
        return orjson.dumps(content)


Word = Annotated[Words, Field(min_length=1, max_length=200)]
Price = Annotated[Decimal, Field(ge=0, le=10**12)]


class Body(BaseModel):
    """A JSON body; a field that is not declared is refused by name."""

    model_config = ConfigDict(extra="forbid")


class AnswerBody(Body):
    """Yes or no to what a `confirm` event asks, by its proposal."""

    proposal: MessageKey
    agree: bool


class ChatBody(Body):
    """One message to the shop."""

    text: Words
    conversation: ConversationKey | None = None
    locale: Literal["en", "zh"] | None = None
    id: MessageKey | None = Field(None, description="The same id again is the same message")
    attachments: list[UploadKey] = Field(default=[], max_length=4)
    page: Annotated[Words, Field(max_length=200)] | None = None
    identity: Token | None = Field(None, description="A token in which the shop's site says who the customer is")
    answer: AnswerBody | None = None


class ChatReply(BaseModel):
    """The answer; `events` are the turn's frames as the chat socket sends them."""

    conversation: str
    reply: str
    events: list[dict[str, Any]]


class FilterBody(Body):
    """What a product must satisfy."""

    price_min: Price | None = None
    price_max: Price | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    colours: list[Word] = Field(default=[], max_length=50)
    sizes: list[Word] = Field(default=[], max_length=50)
    brands: list[Word] = Field(default=[], max_length=50)
    categories: list[Word] = Field(default=[], max_length=50)
    rating_min: Annotated[float, Field(ge=0, le=5)] | None = None
    in_stock: bool = False
    attributes: dict[Word, Word] = Field(default={}, max_length=50)

    def filters(self) -> Filters:
        """The same as search takes it."""
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in self}
        return Filters(**values)


class SearchBody(Body):
    """A search."""

    query: Annotated[Words, Field(max_length=10_000)] = ""
    filters: FilterBody | None = None
    k: Annotated[int, Field(ge=1, le=1000)] = 10
    kinds: Annotated[list[SearchKind], Field(min_length=1)] = list(ALL_KINDS)
    language: Literal["en", "zh"] | None = None


def search_reply(result: SearchResult, language: str) -> dict[str, Any]:
    """A search result as JSON."""
    return {
        "hits": [_hit(hit) for hit in result.hits],
        "filters": _filters(result.filters),
        "relaxed": result.relaxed,
        "foreign_price": describe_foreign(result.foreign_price, language) or None,
        "query": result.query,
        "corrected": result.corrected,
    }


def _filters(filters: Filters) -> dict[str, Any]:
    """Only what is asked for."""
    values = {name: getattr(filters, name) for name in FilterBody.model_fields}
    return {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value not in (None, (), {}, False)
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "score": hit.score,
        "title": hit.title,
        "text": hit.text,
        "language": hit.language,
        "similarity": hit.similarity,
        "exact": hit.exact,
        "source": hit.source,
        "product": _product(hit.product) if hit.product is not None else None,
    }


def _product(product: Product) -> dict[str, Any]:
    cheapest = min(product.variants, key=lambda variant: variant.price.amount)
    picture = cheapest.picture or (product.pictures[0].path if product.pictures else None)
    return {
        "title": product.title,
        "brand": product.brand,
        "categories": product.categories,
        "price": str(cheapest.price.amount),
        "currency": cheapest.price.currency,
        "picture": picture_url(picture),
        "url": product.url,
        "rating": product.rating,
        "rating_count": product.rating_count,
        "available": any(variant.available for variant in product.variants),
    }

"""What comes with a finished reply: product cards, citations and quick replies.

The embedded model says in its message which; for a language model they follow from its words and its tools' results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage

from agent.events import Card, Citation, Event, NeedsConfirmation, QuickReplies, Settled
from agent.llm.meta import Meta, meta_of
from agent.tools.money import plain
from agent.tools.results import Answer, Comparison, Detail, Found, OrderAnswer, Passage, ProductFacts, read_result
from retrieval.search import Source

_MARK = re.compile(r"\[(\d{1,2})\]")
_CARDS = 4
_UNNAMED_CARDS = 3  # of a search whose results the reply does not name


def closing(answer: AIMessage, results: Sequence[ToolMessage]) -> Iterator[Event]:
    """The events after the words."""
    read = [result for message in results if (result := read_result(message.artifact))]
    products = _products(read)
    quoted = [result for result in read if isinstance(result, Answer | OrderAnswer)]
    passages = {passage.number: passage for result in quoted for passage in result.passages}
    meta = meta_of(answer)
    text = str(answer.text)
    for product in _shown(meta, text, read, products):
        yield card(product)
    yield from _citations(meta, text, passages)
    yield from _proposals(read)
    if meta and meta.quick_replies:
        yield QuickReplies(choices=meta.quick_replies)


def _proposals(results: Sequence[Any]) -> Iterator[Event]:
    """What waits for a yes from now on, and what waits no longer."""
    for result in results:
        if isinstance(result, OrderAnswer):
            for proposal, state in result.settled:
                yield Settled(proposal=proposal, state=state)
            if result.outcome == "proposed":
                yield NeedsConfirmation(
                    proposal=result.proposal,
                    action=result.action,
                    effect=result.effect,
                    title=result.title,
                    expires=result.expires,
                )


def _products(results: Sequence[Any]) -> Mapping[str, ProductFacts]:
    products: dict[str, ProductFacts] = {}
    for result in results:
        if isinstance(result, Found | Comparison):
            products |= {product.id: product for product in result.products}
        elif isinstance(result, Detail) and result.product:
            products[result.product.id] = result.product
    return products


def _shown(
    meta: Meta | None, text: str, results: Sequence[Any], products: Mapping[str, ProductFacts]
) -> Sequence[ProductFacts]:
    if meta is not None:
        return [products[key] for key in meta.cards if key in products]
    named = [product for product in products.values() if product.title.casefold() in text.casefold()]
    if named:
        return sorted(named, key=lambda product: text.casefold().index(product.title.casefold()))[:_CARDS]
    found = [result for result in results if isinstance(result, Found) and not result.near]
    return found[-1].products[:_UNNAMED_CARDS] if found and text else ()


def _citations(meta: Meta | None, text: str, passages: Mapping[int, Passage]) -> Iterator[Citation]:
    """One for each number in the words; `meta.citations` says which passage the embedded model gave which number."""
    numbers = dict.fromkeys(int(number) for number in _MARK.findall(text))
    for number in numbers:
        passage = passages.get(meta.citations.get(str(number), 0) if meta is not None else number)
        if passage:
            yield Citation(number=number, source=_source(passage), quote=" ".join(passage.quotes) or passage.text)


def _source(passage: Passage) -> Source:
    return Source(
        kind=passage.kind,
        id=passage.id,
        title=passage.title,
        headings=passage.headings,
        page=passage.page,
        url=passage.url,
    )


def card(product: ProductFacts) -> Card:
    """A product as a card."""
    reduced = product.list_price is not None and product.list_price > product.price
    return Card(
        product=product.id,
        title=product.title,
        price=plain(product.price, product.currency),
        currency=product.currency,
        price_max=plain(product.price_max, product.currency) if product.price_max != product.price else None,
        list_price=plain(product.list_price, product.currency) if reduced and product.list_price else None,
        picture=product.picture,
        alt=product.alt or product.title,
        url=product.url,
        brand=product.brand,
        rating=product.rating,
        rating_count=product.rating_count,
        available=product.available,
        stock=product.stock,
        options={
            product.label(name): tuple(product.label(value) for value in values)
            for name, values in product.options.items()
        },
    )

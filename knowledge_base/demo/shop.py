"""Everything that the demo shop knows, as records of a shop that opened on a given day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge_base.demo.catalogue import articles, product
from knowledge_base.demo.help import documents, faq_entries
from knowledge_base.demo.past import past
from knowledge_base.schema import Interaction, Product, Record
from knowledge_base.store import Kind

WRITTEN = date(2026, 7, 1)  # the day from which the data files count their dates


def records(opened: date, pictures: Collection[str]) -> Mapping[Kind, Sequence[Record]]:
    """The records of the shop, by kind; the same for the same arguments.

    Args:
        opened: the day on which the shop was set up; orders and reviews lie before it.
        pictures: the names of the pictures that there are.
    """
    later = opened - WRITTEN
    products = [product(article, later=later, drawn=pictures) for article in articles()]
    history = past(products, opened)
    return {
        Kind.PRODUCT: _rated(products, history.interactions),
        Kind.FAQ: list(faq_entries()),
        Kind.DOCUMENT: list(documents()),
        Kind.CUSTOMER: history.customers,
        Kind.ORDER: history.orders,
        Kind.INTERACTION: history.interactions,
    }


def _rated(products: Iterable[Product], interactions: Iterable[Interaction]) -> list[Product]:
    """The products with the mean of what their reviewers gave."""
    given: dict[str, list[int]] = defaultdict(list)
    for event in interactions:
        if event.rating is not None:
            given[event.product].append(event.rating)
    return [
        replace(item, rating=round(sum(given[item.id]) / len(given[item.id]), 2), rating_count=len(given[item.id]))
        if item.id in given
        else item
        for item in products
    ]

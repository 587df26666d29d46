"""Everything that the demo shop knows, as records of a shop that opened on a given day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from knowledge_base.demo.catalogue import articles, product
from knowledge_base.demo.help import documents, faq_entries
from knowledge_base.schema import Record
from knowledge_base.store import Kind

WRITTEN = date(2026, 7, 1)  # the day from which the data files count their dates


def records(opened: date, pictures: Collection[str]) -> Mapping[Kind, Sequence[Record]]:
    """The records of the shop, by kind; the same for the same arguments.

    Args:
        opened: the day on which the shop was set up; orders and reviews lie before it.
        pictures: the names of the pictures that there are.
    """
    later = opened - WRITTEN
    return {
        Kind.PRODUCT: [product(article, later=later, drawn=pictures) for article in articles()],
        Kind.FAQ: list(faq_entries()),
        Kind.DOCUMENT: list(documents()),
    }

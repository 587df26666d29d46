"""Finds and ranks what the shop knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.search import Filters, Hit, Searcher, SearchResult, Source

if TYPE_CHECKING:
    from retrieval.sync import LiveSearcher, Status, open_searcher

__all__ = ["Filters", "Hit", "LiveSearcher", "SearchResult", "Searcher", "Source", "Status", "open_searcher"]


def __getattr__(name: str) -> object:
    """Load what loads FAISS only when it is asked for."""
    if name in {"LiveSearcher", "Status", "open_searcher"}:
        from retrieval import sync  # noqa: PLC0415 - see above

        return getattr(sync, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

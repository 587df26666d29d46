"""The shop's settings and policy file → where customers are served."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent.orders.clerk import Clerk
from agent.orders.desk import OrderDesk
from agent.orders.invoices import Invoices
from agent.tools.results import Passage
from knowledge_base.identity import IdentityRecords
from knowledge_base.orders import Desk, OrderPolicy, read_policy
from knowledge_base.orders.errands import Errands
from knowledge_base.orders.policy import Source
from knowledge_base.orders.proposals import Proposals
from knowledge_base.schema import Document
from knowledge_base.store import Store

if TYPE_CHECKING:
    from agent.settings import Settings

_FIRST = 60  # number of a passage; those of answered questions count from 1


def policy_of(settings: Settings) -> OrderPolicy:
    """The shop's own limits: the file that the settings name, else `orders.yaml` in the home, else the defaults.

    Raises:
        SourceError: the file cannot be used.
    """
    path = settings.orders.policy or _at_home(settings.home)
    return OrderPolicy() if path is None else read_policy(path)


def open_invoices(settings: Settings, store: Store) -> Invoices:
    """What makes and reads links to invoices; every process on one database makes the same."""
    secret = IdentityRecords(store).secret("invoices", secrets.token_bytes(32))
    return Invoices(secret, base=settings.orders.public_url, hours=settings.orders.invoice_hours)


def open_clerk(settings: Settings, store: Store) -> Clerk:
    """What serves customers of these settings' shop."""
    desk = OrderDesk(
        store,
        Desk(store, policy_of(settings)),
        Errands(store),
        Proposals(store, life=settings.orders.proposal_life),
    )
    return Clerk(store, desk, open_invoices(settings, store), passages(store))


def passages(store: Store) -> Callable[[Source | None, str], Passage | None]:
    """Finds where the shop's published policy says something, in a language."""

    def find(source: Source | None, language: str) -> Passage | None:
        if source is None:
            return None
        pages = [one for one in store.documents() if one.topic == source.topic]
        named = next((one for one in pages if _place(one, source.heading) is not None), None)
        if named is None:
            return None
        place = _place(named, source.heading)
        page = next(
            (one for one in pages if one.language == language and len(one.sections) == len(named.sections)), named
        )
        section = page.sections[place or 0]
        return Passage(
            number=_FIRST,
            kind="document",
            id=page.id,
            title=page.title,
            text=section.text,
            headings=section.headings,
            url=page.url,
            language=page.language,
        )

    return find


def _place(page: Document, heading: str) -> int | None:
    """Where a heading stands in a document; its first section for none."""
    if not heading:
        return 0 if page.sections else None
    return next((place for place, one in enumerate(page.sections) if heading in one.headings), None)


def _at_home(home: Path) -> Path | None:
    path = home / "orders.yaml"
    return path if path.exists() else None

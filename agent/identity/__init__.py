"""Who a conversation is with: anonymous, recognised or verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.identity.identities import ANOTHER, Identities
from agent.identity.levels import NOBODY, Channel, Facts, Identity, Level, Sent, Why, Wrong
from agent.identity.senders import open_senders
from agent.identity.tokens import LONGEST_TOKEN

if TYPE_CHECKING:
    from agent.settings import Settings
    from knowledge_base.store import Store

__all__ = [
    "ANOTHER",
    "LONGEST_TOKEN",
    "NOBODY",
    "Channel",
    "Facts",
    "Identities",
    "Identity",
    "Level",
    "Sent",
    "Why",
    "Wrong",
    "open_identities",
]


def open_identities(store: Store, settings: Settings) -> Identities:
    """The identities of a shop's conversations; `close()` it before the store.

    Raises:
        SettingsError: a key or a sender cannot be used.
    """
    senders = open_senders(settings.identity, store)
    return Identities(store, settings.identity, senders, shop=settings.shop.name)

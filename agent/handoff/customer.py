"""Who a hand-off is about, and what waits for their yes: read from the shop's own records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.handoff.packet import Who
from knowledge_base.orders.proposals import Proposals

if TYPE_CHECKING:
    from agent.identity.identities import Identities
    from knowledge_base.store import Store


def who_of(store: Store, identities: Identities) -> Callable[[str], Who]:
    """Tells of a conversation who it is with and how that was shown."""

    def who(conversation: str) -> Who:
        found = identities.of(conversation)
        customer = store.customer(found.customer) if found.customer is not None else None
        name = f"{customer.first_name} {customer.last_name}".strip() if customer is not None else ""
        return Who(level=found.level.name.lower(), how=found.how, customer=str(found.customer or ""), name=name)

    return who


def proposal_of(store: Store) -> Callable[[str], str]:
    """Tells of a conversation what waits for the customer's yes; "" for nothing."""
    proposals = Proposals(store)

    def proposal(conversation: str) -> str:
        open_ = proposals.current(conversation)
        return open_.effect if open_ is not None else ""

    return proposal

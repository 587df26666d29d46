"""The router with a short memory, so that a message is understood once in a turn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from agent.llm.router import Router, Understanding

# What customers want that the shop's own texts may answer.
ABOUT_SHOP = frozenset(
    {
        "ask_policy",
        "cancel_order",
        "change_order",
        "complaint",
        "exchange_order",
        "gift_card",
        "invoice",
        "order_status",
        "return_order",
        "talk_to_person",
    }
)


class Understander:
    """Understands messages. Safe from any thread."""

    def __init__(self, router: Router, remembered: int = 512) -> None:
        self.hash = router.hash
        self._understand = lru_cache(remembered)(router.understand)

    def understand_all(self, texts: Sequence[str]) -> Sequence[Understanding]:
        """What each text wants."""
        return [self._understand(text) for text in texts]

    def about_shop(self, text: str) -> float:
        """The probability that a text asks about the shop, its rules or an order."""
        return sum(share for intent, share in self._understand(text).ranked if intent in ABOUT_SHOP)

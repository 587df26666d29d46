"""The router with a short memory, so that a message is understood once in a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from agent.llm.features import Floats
from agent.llm.gloss import gloss
from agent.llm.router import Router, Understanding
from retrieval.tokens import content_words

if TYPE_CHECKING:
    from retrieval.embed import Embedder

_VECTORS = 20_000  # texts whose vectors are kept

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

    def __init__(self, router: Router, embedder: Embedder, remembered: int = 4096) -> None:
        self.hash = router.hash
        self._embedder = embedder
        self._vectors: dict[str, Floats] = {}
        self._lock = Lock()
        self._words = lru_cache(remembered)(_words)
        self._understand = lru_cache(remembered)(router.understand)

    def understand_all(self, texts: Sequence[str]) -> Sequence[Understanding]:
        """What each text wants."""
        return [self._understand(text) for text in texts]

    def about_shop(self, text: str) -> float:
        """The probability that a text asks about the shop, its rules or an order."""
        return sum(share for intent, share in self._understand(text).ranked if intent in ABOUT_SHOP)

    def shares(self, text: str) -> Mapping[str, float]:
        """The probability of every intent."""
        return dict(self._understand(text).ranked)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text, Chinese by its English gloss."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        if missing := [text for text in dict.fromkeys(texts) if text not in known]:
            found = self._embedder.embed([gloss(text, affairs=True) for text in missing])
            known.update(zip(missing, found, strict=True))
            with self._lock:
                if len(self._vectors) + len(missing) > _VECTORS:
                    self._vectors.clear()
                self._vectors.update(known)
        return np.stack([known[text] for text in texts])

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text that carry meaning, Chinese ones in English as far as they are known."""
        return self._words(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in content_words(gloss(text, affairs=True)) if word.isascii()))

"""How well a ranking fits graded judgements; an item that nobody judged counts as irrelevant."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import log2
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def dcg(gains: Sequence[float]) -> float:
    """Discounted cumulative gain with the discount 1 / log2(rank + 1) (Järvelin and Kekäläinen 2002)."""
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def ndcg(ranking: Sequence[Item], grades: Mapping[Item, float], k: int = 10) -> float:
    """DCG of the first k, with the grade itself as gain, as a share of the best possible one.

    Raises:
        ValueError: nothing is relevant, so that no ranking is better than another.
    """
    best = dcg(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k])
    if best == 0:
        raise ValueError("no grade is above 0; nDCG needs something relevant")
    return dcg([max(0.0, grades.get(item, 0)) for item in ranking[:k]]) / best


def recall(ranking: Sequence[Item], grades: Mapping[Item, float], k: int = 10) -> float:
    """The share of relevant items, at most k of them, that stand among the first k.

    Raises:
        ValueError: nothing is relevant.
    """
    relevant = {item for item, grade in grades.items() if grade > 0}
    if not relevant:
        raise ValueError("no grade is above 0; recall needs something relevant")
    return len(relevant.intersection(ranking[:k])) / min(k, len(relevant))


def reciprocal_rank(ranking: Sequence[Item], grades: Mapping[Item, float]) -> float:
    """1 / the rank of the first relevant item, 0 where there is none."""
    return next((1 / rank for rank, item in enumerate(ranking, 1) if grades.get(item, 0) > 0), 0.0)

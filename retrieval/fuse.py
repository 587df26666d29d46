"""Words and meaning in one score: the weights of fields and of the two, fitted by `benchmarks/fusion.py`.

A convex combination of normalised scores; with a few judged questions to fit its one weight it is better than rank
fusion (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from retrieval.search import ALL_KINDS, SearchKind

# The fields of each kind, in the order of their bits.
FIELDS: Mapping[SearchKind, tuple[str, ...]] = {
    "product": (
        "title",
        "brand",
        "categories",
        "model",
        "options",
        "attributes",
        "tags",
        "description",
        "translated_title",
        "translated",
    ),
    "faq": ("question", "alternatives", "topic", "answer"),
    "document": ("headings", "text"),
}


@dataclass(frozen=True, slots=True)
class Lexical:
    """How words are scored: a weight for each field of the kind, and BM25's constants.

    A field's usual length counts as no more than `longest`: in a long text a word says less than in a short one, even
    where all texts of a shop are long.
    """

    weights: tuple[float, ...]
    longest: tuple[float, ...]  # words
    k1: float = 1.2
    b: float = 0.75
    tie: float = 0.0  # the share of a word's other fields


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that was fitted."""

    lexical: Mapping[SearchKind, Lexical]
    meaning: Mapping[SearchKind, float]  # the share of the cosine in the fused score
    rerank: Mapping[str, float]  # feature -> weight, for products


@cache
def weights() -> Weights:
    """The fitted weights, from `ranking.json` beside this file; it tells where they come from."""
    return read_weights(orjson.loads(files(__package__).joinpath("ranking.json").read_bytes()))


@cache
def provenance() -> Mapping[str, Any]:
    """On which data the weights were chosen, and what held on data that did not choose them."""
    found: Mapping[str, Any] = orjson.loads(files(__package__).joinpath("ranking.json").read_bytes())["provenance"]
    return found


def read_weights(data: Mapping[str, Any]) -> Weights:
    """Weights from their JSON form; a field that is not named has weight 0."""
    lexical = {
        kind: Lexical(
            tuple(float(entry["fields"].get(name, 0.0)) for name in FIELDS[kind]),
            tuple(float(entry.get("longest", {}).get(name, "inf")) for name in FIELDS[kind]),
            float(entry["k1"]),
            float(entry["b"]),
            float(entry["tie"]),
        )
        for kind in ALL_KINDS
        if (entry := data["lexical"][kind])
    }
    return Weights(lexical, dict(data["meaning"]), dict(data["rerank"]))


def convex(
    similarity: NDArray[np.float32], lexical: NDArray[np.float32], share: float | NDArray[np.float32]
) -> NDArray[np.float32]:
    """The fused score of passages: `share` of the cosine and the rest of the normalised lexical score."""
    return (share * np.maximum(similarity, 0) + (1 - share) * lexical).astype(np.float32)


def reciprocal_ranks(*rankings: NDArray[np.int64], k: int = 60) -> list[int]:
    """Plain rank fusion (Cormack et al. 2009): the rows of several rankings, by the sum of 1 / (k + rank)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking.tolist(), 1):
            scores[row] = scores.get(row, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda row: -scores[row])

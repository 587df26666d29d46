"""Whether a passage answers a question: a small calibrated model, fitted by `benchmarks/answerable.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a passage and a question. Shares are of the question's telling words."""

    similarity: float  # cosine
    titled: float  # share in the title or headings
    covered: float  # share anywhere
    words: int
    chinese: bool

    @property
    def features(self) -> tuple[float, ...]:
        """As the model reads them."""
        chinese = float(self.chinese)
        return (
            self.similarity,
            self.titled,
            self.covered,
            min(self.words, 8) / 8,
            chinese,
            chinese * self.similarity,
            chinese * self.covered,
        )


@dataclass(frozen=True, slots=True)
class Answerable:
    """A logistic model and the probability from which a passage is said to answer."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, evidence: Evidence) -> float:
        """That the passage answers, 0..1."""
        total = self.bias + sum(
            weight * feature for weight, feature in zip(self.weights, evidence.features, strict=True)
        )
        return 1 / (1 + math.exp(-total))


@cache
def answerable() -> Answerable:
    """The model that ships."""
    read = orjson.loads((files(__package__) / "answerable.json").read_bytes())
    return Answerable(tuple(read["weights"]), read["bias"], read["threshold"])

"""Whether the passage found answers a question: a small calibrated model, fitted by `benchmarks/answerable.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a question and the best passage for it. Shares are of the question's telling words."""

    similarity: float  # cosine
    score: float  # fused, of the search
    lead: float  # of its score over the next other source's
    titled: float  # share in the title or headings
    covered: float  # share anywhere in the passage
    foreign: float  # share that none of the shop's texts holds
    shop: float  # probability that it is a question about the shop at all
    chinese: bool

    @property
    def features(self) -> tuple[float, ...]:
        """As the model reads them."""
        chinese = float(self.chinese)
        return (
            self.similarity,
            self.score,
            self.lead,
            self.titled,
            self.covered,
            self.foreign,
            self.shop,
            chinese,
            chinese * self.similarity,
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

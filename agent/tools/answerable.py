"""Which passage answers a question, and whether it does: two small models, fitted by `benchmarks/answerable.py`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

import orjson


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage being the answer. Shares are of the weight of the question's terms."""

    similarity: float  # cosine with the nearest of its questions or headings
    body: float  # cosine with the whole
    likeness: float  # of the words, with the nearest of its questions
    asked: float  # share in its questions or headings
    covered: float  # share anywhere in it
    meant_asked: float  # share of the question's words with a word of like meaning in its questions or headings
    meant: float  # the same, anywhere in it
    weakest: float  # how near the question's farthest word comes to any word of it
    agreement: float  # of what the question and its own question want
    kind: float  # of what is asked for ("how long"), it tells all: 1, nothing: -1, nothing is asked: 0
    document: float  # 1 for a section of a document


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the question itself."""

    foreign: float  # share that none of the shop's texts holds
    shop: float  # probability that it is about the shop at all
    outside: float  # that it is about nothing a shop could help with
    product: float  # that it is about a product
    length: float  # terms, as a logarithm
    chinese: float


RANKED = 2 * len(fields(Evidence))  # features of the first model


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model."""

    weights: tuple[float, ...]
    bias: float

    def total(self, features: Sequence[float]) -> float:
        """How much the features speak for it."""
        return self.bias + sum(weight * feature for weight, feature in zip(self.weights, features, strict=True))

    def probability(self, features: Sequence[float]) -> float:
        """Of what the features speak for, 0..1."""
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, self.total(features)))))


@dataclass(frozen=True, slots=True)
class Answerable:
    """The models and the probabilities from which a passage is quoted as near, and as the answer."""

    rank: Linear
    decide: Linear
    near: float
    sure: float

    def fit(self, evidence: Evidence, *, chinese: bool) -> float:
        """How well a passage fits, comparable among those found for a question."""
        return self.rank.total(rank_features(evidence, chinese=chinese))

    def probability(self, question: Question, best: Evidence, fits: Sequence[float]) -> float:
        """That the best passage answers; `fits` are those of the best and of the next other topic."""
        return self.decide.probability(decide_features(question, best, fits))


def rank_features(evidence: Evidence, *, chinese: bool) -> tuple[float, ...]:
    """As the first model reads them; what Chinese is weighed differently in comes after."""
    values = astuple(evidence)
    nothing = (0.0,) * len(values)
    return (*values, *(values if chinese else nothing))


def decide_features(question: Question, best: Evidence, fits: Sequence[float]) -> tuple[float, ...]:
    """As the second model reads them."""
    first, second = fits
    values = (*astuple(best), first, first - second)
    nothing = (0.0,) * len(values)
    chinese = bool(question.chinese)
    return (*astuple(question), *values, *(values if chinese else nothing))


@cache
def answerable() -> Answerable:
    """The models that ship."""
    read = orjson.loads((files(__package__) / "answerable.json").read_bytes())
    rank, decide = (Linear(tuple(read[name]["weights"]), read[name]["bias"]) for name in ("rank", "decide"))
    return Answerable(rank, decide, read["near"], read["sure"])

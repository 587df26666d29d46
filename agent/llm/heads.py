"""What a trained router is made of: a linear head that ranks intents, and how sure it may be. Only numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.llm.features import Floats, Places


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """One score per intent, linear in the embedding and in the n-grams; positive where the intent is likely."""

    dense: Floats  # [intents, dimension]
    sparse: Floats  # [n-grams, intents]
    bias: Floats  # [intents]

    def scores(self, vector: Floats, places: Places, weights: Floats) -> Floats:
        """[intents]."""
        result: Floats = self.dense @ vector + weights @ self.sparse[places] + self.bias
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Familiarity:
    """How near a message lies to what the router was trained on, and what follows for its confidence.

    Evidence is the best score of an intent, the cosine to the nearest example and to the nearest intent's centre, and
    the score of the examples that are out of scope. A logistic regression on cross-validated evidence weighs it.
    """

    examples: Floats  # [examples, dimension], unit length, in scope
    centres: Floats  # [intents, dimension], unit length, in scope
    coefficients: Floats  # [evidence]
    intercept: float
    temperature: float  # multiplies scores before the softmax

    def evidence(self, vector: Floats, scores: Floats, outside: float) -> Floats:
        """[evidence]; `scores` are those of intents in scope, `outside` that of out-of-scope examples or 0."""
        nearest = float(np.max(self.examples @ vector))
        centre = float(np.max(self.centres @ vector))
        return np.asarray([float(np.max(scores)), nearest, centre, -outside], dtype=np.float32)

    def known(self, evidence: Floats) -> float:
        """The probability that the message is in scope."""
        return float(1 / (1 + np.exp(-np.clip(evidence @ self.coefficients + self.intercept, -30, 30))))

    def shares(self, scores: Floats) -> Floats:
        """The probabilities of the intents, given that the message is in scope."""
        return softmax(scores * self.temperature)


def softmax(scores: Floats) -> Floats:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result

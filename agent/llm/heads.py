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

    Evidence is the best score of an intent, the cosine to the nearest example and to the nearest intent's centre, the
    score of the examples that are out of scope, and the odds of the best intent against the others. Two logistic
    regressions on cross-validated evidence weigh it: is the message in scope, and is the best intent right?
    """

    examples: Floats  # [examples, dimension], unit length, in scope
    centres: Floats  # [intents, dimension], unit length, in scope
    coefficients: Floats  # [2, evidence]
    intercepts: Floats  # [2]
    temperature: float  # multiplies scores before the softmax

    def evidence(self, vector: Floats, scores: Floats, outside: float) -> Floats:
        """[evidence]; `scores` are those of intents in scope, `outside` that of out-of-scope examples or 0."""
        nearest = float(np.max(self.examples @ vector))
        centre = float(np.max(self.centres @ vector))
        share = float(np.clip(np.max(self.shares(scores)), 1e-4, 1 - 1e-4))
        odds = np.log(share / (1 - share))
        return np.asarray([float(np.max(scores)), nearest, centre, -outside, odds], dtype=np.float32)

    def judge(self, evidence: Floats) -> tuple[float, float]:
        """The probabilities that the message is in scope, and that the best intent is right."""
        logits = np.clip(self.coefficients @ evidence + self.intercepts, -30, 30)
        known, right = (1 / (1 + np.exp(-logits))).tolist()
        return known, right

    def shares(self, scores: Floats) -> Floats:
        """The probabilities of the intents, given that the message is in scope."""
        return softmax(scores * np.float32(self.temperature))


def softmax(scores: Floats) -> Floats:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result

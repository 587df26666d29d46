"""What the intent suites share: our router on the examples of a public set, and the figures of intent detection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.llm.router import Router
from agent.training.examples import Example
from agent.training.progress import progress_bar
from agent.training.router import train_router
from evals.figures import Figure
from retrieval.embed import open_embedder

Codes = NDArray[np.int64]
Sure = NDArray[np.float64]
_ROUNDS = 1000
OUTSIDE = -1  # code of what is out of scope, or rejected


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the router says of each test case. Codes name intents; `OUTSIDE` is out of scope."""

    truth: Codes
    best: Codes  # the best intent in scope, whatever the confidence
    sure: Sure  # its probability
    threshold: float  # the router's own, from cross-validation on the training part

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which cases are in scope."""
        return np.asarray(self.truth != OUTSIDE)

    def answers(self, threshold: float) -> Codes:
        """The answers when everything less sure than this counts as out of scope."""
        return np.where(self.sure >= threshold, self.best, OUTSIDE)

    def draw(self, places: Codes) -> Outcome:
        """These cases only."""
        return Outcome(self.truth[places], self.best[places], self.sure[places], self.threshold)


def train_and_test(train: Sequence[tuple[str, str]], test: Sequence[tuple[str, str]], outside: str) -> Outcome:
    """Train our router on (text, label) pairs and put the test pairs to it. `outside` labels what is out of scope."""
    with progress_bar() as progress:
        examples = [Example(text, label) for text, label in train]
        router, _ = train_router(examples, open_embedder(), outside=outside, progress=progress)
        return _test(router, test, outside)


def _test(router: Router, test: Sequence[tuple[str, str]], outside: str) -> Outcome:
    labels = sorted({*router.intents, *(label for _, label in test)} - {outside})
    codes = {label: code for code, label in enumerate(labels)} | {outside: OUTSIDE}
    ranked = [
        next((intent, share) for intent, share in understanding.ranked if intent != outside)
        for understanding in router.understand_all([text for text, _ in test])
    ]
    return Outcome(
        np.asarray([codes[label] for _, label in test]),
        np.asarray([codes[intent] for intent, _ in ranked]),
        np.asarray([share for _, share in ranked]),
        router.training.threshold,
    )


def in_scope_accuracy(outcome: Outcome, threshold: float) -> float:
    """The share of cases in scope whose answer is their intent."""
    return float(np.mean((outcome.answers(threshold) == outcome.truth)[outcome.inside]))


def oos_recall(outcome: Outcome, threshold: float) -> float:
    """The share of cases out of scope that are rejected."""
    return float(np.mean(outcome.answers(threshold)[~outcome.inside] == OUTSIDE))


def accuracy(outcome: Outcome, threshold: float) -> float:
    """The share of all cases with the right answer, rejection being the right one out of scope."""
    return float(np.mean(outcome.answers(threshold) == outcome.truth))


def mcc(outcome: Outcome, threshold: float) -> float:
    """Matthews' correlation for several classes (Gorodkin 2004), out of scope being one of them."""
    truth, answers = outcome.truth - OUTSIDE, outcome.answers(threshold) - OUTSIDE
    size = int(max(truth.max(), answers.max())) + 1
    true, said = np.bincount(truth, minlength=size), np.bincount(answers, minlength=size)
    total = len(truth)
    covariance = float(np.sum(truth == answers)) * total - float(true @ said)
    spread = (total**2 - float(said @ said)) * (total**2 - float(true @ true))
    return covariance / spread**0.5 if spread else 0.0


def interval(outcomes: Sequence[Outcome], statistic: Callable[[Outcome], float], n: int) -> Figure:
    """The mean of a statistic over sets, with the 95% percentile interval of redrawing the cases of each set."""
    random = np.random.default_rng(0)
    value = float(np.mean([statistic(outcome) for outcome in outcomes]))
    draws = []
    for _ in range(_ROUNDS):
        drawn = [outcome.draw(_redraw(outcome, random)) for outcome in outcomes]
        draws.append(np.mean([statistic(outcome) for outcome in drawn]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return Figure(value, float(low), float(high), n)


def _redraw(outcome: Outcome, random: np.random.Generator) -> Codes:
    """Cases in scope and out of scope are redrawn apart, so that neither kind runs out."""
    parts = [np.flatnonzero(outcome.inside), np.flatnonzero(~outcome.inside)]
    return np.concatenate([random.choice(part, len(part)) for part in parts if len(part)])

"""Fits and measures which passage answers a question, and when one counts as an answer.

    python -m benchmarks.answerable HOME [--write] [--wrong]

HOME holds the demo shop (`xiaoer demo`). Fits on the tuning half of answerable.yaml. Prints how often an answerable
question gets a right passage, gets a wrong one, and how often an unanswerable one is declined: of the tuning half by
cross-validation, of the held-out half by the models fitted on the whole tuning half. `--wrong` lists the tuning half's
mistakes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from agent.llm.router import open_router
from agent.llm.understanding import Understander
from agent.shelf import Shelf
from agent.tools import answerable
from agent.tools.answerable import RANKED, Answerable, Linear, Question, decide_features, rank_features
from agent.tools.answers import Answers, Weighed, fits
from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import Language
from retrieval import open_searcher

_HERE = Path(__file__).parent
_FOLDS = 8
_DECLINED = 0.88  # share that must be declined of the tuning half, whose unanswerable questions are the harder ones
_CERTAIN = 0.2  # above the threshold, from where an answer is given without a caveat
_RANK, _DECIDE = 0.3, 0.2  # inverse strengths of regularisation

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question with the topics that answer it, none for "-", and the passages found."""

    text: str
    language: Language
    topics: frozenset[str]
    found: Sequence[Weighed]
    read: Question

    def right(self, weighed: Weighed) -> bool:
        """Whether a passage answers."""
        return weighed.topic.record.rsplit(".", 1)[0] in self.topics

    def ranked(self, rank: Linear) -> Case:
        """With the passages in the order of a model."""
        chinese = self.language == "zh"
        again = [replace(its, fit=rank.total(rank_features(its.evidence, chinese=chinese))) for its in self.found]
        return replace(self, found=sorted(again, key=lambda its: -its.fit))

    def features(self) -> tuple[float, ...]:
        """What the decision is made from."""
        return decide_features(self.read, self.found[0].evidence, fits(self.found))


@dataclass(frozen=True)
class Outcome:
    """What becomes of a question: how sure the best passage is, and whether it is right."""

    case: Case
    sure: float
    good: bool


def main() -> None:
    """Fit, measure, and write the models on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    halves = _cases(Home(arguments.home))
    tuning = halves["tuning"]
    outcomes = _crossed(tuning)
    near = _threshold(outcomes)
    model = replace(_fit(tuning), near=near, sure=min(0.9, near + _CERTAIN))
    _report("tuning", outcomes, near)
    _report("held out", _outcomes(halves["held_out"], model), near)
    if arguments.wrong:
        _list(outcomes, near)
    if arguments.write:
        _write(model)


def _cases(home: Home) -> dict[str, list[Case]]:
    store = open_store(home)
    nothing = Linear((0.0,) * RANKED, 0.0)
    with open_searcher(store, home) as searcher:
        understander = Understander(open_router(None, searcher.embedder), searcher.embedder)
        answers = Answers(searcher, Answerable(nothing, nothing, 0.5, 0.5), understander, Shelf(store).topics)
        halves = yaml.safe_load((_HERE / "answerable.yaml").read_text("utf-8"))
        cases = {name: list(_read(answers, half)) for name, half in halves.items()}
    store.close()
    return cases


def _read(answers: Answers, half: dict[str, list[tuple[str, str]]]) -> Iterator[Case]:
    for language, entries in half.items():
        for text, expected in entries:
            topics = frozenset(expected.split()) - {"-"}
            tongue = Language(language)
            yield Case(text, tongue, topics, answers.weigh(text, tongue), answers.read(text, tongue))


def _fit(cases: Sequence[Case]) -> Answerable:
    """Both models; the second learns from passages ranked by models that had not seen their question."""
    apart = [case.ranked(rank) for train, test in _folds(cases) for rank in [_rank(train)] for case in test]
    ranked = [case for case in apart if case.found]
    decide = _logistic([case.features() for case in ranked], [case.right(case.found[0]) for case in ranked], _DECIDE)
    return Answerable(_rank(cases), decide, 0.5, 0.5)


def _rank(cases: Sequence[Case]) -> Linear:
    """A conditional logit: that one of the right passages comes first among those found for a question."""
    groups = [
        (
            np.array([rank_features(its.evidence, chinese=case.language == "zh") for its in case.found]),
            np.array([case.right(its) for its in case.found]),
        )
        for case in cases
        if any(case.right(its) for its in case.found)
    ]
    spread = np.concatenate([table for table, _ in groups]).std(axis=0)
    spread[spread == 0] = 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = float(weights @ weights) / (2 * _RANK), weights / _RANK
        for table, right in groups:
            scaled = table / spread
            scores = scaled @ weights
            likely = np.exp(scores - scores.max())
            share = likely / likely.sum()
            among = np.where(right, likely, 0.0) / likely[right].sum()
            total -= float(np.log(share[right].sum()))
            slope = slope + scaled.T @ (share - among)
        return total, slope

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    return Linear(tuple(round(float(weight), 4) for weight in found.x / spread), 0.0)


def _folds(cases: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    for fold in range(_FOLDS):
        train = [case for place, case in enumerate(cases) if place % _FOLDS != fold]
        yield train, [case for place, case in enumerate(cases) if place % _FOLDS == fold]


def _logistic(features: Sequence[Sequence[float]], good: Sequence[bool], strength: float) -> Linear:
    """A logistic regression; its weights are for features as they come."""
    table = np.array(features)
    spread = table.std(axis=0)
    spread[spread == 0] = 1
    fitted = LogisticRegression(C=strength, max_iter=5000).fit(table / spread, good)
    weights = tuple(round(float(weight), 4) for weight in fitted.coef_[0] / spread)
    return Linear(weights, round(float(fitted.intercept_[0]), 4))


def _crossed(cases: Sequence[Case]) -> list[Outcome]:
    """Outcomes by models that have not seen the question."""
    return [outcome for train, test in _folds(cases) for outcome in _outcomes(test, _fit(train))]


def _outcomes(cases: Sequence[Case], model: Answerable) -> list[Outcome]:
    outcomes = []
    for case in (case.ranked(model.rank) for case in cases):
        sure = model.decide.probability(case.features()) if case.found else 0.0
        outcomes.append(Outcome(case, sure, bool(case.found) and case.right(case.found[0])))
    return outcomes


def _threshold(outcomes: Sequence[Outcome]) -> float:
    """The lowest that declines enough of what cannot be answered."""
    values = [round(float(value), 2) for value in np.arange(0.2, 0.9, 0.02)]
    return next((value for value in values if _figures(outcomes, value)["declined_rightly"] >= _DECLINED), values[-1])


def _figures(outcomes: Sequence[Outcome], near: float) -> dict[str, float]:
    can = [its for its in outcomes if its.case.topics]
    cannot = [its for its in outcomes if not its.case.topics]
    return {
        "threshold": near,
        "answered_rightly": round(float(np.mean([its.sure >= near and its.good for its in can])), 3),
        "answered_wrongly": round(float(np.mean([its.sure >= near and not its.good for its in can])), 3),
        "declined_rightly": round(float(np.mean([its.sure < near for its in cannot])), 3),
        "best_is_right": round(float(np.mean([its.good for its in can])), 3),
        "answerable": len(can),
        "unanswerable": len(cannot),
    }


def _report(name: str, outcomes: Sequence[Outcome], near: float) -> None:
    print(name, "all", json.dumps(_figures(outcomes, near)))
    for language in ("en", "zh"):
        print(name, language, json.dumps(_figures([its for its in outcomes if its.case.language == language], near)))


def _list(outcomes: Sequence[Outcome], near: float) -> None:
    for its in sorted(outcomes, key=lambda its: -its.sure):
        if (its.sure >= near) != bool(its.case.topics) or (its.case.topics and not its.good):
            best = its.case.found[0].topic.record if its.case.found else ""
            print(f"{its.sure:.2f} {its.case.text} → {best} {'right' if its.good else ''} {sorted(its.case.topics)}")


def _write(model: Answerable) -> None:
    body = {
        name: {"weights": linear.weights, "bias": linear.bias}
        for name, linear in (("rank", model.rank), ("decide", model.decide))
    }
    text = json.dumps({**body, "near": model.near, "sure": round(model.sure, 2)})
    (Path(answerable.__file__).parent / "answerable.json").write_text(text + "\n")


if __name__ == "__main__":
    main()

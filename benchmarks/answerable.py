"""Fits and measures when a passage counts as an answer.

    python benchmarks/answerable.py HOME [--write]

HOME holds the demo shop (`xiaoer demo`). Prints, by cross-validation over the questions of answerable.yaml, how often
an answerable question gets a right passage, gets a wrong one, and how often an unanswerable one is declined.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from agent.llm.router import open_router
from agent.llm.understanding import Understander
from agent.shelf import Shelf
from agent.tools import answerable
from agent.tools.answers import Answers
from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import Language
from retrieval import open_searcher

_HERE = Path(__file__).parent
_WRONG_COSTS = 0.8  # how bad a wrong answer is beside an "I don't know" to a question that could be answered


Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """A row a question: features of the best passage, whether it is right, whether anything is, whether Chinese."""

    features: Floats
    good: Flags
    answerable: Flags
    chinese: Flags

    def only(self, mask: Flags) -> Sample:
        """Some rows."""
        return Sample(self.features[mask], self.good[mask], self.answerable[mask], self.chinese[mask])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    sample = _sample(Home(arguments.home))
    probabilities = _crossed(sample)
    threshold = max(np.arange(0.2, 0.8, 0.02), key=lambda value: _value(_figures(sample, probabilities, value)))
    for name, mask in (
        ("all", np.ones(len(sample.good), bool)),
        ("English", ~sample.chinese),
        ("Chinese", sample.chinese),
    ):
        print(name, json.dumps(_figures(sample.only(mask), probabilities[mask], threshold)))
    if arguments.write:
        model = _fit(sample)
        body = {
            "weights": [round(float(weight), 4) for weight in model.coef_[0]],
            "bias": round(float(model.intercept_[0]), 4),
            "threshold": round(float(threshold), 2),
        }
        (Path(answerable.__file__).parent / "answerable.json").write_text(json.dumps(body) + "\n")


def _sample(home: Home) -> Sample:
    store = open_store(home)
    topics = {entry.id: entry.topic for entry in store.faq_entries()} | {doc.id: doc.topic for doc in store.documents()}
    with open_searcher(store, home) as searcher:
        understander = Understander(open_router(None, searcher.embedder))
        answers = Answers(
            searcher, searcher.embedder, answerable.answerable(), understander.about_shop, Shelf(store).known_words
        )
        rows = list(_rows(answers, dict(topics)))
    store.close()
    features, good, can, chinese = zip(*rows, strict=True)
    return Sample(np.array(features), np.array(good), np.array(can), np.array(chinese))


def _rows(answers: Answers, topics: dict[str, str]) -> Iterator[tuple[tuple[float, ...], bool, bool, bool]]:
    for language, entries in yaml.safe_load((_HERE / "answerable.yaml").read_text("utf-8")).items():
        for text, expected in entries:
            wanted = set(str(expected).split()) - {"-"}
            hits = answers.find(text, Language(language))
            if hits:
                best = hits[0]
                right = topics.get(best.id, "") in wanted or best.id.rsplit(".", 1)[0] in wanted
                features = answers.evidence(text, hits, Language(language)).features
            else:
                right, features = False, (0.0,) * len(answers.answerable.weights)
            yield features, right, bool(wanted), language == "zh"


def _fit(sample: Sample) -> LogisticRegression:
    return LogisticRegression(C=10, max_iter=2000).fit(sample.features, sample.good)


def _crossed(sample: Sample) -> Floats:
    """Probabilities by models that have not seen the question."""
    probabilities = np.zeros(len(sample.good))
    folds = StratifiedKFold(8, shuffle=True, random_state=0)
    for train, test in folds.split(sample.features, sample.answerable):
        inside = np.isin(np.arange(len(sample.good)), train)
        probabilities[test] = _fit(sample.only(inside)).predict_proba(sample.features[test])[:, 1]
    return probabilities


def _figures(sample: Sample, probabilities: Floats, threshold: float) -> dict[str, float]:
    said = probabilities >= threshold
    can = sample.answerable
    return {
        "threshold": round(float(threshold), 2),
        "answered_rightly": round(float((said & sample.good)[can].mean()), 3),
        "answered_wrongly": round(float((said & ~sample.good)[can].mean()), 3),
        "declined_rightly": round(float((~said)[~can].mean()), 3),
        "answerable": int(can.sum()),
        "unanswerable": int((~can).sum()),
    }


def _value(figures: dict[str, float]) -> float:
    share = figures["answerable"] / (figures["answerable"] + figures["unanswerable"])
    helped = figures["answered_rightly"] - _WRONG_COSTS * figures["answered_wrongly"]
    return share * helped - (1 - share) * (1 - figures["declined_rightly"])


if __name__ == "__main__":
    main()

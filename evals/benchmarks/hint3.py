"""HINT3 (Arora et al. 2020): real shops' support questions, with many that are out of scope.

Reads every `SHOP_train.csv` with its `SHOP_test.csv` (columns sentence, label; NO_NODES_DETECTED is out of scope)
anywhere below the folder, and the published systems' `SYSTEM_SHOP.csv` (columns Threshold, Accuracy, Weighted F1,
Inscope Accuracy, OOS Recall, MCC) below `published/`. Metrics are the publishers': an answer less sure than the
threshold counts as NO_NODES_DETECTED. `best_mcc` is the best over the thresholds .1 to .9, as in the paper.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from evals.benchmarks.base import reading
from evals.benchmarks.intents import Outcome, in_scope_accuracy, interval, mcc, oos_recall, train_and_test
from evals.errors import DataError
from evals.figures import Figure, Report

_LAYOUT = "SHOP_train.csv and SHOP_test.csv, each with the columns sentence and label"
_OUTSIDE = "NO_NODES_DETECTED"
_THRESHOLDS = tuple(tenth / 10 for tenth in range(1, 10))
_SMALL = "_subset"  # a smaller training file that is tested with the whole set's test file


def run(folder: Path) -> Report:
    """Train on each shop's training part, measure on its test part.

    Figures of one shop carry plain names; of several, plain names are means and "SHOP.name" is each shop's.
    """
    pairs = {path.name.removesuffix("_train.csv"): path for path in sorted(folder.rglob("*_train.csv"))}
    if not pairs:
        raise DataError(f"{folder} holds no *_train.csv; the data folder needs {_LAYOUT}")
    outcomes = {
        shop: train_and_test(_read(train), _read(_test_of(train, shop)), _OUTSIDE) for shop, train in pairs.items()
    }
    figures = _figures(list(outcomes.values()))
    notes = [f"{shop}: best MCC at threshold {_best_threshold(outcome):.1f}" for shop, outcome in outcomes.items()]
    if len(outcomes) > 1:
        for shop, outcome in outcomes.items():
            figures |= {f"{shop}.{name}": figure for name, figure in _figures([outcome]).items()}
    return Report("hint3", figures, _published(folder, list(outcomes)), tuple(notes))


def _figures(outcomes: list[Outcome]) -> dict[str, Figure]:
    every = sum(len(outcome.truth) for outcome in outcomes)
    inside = sum(int(outcome.inside.sum()) for outcome in outcomes)
    statistics: dict[str, tuple[Callable[[Outcome], float], int]] = {
        "in_scope_accuracy": (lambda outcome: in_scope_accuracy(outcome, 0.1), inside),
        "best_mcc": (lambda outcome: mcc(outcome, _best_threshold(outcome)), every),
        "in_scope_accuracy_with_rejection": (lambda outcome: in_scope_accuracy(outcome, outcome.threshold), inside),
        "mcc_with_rejection": (lambda outcome: mcc(outcome, outcome.threshold), every),
    }
    if every > inside and all(not outcome.inside.all() for outcome in outcomes):
        statistics["oos_recall"] = (lambda outcome: oos_recall(outcome, outcome.threshold), every - inside)
    return {name: interval(outcomes, statistic, n) for name, (statistic, n) in statistics.items()}


def _best_threshold(outcome: Outcome) -> float:
    return max(_THRESHOLDS, key=lambda threshold: mcc(outcome, threshold))


def _test_of(train: Path, shop: str) -> Path:
    """The test file beside the training file, or in a folder of tests beside its folder."""
    names = [f"{shop}_test.csv", f"{shop.removesuffix(_SMALL)}_test.csv"]
    for name in names:
        for place in (train.parent / name, train.parent.parent / "test" / name):
            if place.is_file():
                return place
    raise DataError(f"{train.parent / names[0]} is missing; the data folder needs {_LAYOUT}")


def _read(path: Path) -> list[tuple[str, str]]:
    with reading(path, _LAYOUT), path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["sentence"].strip(), row["label"].strip()) for row in csv.DictReader(file)]
    if not rows:
        raise DataError(f"{path} holds no rows; the data folder needs {_LAYOUT}")
    return rows


def _published(folder: Path, shops: list[str]) -> dict[str, dict[str, float]]:
    """What other systems reached, as their authors measured it, in our names."""
    found: dict[str, dict[str, float]] = {}
    for path in sorted(folder.rglob("published/*.csv")):
        system, _, shop = path.stem.partition("_")
        if shop not in shops:
            continue
        with reading(path, "columns Threshold, Inscope Accuracy and MCC"), path.open(encoding="utf-8-sig") as file:
            rows = {float(row["Threshold"]): row for row in csv.DictReader(file)}
            figures = {
                "in_scope_accuracy": float(rows[0.1]["Inscope Accuracy"]),
                "best_mcc": max(float(row["MCC"]) for row in rows.values()),
            }
        prefix = f"{shop}." if len(shops) > 1 else ""
        found.setdefault(system, {}).update({prefix + name: value for name, value in figures.items()})
    return found

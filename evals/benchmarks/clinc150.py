"""CLINC150 (Larson et al. 2019): 150 intents of an assistant, with questions that are out of scope.

Reads the JSON files of the folder (`data_full.json` alone where it is there): objects that map a part's name to
[text, intent] pairs. Trains on train and oos_train; measures on test and oos_test where they are, else on val and
oos_val. The threshold of rejection comes from cross-validation on the training part.
"""

from __future__ import annotations

import json
from pathlib import Path

from evals.benchmarks.base import reading
from evals.benchmarks.intents import accuracy, in_scope_accuracy, interval, oos_recall, train_and_test
from evals.errors import DataError
from evals.figures import Report

_LAYOUT = "JSON objects with train, val or test, oos_train, oos_val or oos_test: lists of [text, intent]"
_OUTSIDE = "oos"
# Larson et al. 2019, on the full data set's test part.
_PUBLISHED = {"BERT": {"accuracy": 0.969, "oos_recall": 0.403}}

Pairs = list[tuple[str, str]]


def run(folder: Path) -> Report:
    """Train on the training part, measure on the test part."""
    parts = _read(folder)
    if "train" not in parts or not {"val", "test"} & parts.keys():
        raise DataError(f"{folder} holds the parts {', '.join(sorted(parts)) or 'none'}; needs {_LAYOUT}")
    measured = "test" if "test" in parts else "val"
    train = parts["train"] + parts.get("oos_train", [])
    test = parts[measured] + parts.get(f"oos_{measured}", [])
    outcome = train_and_test(train, test, _OUTSIDE)
    inside = int(outcome.inside.sum())
    plain, strict = 0.0, outcome.threshold
    figures = {
        "accuracy": interval([outcome], lambda drawn: in_scope_accuracy(drawn, plain), inside),
        "in_scope_accuracy_with_rejection": interval([outcome], lambda drawn: in_scope_accuracy(drawn, strict), inside),
        "in_scope_loss": interval(
            [outcome], lambda drawn: in_scope_accuracy(drawn, plain) - in_scope_accuracy(drawn, strict), inside
        ),
    }
    if inside < len(test):
        figures["oos_recall"] = interval([outcome], lambda drawn: oos_recall(drawn, strict), len(test) - inside)
        figures["accuracy_with_oos"] = interval([outcome], lambda drawn: accuracy(drawn, strict), len(test))
    note = f"measured on {measured}; threshold {strict:.3f} from cross-validation on train"
    return Report("clinc150", figures, _PUBLISHED, (note,))


def _read(folder: Path) -> dict[str, Pairs]:
    paths = sorted(folder.glob("*.json"))
    whole = [path for path in paths if path.name == "data_full.json"]
    parts: dict[str, Pairs] = {}
    for path in whole or paths:
        with reading(path, _LAYOUT):
            content = dict(json.loads(path.read_text(encoding="utf-8")))
            parts |= {name: [(text, intent) for text, intent in pairs] for name, pairs in content.items()}
    return parts

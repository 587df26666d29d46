from __future__ import annotations

import csv

import pytest

from evals.benchmarks.hint3 import run
from evals.errors import DataError

TRAIN = {
    "HOURS": [
        "when do you open",
        "opening hours",
        "until when are you open",
        "open on sundays?",
        "closing time",
        "what are your hours",
    ],
    "PARKING": [
        "where can I park",
        "is there parking",
        "car park nearby?",
        "parking spaces",
        "do you have a garage",
        "parking fee",
    ],
    "TICKETS": [
        "price of a ticket",
        "how much is admission",
        "tickets for children",
        "buy tickets",
        "ticket cost",
        "entry fee",
    ],
}
TEST = [
    ("at what hours are you open", "HOURS"),
    ("can I park my car", "PARKING"),
    ("what does a ticket cost", "TICKETS"),
]
OUTSIDE = [("I like bananas", "NO_NODES_DETECTED"), ("hmm", "NO_NODES_DETECTED")]


def write(path, rows, columns=("sentence", "label")):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def shop(folder, name):
    write(folder / f"{name}_train.csv", [(text, label) for label, texts in TRAIN.items() for text in texts])
    write(folder / f"{name}_test.csv", TEST + OUTSIDE)


def published(folder, system, name, best):
    columns = ("Threshold", "Accuracy", "Weighted F1", "Inscope Accuracy", "OOS Recall", "MCC")
    write(
        folder / "published" / f"{system}_{name}.csv",
        [(0.1, 0.4, 0.4, 0.7, 0, 0.3), (0.4, 0.5, 0.5, 0.6, 0.5, best)],
        columns,
    )


def test_one_shop(tmp_path):
    shop(tmp_path, "museum")
    published(tmp_path, "rasa", "museum", 0.55)
    published(tmp_path, "rasa", "zoo", 0.99)
    report = run(tmp_path)
    assert report.figures["in_scope_accuracy"].value == 1
    assert report.figures["in_scope_accuracy"].n == 3
    assert report.figures["best_mcc"].n == 5
    assert report.figures["oos_recall"].n == 2
    assert report.published == {"rasa": {"in_scope_accuracy": 0.7, "best_mcc": 0.55}}
    assert "museum: best MCC at threshold" in report.notes[0]


def test_several_shops_have_figures_of_their_own(tmp_path):
    shop(tmp_path / "a", "museum")
    shop(tmp_path / "b", "zoo")
    published(tmp_path, "luis", "zoo", 0.5)
    report = run(tmp_path)
    assert {"in_scope_accuracy", "museum.in_scope_accuracy", "zoo.best_mcc"} <= report.figures.keys()
    assert report.figures["best_mcc"].n == 10
    assert report.published == {"luis": {"zoo.in_scope_accuracy": 0.7, "zoo.best_mcc": 0.5}}


def test_a_smaller_training_file_is_tested_with_the_whole_sets_test_file(tmp_path):
    write(
        tmp_path / "train" / "museum_subset_train.csv",
        [(text, label) for label, texts in TRAIN.items() for text in texts],
    )
    write(tmp_path / "test" / "museum_test.csv", TEST)
    report = run(tmp_path)
    assert report.figures["in_scope_accuracy"].n == 3
    assert "oos_recall" not in report.figures


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: None, r"holds no \*_train\.csv"),
        (lambda folder: write(folder / "a_train.csv", [("x", "Y")]), r"a_test\.csv is missing"),
        (
            lambda folder: (shop(folder, "a"), write(folder / "a_test.csv", [("x", "Y")], ("text", "intent"))),
            "not laid out as needed",
        ),
        (lambda folder: (shop(folder, "a"), write(folder / "a_test.csv", [])), "holds no rows"),
    ],
)
def test_what_is_wrong_with_a_folder(tmp_path, make, message):
    make(tmp_path)
    with pytest.raises(DataError, match=message):
        run(tmp_path)

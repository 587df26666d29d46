from __future__ import annotations

import json

import pytest

from evals.benchmarks.clinc150 import run
from evals.errors import DataError
from tests.evals.benchmarks.test_hint3 import TRAIN

OOS = ["who is the pope", "sing a song", "what is dark matter", "tell me about volcanoes"]
PARTS = {
    "train": [[text, label] for label, texts in TRAIN.items() for text in texts],
    "oos_train": [[f"{text} {number}", "oos"] for text in OOS for number in range(6)],
    "val": [["at what hours are you open", "HOURS"], ["can I park my car", "PARKING"]],
    "oos_val": [["who was the last pope", "oos"]],
}


def write(folder, parts, name="train_val.json"):
    (folder / name).write_text(json.dumps(parts), encoding="utf-8")


def test_validation_part(tmp_path):
    write(tmp_path, PARTS)
    report = run(tmp_path)
    assert report.figures["accuracy"].value == 1
    assert report.figures["accuracy"].n == 2
    assert report.figures["oos_recall"].n == 1
    loss = report.figures["accuracy"].value - report.figures["in_scope_accuracy_with_rejection"].value
    assert report.figures["in_scope_loss"].value == pytest.approx(loss)
    assert "measured on val" in report.notes[0]
    assert report.published["BERT"]["accuracy"] == 0.969


def test_the_test_part_is_measured_where_it_is_there(tmp_path):
    write(tmp_path, PARTS)
    write(
        tmp_path,
        {"test": [["is there a car park", "PARKING"]] * 3, "oos_test": [["who is the queen", "oos"]]},
        "test.json",
    )
    report = run(tmp_path)
    assert report.figures["accuracy"].n == 3
    assert "measured on test" in report.notes[0]


def test_the_whole_set_goes_before_its_smaller_versions(tmp_path):
    write(tmp_path, PARTS, "data_full.json")
    write(tmp_path, {"train": [["x", "y"]]}, "data_small.json")
    assert run(tmp_path).figures["accuracy"].n == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "holds the parts none"),
        ('{"train": []}', "holds the parts train; needs"),
        ("[1, 2]", "not laid out as needed"),
        ('{"train": [["x"]], "val": []}', "not laid out as needed"),
    ],
)
def test_what_is_wrong_with_a_folder(tmp_path, content, message):
    if content is not None:
        (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        run(tmp_path)

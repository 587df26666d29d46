import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.figures import Report, bootstrap


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_the_interval_holds_within_the_scores_and_around_the_mean(scores):
    figure = bootstrap(scores, rounds=200)
    assert min(scores) - 1e-9 <= figure.low <= figure.high <= max(scores) + 1e-9
    assert figure.low - 1e-9 <= sum(scores) / len(scores) <= figure.high + 1e-9 or len(scores) < 10
    assert figure.n == len(scores)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    import numpy as np

    draws = np.random.default_rng(7).random((200, 60)) < 0.3
    covered = sum(figure.low <= 0.3 <= figure.high for figure in (bootstrap(row.astype(float)) for row in draws))
    assert 180 <= covered <= 198


def test_the_same_scores_give_the_same_interval():
    assert bootstrap([0, 1, 1, 0, 1]) == bootstrap([0, 1, 1, 0, 1])


def test_no_scores_is_an_error():
    with pytest.raises(ValueError, match="at least one case"):
        bootstrap([])


def test_a_report_is_one_json_object():
    report = Report("made", {"accuracy": bootstrap([1.0, 0.0])}, {"BERT": {"accuracy": 0.5}}, ("note",))
    back = json.loads(json.dumps(report.as_json()))
    assert set(back["figures"]["accuracy"]) == {"value", "low", "high", "n"}
    assert back["figures"]["accuracy"]["value"] == 0.5

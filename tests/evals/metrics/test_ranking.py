from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.ranking import dcg, ndcg, recall, reciprocal_rank


def test_dcg_by_hand():
    assert dcg([3, 2, 0, 1]) == pytest.approx(3 + 2 / log2(3) + 1 / log2(5))


@pytest.mark.parametrize(
    ("ranking", "value"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
        (["x", "a"], 3 / log2(3) / (3 + 1 / log2(3))),
        (["x", "y"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg_by_hand(ranking, value):
    assert ndcg(ranking, {"a": 3, "b": 1, "c": 0}) == pytest.approx(value)


def test_only_the_first_k_count():
    assert ndcg(["x", "a"], {"a": 1}, k=1) == 0
    assert recall(["x", "a"], {"a": 1}, k=1) == 0


def test_recall_is_of_what_could_be_among_the_first_k():
    grades = dict.fromkeys("abcd", 1)
    assert recall(["a", "b"], grades, k=2) == 1
    assert recall(["a", "x"], grades, k=2) == 0.5


def test_reciprocal_rank():
    assert reciprocal_rank(["x", "a"], {"a": 1, "x": 0}) == 0.5
    assert reciprocal_rank(["x"], {"a": 1}) == 0


@pytest.mark.parametrize("metric", [ndcg, recall])
def test_nothing_relevant_has_no_value(metric):
    with pytest.raises(ValueError, match="relevant"):
        metric(["a"], {"a": 0})


@given(st.permutations("abcdefgh"), st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1))
def test_ndcg_is_a_share_and_best_in_the_order_of_the_grades(ranking, grades):
    if not any(grades.values()):
        grades["a"] = 1
    assert 0 <= ndcg(ranking, grades) <= 1 + 1e-9
    best = sorted(ranking, key=lambda item: -grades.get(item, 0))
    assert ndcg(best, grades) == pytest.approx(1)

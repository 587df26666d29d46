from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import matthews_corrcoef

from evals.benchmarks.intents import OUTSIDE, Outcome, accuracy, in_scope_accuracy, interval, mcc, oos_recall

codes = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 3), st.floats(0, 1)), min_size=3, max_size=40)


def outcome(cases):
    truth, best, sure = zip(*cases, strict=True)
    return Outcome(np.asarray(truth), np.asarray(best), np.asarray(sure), 0.5)


def test_an_unsure_answer_counts_as_out_of_scope():
    cases = [(0, 0, 0.9), (0, 0, 0.2), (1, 0, 0.9), (OUTSIDE, 1, 0.1), (OUTSIDE, 1, 0.8)]
    one = outcome(cases)
    assert in_scope_accuracy(one, 0.5) == pytest.approx(1 / 3)
    assert in_scope_accuracy(one, 0.1) == pytest.approx(2 / 3)
    assert oos_recall(one, 0.5) == pytest.approx(1 / 2)
    assert accuracy(one, 0.5) == pytest.approx(2 / 5)


@pytest.mark.filterwarnings("ignore:A single label was found")
@given(codes, st.sampled_from([0.1, 0.5, 0.9]))
def test_mcc_is_that_of_scikit_learn(cases, threshold):
    one = outcome(cases)
    assert mcc(one, threshold) == pytest.approx(matthews_corrcoef(one.truth, one.answers(threshold)), abs=1e-9)


def test_the_published_figures_follow_from_the_definitions():
    """BERT on 397 cases, 231 of them in scope, rejects nothing at threshold .1 and has 170 right: .4282 and .7359."""
    right = [(0, 0, 0.9)] * 170 + [(0, 1, 0.9)] * 61 + [(OUTSIDE, 1, 0.9)] * 166
    one = outcome(right)
    assert accuracy(one, 0.1) == pytest.approx(0.4282115869017632)
    assert in_scope_accuracy(one, 0.1) == pytest.approx(0.7359307359307359)
    assert oos_recall(one, 0.1) == 0


@given(codes)
def test_the_interval_is_around_the_value(cases):
    one = outcome([*cases, (0, 0, 0.9)])
    figure = interval([one], lambda drawn: in_scope_accuracy(drawn, 0.5), len(one.truth))
    assert 0 <= figure.low <= figure.high <= 1
    assert figure.value == in_scope_accuracy(one, 0.5)


def test_several_sets_count_alike():
    small, large = outcome([(0, 0, 1.0)] * 3), outcome([(0, 1, 1.0)] * 30)
    assert interval([small, large], lambda drawn: in_scope_accuracy(drawn, 0.5), 33).value == pytest.approx(0.5)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.heads import Familiarity, LinearHead, softmax

EYE = np.eye(3, dtype=np.float32)


def familiarity(**changes):
    given: dict[str, Any] = {
        "examples": EYE[:2],
        "centres": EYE[:2],
        "coefficients": np.asarray([[1, 0, 0, 1, 0], [1, 0, 0, 0, 1]], dtype=np.float32),
        "intercepts": np.zeros(2, dtype=np.float32),
        "temperature": 2.0,
    }
    return Familiarity(**(given | changes))


def test_scores_add_embedding_and_ngrams():
    head = LinearHead(EYE[:2], np.asarray([[0, 5], [7, 0]], dtype=np.float32), np.asarray([0.5, 0], dtype=np.float32))
    scores = head.scores(EYE[0], np.asarray([1]), np.asarray([2.0], dtype=np.float32))
    assert scores.tolist() == [1 + 14 + 0.5, 0]


def test_scores_without_known_ngrams():
    head = LinearHead(EYE[:2], np.zeros((4, 2), dtype=np.float32), np.zeros(2, dtype=np.float32))
    assert head.scores(EYE[1], np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)).tolist() == [0, 1]


def test_evidence_of_the_known_and_the_unknown():
    scores = np.asarray([2, -1], dtype=np.float32)
    near = familiarity().evidence(EYE[0], scores, -3.0)
    far = familiarity().evidence(EYE[2], scores, 3.0)
    assert near[:4].tolist() == [2, 1, 1, 3]
    assert far[:4].tolist() == [2, 0, 0, -3]
    assert familiarity().judge(near)[0] > 0.9 > 0.5 > familiarity().judge(far)[0]


def test_sureness_grows_with_the_lead_over_other_intents():
    sure = [
        familiarity().judge(familiarity().evidence(EYE[0], np.asarray([1, other], dtype=np.float32), 0.0))[1]
        for other in (1.0, 0.5, -2.0)
    ]
    assert sure == sorted(sure)


@given(st.lists(st.floats(-50, 50, width=32), min_size=2, max_size=9))
def test_shares_are_probabilities(scores):
    shares = familiarity().shares(np.asarray(scores, dtype=np.float32))
    assert shares.sum() == pytest.approx(1, abs=1e-4)
    assert (shares >= 0).all()


def test_softmax_of_huge_scores():
    assert softmax(np.asarray([1e4, 0], dtype=np.float32)).tolist() == [1, 0]


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=5, max_size=5))
def test_judgement_is_always_a_probability(evidence):
    assert all(0 <= value <= 1 for value in familiarity().judge(np.asarray(evidence, dtype=np.float32)))

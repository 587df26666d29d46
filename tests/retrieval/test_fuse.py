import numpy as np
import pytest

from retrieval.fuse import FIELDS, convex, read_weights, reciprocal_ranks, weights
from retrieval.rerank import FEATURES
from retrieval.search import ALL_KINDS


def test_the_weights_that_ship_name_only_what_there_is():
    fitted = weights()
    assert set(fitted.lexical) == set(fitted.meaning) == set(ALL_KINDS)
    assert set(fitted.rerank) <= set(FEATURES)
    assert all(0 <= share <= 1 for share in fitted.meaning.values())
    for kind in ALL_KINDS:
        assert len(fitted.lexical[kind].weights) == len(FIELDS[kind])
        assert max(fitted.lexical[kind].weights) > 0


def test_a_field_that_is_not_named_weighs_nothing():
    entry = {"fields": {"title": 2}, "k1": 1, "b": 0.5, "tie": 0}
    other = {"fields": {}, "k1": 1, "b": 0.5, "tie": 0}
    read = read_weights({"lexical": {"product": entry, "faq": other, "document": other}, "meaning": {}, "rerank": {}})
    assert read.lexical["product"].weights == (2.0, *([0.0] * (len(FIELDS["product"]) - 1)))
    assert read.lexical["product"].longest[0] == np.inf


def test_a_convex_combination_lies_between_its_parts():
    scores = convex(np.array([1.0, 0.0, -1.0], np.float32), np.array([0.0, 1.0, 0.5], np.float32), 0.25)
    np.testing.assert_allclose(scores, [0.25, 0.75, 0.375])


def test_ranks_are_fused_by_their_reciprocals():
    fused = reciprocal_ranks(np.array([1, 2, 3]), np.array([3, 1]))
    assert fused == [1, 3, 2]
    assert reciprocal_ranks() == []


@pytest.mark.parametrize("k", [1, 60])
def test_one_ranking_stays_as_it_is(k):
    assert reciprocal_ranks(np.array([5, 3, 9]), k=k) == [5, 3, 9]

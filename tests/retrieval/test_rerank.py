from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId
from retrieval.passages import passages_of
from retrieval.rerank import FEATURES, Candidates, features, rerank
from retrieval.sparse import SparseIndex
from retrieval.understand import groups

TITLES = {
    "Quill laptop": ("Electronics", "Laptops"),
    "Felt sleeve for a laptop": ("Electronics", "Laptop bags"),
    "Sturdy bag": ("Electronics", "Laptop bags"),
    "Moon lamp": ("Home", "Lamps"),
}


def products(categories=True):
    return [
        Product(
            id=ProductId(title),
            title=title,
            variants=(Variant(id=VariantId(title), price=Money(Decimal(1), "USD")),),
            categories=path if categories else (),
        )
        for title, path in TITLES.items()
    ]


def told(query, similarities=(0.0,) * 4, *, categories=True):
    passages = {row: passages_of(product)[0] for row, product in enumerate(products(categories))}
    index = SparseIndex.build(passages)
    rows = np.arange(4)
    candidates = Candidates(
        rows, [passages[row] for row in rows.tolist()], np.array(similarities, np.float32), np.zeros(4, np.float32)
    )
    return candidates, groups(query, index, "product"), index


def column(name, *arguments, **options):
    return features(*told(*arguments, **options))[:, FEATURES.index(name)]


def test_words_are_told_apart_by_where_they_stand():
    np.testing.assert_allclose(column("in_title", "laptop"), [1, 1, 0, 0])
    np.testing.assert_allclose(column("in_category", "laptop"), [1, 1, 1, 0])
    np.testing.assert_allclose(column("in_either", "lamp moon"), [0, 0, 0, 1])


def test_what_goes_with_a_thing_is_not_the_thing():
    np.testing.assert_allclose(column("accessory", "laptop"), [0, 1, 0, 0])
    np.testing.assert_allclose(column("accessory", "sleeve"), [0, 0, 0, 0])


def test_a_category_of_the_nearest_by_meaning_speaks_for_the_others_in_it():
    affinity = column("affinity", "rucksack", (0.1, 0.8, 0.6, 0.0))
    assert affinity[1] == affinity[2] == 1
    assert 0 < affinity[0] < 0.1
    assert affinity[3] == 0


def test_a_catalogue_without_categories_says_nothing_of_them():
    for name in ("in_category", "affinity"):
        np.testing.assert_array_equal(column(name, "laptop", (0.5,) * 4, categories=False), np.zeros(4))


def test_every_feature_is_a_share():
    values = features(*told("laptop sleeve for a lamp", (0.9, -0.5, 0.2, 1.0)))
    assert values.shape == (4, len(FEATURES))
    assert values.min() >= 0 and values.max() <= 1


def test_the_right_category_wins_between_equal_scores():
    scores = rerank(np.full(4, 0.5, np.float32), *told("laptop"))
    assert scores.argmax() == 0
    assert scores[3] == scores.min()


def test_no_candidates_stay_none():
    candidates, found, index = told("laptop")
    none = replace(candidates, rows=np.zeros(0, np.int64), passages=[])
    assert len(rerank(np.zeros(0, np.float32), none, found, index)) == 0


@pytest.mark.parametrize("query", ["", "unknownword"])
def test_words_that_nothing_has_move_nothing(query):
    scores = rerank(np.array([0.1, 0.2, 0.3, 0.4], np.float32), *told(query))
    np.testing.assert_allclose(scores, [0.1, 0.2, 0.3, 0.4])

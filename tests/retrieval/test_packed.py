import numpy as np
import pytest

from retrieval import dense, kinds, packed
from retrieval.dense import DenseIndex

DIMENSION = 64
COUNT = 3_000


def isotropic(rng, count, dimension=DIMENSION):
    vectors = rng.standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def clustered(rng, count):
    centres = isotropic(rng, 30)[rng.integers(0, 30, count)]
    vectors = centres + 0.5 * isotropic(rng, count)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def small(monkeypatch):
    """Limits of a size that tests reach; few candidates, so that the codes must tell the nearest."""
    monkeypatch.setattr(kinds, "FLAT_LIMIT", 200)
    monkeypatch.setattr(kinds, "SCAN_LIMIT", 20)
    monkeypatch.setattr(dense, "_TAIL_LIMIT", 60)
    monkeypatch.setattr(packed, "CANDIDATES", 150)


def recall(index, vectors, queries, allowed=None):
    hits = 0
    for query in queries:
        similar = vectors @ query
        if allowed is not None:
            similar[~allowed] = -2
        rows, _ = index.search(query, 10, allowed)
        assert allowed is None or allowed[rows].all()
        hits += len(set(rows.tolist()) & set(np.argsort(-similar)[:10].tolist()))
    return hits / (10 * len(queries))


@pytest.mark.parametrize("kept", [None, 0.5, 0.1])
def test_vectors_without_structure_are_found_with_and_without_filters(small, kept):
    rng = np.random.default_rng(1)
    vectors = isotropic(rng, COUNT)
    index = DenseIndex.build(np.arange(COUNT), vectors)
    assert index.kind == "packed"
    allowed = None if kept is None else rng.random(COUNT) < kept
    assert recall(index, vectors, isotropic(rng, 30), allowed) >= 0.99


def test_vectors_with_structure_get_a_graph(small):
    rng = np.random.default_rng(1)
    assert DenseIndex.build(np.arange(COUNT), clustered(rng, COUNT)).kind == "hnsw"


def test_compressed_lists_hand_on_enough_to_be_compared_exactly(small, monkeypatch):
    monkeypatch.setattr(kinds, "HNSW_LIMIT", 2_000)
    vectors = clustered(np.random.default_rng(1), COUNT)
    index = DenseIndex.build(np.arange(COUNT), vectors)
    assert index.kind == "ivf-pq"
    assert recall(index, vectors, clustered(np.random.default_rng(1), 50)) >= 0.99


@pytest.mark.parametrize("dimension", [16, 65])
def test_few_or_odd_dimensions_are_never_packed(dimension):
    assert not packed.formless(isotropic(np.random.default_rng(1), 2_000, dimension))


def test_each_of_many_filters_finds_its_own(small):
    rng = np.random.default_rng(2)
    vectors = isotropic(rng, COUNT)
    index = DenseIndex.build(np.arange(COUNT), vectors)
    filters = [rng.random(COUNT) < 0.2 for _ in range(7)]
    for allowed in (*filters, *filters[::-1]):
        assert recall(index, vectors, isotropic(rng, 3), allowed) >= 0.9
    assert index.base and index.base.packed and len(index.base.packed._ready) <= 4


def test_added_vectors_are_packed_with_the_next_renewal(small, tmp_path):
    rng = np.random.default_rng(3)
    vectors = isotropic(rng, COUNT + 80)
    before = DenseIndex.build(np.arange(COUNT), vectors[:COUNT])
    before.search(vectors[0], 10)
    after = before.changed(np.arange(COUNT, COUNT + 80), vectors[COUNT:], []).renewed()
    assert after.kind == "packed" and after.covered == COUNT + 80 and before.covered == COUNT
    assert recall(after, vectors, vectors[COUNT : COUNT + 20]) >= 0.97
    after.save(tmp_path)
    loaded = DenseIndex.load(tmp_path)
    allowed = rng.random(COUNT + 80) < 0.3
    for query in isotropic(rng, 5):
        assert np.array_equal(loaded.search(query, 8, allowed)[0], after.search(query, 8, allowed)[0])

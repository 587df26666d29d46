import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from retrieval import dense, faiss_base, kinds
from retrieval.dense import DenseIndex

DIMENSION = 16


def unit(rng, count, dimension=DIMENSION):
    vectors = rng.standard_normal((count, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


def clustered(rng, count, dimension=DIMENSION):
    vectors = rng.standard_normal((40, dimension))[rng.integers(0, 40, count)]
    vectors = vectors + 0.4 * rng.standard_normal((count, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


def nearest(vectors_of, query, k, allowed=None):
    """Brute force over {row: vectors}: the best cosines of the rows that are allowed."""
    best = {row: float((vectors @ query).max()) for row, vectors in vectors_of.items() if len(vectors)}
    if allowed is not None:
        best = {row: similar for row, similar in best.items() if allowed[row]}
    return dict(sorted(best.items(), key=lambda item: -item[1])[:k])


def same(found, expected):
    rows, similar = found
    assert len(rows) == len(set(rows.tolist())) == len(expected)
    assert np.allclose(similar, list(expected.values()), atol=2e-3)
    assert list(similar) == sorted(similar, reverse=True)


@pytest.fixture
def small(monkeypatch):
    """Limits of a size that tests reach: graph past 200, compressed past 2,000."""
    monkeypatch.setattr(kinds, "FLAT_LIMIT", 200)
    monkeypatch.setattr(kinds, "HNSW_LIMIT", 2_000)
    monkeypatch.setattr(kinds, "SCAN_LIMIT", 20)
    monkeypatch.setattr(dense, "_TAIL_LIMIT", 60)


class AgainstBruteForce(RuleBasedStateMachine):
    """Adds, removes and renews in any order; every search equals brute force, in old states too."""

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed):
        self.rng = np.random.default_rng(seed)
        self.index = DenseIndex.empty(DIMENSION)
        self.model = {}
        self.next_row = 0
        self.old = []

    @rule(counts=st.lists(st.integers(0, 3), max_size=30), share=st.floats(0, 0.5))
    def change(self, counts, share):
        self.old = [*self.old[-2:], (self.index, dict(self.model))]
        removed = [row for row in self.model if self.rng.random() < share]
        added = {self.next_row + place: unit(self.rng, count) for place, count in enumerate(counts)}
        rows = np.repeat(np.array(list(added), np.int64), counts)
        vectors = np.concatenate([*added.values(), np.empty((0, DIMENSION), np.float32)])
        self.index = self.index.changed(rows, vectors, removed)
        self.model = {row: value for row, value in self.model.items() if row not in removed} | added
        self.next_row += len(counts)

    @rule()
    def renew(self):
        self.index = self.index.renewed()
        assert len(self.index.tail) == 0 and self.index.alive.all()

    @rule(counts=st.lists(st.integers(1, 2), min_size=1, max_size=10))
    def renew_beside_changes(self, counts):
        origin = self.index
        renewed = origin.renewed()
        self.change(counts, 0.3)
        living = np.array(sorted(self.model), np.int64)
        self.index = self.index.adopting(renewed, origin, living)

    @invariant()
    def finds_what_brute_force_finds(self):
        query = unit(self.rng, 1)[0]
        for index, model in [(self.index, self.model), *self.old]:
            assert len(index) == sum(map(len, model.values()))
            same(index.search(query, 5), nearest(model, query, 5))
            allowed = self.rng.random(self.next_row + 1) < 0.3
            same(index.search(query, 5, allowed), nearest(model, query, 5, allowed))
            rows = np.array([row for row in model if len(model[row])], np.int64)
            expected = [float((model[row] @ query).max()) for row in rows]
            assert np.allclose(index.similarities(query, rows), expected, atol=2e-3)


AgainstBruteForce.TestCase.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
TestAgainstBruteForce = AgainstBruteForce.TestCase


@pytest.mark.parametrize(("count", "kind"), [(150, "flat"), (1_500, "hnsw"), (3_000, "ivf-pq")])
@pytest.mark.parametrize("kept", [1.0, 0.8, 0.3, 0.1, 0.01, 0.0])
def test_every_kind_finds_with_and_without_filters(small, count, kind, kept):
    rng = np.random.default_rng(3)
    vectors = clustered(rng, count)
    index = DenseIndex.build(np.arange(count), vectors)
    assert index.kind == kind
    model = {row: vectors[row : row + 1] for row in range(count)}
    allowed = None if kept == 1 else rng.random(count) < kept
    hits = wanted = 0
    for query in clustered(rng, 30):
        rows, similar = index.search(query, 10, allowed)
        assert allowed is None or allowed[rows].all()
        expected = nearest(model, query, 10, allowed)
        assert len(rows) == len(expected)
        assert np.allclose(similar, vectors[rows] @ query, atol=2e-3)
        hits += len(set(rows.tolist()) & expected.keys())
        wanted += len(expected)
    assert hits >= 0.98 * wanted


@pytest.mark.parametrize("count", [1_500, 3_000])
def test_added_and_removed_vectors_are_found_before_and_after_renewal(small, count):
    rng = np.random.default_rng(5)
    vectors = clustered(rng, count + 80)
    index = DenseIndex.build(np.arange(count), vectors[:count])
    changed = index.changed(np.arange(count, count + 80), vectors[count:], range(40))
    assert changed.stale and not index.stale
    extended = changed.renewed()
    assert extended.kind == index.kind and extended.base is not index.base
    for state in (changed, extended):
        for row in (count, count + 79, 41):
            assert state.search(vectors[row], 1)[0].tolist() == [row]
        for row in (0, 39):
            found, _ = state.search(vectors[row], 20)
            assert row not in found
    assert index.search(vectors[0], 1)[0].tolist() == [0]


def test_many_dead_are_left_out_of_the_next_index(small):
    rng = np.random.default_rng(5)
    vectors = clustered(rng, 1_500)
    index = DenseIndex.build(np.arange(1_500), vectors).changed(
        np.empty(0, np.int64), np.empty((0, DIMENSION), np.float32), range(0, 1_500, 2)
    )
    assert index.stale
    renewed = index.renewed()
    assert len(renewed.rows) == len(renewed) == 750 and not renewed.stale
    assert renewed.search(vectors[1], 1)[0].tolist() == [1]


def test_a_filter_far_from_the_query_still_finds_its_nearest(small):
    rng = np.random.default_rng(8)
    vectors = clustered(rng, 1_500)
    index = DenseIndex.build(np.arange(1_500), vectors)
    query = vectors[0]
    allowed = vectors @ query < np.quantile(vectors @ query, 0.2)
    rows, _ = index.search(query, 5, allowed)
    expected = nearest({row: vectors[row : row + 1] for row in np.flatnonzero(allowed)}, query, 5)
    assert set(rows.tolist()) == set(expected)


def test_rows_without_vectors_have_no_similarity():
    rng = np.random.default_rng(1)
    vectors = unit(rng, 2)
    index = DenseIndex.build(np.array([1, 4]), vectors)
    similar = index.similarities(vectors[0], np.array([0, 1, 2, 4, 9]))
    assert similar[[0, 2, 4]].tolist() == [0, 0, 0]
    assert similar[1] == pytest.approx(1, abs=2e-3)


def test_vectors_of_a_row_come_back_in_their_order():
    vectors = unit(np.random.default_rng(1), 5)
    index = DenseIndex.build(np.array([0, 2, 2]), vectors[:3]).changed(np.array([7, 7]), vectors[3:], [0])
    assert np.allclose(index.vectors_of(2), vectors[1:3], atol=1e-3)
    assert np.array_equal(index.vectors_of(7), vectors[3:])
    assert len(index.vectors_of(5)) == 0


def test_an_empty_index_finds_nothing():
    index = DenseIndex.empty(DIMENSION)
    rows, similar = index.renewed().search(unit(np.random.default_rng(0), 1)[0], 3)
    assert len(rows) == len(similar) == 0


@pytest.mark.parametrize("count", [0, 150, 1_500, 3_000])
def test_what_is_saved_is_what_is_loaded(small, tmp_path, count):
    rng = np.random.default_rng(2)
    vectors = clustered(rng, count + 10)
    index = DenseIndex.build(np.arange(count), vectors[:count])
    index = index.changed(np.arange(count, count + 10), vectors[count:], [3] if count else [])
    index.save(tmp_path)
    loaded = DenseIndex.load(tmp_path)
    assert loaded.kind == index.kind and len(loaded) == len(index)
    allowed = rng.random(count + 10) < 0.4
    for query in clustered(rng, 5):
        for mask in (None, allowed):
            assert np.array_equal(loaded.search(query, 8, mask)[0], index.search(query, 8, mask)[0])


def test_an_unchanged_base_is_linked_not_written_again(small, tmp_path):
    index = DenseIndex.build(np.arange(300), clustered(np.random.default_rng(2), 300))
    for name in "abc":
        (tmp_path / name).mkdir()
    index.save(tmp_path / "a")
    later = index.changed(np.array([300]), unit(np.random.default_rng(3), 1), [])
    later.save(tmp_path / "b", (index, tmp_path / "a"))
    assert (tmp_path / "a" / "whole.faiss").samefile(tmp_path / "b" / "whole.faiss")
    later.renewed().save(tmp_path / "c", (later, tmp_path / "b"))
    assert not (tmp_path / "b" / "whole.faiss").samefile(tmp_path / "c" / "whole.faiss")
    assert len(DenseIndex.load(tmp_path / "b")) == len(DenseIndex.load(tmp_path / "c")) == 301


def test_files_that_do_not_fit_one_another_are_refused(small, tmp_path):
    rng = np.random.default_rng(2)
    DenseIndex.build(np.arange(300), clustered(rng, 300)).save(tmp_path)
    np.save(tmp_path / "alive.npy", np.ones(299, np.bool_))
    with pytest.raises(ValueError, match="do not fit"):
        DenseIndex.load(tmp_path)
    DenseIndex.build(np.arange(300), clustered(rng, 300)).save(tmp_path)
    faiss_base.build(clustered(rng, 250), "hnsw", threads=1).save(tmp_path)
    with pytest.raises(ValueError, match="300"):
        DenseIndex.load(tmp_path)


def test_progress_is_told_to_the_end(small):
    told = []
    DenseIndex.build(
        np.arange(300),
        clustered(np.random.default_rng(2), 300),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (300, 300)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    sizes=st.lists(st.integers(0, 6), min_size=1, max_size=20),
    share=st.floats(0, 1),
    budget=st.integers(1, 30),
    seed=st.integers(0, 1000),
)
def test_enough_lists_are_chosen_nearest_first(sizes, share, budget, seed):
    rng = np.random.default_rng(seed)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    lists = faiss_base.Lists(
        None, np.empty((len(sizes), 2), np.float32), rng.permutation(starts[-1]).astype(np.int32), starts
    )
    near = rng.random(len(sizes)).astype(np.float32)
    mask = rng.random(starts[-1]) < share
    chosen = lists._enough(np.argsort(-near, kind="stable"), budget, mask)
    allowed = [int(mask[lists.order[starts[n] : starts[n + 1]]].sum()) for n in range(len(sizes))]
    order = [n for n in np.argsort(-near, kind="stable") if allowed[n]]
    assert chosen.tolist() == order[: len(chosen)]
    assert sum(allowed[n] for n in chosen) >= min(budget, sum(allowed))
    assert sum(allowed[n] for n in chosen[:-1]) < budget


@given(arrays.arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_among_is_membership(rows, some):
    assert dense._among(rows, np.array(sorted(some), np.int64)).tolist() == [row in some for row in rows.tolist()]

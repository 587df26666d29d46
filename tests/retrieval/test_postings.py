"""The lexical index against bm25s, against itself built anew, and over saving and loading."""

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.schema import ENGLISH
from retrieval import postings, sparse
from retrieval.errors import SnapshotError
from retrieval.fuse import FIELDS, Lexical, Weights, weights
from retrieval.passages import Passage
from retrieval.search import Source
from retrieval.sparse import Alternative, Group, SparseIndex

WORDS = ["red", "blue", "dress", "boot", "lamp", "kettl", "wool"]


def passage(row, **fields):
    source = Source(kind="product", id=str(row), title=fields.get("title", ""))
    return Passage(
        key=f"product/{row}", kind="product", id=str(row), title=fields.get("title", ""), text="", source=source,
        language=ENGLISH, embedded=(), fields=fields,
    )  # fmt: skip


def group(*terms, weight=1.0):
    return Group(" ".join(terms), (Alternative(tuple(terms), weight),))


def plain(monkeypatch, **changes):
    """Plain BM25 on the title alone."""
    width = len(FIELDS["product"])
    lexical = Lexical((1.0,) + (0.0,) * (width - 1), (np.inf,) * width, **changes)
    fitted = weights()
    plain = Weights({**fitted.lexical, "product": lexical}, fitted.meaning, fitted.rerank)
    monkeypatch.setattr(sparse, "weights", lambda: plain)


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.6, 0.6), (2.0, 0.0)])
def test_one_field_scores_as_bm25s_does(monkeypatch, k1, b):
    plain(monkeypatch, k1=k1, b=b)
    texts = ["red dress", "red red boot", "blue lamp kettl wool", "wool dress blue dress dress"]
    index = SparseIndex.build({row: passage(row, title=text) for row, text in enumerate(texts)})
    theirs = bm25s.BM25(method="lucene", k1=k1, b=b)
    theirs.index([text.split() for text in texts], show_progress=False)
    for query in (["red"], ["dress", "blue"], ["wool", "boot", "lamp"]):
        ours = index.scores([group(word) for word in query], "product")
        expected = theirs.get_scores(query)
        scale = ours.max() / expected.max()
        np.testing.assert_allclose(ours, expected * scale, rtol=1e-4)


def test_scores_lie_between_nothing_and_one():
    index = SparseIndex.build({0: passage(0, title="red dress"), 1: passage(1, title="lamp")})
    scores = index.scores([group("red"), group("dress")], "product")
    assert 0 < scores[0] < 1
    assert scores[1] == 0


def test_a_word_counts_where_it_fits_best():
    index = SparseIndex.build(
        {0: passage(0, title="lamp", attributes="lamp wool"), 1: passage(1, title="kettl", attributes="lamp wool")}
    )
    scores = index.scores([group("lamp")], "product")
    assert scores[0] > scores[1] > 0


def test_the_best_alternative_counts_at_its_weight():
    index = SparseIndex.build({0: passage(0, title="red"), 1: passage(1, title="crimson")})
    either = Group("red", (Alternative(("red",)), Alternative(("crimson",), 0.5)))
    scores = index.scores([either], "product")
    assert scores[0] == pytest.approx(2 * scores[1])


def test_a_word_that_nothing_has_is_missed_by_every_passage():
    index = SparseIndex.build({0: passage(0, title="red dress"), 1: passage(1, title="lamp")})
    whole = index.scores([group("red")], "product")[0]
    assert index.scores([group("red"), group("unknown")], "product")[0] == pytest.approx(whole / 2)


def test_an_alternative_of_several_words_needs_them_all():
    index = SparseIndex.build({0: passage(0, title="solid state drive"), 1: passage(1, title="solid drive")})
    scores = index.scores([group("solid", "state")], "product")
    assert scores[0] > 0 == scores[1]


def test_matches_tell_the_fields_that_have_a_word():
    index = SparseIndex.build({0: passage(0, title="red dress", tags="red"), 1: passage(1, brand="red")})
    matches = index.matches([group("red"), group("unknown")], "product", np.array([0, 1]))
    names = FIELDS["product"]
    assert matches.fields[0, 0] == 1 << names.index("title") | 1 << names.index("tags")
    assert matches.fields[0, 1] == 1 << names.index("brand")
    assert matches.idf[1] == 0


def test_a_version_stays_as_it_is_when_the_next_is_made():
    first = SparseIndex.build({0: passage(0, title="red dress")})
    before = first.scores([group("red")], "product").copy()
    second = first.changed({1: passage(1, title="red boot")}, [0])
    np.testing.assert_array_equal(first.scores([group("red")], "product"), before)
    assert second.scores([group("red")], "product")[0] == 0
    assert second.frequency("dress") == 0
    assert second.frequency("red") == 1


def test_saving_and_loading_changes_no_score(tmp_path):
    passages = {row: passage(row, title=f"{WORDS[row % 7]} {WORDS[row % 3]}", tags="wool") for row in range(20)}
    index = SparseIndex.build(passages).changed({20: passage(20, title="red lamp")}, [3, 4])
    index.save(tmp_path)
    loaded = SparseIndex.load(tmp_path, {})
    for word in WORDS:
        np.testing.assert_allclose(
            loaded.scores([group(word)], "product"), index.scores([group(word)], "product"), rtol=0.05
        )
        assert loaded.frequency(word) == index.frequency(word)


def test_words_that_were_cut_in_another_way_are_not_loaded(tmp_path, monkeypatch):
    SparseIndex.build({0: passage(0, title="red dress")}).save(tmp_path)
    monkeypatch.setattr(sparse, "fingerprint", lambda: "another")
    with pytest.raises(SnapshotError, match="another version"):
        SparseIndex.load(tmp_path, {})


_TITLES = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
_STEPS = st.lists(st.tuples(st.lists(_TITLES, max_size=4), st.integers(0, 100)), max_size=6)


@given(_STEPS, st.sampled_from([0, 3, 1000]))
@settings(deadline=None)
def test_changes_end_where_a_fresh_build_does(steps, least):
    """Frequencies exactly; scores exactly after a merge, else within what a drifted mean length makes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_MERGE_LEAST", least)
        index, row = SparseIndex.build({}), 0
        living: dict[int, Passage] = {}
        for titles, choice in steps:
            added = {row + number: passage(row + number, title=title) for number, title in enumerate(titles)}
            removed = [sorted(living)[choice % len(living)]] if living else []
            index = index.changed(added, removed)
            living = {key: value for key, value in (living | added).items() if key not in removed}
            row += len(titles)
        fresh = SparseIndex.build(living)
        for word in WORDS:
            assert index.frequency(word) == fresh.frequency(word)
            ours, theirs = (version.scores([group(word)], "product") for version in (index, fresh))
            assert set(np.flatnonzero(ours)) & set(living) == set(np.flatnonzero(theirs))
        assert index.parts["product"].count == len(living)

import multiprocessing
import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedding_cache import CachedEmbedder
from tests.retrieval.embedders import Hashing


def test_only_new_texts_are_embedded_each_once(tmp_path):
    inner = Hashing()
    cached = CachedEmbedder(inner, tmp_path / "vectors.db")
    first = cached.embed(["a", "b", "a"])
    assert inner.asked == ["a", "b"]
    assert np.array_equal(first[0], first[2]) and not np.array_equal(first[0], first[1])
    again = CachedEmbedder(inner, tmp_path / "vectors.db").embed(["b", "c", "a"])
    assert inner.asked == ["a", "b", "c"]
    assert np.array_equal(again[0], first[1]) and np.array_equal(again[2], first[0])


@given(st.lists(st.text(max_size=6), max_size=12))
def test_cached_and_fresh_vectors_are_equal(tmp_path_factory, texts):
    file = tmp_path_factory.mktemp("cache") / "vectors.db"
    fresh = CachedEmbedder(Hashing(), file).embed(texts)
    cached = CachedEmbedder(Hashing(), file).embed(texts)
    assert np.array_equal(fresh, cached)
    assert np.allclose(fresh, Hashing().embed(texts), atol=1e-3)


def test_another_model_has_vectors_of_its_own(tmp_path):
    one, other = Hashing("one"), Hashing("other")
    first = CachedEmbedder(one, tmp_path / "vectors.db").embed(["a"])
    second = CachedEmbedder(other, tmp_path / "vectors.db").embed(["a"])
    assert other.asked == ["a"] and not np.array_equal(first, second)


def test_past_its_capacity_the_oldest_are_forgotten(tmp_path):
    inner = Hashing()
    cached = CachedEmbedder(inner, tmp_path / "vectors.db", capacity=10)
    cached.embed([str(number) for number in range(25)])
    with sqlite3.connect(tmp_path / "vectors.db") as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone()[0] == 10
    connection.close()
    inner.asked.clear()
    cached.embed(["24", "0"])
    assert inner.asked == ["0"]


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b""])
def test_a_damaged_file_is_begun_anew(tmp_path, damage):
    file = tmp_path / "vectors.db"
    CachedEmbedder(Hashing(), file).embed(["a"])
    file.write_bytes(damage)
    inner = Hashing()
    cached = CachedEmbedder(inner, file)
    assert cached.embed(["a"]).shape == (1, 8)
    cached.embed(["a"])
    assert inner.asked == ["a"]


def test_damage_in_the_middle_is_survived(tmp_path):
    file = tmp_path / "vectors.db"
    texts = [str(number) for number in range(2000)]
    cached = CachedEmbedder(Hashing(), file)
    expected = cached.embed(texts)
    data = bytearray(file.read_bytes())
    data[4096:-4096] = bytes(len(data) - 8192)
    file.write_bytes(data)
    assert np.array_equal(cached.embed(texts), expected)


def _embed_in_a_process(file, first):
    texts = [str(number) for number in range(first, first + 300)]
    for start in range(0, 300, 20):
        CachedEmbedder(Hashing(), file).embed(texts[start : start + 20])


def test_processes_share_the_file(tmp_path):
    file = tmp_path / "vectors.db"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_embed_in_a_process, args=(file, first)) for first in (0, 150)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    inner = Hashing()
    texts = [str(number) for number in range(450)]
    assert np.array_equal(CachedEmbedder(inner, file).embed(texts), CachedEmbedder(Hashing(), file).embed(texts))
    assert inner.asked == []

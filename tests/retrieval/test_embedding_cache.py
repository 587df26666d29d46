import hashlib
import multiprocessing
import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedding_cache import CachedEmbedder


class Counting:
    """An embedder that makes a vector of a text's hash and remembers what it was asked: the edge."""

    def __init__(self, hash="one", dimension=8):
        self.name, self.hash, self.dimension = "counting", hash, dimension
        self.asked = []

    def embed(self, texts):
        self.asked += texts
        vectors = np.array([self._vector(text) for text in texts], np.float32).reshape(-1, self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _vector(self, text):
        digest = hashlib.sha256(f"{self.hash} {text}".encode("utf-8", "surrogatepass")).digest()
        return np.frombuffer(digest, np.uint8)[: self.dimension].astype(np.float32) + 1


def test_only_new_texts_are_embedded_each_once(tmp_path):
    inner = Counting()
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
    fresh = CachedEmbedder(Counting(), file).embed(texts)
    cached = CachedEmbedder(Counting(), file).embed(texts)
    assert np.array_equal(fresh, cached)
    assert np.allclose(fresh, Counting().embed(texts), atol=1e-3)


def test_another_model_has_vectors_of_its_own(tmp_path):
    one, other = Counting("one"), Counting("other")
    first = CachedEmbedder(one, tmp_path / "vectors.db").embed(["a"])
    second = CachedEmbedder(other, tmp_path / "vectors.db").embed(["a"])
    assert other.asked == ["a"] and not np.array_equal(first, second)


def test_past_its_capacity_the_oldest_are_forgotten(tmp_path):
    inner = Counting()
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
    CachedEmbedder(Counting(), file).embed(["a"])
    file.write_bytes(damage)
    inner = Counting()
    cached = CachedEmbedder(inner, file)
    assert cached.embed(["a"]).shape == (1, 8)
    cached.embed(["a"])
    assert inner.asked == ["a"]


def test_damage_in_the_middle_is_survived(tmp_path):
    file = tmp_path / "vectors.db"
    texts = [str(number) for number in range(2000)]
    cached = CachedEmbedder(Counting(), file)
    expected = cached.embed(texts)
    data = bytearray(file.read_bytes())
    data[4096:-4096] = bytes(len(data) - 8192)
    file.write_bytes(data)
    assert np.array_equal(cached.embed(texts), expected)


def _embed_in_a_process(file, first):
    texts = [str(number) for number in range(first, first + 300)]
    for start in range(0, 300, 20):
        CachedEmbedder(Counting(), file).embed(texts[start : start + 20])


def test_processes_share_the_file(tmp_path):
    file = tmp_path / "vectors.db"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_embed_in_a_process, args=(file, first)) for first in (0, 150)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    inner = Counting()
    texts = [str(number) for number in range(450)]
    assert np.array_equal(CachedEmbedder(inner, file).embed(texts), CachedEmbedder(Counting(), file).embed(texts))
    assert inner.asked == []

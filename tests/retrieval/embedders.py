"""Embedding models of a test's own: the outer edge of the index."""

from __future__ import annotations

import hashlib
import threading

import numpy as np

from retrieval import snapshot


class Hashing:
    """A vector of a text's hash, at once; remembers what it was asked."""

    def __init__(self, hash="one", dimension=8):
        self.name, self.hash, self.dimension = "hashing", hash, dimension
        self.asked = []

    def embed(self, texts):
        self.asked += texts
        vectors = np.array([self._vector(text) for text in texts], np.float32).reshape(-1, self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _vector(self, text):
        digest = hashlib.sha256(f"{self.hash} {text}".encode("utf-8", "surrogatepass")).digest()
        return np.frombuffer(digest, np.uint8)[: self.dimension].astype(np.float32) - 127.5


class Waiting(Hashing):
    """Does not answer more than a few texts at once until it is let."""

    def __init__(self):
        super().__init__()
        self.let = threading.Event()
        self.reached = threading.Event()

    def embed(self, texts):
        if len(texts) > 3:
            self.reached.set()
            assert self.let.wait(60)
        return super().embed(texts)


def newest(index):
    """The folder of the newest snapshot, where there is one."""
    folder = snapshot.current(index)
    assert folder is not None
    return folder

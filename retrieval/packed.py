"""Vectors without structure, compared all of them on codes of two bits a dimension.

Where every vector is about equally far from every other (isotropic noise, or a model that spreads them so), neither a
graph nor lists lead to the nearest. Product quantisation with 4-bit codes, sixteen of whose distances a processor looks
up at once (André, Kermarrec and Le Scouarnec 2015, "Cache locality is not enough"; FAISS calls it fast scan), compares
with 100,000 in a third of a millisecond; the caller compares the best of them again, exactly.

Fast scan reads no bitmap. What a filter keeps is packed once (some ten milliseconds for 100,000) and kept for the next
search with the same filter, as shops have few.

This module imports faiss; import it only where an index is opened.
"""

from __future__ import annotations

import importlib
import threading
from collections import OrderedDict
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

faiss: Any = importlib.import_module("faiss")  # untyped: its own hints contradict its Python wrappers

CANDIDATES = 1_000  # to be compared exactly; .99 of the ten nearest among a million are in them
_KEPT = 4  # filters whose codes are kept
_BITS = 4
_TRAINING = 20_000
_CENTROIDS = 128
_DEVIATIONS = 3.0  # of a member from its centroid, within which another centroid may own the nearest
_FORMLESS = 0.15  # the share of such centroids from which lists lead nowhere: products have .04, isotropic noise .37
_FEWEST_DIMENSIONS = 64  # with fewer nothing is equally far from everything
_SEED = 1234

Mask = NDArray[np.bool_]
Found = tuple[NDArray[np.int64], NDArray[np.float32]]


class Packed:
    """Codes of positions 0..n-1, and the packed codes of what the latest filters keep. Safe from several threads."""

    def __init__(self, index: Any) -> None:
        self.index = index  # an IndexPQ; its codes lie in the order of the positions
        self.codes = faiss.vector_to_array(index.codes).reshape(index.ntotal, index.code_size)
        self._ready: OrderedDict[str, tuple[NDArray[np.int64] | None, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, query: NDArray[np.float32], k: int, mask: Mask | None) -> Found:
        """The nearest positions of the mask by their codes, at least k of them where there are so many."""
        positions, index = self._of(mask)
        similar, found = index.search(query[None], min(index.ntotal, max(CANDIDATES, k)))
        real = found[0] >= 0
        places = found[0][real]
        return places if positions is None else positions[places], similar[0][real]

    def _of(self, mask: Mask | None) -> tuple[NDArray[np.int64] | None, Any]:
        name = "" if mask is None else xxhash.xxh3_128_hexdigest(np.packbits(mask).tobytes())
        with self._lock:
            found = self._ready.get(name)
            if found is not None:
                self._ready.move_to_end(name)
                return found
        positions = None if mask is None else np.flatnonzero(mask)
        made = positions, self._pack(self.codes if positions is None else self.codes[positions])
        with self._lock:
            self._ready[name] = made
            while len(self._ready) > _KEPT:
                self._ready.popitem(last=False)
        return made

    def _pack(self, codes: NDArray[np.uint8]) -> Any:
        some = faiss.IndexPQ(self.index.d, self.index.pq.M, _BITS, faiss.METRIC_INNER_PRODUCT)
        some.pq, some.is_trained, some.ntotal = self.index.pq, True, len(codes)
        faiss.copy_array_to_vector(np.ascontiguousarray(codes).ravel(), some.codes)
        return faiss.IndexPQFastScan(some)


def train(sample: NDArray[np.float32]) -> Any:
    """An index of codes for vectors like these, empty."""
    dimension = sample.shape[1]
    index = faiss.IndexPQ(dimension, dimension // 2, _BITS, faiss.METRIC_INNER_PRODUCT)
    index.train(sample[:_TRAINING])
    return index


def formless(sample: NDArray[np.float32]) -> bool:
    """Whether these unit vectors lie about equally far from each other, so that clusters do not tell the nearest.

    A vector's nearest may belong to any centroid that is within what a member deviates from its own.
    """
    dimension = sample.shape[1]
    if dimension < _FEWEST_DIMENSIONS or dimension % 2:  # a code is of two dimensions
        return False
    sample = sample[:_TRAINING]
    clusters = faiss.Kmeans(dimension, min(_CENTROIDS, max(1, len(sample) // 40)), niter=8, seed=_SEED, spherical=True)
    clusters.train(sample)
    near = sample[:1000] @ clusters.centroids.T
    within = near > near.max(axis=1, keepdims=True) - _DEVIATIONS / np.sqrt(dimension)
    return bool(within.mean() > _FORMLESS)

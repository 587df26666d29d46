"""The FAISS indexes: built once over positions 0..n-1, never changed while they are searched.

This module imports faiss; import it only where an index is opened.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from retrieval.kinds import IndexKind, choose_way, list_count
from retrieval.packed import Packed, formless
from retrieval.packed import train as trained_codes

faiss: Any = importlib.import_module("faiss")  # untyped: its own hints contradict its Python wrappers

Progress = Callable[[int, int], None]  # done, total

_CHUNK = 10_000  # vectors added between two reports of progress
_LINKS = 16  # of each HNSW node, per direction
_EF_CONSTRUCTION = 100
_EF_SEARCH = 96
_ENTRIES = 16  # of a walk through the graph: the nearest that the lists gave
_LIST_BUDGET = 3_000  # allowed vectors to compare before the search of lists ends; .999 recall on clustered data
_DEVIATIONS = 3.0  # of a member from its centroid, for which a list is still read
_FURTHER = 10  # budgets to read further at most
_TRAINING_PER_LIST = 40
_STRUCTURE_SAMPLE = 20_000
_SEED = 1234
_FROM_ALL = 2  # one walk from all entries
_NO_PAIRS = False  # give ids, not (list, offset)
_WHOLE = False  # encode vectors themselves, not what is left after the centroid

Mask = NDArray[np.bool_]
Found = tuple[NDArray[np.int64], NDArray[np.float32]]

_local = threading.local()


def one_thread() -> None:
    """Serve each query on the calling thread: threads cost a single query more than they give.

    FAISS's setting is OpenMP's and belongs to the calling thread. numpy's BLAS has one for the whole process; with two
    threads on a busy machine its products take 8 ms instead of .3, as each waits for the other to be scheduled.
    """
    if not getattr(_local, "single", False):
        faiss.omp_set_num_threads(1)
        _numpy_on_one_thread()
        _local.single = True


@cache
def _numpy_on_one_thread() -> None:
    for library in ThreadpoolController().lib_controllers:
        if library.user_api == "blas" and "numpy" in library.filepath:
            library.set_num_threads(1)


def gpus() -> int:
    """How many GPUs this FAISS can use."""
    return int(faiss.get_num_gpus()) if hasattr(faiss, "get_num_gpus") else 0


@dataclass(frozen=True, slots=True)
class Lists:
    """An inverted file with what choosing lists by a filter needs."""

    index: Any
    centroids: NDArray[np.float32]  # [lists, dimension]
    order: NDArray[np.int32]  # positions, list by list
    starts: NDArray[np.int64]  # where each list begins in `order`; one more at the end

    @classmethod
    def of(cls, index: Any) -> Lists:
        """Read the lists' members out of the index."""
        members = []
        for number in range(index.nlist):
            size = index.invlists.list_size(number)
            ids = faiss.rev_swig_ptr(index.invlists.get_ids(number), size) if size else np.empty(0, np.int64)
            members.append(ids.astype(np.int32))
        starts = np.concatenate(([0], np.cumsum([len(ids) for ids in members])))
        return cls(index, index.quantizer.reconstruct_n(0, index.nlist), np.concatenate(members), starts)

    def search(self, query: NDArray[np.float32], k: int, mask: Mask | None, allowed: int) -> Found:
        """The nearest of the `allowed` that the mask keeps, in lists that together hold a budget of them and further.

        A member of a list is about as near as its centroid, give or take what the rest of its vector adds: with a
        deviation of one by the root of the dimension where that points anywhere. Lists that may so hold something
        nearer than what was found are read too. Mostly there are none; after a filter that keeps nothing around the
        query there are many.
        """
        near = self.centroids @ query
        budget = max(_LIST_BUDGET, 20 * k)
        every = np.argsort(-near)
        # As if the filter kept the same share everywhere, which need not be counted.
        sizes = (self.starts[1:] - self.starts[:-1])[every] * (allowed / len(self.order))
        lists = every[: int(np.searchsorted(np.cumsum(sizes), budget)) + 1]
        found, similar = self._read(query, k, mask, lists, near)
        if len(found) < k:
            lists = self._enough(every, budget, mask)
            found, similar = self._read(query, k, mask, lists, near)
        if len(found) < k:
            return found, similar
        threshold = np.sort(similar)[-max(1, k // 4)] - _DEVIATIONS / np.sqrt(len(query))
        unread = near > threshold
        unread[lists] = False
        more = self._enough(every[unread[every]], _FURTHER * budget, mask)
        further, close = self._read(query, k, mask, more, near)
        return np.concatenate((found, further)), np.concatenate((similar, close))

    def _read(
        self,
        query: NDArray[np.float32],
        k: int,
        mask: Mask | None,
        lists: NDArray[np.int64],
        near: NDArray[np.float32],
    ) -> Found:
        """The nearest allowed in these lists."""
        if not len(lists):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        keys, coarse = lists.astype(np.int64), np.ascontiguousarray(near[lists])
        parameters = faiss.SearchParametersIVF(sel=_selector(mask), nprobe=len(keys))
        similar, found = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        pointers = (faiss.swig_ptr(array) for array in (keys, coarse, similar, found))
        # The wrapper for numpy insists on the index's own nprobe, which all threads share; this is the call beneath it.
        self.index.search_preassigned_c(1, faiss.swig_ptr(query), k, *pointers, _NO_PAIRS, parameters)
        return _real(found, similar)

    def _enough(self, ordered: NDArray[np.int64], budget: int, mask: Mask | None) -> NDArray[np.int64]:
        """The first of these lists with at least `budget` allowed members, those without any left out."""
        sizes = np.empty(0, np.int64)
        total = 0
        while total < budget and len(sizes) < len(ordered):
            counted = self._members(ordered[len(sizes) : len(sizes) + max(64, len(sizes))], mask)
            total += int(counted.sum())
            sizes = np.concatenate((sizes, counted))
        needed = int(np.searchsorted(np.cumsum(sizes), budget)) + 1
        return np.asarray(ordered[:needed][sizes[:needed] > 0], np.int64)

    def _members(self, lists: NDArray[np.int64], mask: Mask | None) -> NDArray[np.int64]:
        """How many allowed members each of these lists has."""
        sizes = self.starts[lists + 1] - self.starts[lists]
        if mask is None:
            return sizes
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1]) + np.repeat(self.starts[lists] - (ends - sizes), sizes)
        seen = np.concatenate(([0], np.cumsum(mask[self.order[places]])))
        return np.asarray(seen[ends] - seen[ends - sizes], np.int64)


@dataclass(frozen=True, slots=True)
class Base:
    """One index over positions 0..size-1 of unit vectors."""

    kind: IndexKind
    size: int
    whole: Any  # the flat index, the HNSW graph or the codes; None for "ivf-pq"
    lists: Lists | None  # None for "flat" and "packed"
    packed: Packed | None = None  # what searches the codes of "packed"
    gpu: Any = None  # a copy on GPUs, for searches without a mask: FAISS has no masks there

    def search(self, query: NDArray[np.float32], k: int, mask: Mask | None, allowed: int) -> Found:
        """Up to k positions nearest by cosine among those of the mask, with approximate cosines, in any order."""
        one_thread()
        k = min(k, allowed)
        if not k:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if self.packed is not None:
            return self.packed.search(query, k, mask)
        if self.gpu is not None and mask is None:
            similar, found = self.gpu.search(query[None], k)
            return _real(found, similar)
        if self.lists is not None and choose_way(self.kind, self.size, allowed) != "graph":
            return self.lists.search(query, k, mask, allowed)
        if self.lists is not None:
            return self._walk(query, k, mask, allowed)
        similar, found = self.whole.search(query[None], k, params=faiss.SearchParameters(sel=_selector(mask)))
        return _real(found, similar)

    def _walk(self, query: NDArray[np.float32], k: int, mask: Mask | None, allowed: int) -> Found:
        """What the nearest lists hold, and what the graph holds around the best of it.

        Walking from the graph's own entry point ends in a wrong cluster too often: .82 recall where this has .997.
        """
        assert self.lists is not None  # noqa: S101 - a graph always has them
        first, close = self.lists.search(query, k, mask, allowed)
        best = np.argsort(-close)[:_ENTRIES]
        entries = first[best].astype(np.int32)
        distances = -close[best]  # FAISS turns similarities into distances inside the graph
        similar, found = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        parameters = faiss.SearchParametersHNSW(sel=_selector(mask), efSearch=max(_EF_SEARCH, 2 * k))
        pointers = (faiss.swig_ptr(array) for array in (entries, distances, similar, found))
        self.whole.search_level_0(1, faiss.swig_ptr(query), k, *pointers, len(entries), _FROM_ALL, parameters)
        beside, near = _real(found, similar)
        together, places = np.unique(np.concatenate((first, beside)), return_index=True)
        return together, np.concatenate((close, near))[places]

    def extended(self, vectors: NDArray[np.float32], *, threads: int, progress: Progress | None = None) -> Base:
        """A copy with these vectors at the next positions; the original may still be searched."""
        faiss.omp_set_num_threads(threads)
        _local.single = False
        whole = faiss.clone_index(self.whole) if self.whole is not None else None
        lists = faiss.clone_index(self.lists.index) if self.lists is not None else None
        _add(whole, lists, vectors, progress)
        return _base(self.kind, self.size + len(vectors), whole, lists)

    def save(self, folder: Path) -> None:
        """Write the indexes into a folder."""
        if self.whole is not None:
            faiss.write_index(self.whole, str(folder / "whole.faiss"))
        if self.lists is not None:
            faiss.write_index(self.lists.index, str(folder / "lists.faiss"))

    @classmethod
    def load(cls, folder: Path, kind: IndexKind, size: int) -> Base:
        """Read what `save` wrote.

        Raises:
            RuntimeError: FAISS cannot read it.
            ValueError: it holds another number of vectors.
        """
        whole = faiss.read_index(str(folder / "whole.faiss")) if kind != "ivf-pq" else None
        lists = faiss.read_index(str(folder / "lists.faiss")) if kind in ("hnsw", "ivf-pq") else None
        sizes = {index.ntotal for index in (whole, lists) if index is not None}
        if sizes != {size}:
            raise ValueError(f"an index of {size} vectors holds {sizes}")
        return _base(kind, size, whole, lists)


def build(vectors: NDArray[Any], kind: IndexKind, *, threads: int, progress: Progress | None = None) -> Base:
    """Index unit vectors [n, dimension] of any float type; "packed" in place of "hnsw" where a graph would be lost."""
    faiss.omp_set_num_threads(threads)
    _local.single = False
    count, dimension = vectors.shape
    whole: Any = None
    lists: Any = None
    if kind == "hnsw" and formless(_sample(vectors, _STRUCTURE_SAMPLE)):
        kind = "packed"
    if kind == "flat":
        whole = faiss.IndexFlatIP(dimension)
    elif kind == "packed":
        whole = trained_codes(_sample(vectors, _STRUCTURE_SAMPLE))
    else:
        lists = _trained_lists(vectors, dimension, kind)
    if kind == "hnsw":
        whole = faiss.IndexHNSWSQ(dimension, faiss.ScalarQuantizer.QT_8bit, _LINKS, faiss.METRIC_INNER_PRODUCT)
        whole.hnsw.efConstruction = _EF_CONSTRUCTION
        whole.train(_sample(vectors, 50_000))
    _add(whole, lists, vectors, progress)
    return _base(kind, count, whole, lists)


def _base(kind: IndexKind, size: int, whole: Any, lists: Any) -> Base:
    if kind == "packed":
        return Base(kind, size, whole, None, Packed(whole))
    gpu = None
    if gpus() and kind != "hnsw":
        gpu = faiss.index_cpu_to_all_gpus(whole if whole is not None else lists)
    return Base(kind, size, whole, Lists.of(lists) if lists is not None else None, gpu=gpu)


def _trained_lists(vectors: NDArray[Any], dimension: int, kind: IndexKind) -> Any:
    number = list_count(len(vectors))
    quantizer = faiss.IndexFlatIP(dimension)
    if kind == "hnsw":
        index: Any = faiss.IndexIVFScalarQuantizer(
            quantizer, dimension, number, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, _WHOLE
        )
    else:
        index = faiss.IndexIVFPQ(quantizer, dimension, number, dimension // 4, 8, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.seed, index.cp.spherical = 8, _SEED, True
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _TRAINING_PER_LIST
    index.train(_sample(vectors, _TRAINING_PER_LIST * number))
    return index


def _sample(vectors: NDArray[Any], count: int) -> NDArray[np.float32]:
    if len(vectors) > count:
        vectors = vectors[np.sort(np.random.default_rng(_SEED).choice(len(vectors), count, replace=False))]
    return np.ascontiguousarray(vectors, np.float32)


def _add(whole: Any, lists: Any, vectors: NDArray[Any], progress: Progress | None) -> None:
    for first in range(0, len(vectors), _CHUNK):
        chunk = np.ascontiguousarray(vectors[first : first + _CHUNK], np.float32)
        for index in (whole, lists):
            if index is not None:
                index.add(chunk)
        if progress is not None:
            progress(min(first + _CHUNK, len(vectors)), len(vectors))


def _selector(mask: Mask | None) -> Any:
    return None if mask is None else faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


def _real(found: NDArray[np.int64], similar: NDArray[np.float32]) -> Found:
    """FAISS marks what it did not find with -1."""
    real = found[0] >= 0
    return found[0][real], similar[0][real]

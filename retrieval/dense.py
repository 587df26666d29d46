"""The dense index: vectors of passages, found by cosine, as an immutable value that gives its successors.

Every vector has a slot. The slots below `covered` lie in a FAISS index that is never touched again; those added since
form the tail, which is compared exactly; those removed are marked dead. So a search needs no lock, whatever is added
meanwhile, and a change costs what it changes. When the tail or the dead have grown, `renewed` makes a successor with
everything in a new FAISS index; it may run beside further changes, which `adopting` then carries over.

This module imports faiss; import it only where an index is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval import faiss_base
from retrieval.faiss_base import Base, Progress
from retrieval.kinds import IndexKind, choose_kind, choose_way

_TAIL_LIMIT = 4096  # a tail this long costs a search about half a millisecond
_DEAD_SHARE = 0.3
# Candidates for each result that are compared again with the kept vectors: the more, the coarser the index tells them.
_REFINED: dict[IndexKind, int] = {"flat": 1, "hnsw": 4, "packed": 4, "ivf-pq": 20}

# A kind that vectors without structure have in place of another.
_INSTEAD: dict[IndexKind, IndexKind] = {"hnsw": "packed"}

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Unit vectors, several to a row where a passage has several texts."""

    dimension: int
    rows: Rows  # [slots] ascending
    alive: NDArray[np.bool_]  # [slots]
    kept: NDArray[np.float16]  # [covered, dimension]; a file mapped into memory where it came from a snapshot
    tail: Floats  # [slots - covered, dimension]
    base: Base | None = None  # over the slots below `covered`
    straight: int = field(init=False)  # slots, from 0, whose row is their own number

    def __post_init__(self) -> None:
        same = self.rows == np.arange(len(self.rows))
        object.__setattr__(self, "straight", len(same) if same.all() else int(np.argmin(same)))

    @classmethod
    def empty(cls, dimension: int) -> Self:
        """Nothing yet."""
        return cls(
            dimension,
            np.empty(0, np.int64),
            np.empty(0, np.bool_),
            np.empty((0, dimension), np.float16),
            np.empty((0, dimension), np.float32),
        )

    @classmethod
    def build(cls, rows: Rows, vectors: Floats, *, threads: int = 1, progress: Progress | None = None) -> Self:
        """Index vectors [n, dimension] that stand for ascending rows [n]."""
        start = replace(cls.empty(vectors.shape[1]), rows=rows, alive=np.ones(len(rows), np.bool_), tail=vectors)
        return start.renewed(threads=threads, progress=progress)

    def __len__(self) -> int:
        """How many vectors may be found."""
        return int(np.count_nonzero(self.alive))

    @property
    def covered(self) -> int:
        """How many slots the FAISS index holds."""
        return len(self.kept)

    @property
    def kind(self) -> IndexKind:
        """The kind of the FAISS index."""
        return self.base.kind if self.base is not None else "flat"

    @property
    def stale(self) -> bool:
        """Whether the tail or the dead have grown enough for `renewed` to pay."""
        dead = len(self.alive) - len(self)
        return len(self.tail) > _TAIL_LIMIT or dead > max(_TAIL_LIMIT, _DEAD_SHARE * len(self.alive))

    def changed(self, added: Rows, vectors: Floats, removed: Collection[int]) -> Self:
        """With vectors for further rows, all greater than any before, and some rows dead."""
        alive = np.concatenate((self.alive, np.ones(len(added), np.bool_)))
        if removed:
            gone = np.sort(np.fromiter(removed, np.int64, len(removed)))
            alive[: len(self.rows)] &= ~_among(self.rows, gone)
        return replace(
            self,
            rows=np.concatenate((self.rows, added)),
            alive=alive,
            tail=np.concatenate((self.tail, vectors)) if len(added) else self.tail,
        )

    def search(self, query: Floats, k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Floats]:
        """The k rows nearest to a unit vector by cosine, best first; only rows that are allowed."""
        mask = self.alive
        if allowed is not None:
            mask = np.concatenate((allowed[: self.straight], allowed[self.rows[self.straight :]]))
            mask &= self.alive
        query = np.ascontiguousarray(query, np.float32)
        fetched = k
        while True:
            slots, similar, unseen = self._nearest(query, fetched, mask)
            rows, best = _best_of_each_row(self.rows[slots], similar)
            # Several slots may be of one row: enough only when no row that was not fetched can be among the k best.
            if unseen is None or (len(rows) >= k and best[k - 1] >= unseen):
                return rows[:k], best[:k]
            fetched *= 2

    def _nearest(self, query: Floats, k: int, mask: NDArray[np.bool_]) -> tuple[Rows, Floats, float | None]:
        """The k nearest slots of the FAISS index and all of the tail, with exact cosines.

        And the cosine that no further slot exceeds; None where there are no further ones.
        """
        covered = mask[: self.covered]
        allowed = int(np.count_nonzero(covered))
        wanted = _REFINED[self.kind] * k
        if allowed <= wanted or choose_way(self.kind, self.covered, allowed) == "scan" or self.base is None:
            slots = np.flatnonzero(covered)
        else:
            whole = None if allowed == self.covered else covered
            slots, _ = self.base.search(query, wanted, whole, allowed)
        similar = self.kept[slots].astype(np.float32) @ query
        unseen: float | None = None
        if k <= len(slots) < allowed:
            unseen = float(similar.min())
        tail = np.flatnonzero(mask[self.covered :])
        near = self._tail_similarities(query, tail)
        return np.concatenate((slots, tail + self.covered)), np.concatenate((similar, near)), unseen

    def _tail_similarities(self, query: Floats, places: NDArray[np.int64]) -> Floats:
        every = len(places) == len(self.tail)
        return np.asarray((self.tail if every else self.tail[places]) @ query, np.float32)

    def similarities(self, query: Floats, rows: Rows) -> Floats:
        """The cosine of each of these rows with a unit vector: that of its nearest living vector, 0 without one."""
        first = np.searchsorted(self.rows, rows, "left")
        counts = np.searchsorted(self.rows, rows, "right") - first
        owner = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        slots = np.repeat(first, counts) + within
        living = self.alive[slots]
        best = np.full(len(rows), -2, np.float32)
        np.maximum.at(best, owner[living], self.vectors(slots[living]) @ np.asarray(query, np.float32))
        return np.where(best < -1.5, np.float32(0), best)

    def vectors(self, slots: NDArray[np.int64]) -> Floats:
        """The vectors at these slots, [len(slots), dimension]."""
        vectors = np.empty((len(slots), self.dimension), np.float32)
        old = slots < self.covered
        vectors[old] = self.kept[slots[old]]
        vectors[~old] = self.tail[slots[~old] - self.covered]
        return vectors

    def vectors_of(self, row: int) -> Floats:
        """The vectors of one row in the order in which they were added."""
        first, last = np.searchsorted(self.rows, [row, row + 1])
        return self.vectors(np.arange(first, last))

    def renewed(self, *, threads: int = 1, progress: Progress | None = None) -> Self:
        """The living in a FAISS index of the kind that fits their number; without dead ones it is only extended."""
        kind = choose_kind(len(self), faiss_base.gpus())
        dead = len(self.alive) - len(self)
        if (
            self.base is not None
            and kind != "flat"
            and self.kind in (kind, _INSTEAD.get(kind))
            and dead <= _DEAD_SHARE * len(self.alive)
        ):
            base = self.base.extended(self.tail, threads=threads, progress=progress)
            kept = np.concatenate((self.kept, self.tail.astype(np.float16)))
            return replace(self, kept=kept, tail=self.tail[:0], base=base)
        slots = np.flatnonzero(self.alive)
        kept = np.concatenate(
            (self.kept[self.alive[: self.covered]], self.tail[self.alive[self.covered :]].astype(np.float16))
        )
        new = faiss_base.build(kept, kind, threads=threads, progress=progress) if len(kept) else None
        return replace(
            self,
            rows=self.rows[slots],
            alive=np.ones(len(slots), np.bool_),
            kept=kept,
            tail=self.tail[:0],
            base=new,
        )

    def adopting(self, renewed: Self, origin: Self, living: Rows) -> Self:
        """`renewed`, made of what this index was (`origin`), with what has changed since; `living` rows, sorted."""
        since = len(origin.rows)
        return replace(
            renewed,
            rows=np.concatenate((renewed.rows, self.rows[since:])),
            alive=np.concatenate((renewed.alive & _among(renewed.rows, living), self.alive[since:])),
            tail=np.concatenate((renewed.tail, self.tail[since - self.covered :])),
        )

    def save(self, folder: Path, previous: tuple[Self, Path] | None = None) -> None:
        """Write it into an empty folder; what is the same in an index saved before is linked, not written again."""
        np.save(folder / "rows.npy", self.rows)
        np.save(folder / "alive.npy", self.alive)
        np.save(folder / "tail.npy", self.tail)
        about = {"dimension": self.dimension, "kind": self.kind, "covered": self.covered}
        (folder / "dense.json").write_text(json.dumps(about))
        if previous is not None and previous[0].base is self.base and _link(previous[1], folder):
            return
        np.save(folder / "kept.npy", self.kept)
        if self.base is not None:
            self.base.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            Exception: whatever is wrong with it; the caller rebuilds.
        """
        about = json.loads((folder / "dense.json").read_text("utf-8"))
        covered, dimension = int(about["covered"]), int(about["dimension"])
        kept: Any = np.load(folder / "kept.npy", mmap_mode="r", allow_pickle=False)
        rows, alive, tail = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("rows", "alive", "tail"))
        if kept.shape != (covered, dimension) or len(rows) != len(alive) or len(rows) != covered + len(tail):
            raise ValueError("the arrays do not fit one another")
        base = Base.load(folder, about["kind"], covered) if covered else None
        return cls(dimension, rows, alive, kept, tail, base)


def _link(source: Path, folder: Path) -> bool:
    """Link the large files of an older snapshot; False where that is not possible."""
    names = [name for name in ("kept.npy", "whole.faiss", "lists.faiss") if (source / name).exists()]
    try:
        for name in names:
            os.link(source / name, folder / name)
    except OSError:
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return False
    return bool(names)


def _among(rows: Rows, some: Rows) -> NDArray[np.bool_]:
    """Which of the rows are among some others, sorted."""
    if not len(some):
        return np.zeros(len(rows), np.bool_)
    places = np.searchsorted(some, rows)
    return np.asarray(some[np.minimum(places, len(some) - 1)] == rows)


def _best_of_each_row(rows: Rows, similar: Floats) -> tuple[Rows, Floats]:
    order = np.argsort(-similar, kind="stable")
    rows = rows[order]
    _, first = np.unique(rows, return_index=True)
    first.sort()
    return rows[first], similar[order][first]

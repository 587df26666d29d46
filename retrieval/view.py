"""What one search sees: an immutable state of the whole index.

The writer never changes a view; it makes the next one and publishes it in one assignment. A search takes the newest
view once and uses it to the end, so it holds no lock and never sees half a batch.

Every passage has a row, a whole number that no other passage of the same view has. Rows only grow: a passage that
changes gets a new row, its old one is dead, and a rebuild numbers the living from 0 again. Dense, sparse and columns
are aligned on rows, so that a filter is one boolean array over rows (`allowed`) for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.passages import Passage

Allowed = NDArray[np.bool_]  # over rows; True may be found
Scored = tuple[NDArray[np.int64], NDArray[np.float32]]  # rows and their scores, best first


SparseT = TypeVar("SparseT", bound="Part")
ColumnsT = TypeVar("ColumnsT", bound="Part")


class Part(Protocol):
    """A part of a view that is kept up to date and saved: `SparseIndex` (words) and `Columns` (what filters read)."""

    def changed(self, added: Mapping[int, Passage], removed: Collection[int]) -> Self:
        """The part with these rows more and those dead; the original stays as it is and may still be searched."""

    def save(self, folder: Path) -> None:
        """Write it into this empty folder."""

    @classmethod
    def load(cls, folder: Path, passages: Mapping[int, Passage]) -> Self:
        """Read what `save` wrote. Any error means that the snapshot is rebuilt."""

    @classmethod
    def build(cls, passages: Mapping[int, Passage]) -> Self:
        """From nothing."""


class Dense(Protocol):
    """Vectors of passages."""

    def search(self, query: NDArray[np.float32], k: int, allowed: Allowed | None = None) -> Scored:
        """The k passages nearest to this vector by cosine, only rows that are allowed; fewer where there are fewer."""

    def similarities(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these rows with this vector."""


@dataclass(frozen=True, slots=True)
class View(Generic[SparseT, ColumnsT]):
    """An immutable state of the index, as of one sequence number of the store's change log."""

    sequence: int
    passages: Mapping[int, Passage]  # living rows only
    dense: Dense
    sparse: SparseT
    columns: ColumnsT

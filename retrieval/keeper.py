"""Keeps a view true to the store: the one writer of an index. Its methods are called by one thread at a time.

The newest `view` may be read and searched by any thread at any moment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import orjson
import xxhash
from numpy.typing import NDArray

from knowledge_base.schema import Document, DocumentId, FaqEntry, FaqId, Product, ProductId
from knowledge_base.store import Change, Kind, Store
from retrieval import snapshot
from retrieval.columns import Columns
from retrieval.dense import DenseIndex
from retrieval.embed import Embedder
from retrieval.errors import SnapshotError
from retrieval.passages import Passage, passages_of
from retrieval.search import SearchKind
from retrieval.sparse import SparseIndex
from retrieval.view import View

_log = logging.getLogger(__name__)

ShopView = View[SparseIndex, Columns]
Progress = Callable[[str, int, int], None]  # what is done, how much is done, of how much
RecordKey = tuple[SearchKind, str]

_EMBEDDED_AT_ONCE = 1024
_READ_AT_ONCE = 500  # records between two reports of progress
_KINDS: Mapping[Kind, SearchKind] = {Kind.PRODUCT: "product", Kind.FAQ: "faq", Kind.DOCUMENT: "document"}


@dataclass(frozen=True, slots=True)
class Work:
    """Vectors still to be made or indexed anew: what `Keeper.compute` needs, taken at one moment."""

    origin: DenseIndex
    missing: Mapping[int, Passage]  # rows without vectors


class Keeper:
    """The index of one store in one folder."""

    def __init__(self, store: Store, embedder: Embedder, folder: Path, *, threads: int = 1) -> None:
        self._store = store
        self._embedder = embedder
        self._folder = folder
        self._threads = threads
        self._rows: dict[RecordKey, tuple[int, ...]] = {}  # of each record, its living rows
        self._next_row = 0
        self._missing: dict[int, Passage] = {}  # living rows whose vectors `compute` will make
        self._saved: tuple[DenseIndex, Path] | None = None
        self.view: ShopView = View(
            0, {}, DenseIndex.empty(embedder.dimension), SparseIndex.build({}), Columns.build({})
        )
        self.unsaved = False
        self.note = ""  # what happened to the snapshot, in a sentence

    @property
    def dense(self) -> DenseIndex:
        """The newest view's vectors."""
        dense = self.view.dense
        assert isinstance(dense, DenseIndex)  # noqa: S101 - every view is made here
        return dense

    @property
    def missing(self) -> int:
        """How many passages have no vectors yet."""
        return len(self._missing)

    def restore(self, progress: Progress | None = None) -> None:
        """Begin with the snapshot where there is a good one, and with the store's records in any case.

        A passage that is not in the snapshot as it now is in the store has words at once, and vectors after `compute`.
        """
        sequence = self._store.last_change()
        total = sum(self._store.count(kind) for kind in _KINDS)
        records = []
        for pair in _all_passages(self._store):
            records.append(pair)
            if progress is not None and (len(records) % _READ_AT_ONCE == 0 or len(records) == total):
                progress("reading", len(records), total)
        problems = []
        for folder in snapshot.kept(self._folder):
            try:
                self._take(folder, records, sequence)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a snapshot, it is made again
                said = (
                    error if isinstance(error, SnapshotError) else f"the snapshot {folder.name} is unreadable ({error})"
                )
                problems.append(str(said))
                _log.warning("%s", said)
            else:
                break
        else:
            self._begin(records, sequence)
        if problems:
            self.note = f"{problems[0]}; rebuilding"
            self.unsaved = True

    def _begin(self, records: Sequence[tuple[RecordKey, tuple[Passage, ...]]], sequence: int) -> None:
        """Words and columns from the records; all vectors missing."""
        passages: dict[int, Passage] = {}
        self._rows = {}
        for key, pieces in records:
            self._rows[key] = tuple(range(len(passages), len(passages) + len(pieces)))
            passages.update(zip(self._rows[key], pieces, strict=True))
        self._next_row = len(passages)
        self._missing = dict(passages)
        self.view = View(
            sequence,
            passages,
            DenseIndex.empty(self._embedder.dimension),
            SparseIndex.build(passages),
            Columns.build(passages),
        )
        self.unsaved = bool(passages)

    def _take(self, folder: Path, records: Sequence[tuple[RecordKey, tuple[Passage, ...]]], sequence: int) -> None:
        """Load a snapshot and bring it to where the records are."""
        snapshot.check(folder, self._embedder.hash)
        saved = orjson.loads((folder / "passages.json").read_bytes())
        known = {key: (row, digest) for row, key, digest in saved["passages"]}
        passages: dict[int, Passage] = {}
        for _, pieces in records:
            for passage in pieces:
                row, digest = known.get(passage.key, (-1, 0))
                if row >= 0 and digest == _digest(passage):
                    passages[row] = passage
        dense = DenseIndex.load(folder / "dense")
        if dense.dimension != self._embedder.dimension:
            raise SnapshotError(f"the snapshot {folder.name} has vectors of {dense.dimension} numbers")
        view: ShopView = View(
            sequence,
            passages,
            dense,
            SparseIndex.load(folder / "sparse", passages),
            Columns.load(folder / "columns", passages),
        )
        dead = {row for row, _, _ in saved["passages"]} - passages.keys()
        rows: dict[RecordKey, list[int]] = {}
        for row, passage in passages.items():
            rows.setdefault((passage.kind, passage.id), []).append(row)
        self.view = view
        self._rows = {key: tuple(found) for key, found in rows.items()}
        self._next_row = int(saved["next"])
        self._missing = {row: passages[row] for row in sorted(passages.keys() - set(dense.rows.tolist()))}
        self._saved = (dense, folder / "dense")
        self._publish(sequence, records, dead)
        self.unsaved = self.unsaved or bool(dead)

    def apply(self, changes: Sequence[Change]) -> int:
        """Bring some of the store's changes into the view, all at once; how many passages came or went."""
        if not changes:
            return 0
        records = _changed_passages(self._store, changes)
        return self._publish(changes[-1].sequence, records, set())

    def _publish(self, sequence: int, records: Iterable[tuple[RecordKey, tuple[Passage, ...]]], dead: set[int]) -> int:
        """Make the next view: these records as they now are, and some rows dead besides."""
        old = self.view.passages
        added: dict[int, Passage] = {}
        reused: dict[int, int] = {}  # new row -> old row that has its vectors
        removed = set(dead)
        for key, pieces in records:
            before = {old[row].key: row for row in self._rows.get(key, ())}
            rows = []
            for passage in pieces:
                row = before.pop(passage.key, None)
                if row is None or old[row] != passage:
                    fresh, self._next_row = self._next_row, self._next_row + 1
                    added[fresh] = passage
                    if row is not None:
                        removed.add(row)
                        if old[row].embedded == passage.embedded and row not in self._missing:
                            reused[fresh] = row
                    row = fresh
                rows.append(row)
            removed.update(before.values())
            self._rows[key] = tuple(rows)
            if not rows:
                del self._rows[key]
        if not added and not removed:
            self.view = replace(self.view, sequence=sequence)
            return 0
        self._swap(sequence, added, removed, reused)
        return len(added) + len(removed - dead)

    def _swap(self, sequence: int, added: dict[int, Passage], removed: set[int], reused: Mapping[int, int]) -> None:
        for row in removed:
            self._missing.pop(row, None)
        new = {row: passage for row, passage in added.items() if row not in reused}
        later = len(new) > _EMBEDDED_AT_ONCE
        if later:
            self._missing |= new
        dense = self._with_vectors({row: p for row, p in added.items() if not later or row in reused}, reused, removed)
        passages = {row: passage for row, passage in self.view.passages.items() if row not in removed} | added
        self.view = View(
            sequence,
            passages,
            dense,
            self.view.sparse.changed(added, removed),
            self.view.columns.changed(added, removed),
        )
        self.unsaved = True

    def _with_vectors(self, added: Mapping[int, Passage], reused: Mapping[int, int], removed: set[int]) -> DenseIndex:
        fresh = [text for row, passage in added.items() if row not in reused for text in passage.embedded]
        embedded = self._embedder.embed(fresh)
        rows: list[int] = []
        parts = []
        taken = 0
        for row, passage in added.items():
            count = len(passage.embedded)
            if row in reused:
                parts.append(self.dense.vectors_of(reused[row]))
            else:
                parts.append(embedded[taken : taken + count])
                taken += count
            rows += [row] * count
        vectors = np.concatenate(parts) if parts else np.empty((0, self._embedder.dimension), np.float32)
        return self.dense.changed(np.array(rows, np.int64), vectors, removed)

    def work(self) -> Work | None:
        """What `compute` should do now; None while everything is in order."""
        if self._missing or self.dense.stale:
            return Work(self.dense, dict(self._missing))
        return None

    def compute(self, work: Work, progress: Progress) -> DenseIndex:
        """Make missing vectors and index anew. Touches nothing of the keeper: it may run beside `apply`."""
        origin = work.origin
        rows, vectors = self._embed(work.missing, progress)

        def indexed(done: int, total: int) -> None:
            progress("indexing", done, total)

        if len(rows) and len(origin.rows) and rows[0] <= origin.rows[-1]:
            # Slots must be in the order of rows, and these rows are older than some that have vectors.
            slots = np.flatnonzero(origin.alive)
            rows = np.concatenate((origin.rows[slots], rows))
            vectors = np.concatenate((origin.vectors(slots), vectors))
            order = np.argsort(rows, kind="stable")
            return DenseIndex.build(rows[order], vectors[order], threads=self._threads, progress=indexed)
        if len(rows):
            origin = origin.changed(rows, vectors, ())
        return origin.renewed(threads=self._threads, progress=indexed)

    def _embed(
        self, passages: Mapping[int, Passage], progress: Progress
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        rows = np.array([row for row, passage in passages.items() for _ in passage.embedded], np.int64)
        texts = [text for passage in passages.values() for text in passage.embedded]
        vectors = np.empty((len(texts), self._embedder.dimension), np.float32)
        for first in range(0, len(texts), _EMBEDDED_AT_ONCE):
            last = min(first + _EMBEDDED_AT_ONCE, len(texts))
            vectors[first:last] = self._embedder.embed(texts[first:last])
            progress("embedding", last, len(texts))
        return rows, vectors

    def adopt(self, work: Work, dense: DenseIndex) -> None:
        """Publish what `compute` made, with what changed meanwhile."""
        living = np.sort(np.fromiter(self.view.passages, np.int64, len(self.view.passages)))
        self._missing = {row: p for row, p in self._missing.items() if row not in work.missing}
        self.view = replace(self.view, dense=self.dense.adopting(dense, work.origin, living))
        self.unsaved = True

    def save(self) -> bool:
        """Write a snapshot; False while another process is writing one. Missing vectors are made after it is loaded."""
        view, dense = self.view, self.dense

        def write(folder: Path) -> None:
            for name in ("dense", "sparse", "columns"):
                (folder / name).mkdir()
            dense.save(folder / "dense", self._saved)
            view.sparse.save(folder / "sparse")
            view.columns.save(folder / "columns")
            passages = [(row, passage.key, _digest(passage)) for row, passage in view.passages.items()]
            (folder / "passages.json").write_bytes(orjson.dumps({"next": self._next_row, "passages": passages}))

        made = snapshot.save(self._folder, snapshot.About(self._embedder.hash, view.sequence), write)
        if made is None:
            return False
        self._saved = (dense, made / "dense")
        self.unsaved = False
        return True


def _all_passages(store: Store) -> Iterator[tuple[RecordKey, tuple[Passage, ...]]]:
    for product in store.products():
        yield ("product", product.id), passages_of(product)
    for entry in store.faq_entries():
        yield ("faq", entry.id), passages_of(entry)
    for document in store.documents():
        yield ("document", document.id), passages_of(document)


def _changed_passages(store: Store, changes: Sequence[Change]) -> Iterator[tuple[RecordKey, tuple[Passage, ...]]]:
    """The records' passages as they are now, which may be newer than the change; none for those that are gone."""
    sold = [ProductId(change.id) for change in changes if change.kind is Kind.PRODUCT and not change.removed]
    products = {product.id: product for product in store.products(sold)} if sold else {}
    for change in changes:
        record: Product | FaqEntry | Document | None = None
        if change.kind not in _KINDS:
            continue
        if change.kind is Kind.PRODUCT:
            record = products.get(ProductId(change.id))
        elif not change.removed:
            faq = change.kind is Kind.FAQ
            record = store.faq_entry(FaqId(change.id)) if faq else store.document(DocumentId(change.id))
        yield (_KINDS[change.kind], change.id), () if record is None else passages_of(record)


def _digest(passage: Passage) -> int:
    """Changes with anything of the passage; fits JSON's whole numbers."""
    return xxhash.xxh3_64_intdigest(repr(passage).encode("utf-8", "surrogatepass")) >> 12

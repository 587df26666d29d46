"""The searcher of a living shop: finds in the newest view, while a thread of its own follows the store."""

from __future__ import annotations

import concurrent.futures
import itertools
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, Self

from knowledge_base.home import Home
from knowledge_base.schema import Language
from knowledge_base.store import Store
from retrieval import engine, snapshot
from retrieval.dense import DenseIndex
from retrieval.embed import Device, Embedder, open_embedder, processors
from retrieval.embedding_cache import CachedEmbedder
from retrieval.keeper import Keeper, Progress, Work
from retrieval.kinds import IndexKind
from retrieval.search import ALL_KINDS, Filters, SearchKind, SearchResult

_log = logging.getLogger(__name__)

_CHANGES_AT_ONCE = 512
_WAITED_FOR = 2_000  # missing passages up to which opening waits for their vectors: some seconds
_QUIET_SECONDS = 3.0  # without changes, before a snapshot is saved
_LONGEST_UNSAVED = 60.0  # seconds, while changes keep coming
_RETRY_SECONDS = 5.0  # after the store could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How an index stands, for people and for readiness checks."""

    state: Literal["ready", "building"]  # building: some passages are found by their words only
    passages: dict[SearchKind, int]
    vectors: int
    missing: int  # passages without vectors yet
    sequence: int  # of the store's change log, as of the view
    behind: bool  # whether the store has changed since
    kind: IndexKind
    model: str
    doing: str  # "embedding 1200 of 5000", "" when idle
    note: str  # what happened to the snapshot or to following, in a sentence; "" when all is well
    snapshot: str | None  # the name of the newest


class Stopped(Exception):  # noqa: N818 - no error: work ended because the searcher was closed
    """The searcher was closed while vectors were made; those made are in the cache."""


class LiveSearcher:
    """A `Searcher` that follows its store. Close it, or use it in a `with` statement."""

    def __init__(
        self, store: Store, home: Home, embedder: Embedder, *, sync_seconds: float = 0.5, threads: int | None = None
    ) -> None:
        self.embedder = embedder  # for others that need vectors of the same model
        self._store = store
        self._folder = home.index
        cached = CachedEmbedder(embedder, home.index / "embeddings.db")
        self._keeper = Keeper(store, cached, home.index, threads=threads or processors())
        self._seconds = sync_seconds
        self._writing = threading.RLock()  # held by whoever calls the keeper
        self._closing = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._work: tuple[Work, Future[DenseIndex]] | None = None
        self._doing = ""
        self._problem = ""
        self._changed_at = self._first_unsaved = 0.0
        self._report: Progress | None = None
        self._thread = threading.Thread(target=self._follow, name="sync", daemon=True)

    def start(self, *, wait: bool | None = None, progress: Progress | None = None) -> None:
        """Load or build the index, and begin to follow the store.

        Args:
            wait: whether to return only when every passage has vectors; None: when that takes a few seconds at most.
            progress: told what is done, how much, and of how much.
        """
        self._report = progress
        with self._writing:
            self._keeper.restore(progress)
        self._thread.start()
        if wait or (wait is None and self._keeper.missing <= _WAITED_FOR):
            self.sync()

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        k: int = 10,
        *,
        kinds: Sequence[SearchKind] = ALL_KINDS,
        language: Language | None = None,
        read_filters: bool = True,
    ) -> SearchResult:
        """The k best hits; see `Searcher.search`."""
        return engine.search(
            self._keeper.view,
            self.embedder,
            query,
            filters,
            k,
            kinds=kinds,
            language=language,
            read_filters=read_filters,
        )

    def sync(self) -> None:
        """Return when everything that the store holds now can be found, by words and by meaning.

        Raises:
            StoreError: the store cannot be read.
        """
        while True:
            with self._writing:
                self._apply_pending()
                self._advance()
                work = self._work
                if work is None:
                    self._save_when_due(now=True)
                    return
            # Not under the lock: searches and changes go on meanwhile.
            concurrent.futures.wait([work[1]])

    def status(self) -> Status:
        """How the index stands now."""
        keeper, view = self._keeper, self._keeper.view
        counts = {kind: int(view.columns.of_kind(kind).sum()) for kind in ALL_KINDS}
        newest = snapshot.current(self._folder)
        building = keeper.missing > 0
        return Status(
            state="building" if building else "ready",
            passages=counts,
            vectors=len(keeper.dense),
            missing=keeper.missing,
            sequence=view.sequence,
            behind=self._store.last_change() > view.sequence,
            kind=keeper.dense.kind,
            model=f"{self.embedder.name} {self.embedder.hash}",
            doing=self._doing,
            note=self._problem or (keeper.note if building else keeper.note.replace("; rebuilding", "; rebuilt")),
            snapshot=newest.name if newest else None,
        )

    def close(self) -> None:
        """Stop following, and save what is not saved."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._thread.is_alive():
            self._thread.join()
        with self._writing:
            if self._keeper.unsaved and not self._keeper.missing:
                self._save()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _follow(self) -> None:
        """The thread: apply changes, let vectors be made, save when it is quiet."""
        wait = self._seconds
        while not self._closing.wait(wait):
            wait = self._seconds
            try:
                with self._writing:
                    self._apply_pending()
                    self._advance()
                    self._save_when_due()
                self._problem = ""
            except Exception as error:  # noqa: BLE001 - following must outlive a database that restarts
                self._problem = f"the store cannot be followed: {error}"
                _log.exception("the store cannot be followed; trying again in %g s", _RETRY_SECONDS)
                wait = max(self._seconds, _RETRY_SECONDS)

    def _apply_pending(self) -> None:
        changes = self._store.changes(self._keeper.view.sequence)
        while batch := list(itertools.islice(changes, _CHANGES_AT_ONCE)):
            if self._keeper.apply(batch):
                self._changed_at = time.monotonic()
            if self._closing.is_set():
                return

    def _advance(self) -> None:
        """Take in what was computed; begin what is to be computed."""
        if self._work is not None and self._work[1].done():
            (work, future), self._work, self._doing = self._work, None, ""
            error = Stopped() if future.cancelled() else future.exception()
            if error is None:
                self._keeper.adopt(work, future.result())
                self._changed_at = time.monotonic()
            elif not isinstance(error, Stopped):
                raise error
        if self._work is None and not self._closing.is_set():
            wanted = self._keeper.work()
            if wanted is not None:
                self._work = wanted, self._pool.submit(self._keeper.compute, wanted, self._progress)

    def _progress(self, doing: str, done: int, total: int) -> None:
        if self._closing.is_set():
            raise Stopped
        self._doing = f"{doing} {done} of {total}"
        if self._report is not None:
            self._report(doing, done, total)

    def _save_when_due(self, *, now: bool = False) -> None:
        """After some quiet, or some time; not while vectors are missing, which would be missing in the snapshot."""
        if not self._keeper.unsaved or self._keeper.missing or self._work is not None:
            self._first_unsaved = 0.0
            return
        moment = time.monotonic()
        self._first_unsaved = self._first_unsaved or moment
        quiet = moment - self._changed_at > _QUIET_SECONDS
        if now or quiet or moment - self._first_unsaved > _LONGEST_UNSAVED:
            self._save()
            self._first_unsaved = 0.0

    def _save(self) -> None:
        try:
            self._keeper.save()
        except OSError as error:
            self._problem = f"the index cannot be saved: {error}"
            _log.error("the index cannot be saved to %s: %s", self._folder, error)


def open_searcher(
    store: Store,
    home: Home,
    *,
    embedding_model: str = "",
    device: Device = "auto",
    sync_seconds: float = 0.5,
    wait: bool | None = None,
    progress: Progress | None = None,
) -> LiveSearcher:
    """Open the index of a shop, building what is missing.

    It answers at once, by words where vectors are still to be made.

    Args:
        store: the shop's records.
        home: where its index and models are.
        embedding_model: a sentence-transformers folder or name; "": the model that ships.
        device: where that model runs.
        sync_seconds: how often the store's change log is read.
        wait: whether to return only when every passage has vectors; None: when that takes a few seconds at most.
        progress: told what is done, how much, and of how much.

    Raises:
        ModelError: the embedding model is missing or damaged.
        StoreError: the store cannot be read.
    """
    embedder = open_embedder(home.models, name=embedding_model, device=device)
    searcher = LiveSearcher(store, home, embedder, sync_seconds=sync_seconds)
    try:
        searcher.start(wait=wait, progress=progress)
    except BaseException:
        searcher.close()
        raise
    return searcher

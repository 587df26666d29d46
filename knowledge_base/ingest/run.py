"""Takes files into a store: batch by batch, once each, with what was rejected told."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.codec import KINDS, encode
from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest.files import File, Unreadable, find
from knowledge_base.ingest.formats import Format, Shape, detect
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.reading import read
from knowledge_base.ingest.rejects import RejectFile
from knowledge_base.ingest.rows import Found, Item, Reject, Row
from knowledge_base.schema import Interaction, Record
from knowledge_base.store import Kind, Store, Written

BATCH = 1000
_KNOWN = {
    ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom", ".md", ".markdown", ".html", ".htm",
    ".pdf", ".docx", ".txt", ".zip",
}  # fmt: skip
_TABULAR = {Format.TABLE}

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class FileSummary:
    """What one file gave."""

    name: str
    format: str = ""
    records: int = 0
    rejected: int = 0
    error: str = ""
    rejects: str = ""  # where the rejected rows are


@dataclass(slots=True)
class Summary:
    """What an ingest did."""

    written: Written = field(default_factory=Written)
    removed: int = 0
    rejected: int = 0
    skipped: int = 0  # rows that are meant to stay out, such as drafts
    kinds: dict[str, int] = field(default_factory=dict)  # records read, of each kind
    files: list[FileSummary] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # files in folders that are nothing we read
    notes: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def errors(self) -> list[FileSummary]:
        """The files that could not be read, or not to their end."""
        return [file for file in self.files if file.error]


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    options: Options | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Take files, folders and archives into a store.

    Args:
        store: where records go.
        paths: what to read; each owns the records found below it, unless the options name a source.
        options: how to read.
        rejects: a folder for files of rejected rows; None writes none.
        progress: told the file, the bytes read and the bytes in all.

    Raises:
        StoreError: the database cannot be written. What was written before stays.
    """
    return Ingest(store, options or Options(), rejects, progress).run(paths)


class Ingest:
    """One run. Its `summary` holds at any time what is done, so a run that is interrupted can still tell."""

    def __init__(self, store: Store, options: Options, rejects: Path | None, progress: Progress | None = None) -> None:
        self.summary = Summary()
        self._store = store
        self._options = options
        self._rejects = None if options.dry_run else rejects
        self._progress = progress
        self._seen: dict[Kind, dict[str, tuple[int, int]]] = {kind: {} for kind in Kind}  # id → file, line
        self._read: list[File] = []
        self._broken: set[str] = set()  # sources of which a part could not be read
        self._done = self._total = 0

    def run(self, paths: Sequence[Path]) -> Summary:
        """Read everything, then prune."""
        found = list(find(paths, self._options.source))
        self._total = sum(each.size for each in found if isinstance(each, File))
        sources = list(dict.fromkeys(each.source for each in found))
        for each in found:
            if isinstance(each, Unreadable):
                self._fail(FileSummary(each.name, error=each.reason), each.source)
            else:
                self._file(each)
                self._done += each.size
        if not self.summary.kinds and not self.summary.errors:
            rejected = self.summary.rejected
            why = (
                f"all of its {rejected:,} rows were rejected" if rejected else "there is nothing in it that can be read"
            )
            if not self.summary.skipped:
                self.summary.files.append(FileSummary(", ".join(map(str, paths)), error=why))
        if self._options.prune:
            for source in sources:
                self._prune(source)
        return self.summary

    def _file(self, file: File) -> None:
        told = FileSummary(file.name)
        try:
            with file.open() as stream, RejectFile(self._rejects, file.name) as rejects:
                try:
                    shape = detect(stream, file.relative)
                except SourceError:
                    if not file.asked and file.relative.suffix.casefold() not in _KNOWN:
                        self.summary.ignored.append(file.name)
                        return
                    raise
                told.format = shape.format.value
                self._read.append(file)
                self.summary.files.append(told)
                self._items(file, read(file, stream, shape, self._options), shape, told, rejects, stream.tell)
        except SourceError as error:
            told.error = str(error)
            self._fail(told, file.source)
        except (RecursionError, MemoryError, UnicodeError) as error:
            told.error = f"it cannot be read: {type(error).__name__}"
            self._fail(told, file.source)

    def _fail(self, told: FileSummary, source: str) -> None:
        if told not in self.summary.files:
            self.summary.files.append(told)
        self._broken.add(source)

    def _items(
        self,
        file: File,
        items: Iterator[Item],
        shape: Shape,
        told: FileSummary,
        rejects: RejectFile,
        tell: Callable[[], int],
    ) -> None:
        batch: list[Record] = []
        try:
            for number, item in enumerate(items):
                taken = self._take(item)
                if isinstance(taken, Reject):
                    told.rejected += 1
                    self.summary.rejected += 1
                    self._broken.add(file.source)
                    rejects.add(taken, table=shape.format in _TABULAR)
                    told.rejects = str(rejects.path or "")
                else:
                    batch += taken
                if len(batch) >= BATCH:
                    self._write(batch, file, told)
                    batch = []
                if number % BATCH == 0:
                    self._tell(file, tell())
        finally:
            # A file that breaks off, or a run that is stopped, keeps what was read up to there.
            self._write(batch, file, told)

    def _take(self, item: Item) -> list[Record] | Reject:
        if isinstance(item, Reject):
            return item
        if not isinstance(item, Found):
            self.summary.skipped += 1
            return []
        row = Row(item.line, item.row)
        try:
            taken = [record for record in item.records if self._is_new(record)]
        except RecordError as error:
            return Reject.of(row, error)
        for record in taken:
            self._seen[KINDS[type(record)]][record.id] = (len(self._read) - 1, item.line)
        return taken

    def _is_new(self, record: Record) -> bool:
        """Whether nothing of this id came before; the same review twice is one.

        Raises:
            RecordError: something else came before, or the record cannot be stored.
        """
        encode(record)
        before = self._seen[KINDS[type(record)]].get(record.id)
        if before is None or isinstance(record, Interaction):
            return before is None
        index, line = before
        where = f"line {line}" if index == len(self._read) - 1 else self._read[index].name
        raise RecordError("id", record.id, f"the same id came before, in {where}")

    def _write(self, batch: Sequence[Record], file: File, told: FileSummary) -> None:
        if not batch:
            return
        written = Written()
        if self._options.dry_run:
            with suppress(_TakenBackError), self._store.transaction():
                written = self._store.put(batch, source=_key(file.source))
                raise _TakenBackError
            self._count(batch, written, told)
            return
        with _uninterrupted():
            self._count(batch, self._store.put(batch, source=_key(file.source)), told)

    def _count(self, batch: Sequence[Record], written: Written, told: FileSummary) -> None:
        self.summary.written += written
        told.records += len(batch)
        for record in batch:
            kind = KINDS[type(record)].value
            self.summary.kinds[kind] = self.summary.kinds.get(kind, 0) + 1

    def _tell(self, file: File, position: int) -> None:
        if self._progress is not None:
            self._progress(file.name, self._done + min(position, file.size), self._total)

    def _prune(self, source: str) -> None:
        read_from = {index for index, file in enumerate(self._read) if file.source == source}
        now = any(place[0] in read_from for seen in self._seen.values() for place in seen.values())
        if not self._options.force and (source in self._broken or not now):
            why = "a part of it could not be read" if source in self._broken else "nothing was read from it"
            self.summary.notes.append(f"{source} was not pruned, for {why}; --force prunes nevertheless")
            return
        key = _key(source)
        for kind in Kind:
            seen = self._seen[kind]
            held = self._store.ids(kind, source=key)
            gone = [id_ for id_ in held if id_ not in seen or seen[id_][0] not in read_from]
            if not self._options.dry_run:
                self.summary.removed += self._store.withdraw(key, kind, gone)
                continue
            with suppress(_TakenBackError), self._store.transaction():
                self.summary.removed += self._store.withdraw(key, kind, gone)
                raise _TakenBackError


class _TakenBackError(Exception):
    """Takes back what a dry run wrote."""


def _key(source: str) -> str:
    """A source's name as the store keeps it; of a very long path the end tells more."""
    return source.encode("utf-8", "replace").decode()[-400:]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let a Ctrl-C wait until a batch is both written and counted."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is interrupted
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt

"""What holds personal data, in ways that are the same everywhere: rows of a table, folders of a conversation, lines."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import orjson
from sqlalchemy import ColumnElement, Table, and_, column, delete, false, literal_column, or_, select, update
from sqlalchemy import table as plain_table

from agent.privacy.place import Database, Place
from agent.privacy.subject import Subject
from knowledge_base.writing import batches

Keep = Literal["conversation", "audit", "ledger"]
_SAFE = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Holding(Protocol):
    """Something that holds personal data."""

    @property
    def name(self) -> str:
        """A short name."""

    @property
    def what(self) -> str:
        """What it is, for the customer who asks."""

    def find(self, place: Place, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """What it holds of somebody, as it may be shown to them."""

    def erase(self, place: Place, subject: Subject) -> int:
        """Remove it, or the person from it; how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of a table that belong to a conversation or a customer."""

    name: str
    what: str
    table: Table | str
    database: Database = "shop"
    conversation: str = ""  # column with the conversation's id
    customer: str = ""  # column with the customer's id
    through: tuple[str, Table] | None = None  # column that names a row of a table with conversations
    texts: tuple[str, ...] = ()  # columns that may hold somebody's address or number
    blank: Mapping[str, Any] | None = None  # what stays of a row: these columns are overwritten, the rest is kept
    secret: tuple[str, ...] = ()  # columns that are not handed out
    at: str = ""  # column with the row's time
    keep: Keep = "conversation"

    def find(self, place: Place, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """The rows."""
        if not place.has(self.database, self.table_name):
            return
        every = self._plain if isinstance(self.table, Table) else literal_column("*")
        for where in self._theirs(subject):
            for row in place.rows(self.database, select(every).select_from(self._plain).where(where)):
                shown = {name: value for name, value in row._mapping.items() if name not in self.secret}
                yield {name: readable(value) for name, value in shown.items()}

    def erase(self, place: Place, subject: Subject) -> int:
        """Delete the rows, or blank them."""
        if not place.has(self.database, self.table_name):
            return 0
        gone = 0
        for where in self._theirs(subject):
            with place.writing(self.database) as connection:
                gone += connection.execute(self._remove(where)).rowcount
        return gone

    def expire(self, place: Place, before: datetime) -> int:
        """Delete the rows that are older; how many."""
        if not self.at or not place.has(self.database, self.table_name):
            return 0
        with place.writing(self.database) as connection:
            return connection.execute(delete(self._plain).where(self._plain.c[self.at] < before)).rowcount

    @property
    def table_name(self) -> str:
        """The table's name."""
        return self.table if isinstance(self.table, str) else self.table.name

    @property
    def _plain(self) -> Any:
        if not isinstance(self.table, str):
            return self.table
        return _plain_table(self.table, tuple(name for name in (self.conversation, self.customer) if name))

    def _remove(self, where: ColumnElement[bool]) -> Any:
        if self.blank is None:
            return delete(self._plain).where(where)
        changed = or_(*(self._plain.c[name] != value for name, value in self.blank.items()))
        return update(self._plain).where(where, changed).values(**self.blank)

    def _theirs(self, subject: Subject) -> Iterator[ColumnElement[bool]]:
        """Which rows, in statements that no engine finds too long."""
        columns = self._plain.c
        for some in batches(sorted(subject.conversations)):
            if self.conversation:
                yield columns[self.conversation].in_(some)
            if self.through:
                name, other = self.through
                yield columns[name].in_(select(other.c.id).where(other.c.conversation.in_(some)))
        others: list[ColumnElement[bool]] = []
        if self.customer:
            others.append(columns[self.customer].in_(sorted(subject.ids)))
        others += [columns[name].icontains(text, autoescape=True) for name in self.texts for text in subject.texts]
        if others:
            mine = columns[self.conversation].in_(batch_of(subject)) if self.conversation else false()
            yield and_(or_(*others), ~mine)


@cache
def _plain_table(name: str, columns: tuple[str, ...]) -> Any:
    """Somebody else's table, always the same object, as a statement wants it."""
    return plain_table(name, *(column(one) for one in columns))


def batch_of(subject: Subject) -> Sequence[str]:
    """The conversations, as many as one statement takes."""
    return next(batches(sorted(subject.conversations)), [""])


def readable(value: Any) -> Any:
    """A value as JSON can hold it; bytes are JSON or text, else their number."""
    if isinstance(value, (bytes, memoryview)):
        data = bytes(value)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass
        try:
            return data.decode()
        except UnicodeDecodeError:
            return f"({len(data)} bytes)"
    return value


@dataclass(frozen=True, slots=True)
class Folders:
    """A folder for each conversation, such as that of the pictures they uploaded."""

    name: str
    what: str
    folder: str  # below the home

    def find(self, place: Place, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """The files."""
        for folder in self._theirs(place, subject):
            for path in sorted(folder.iterdir()):
                yield {"conversation": folder.name, "file": path.name, "bytes": path.stat().st_size}

    def erase(self, place: Place, subject: Subject) -> int:
        """Delete them."""
        gone = 0
        for folder in self._theirs(place, subject):
            gone += sum(1 for _ in folder.iterdir())
            shutil.rmtree(folder)
        return gone

    def _theirs(self, place: Place, subject: Subject) -> Iterator[Path]:
        root = place.home.path / self.folder
        names = (name for name in sorted(subject.conversations) if _SAFE.fullmatch(name))
        return (root / name for name in names if (root / name).is_dir())


@dataclass(frozen=True, slots=True)
class Lines:
    """Files of lines, such as examples to train on or rows that could not be read."""

    name: str
    what: str
    folder: str  # below the home
    endings: tuple[str, ...] = (".jsonl", ".csv", ".txt", ".tsv")

    def find(self, place: Place, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """The lines."""
        for path in self._files(place):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            yield from ({"file": path.name, "line": line} for line in lines if _names(line, subject))

    def erase(self, place: Place, subject: Subject) -> int:
        """Write the files anew without them."""
        gone = 0
        for path in self._files(place):
            lines = path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not _names(line.decode(errors="replace"), subject)]
            if len(kept) < len(lines):
                part = path.with_name(f"{path.name}.part")
                part.write_bytes(b"".join(kept))
                os.replace(part, path)  # noqa: PTH105 - atomic, and so it reads
                gone += len(lines) - len(kept)
        return gone

    def _files(self, place: Place) -> Iterator[Path]:
        root = place.home.path / self.folder
        return (path for path in sorted(root.rglob("*")) if path.suffix in self.endings and path.is_file())


def _names(line: str, subject: Subject) -> bool:
    low = line.casefold()
    terms = (term.text.casefold() for term in subject.terms)
    return any(term in low for term in terms) or any(one.casefold() in low for one in subject.conversations)

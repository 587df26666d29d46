"""What the shop's database keeps of who its conversations are with, and of how that was tried.

Plain reading and writing: what a row means is decided in `agent.identity`. Nobody's address, name or code stands here
in clear, but in the outbox, which only a demo shop has. Several calls become one by `Store.transaction`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, delete, insert, select, update

from knowledge_base import tables
from knowledge_base.schema import CustomerId
from knowledge_base.store import Store

Line = TypeVar("Line", bound="Standing | Code | Count | Note | Letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who a conversation is with. The customer stays for good; the level is lost after a silence."""

    conversation: str
    customer: CustomerId
    level: int
    how: str
    at: datetime  # when it was proven
    seen: datetime  # when the customer last did something


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code that was asked for; without a customer nobody got it, and nothing fits it."""

    conversation: str
    customer: CustomerId | None
    digest: bytes
    channel: str
    target: str  # a keyed hash of whom it was asked for
    tries: int
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often something was done, such as wrong tries of a conversation, and until when it is locked."""

    scope: str
    key: str
    count: int
    since: datetime
    last: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of the audit record."""

    id: str  # sorts by time
    at: datetime
    conversation: str
    event: str
    way: str
    customer: CustomerId | None = None
    target: str = ""  # a keyed hash of what was claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a demo shop would have sent."""

    id: str
    at: datetime
    channel: str
    target: str
    text: str


_TABLES: dict[type, Table] = {
    Standing: tables.identities,
    Code: tables.identity_codes,
    Count: tables.identity_counts,
    Note: tables.identity_events,
    Letter: tables.outbox,
}


class IdentityRecords:
    """Reads and writes these lines of one shop."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def standing(self, conversation: str) -> Standing | None:
        """Who a conversation is with."""
        return self._one(Standing, conversation)

    def touch(self, conversation: str, seen: datetime, *, since: datetime) -> bool:
        """Note that the customer did something, unless the silence before began earlier than `since`."""
        table = tables.identities
        with self._store.connection(write=True) as connection:
            alive = update(table).where(table.c.conversation == conversation, table.c.seen >= since)
            return connection.execute(alive.values(seen=seen)).rowcount > 0

    def code(self, conversation: str) -> Code | None:
        """The code that a conversation waits for."""
        return self._one(Code, conversation)

    def drop_code(self, conversation: str) -> None:
        """It fits no more."""
        self._delete(Code, tables.identity_codes.c.conversation == conversation)

    def count(self, scope: str, key: str) -> Count | None:
        """A count."""
        return self._one(Count, scope, key)

    def put(self, line: Standing | Code | Count) -> None:
        """Write a line in the place of the one before."""
        table = _TABLES[type(line)]
        with self._store.connection(write=True) as connection:
            connection.execute(
                delete(table).where(*_named(table, *(getattr(line, key.name) for key in table.primary_key)))
            )
            connection.execute(insert(table).values(asdict(line)))

    def add(self, line: Note | Letter) -> None:
        """Write a new line."""
        with self._store.connection(write=True) as connection:
            connection.execute(insert(_TABLES[type(line)]).values(asdict(line)))

    def notes(self, conversation: str | None = None) -> Iterator[Note]:
        """The audit record in order of time, only of one conversation where given."""
        table = tables.identity_events
        where = [] if conversation is None else [table.c.conversation == conversation]
        with self._store.connection() as connection:
            rows = connection.execute(select(table).where(*where).order_by(table.c.at, table.c.id)).all()
        return (_line(Note, row) for row in rows)

    def letters(self, most: int = 50) -> list[Letter]:
        """The newest letters of the outbox, newest first."""
        table = tables.outbox
        with self._store.connection() as connection:
            rows = connection.execute(select(table).order_by(table.c.at.desc(), table.c.id.desc()).limit(most)).all()
        return [_line(Letter, row) for row in rows]

    def secret(self, name: str, fresh: bytes) -> bytes:
        """A secret of this shop: `fresh` becomes it where there is none, for every process alike."""
        table = tables.secrets
        wanted = select(table.c.value).where(table.c.name == name)
        with self._store.connection(write=True) as connection:  # one writer at a time, so no two make one
            found = connection.scalar(wanted)
            if found is None:
                connection.execute(insert(table).values(name=name, value=fresh))
            return fresh if found is None else bytes(found)

    def forget(self, conversation: str) -> None:
        """Remove who a conversation was with, and its code. What it tried stays on record."""
        for kind in (Standing, Code):
            self._delete(kind, _TABLES[kind].c.conversation == conversation)

    def _one(self, kind: type[Line], *key: str) -> Line | None:
        table = _TABLES[kind]
        with self._store.connection() as connection:
            row = connection.execute(select(table).where(*_named(table, *key))).one_or_none()
        return None if row is None else _line(kind, row)

    def _delete(self, kind: type, where: ColumnElement[bool]) -> None:
        with self._store.connection(write=True) as connection:
            connection.execute(delete(_TABLES[kind]).where(where))


def _named(table: Table, *key: str) -> list[ColumnElement[bool]]:
    return [column == value for column, value in zip(table.primary_key, key, strict=True)]


def _line(kind: type[Line], row: Any) -> Line:
    values = {field.name: getattr(row, field.name) for field in fields(kind)}
    if kind is Code:
        values["digest"] = bytes(values["digest"])
    return kind(**values)

"""The queue of hand-offs: waiting, taken, closed. What staff say lies beside it, so that a conversation can be told."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from agent.handoff.errors import DeskError
from agent.handoff.packet import Packet
from knowledge_base import tables
from knowledge_base.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from knowledge_base.store import Store


class State(StrEnum):
    """Where a hand-off stands. `MESSAGE`: nobody is there; the customer left a word."""

    WAITING = "waiting"
    MESSAGE = "message"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """One time that a person was wanted."""

    id: str
    conversation: str
    state: State
    reason: str
    rule: str
    summary: str
    language: str
    contact: str
    staff: str | None
    made: datetime
    taken: datetime | None
    closed: datetime | None
    packet: Packet


class LineKind(StrEnum):
    """What a line of staff's is."""

    SAID = "said"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """Something that staff said, or that somebody came or went."""

    id: str
    conversation: str
    anchor: str  # the customer's message that it follows
    kind: LineKind
    staff: str
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What staff tell each other of a conversation; the customer never sees it."""

    id: str
    conversation: str
    name: str
    text: str
    at: datetime


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Queue:
    """Hand-offs in the shop's database."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now

    def request(
        self,
        conversation: str,
        *,
        reason: str,
        packet: Packet,
        state: State = State.WAITING,
        rule: str = "",
        summary: str = "",
        language: str = "en",
        contact: str = "",
    ) -> tuple[HandOff, bool]:
        """A hand-off for a conversation, and whether it is new: there is at most one that is not closed."""
        values = {
            "id": secrets.token_urlsafe(9),
            "conversation": conversation,
            "open": conversation,
            "state": state.value,
            "reason": reason,
            "rule": rule,
            "summary": summary,
            "language": language,
            "contact": contact,
            "made": self._now(),
            "packet": packet.model_dump_json().encode(),
        }
        with self._store.connection(write=True) as connection:
            known = _open(connection, conversation)
            if known is not None:
                if contact and contact != known.contact:
                    _set(connection, known.id, contact=contact)
                    known = _open(connection, conversation) or known
                return known, False
            connection.execute(insert(tables.handoffs).values(values))
            made = _open(connection, conversation)
        if made is None:
            raise StoreError(f"the hand-off of {conversation!r} is not there although it was written")
        return made, True

    def current(self, conversation: str) -> HandOff | None:
        """The hand-off of a conversation that is not closed."""
        with self._store.connection() as connection:
            return _open(connection, conversation)

    def silent(self, conversation: str) -> bool:
        """Whether a person has the conversation, so that the agent says nothing."""
        table = tables.handoffs
        with self._store.connection() as connection:
            state = connection.scalar(select(table.c.state).where(table.c.open == conversation))
        return bool(state == State.TAKEN)

    def waiting(self) -> Sequence[HandOff]:
        """All that are not closed, the longest waiting first."""
        table = tables.handoffs
        with self._store.connection() as connection:
            rows = connection.execute(select(table).where(table.c.open.is_not(None)).order_by(table.c.made)).all()
        return [_handoff(row) for row in rows]

    def past(self, conversation: str) -> Sequence[HandOff]:
        """All of a conversation, oldest first."""
        table = tables.handoffs
        with self._store.connection() as connection:
            where = table.c.conversation == conversation
            return [_handoff(row) for row in connection.execute(select(table).where(where).order_by(table.c.made))]

    def take(self, conversation: str, staff: str, name: str, anchor: str, *, force: bool = False) -> HandOff:
        """Give a hand-off to a member of staff.

        Raises:
            DeskError: a colleague has it; or there is none.
        """
        with self._store.connection(write=True) as connection:
            known = _open(connection, conversation)
            if known is None:
                raise DeskError("This conversation is not in the queue any more")
            if known.state == State.TAKEN and known.staff == staff:
                return known
            if known.state == State.TAKEN and not force:
                raise DeskError("A colleague has taken this conversation already")
            _set(connection, known.id, state=State.TAKEN.value, staff=staff, taken=self._now())
            self._line(connection, conversation, anchor, LineKind.JOINED, staff, name)
            return _open(connection, conversation) or known

    def say(self, conversation: str, staff: str, name: str, anchor: str, text: str) -> StaffLine:
        """Something that a member of staff says to the customer.

        Raises:
            DeskError: the conversation is not theirs.
        """
        with self._store.connection(write=True) as connection:
            known = _open(connection, conversation)
            if known is None or known.state != State.TAKEN or known.staff != staff:
                raise DeskError("Take the conversation over before you reply")
            return self._line(connection, conversation, anchor, LineKind.SAID, staff, name, text)

    def close(self, conversation: str, staff: str, name: str, anchor: str, *, force: bool = False) -> HandOff:
        """Hand a conversation back to the assistant.

        Raises:
            DeskError: it is not theirs.
        """
        with self._store.connection(write=True) as connection:
            known = _open(connection, conversation)
            if known is None:
                raise DeskError("This conversation is with the assistant already")
            if known.state == State.TAKEN and known.staff != staff and not force:
                raise DeskError("A colleague has this conversation")
            _set(connection, known.id, state=State.CLOSED.value, open=None, closed=self._now())
            if known.state == State.TAKEN:
                self._line(connection, conversation, anchor, LineKind.LEFT, staff, name)
            return known

    def lines(self, conversation: str) -> Sequence[StaffLine]:
        """What staff said in a conversation, oldest first."""
        table = tables.staff_lines
        with self._store.connection() as connection:
            statement = select(table).where(table.c.conversation == conversation).order_by(table.c.at, table.c.id)
            rows = connection.execute(statement).mappings().all()
        return [StaffLine(**{**row, "kind": LineKind(row["kind"])}) for row in rows]

    def find(self, words: str, limit: int) -> Sequence[StaffLine]:
        """What staff said with all of these words, the newest first."""
        table = tables.staff_lines
        where = [table.c.text.icontains(word, autoescape=True) for word in words.split()]
        statement = select(table).where(table.c.kind == LineKind.SAID.value, *where)
        with self._store.connection() as connection:
            rows = connection.execute(statement.order_by(table.c.at.desc(), table.c.id).limit(limit)).mappings().all()
        return [StaffLine(**{**row, "kind": LineKind(row["kind"])}) for row in rows] if where else []

    def note(self, conversation: str, name: str, text: str) -> Note:
        """Write a note."""
        note = Note(id=_key(self._now()), conversation=conversation, name=name, text=text, at=self._now())
        with self._store.connection(write=True) as connection:
            connection.execute(insert(tables.staff_notes).values(_values(note)))
        return note

    def notes(self, conversation: str) -> Sequence[Note]:
        """The notes of a conversation, oldest first."""
        table = tables.staff_notes
        with self._store.connection() as connection:
            statement = select(table).where(table.c.conversation == conversation).order_by(table.c.at, table.c.id)
            return [Note(**row) for row in connection.execute(statement).mappings()]

    def forget(self, conversation: str) -> None:
        """Remove all that is kept of a conversation."""
        with self._store.connection(write=True) as connection:
            mine = select(tables.handoffs.c.id).where(tables.handoffs.c.conversation == conversation)
            connection.execute(delete(tables.notices).where(tables.notices.c.handoff.in_(mine)))
            kept = (tables.handoffs, tables.staff_lines, tables.staff_notes, tables.gaps, tables.helpdesk_links)
            for table in kept:
                connection.execute(delete(table).where(table.c.conversation == conversation))

    def _line(
        self,
        connection: Connection,
        conversation: str,
        anchor: str,
        kind: LineKind,
        staff: str,
        name: str,
        text: str = "",
    ) -> StaffLine:
        at = self._now()
        line = StaffLine(
            id=_key(at), conversation=conversation, anchor=anchor, kind=kind, staff=staff, name=name, text=text, at=at
        )
        connection.execute(insert(tables.staff_lines).values({**_values(line), "kind": kind.value}))
        return line


def _key(at: datetime) -> str:
    """A key that sorts as the moments do."""
    return f"{int(at.timestamp() * 1_000_000):016x}-{secrets.token_hex(4)}"


def _values(record: object) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]


def _set(connection: Connection, id: str, **values: Any) -> None:
    connection.execute(update(tables.handoffs).where(tables.handoffs.c.id == id).values(values))


def _open(connection: Connection, conversation: str) -> HandOff | None:
    table = tables.handoffs
    row = connection.execute(select(table).where(table.c.open == conversation)).one_or_none()
    return None if row is None else _handoff(row)


def _handoff(row: Any) -> HandOff:
    values = dict(row._mapping)
    del values["open"]
    packet = Packet.model_validate_json(bytes(values.pop("packet")))
    return HandOff(**{**values, "state": State(values["state"]), "packet": packet})

"""Proposals: what a customer was shown and asked to agree to, kept until they answer.

At most one is open in a conversation: a newer one supersedes it. An answer counts once, whoever asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update

from knowledge_base import tables
from knowledge_base.schema import CustomerId
from knowledge_base.store import Store

LIFE = timedelta(minutes=30)


class State(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    SUPERSEDED = "superseded"  # by a newer one, or by what happened meanwhile
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that waits for a yes. Consent covers exactly what `fingerprint` is of, as told in `effect`."""

    id: str
    conversation: str
    customer: CustomerId
    message: str  # the customer's message that led to it; only a later one can agree
    action: str
    request: str  # JSON
    fingerprint: str
    effect: str
    made: datetime
    expires: datetime
    state: State = State.OPEN


class Proposals:
    """The proposals of one shop."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] | None = None, life: timedelta = LIFE) -> None:
        self._store = store
        self._now = now or (lambda: datetime.now(UTC))
        self._life = life

    def make(
        self,
        *,
        id: str,
        conversation: str,
        customer: CustomerId,
        message: str,
        action: str,
        request: str,
        fingerprint: str,
        effect: str,
    ) -> Proposal:
        """Ask for consent; what was open in the conversation is superseded.

        The same id for the same thing again gives the proposal as it stands, whatever became of it.
        """
        with self._store.connection(write=True) as connection:
            known = self.get(id)
            if known is not None and known.fingerprint == fingerprint:
                return known
            fresh = id if known is None else f"{id}-{fingerprint[:8]}"  # the tool ran again in a changed world
            if known is not None and (again := self.get(fresh)) is not None:
                return again
            made = self._now()
            table = tables.proposals
            connection.execute(
                update(table)
                .where(table.c.conversation == conversation, table.c.state == State.OPEN.value)
                .values(state=State.SUPERSEDED.value)
            )
            proposal = Proposal(
                id=fresh,
                conversation=conversation,
                customer=customer,
                message=message,
                action=action,
                request=request,
                fingerprint=fingerprint,
                effect=effect,
                made=made,
                expires=made + self._life,
            )
            connection.execute(insert(table).values(_row(proposal)))
            return proposal

    def get(self, id: str) -> Proposal | None:
        """The proposal with this id, as it stands now."""
        table = tables.proposals
        with self._store.connection() as connection:
            row = connection.execute(select(table).where(table.c.id == id)).first()
        return None if row is None else self._aged(_proposal(row))

    def current(self, conversation: str) -> Proposal | None:
        """The one that waits for an answer in a conversation."""
        table = tables.proposals
        waiting = select(table).where(table.c.conversation == conversation, table.c.state == State.OPEN.value)
        with self._store.connection() as connection:
            row = connection.execute(waiting.order_by(table.c.made.desc())).first()
        found = None if row is None else self._aged(_proposal(row))
        return found if found is not None and found.state is State.OPEN else None

    def latest(self, conversation: str) -> Proposal | None:
        """The newest of a conversation, whatever became of it."""
        table = tables.proposals
        newest = select(table).where(table.c.conversation == conversation).order_by(table.c.made.desc()).limit(1)
        with self._store.connection() as connection:
            row = connection.execute(newest).first()
        return None if row is None else self._aged(_proposal(row))

    def settle(self, id: str, state: State) -> bool:
        """Say what became of an open proposal; False for one that is not open."""
        table = tables.proposals
        with self._store.connection(write=True) as connection:
            changed = connection.execute(
                update(table).where(table.c.id == id, table.c.state == State.OPEN.value).values(state=state.value)
            )
            return changed.rowcount == 1

    def _aged(self, proposal: Proposal) -> Proposal:
        if proposal.state is State.OPEN and self._now() > proposal.expires:
            return replace(proposal, state=State.EXPIRED)
        return proposal


def _row(proposal: Proposal) -> dict[str, Any]:
    row = {name: getattr(proposal, name) for name in tables.proposals.c.keys()}  # noqa: SIM118 a collection of columns
    return {**row, "request": proposal.request.encode(), "state": proposal.state.value}


def _proposal(row: Any) -> Proposal:
    values = {name: getattr(row, name) for name in tables.proposals.c.keys()}  # noqa: SIM118
    return Proposal(**{**values, "request": bytes(values["request"]).decode(), "state": State(values["state"])})

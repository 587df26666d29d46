"""What staff did, for good."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from agent.handoff.queue import utc_now
from knowledge_base import tables

if TYPE_CHECKING:
    from knowledge_base.store import Store


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did."""

    at: datetime
    name: str
    action: str
    subject: str
    detail: str


class Audit:
    """The audit log; it only grows."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now

    def write(self, staff: str, name: str, action: str, subject: str = "", detail: str = "") -> None:
        """Note what somebody did; never a customer's or a colleague's words."""
        at = self._now()
        values = {"id": f"{int(at.timestamp() * 1e6):016x}-{secrets.token_hex(4)}", "at": at, "staff": staff}
        with self._store.connection(write=True) as connection:
            connection.execute(
                insert(tables.staff_audit).values(**values, name=name, action=action, subject=subject, detail=detail)
            )

    def newest(self, limit: int = 200) -> Sequence[Entry]:
        """The newest entries first."""
        table = tables.staff_audit
        columns = (table.c.at, table.c.name, table.c.action, table.c.subject, table.c.detail)
        with self._store.connection() as connection:
            rows = connection.execute(select(*columns).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit))
            return [Entry(*row) for row in rows]

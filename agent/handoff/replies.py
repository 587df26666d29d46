"""Replies that staff have ready, by language."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml
from sqlalchemy import delete, insert, select, update

from agent.handoff.errors import DeskError
from knowledge_base import tables

if TYPE_CHECKING:
    from knowledge_base.store import Store


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply that is ready."""

    id: str
    language: str
    title: str
    text: str


class Replies:
    """The canned replies; a shop that has none yet sees those that ship, and owns them once one is changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> Sequence[Canned]:
        """All, by language and title."""
        table = tables.canned_replies
        with self._store.connection() as connection:
            columns = (table.c.id, table.c.language, table.c.title, table.c.text)
            rows = connection.execute(select(*columns).order_by(table.c.language, table.c.title, table.c.id)).all()
        return [Canned(*row) for row in rows] or _shipped()

    def put(self, language: str, title: str, text: str, id: str = "") -> None:
        """Write a reply, a new one without an id.

        Raises:
            DeskError: a word is missing.
        """
        if not title.strip() or not text.strip() or language not in {"en", "zh"}:
            raise DeskError("Write a title and a text")
        values = {"language": language, "title": title.strip()[:80], "text": text.strip()[:4000]}
        table = tables.canned_replies
        with self._store.transaction():
            self._own()
            with self._store.connection(write=True) as connection:
                if id:
                    connection.execute(update(table).where(table.c.id == id).values(values))
                else:
                    connection.execute(insert(table).values(id=secrets.token_urlsafe(9), **values))

    def remove(self, id: str) -> None:
        """Remove a reply."""
        with self._store.transaction():
            self._own()
            with self._store.connection(write=True) as connection:
                connection.execute(delete(tables.canned_replies).where(tables.canned_replies.c.id == id))

    def _own(self) -> None:
        """Make those that ship the shop's, so that they can be changed."""
        table = tables.canned_replies
        with self._store.connection(write=True) as connection:
            if connection.scalar(select(table.c.id).limit(1)) is None:
                rows = [
                    {"id": one.id, "language": one.language, "title": one.title, "text": one.text} for one in _shipped()
                ]
                connection.execute(insert(table), rows)


@cache
def _shipped() -> Sequence[Canned]:
    read: Mapping[str, Sequence[Mapping[str, str]]] = yaml.safe_load(
        (files("agent.handoff") / "data" / "replies.yaml").read_text("utf-8")
    )
    return [
        Canned(f"shipped-{language}-{place}", language, one["title"], one["text"])
        for language, ones in read.items()
        for place, one in enumerate(ones)
    ]

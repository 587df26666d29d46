"""Questions that had no good answer, alike ones together, and the FAQ entries that staff write for them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import insert, select, update

from agent.handoff.errors import DeskError
from agent.handoff.queue import utc_now
from knowledge_base import tables
from knowledge_base.schema import FaqEntry, FaqId, Language

if TYPE_CHECKING:
    from knowledge_base.store import Store
    from retrieval.embed import Embedder

OPEN, ANSWERED, DISMISSED = "open", "answered", "dismissed"
SOURCE = "console"  # of the entries that staff write
_ALIKE = 0.62  # cosine from which two questions of a language ask the same
_SHARED = 0.5  # of their pairs of signs, for Chinese, which the embedding reads poorly
_NEWEST = 500
_LONGEST = 500  # characters of a question


@dataclass(frozen=True, slots=True)
class Gap:
    """One question without an answer."""

    id: str
    conversation: str
    message: str
    question: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same; the newest first."""

    gaps: tuple[Gap, ...]

    @property
    def key(self) -> str:
        """Names the group in a form."""
        return self.gaps[0].id

    @property
    def question(self) -> str:
        """The one that stands for all: the shortest."""
        return min((gap.question for gap in self.gaps), key=len)


class Gaps:
    """The gaps of a shop's knowledge."""

    def __init__(self, store: Store, embedder: Embedder, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._embedder = embedder
        self._now = now

    def note(self, conversation: str, message: str, question: str, language: str) -> None:
        """A question had no good answer; noted once a message."""
        key = hashlib.sha256(f"{conversation}\0{message}".encode()).hexdigest()[:24]
        table = tables.gaps
        with self._store.connection(write=True) as connection:
            if connection.scalar(select(table.c.id).where(table.c.id == key)) is not None:
                return
            values = {"conversation": conversation, "message": message, "question": question[:_LONGEST]}
            connection.execute(
                insert(table).values(id=key, language=language, at=self._now(), state=OPEN, faq=None, **values)
            )

    def groups(self) -> Sequence[Group]:
        """The open gaps, those that were asked most first."""
        gaps = self._open()
        if not gaps:
            return []
        vectors = np.asarray(self._embedder.embed([gap.question for gap in gaps]), np.float32)
        kept: list[tuple[list[Gap], Any]] = []
        for gap, vector in zip(gaps, vectors, strict=True):
            near = [
                (_alike(gap, vector, group[0], centre), place)
                for place, (group, centre) in enumerate(kept)
                if group[0].language == gap.language
            ]
            best, place = max(near, default=(0.0, 0))
            if best >= 1:
                kept[place][0].append(gap)
            else:
                kept.append(([gap], vector))
        return sorted((Group(tuple(group)) for group, _ in kept), key=lambda group: -len(group.gaps))

    def group(self, key: str) -> Group | None:
        """The group that holds a gap."""
        return next((group for group in self.groups() if any(gap.id == key for gap in group.gaps)), None)

    def answer(self, key: str, question: str, answer: str) -> FaqEntry:
        """Write the FAQ entry of a group, and close its gaps: both or neither. The index follows within a second.

        Raises:
            DeskError: the group is gone, or a word is missing.
        """
        group = self.group(key)
        if group is None:
            raise DeskError("This question is answered already")
        if not question.strip() or not answer.strip():
            raise DeskError("Write the question and the answer")
        asked = dict.fromkeys(gap.question.strip() for gap in group.gaps)
        entry = FaqEntry(
            id=FaqId(f"console-{secrets.token_hex(6)}"),
            question=question.strip(),
            answer=answer.strip(),
            alternatives=tuple(one for one in asked if one != question.strip())[:20],
            language=Language(group.gaps[0].language),
        )
        with self._store.transaction():
            self._store.put([entry], source=SOURCE)
            self._close(group, ANSWERED, entry.id)
        return entry

    def dismiss(self, key: str) -> None:
        """Set a group aside: it needs no answer."""
        group = self.group(key)
        if group is not None:
            self._close(group, DISMISSED, None)

    def count(self) -> int:
        """How many open gaps there are."""
        return len(self._open())

    def _open(self) -> list[Gap]:
        table = tables.gaps
        columns = (table.c.id, table.c.conversation, table.c.message, table.c.question, table.c.language, table.c.at)
        statement = select(*columns).where(table.c.state == OPEN).order_by(table.c.at.desc(), table.c.id).limit(_NEWEST)
        with self._store.connection() as connection:
            return [Gap(*row) for row in connection.execute(statement)]

    def _close(self, group: Group, state: str, faq: str | None) -> None:
        table = tables.gaps
        with self._store.connection(write=True) as connection:
            ids = [gap.id for gap in group.gaps]
            connection.execute(update(table).where(table.c.id.in_(ids)).values(state=state, faq=faq))


def _alike(gap: Gap, vector: Any, other: Gap, centre: Any) -> float:
    """How alike two questions are; from 1 they ask the same."""
    if gap.language != "zh":
        return float(vector @ centre) / _ALIKE
    ours, theirs = _pairs(gap.question), _pairs(other.question)
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs)) / _SHARED


def _pairs(text: str) -> set[str]:
    signs = [sign for sign in text.casefold() if sign.isalnum()]
    return {"".join(pair) for pair in pairwise(signs)}

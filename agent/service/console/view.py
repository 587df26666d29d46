"""What the console shows: rows of the queue, a conversation with the reasons of every answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.events import (
    Citation,
    ConversationId,
    Event,
    FiltersApplied,
    HandedOff,
    NeedsConfirmation,
    PersonHere,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    Withheld,
)

if TYPE_CHECKING:
    from agent.events import Agent, Said
    from agent.handoff.desk import Desk
    from agent.handoff.queue import HandOff, Note
    from agent.memory import Memory

_RECENT = 30
_FOUND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list."""

    conversation: str
    summary: str
    state: str  # of the hand-off, "agent" without one
    reason: str = ""
    since: str  # ISO 8601
    language: str = ""
    contact: str = ""
    mine: bool = False
    who: str = ""  # of staff has it


@dataclass(frozen=True, slots=True)
class Tool:
    """One use of a tool."""

    name: str
    arguments: str
    result: str = ""
    error: str = ""
    facts: str = ""
    milliseconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something was answered."""

    intent: str
    confidence: float | None
    model: str
    model_hash: str
    milliseconds: float
    degraded: bool
    tools: Sequence[Tool]
    sources: Sequence[Citation]
    withheld: Sequence[Withheld]
    filters: Sequence[str]
    given_up: Sequence[str]
    proposals: Sequence[NeedsConfirmation]
    handed: Sequence[HandedOff]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing in a conversation."""

    kind: str  # "customer", "agent", "staff", "joined", "left", "note"
    author: str
    text: str
    at: str
    why: Why | None = None
    tags: Sequence[str] = field(default=())


class Views:
    """Reads what the pages show."""

    def __init__(self, desk: Desk, agent: Agent, memory: Memory) -> None:
        self._desk = desk
        self._agent = agent
        self._memory = memory

    def waiting(self, staff: str) -> list[Row]:
        """All hand-offs that are not closed, those that wait first; reads the store."""
        names = {one.id: one.name for one in self._desk.accounts.all()}
        order = {"waiting": 0, "message": 1, "taken": 2}
        handoffs = sorted(self._desk.queue.waiting(), key=lambda one: (order.get(one.state, 3), one.made))
        return [_row(one, staff, names) for one in handoffs]

    async def recent(self, but: Sequence[str]) -> list[Row]:
        """Conversations of late that are with the agent."""
        found = await self._memory.recent(_RECENT)
        return [
            Row(conversation=one.conversation, summary=one.text, state="agent", since=one.started)
            for one in found
            if one.conversation not in but
        ]

    async def search(self, words: str) -> list[Row]:
        """Conversations in which these words were said, the newest first."""
        turns = await self._memory.find(words, _FOUND)
        lines = await asyncio.to_thread(self._desk.queue.find, words, _FOUND)
        found = [(one.conversation, one.text, one.started) for one in turns]
        found += [(one.conversation, f"{one.name}: {one.text}", one.at.isoformat()) for one in lines]
        found.sort(key=lambda one: one[2], reverse=True)
        return [Row(conversation=where, summary=text, state="agent", since=at) for where, text, at in found[:_FOUND]]

    async def thread(self, conversation: str) -> list[Item]:
        """What was said, oldest first."""
        return [item for said in await self._agent.history(ConversationId(conversation)) for item in _items(said)]


def with_notes(items: Sequence[Item], notes: Sequence[Note]) -> list[Item]:
    """A conversation with what staff noted of it, each at its time."""
    noted = [Item(kind="note", author=one.name, text=one.text, at=one.at.isoformat()) for one in notes]
    merged = list(items)
    for note in noted:
        place = next((at for at, item in enumerate(merged) if item.at[:19] > note.at[:19]), len(merged))
        merged.insert(place, note)
    return merged


def _row(one: HandOff, staff: str, names: Mapping[str, str]) -> Row:
    return Row(
        conversation=one.conversation,
        summary=one.summary,
        state=one.state.value,
        reason=one.rule or one.reason,
        since=one.made.isoformat(),
        language=one.language,
        contact=one.contact,
        mine=one.staff == staff,
        who=names.get(one.staff or "", ""),
    )


def _items(said: Said) -> list[Item]:
    if said.author == "customer":
        return [Item(kind="customer", author="", text=said.text, at=said.at)]
    if said.author == "agent":
        why = why_of(said.events)
        return [Item(kind="agent", author="", text=said.text, at=said.at, why=why)] if said.text or why.tools else []
    came = [event for event in said.events if isinstance(event, PersonHere)]
    if came:
        return [Item(kind="joined" if came[0].here else "left", author=said.author, text="", at=said.at)]
    return [Item(kind="staff", author=said.author, text=said.text, at=said.at)]


def why_of(events: Sequence[Event]) -> Why:
    """The reasons of an answer, from its events."""
    end = next((event for event in reversed(events) if isinstance(event, TurnEnded)), None)
    filters = [event for event in events if isinstance(event, FiltersApplied)]
    return Why(
        intent=end.intent if end else "",
        confidence=end.confidence if end else None,
        model=end.model if end else "",
        model_hash=end.model_hash if end else "",
        milliseconds=round((end.seconds if end else 0.0) * 1000, 1),
        degraded=bool(end and end.degraded),
        tools=_tools(events),
        sources=[event for event in events if isinstance(event, Citation)],
        withheld=[event for event in events if isinstance(event, Withheld)],
        filters=[word for event in filters for word in event.applied],
        given_up=[word for event in filters for word in event.relaxed],
        proposals=[event for event in events if isinstance(event, NeedsConfirmation)],
        handed=[event for event in events if isinstance(event, HandedOff)],
    )


def _tools(events: Sequence[Event]) -> list[Tool]:
    done = {event.call: event for event in events if isinstance(event, ToolFinished)}
    tools = []
    for event in events:
        if isinstance(event, ToolStarted):
            end = done.get(event.call)
            arguments = _shown(event.arguments)
            if end is None:
                tools.append(Tool(event.name, arguments))
                continue
            took = round(end.seconds * 1000, 1)
            tools.append(Tool(event.name, arguments, end.result, end.error or "", _shown(end.facts), took))
    return tools


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) if value else ""

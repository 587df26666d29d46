"""The graph's stream → events: nothing leaves it that the guard has not let through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, ToolMessage

from agent.closing import closing
from agent.events import Event, FiltersApplied, HandedOff, HandOffReason, Token, ToolFinished, ToolStarted
from agent.grounding.evidence import Evidence
from agent.guard import Guard
from agent.middleware import Grounded
from agent.tools.outcome import facts_of
from agent.tools.results import Found, Handed, read_result

MODES: Final[Sequence[Literal["custom", "messages", "updates"]]] = ("custom", "messages", "updates")


class TurnStream:
    """Reads one turn's stream. Afterwards: `reply`, and `answer`, the message that ended the turn."""

    def __init__(self, safe: str) -> None:
        self.reply = ""
        self.answer: AIMessage | None = None
        self.results: list[ToolMessage] = []
        self._judge = Grounded(Evidence(), safe)
        self._guard: Guard | None = None
        self._message: str | None = None
        self._fresh = True

    async def events(self, stream: AsyncIterator[Any]) -> AsyncIterator[Event]:
        """The events of a stream of `MODES`."""
        async for mode, payload in stream:
            for event in self._read(mode, payload):
                yield event

    def _read(self, mode: str, payload: Any) -> Iterator[Event]:
        if mode == "custom" and isinstance(payload, Grounded):
            self._judge, self._guard, self._message = payload, None, None
        elif mode == "messages":
            message, metadata = payload
            if metadata.get("langgraph_node") == "model" and isinstance(message, AIMessage):
                yield from self._words(message)
        elif mode == "updates":
            yield from self._updates(payload)

    def _words(self, chunk: AIMessage) -> Iterator[Event]:
        if chunk.id != self._message or self._guard is None:  # another model speaks, such as the fallback
            self._guard, self._message = Guard(self._judge.evidence, self._judge.safe), chunk.id
            self._fresh = True
        elif not isinstance(chunk, AIMessageChunk):
            return  # the whole of what came in chunks
        yield from self._say(self._guard.feed(str(chunk.text)))

    def _updates(self, updates: Mapping[str, Any]) -> Iterator[Event]:
        for update in updates.values():
            for one in update if isinstance(update, list) else [update]:
                for message in (one or {}).get("messages", ()) if isinstance(one, dict) else ():
                    yield from self.finished(message)

    def finished(self, message: AnyMessage) -> Iterator[Event]:
        """The events of a finished message: the model's, once all its words are out, or a tool's."""
        if isinstance(message, AIMessage):
            yield from self._finish(message)
            for call in message.tool_calls:
                yield ToolStarted(call=call["id"] or "", name=call["name"], arguments=call["args"])
            if not message.tool_calls:
                self.answer = message
        elif isinstance(message, ToolMessage):
            self.results.append(message)
            yield _tool_finished(message)
            found = read_result(message.artifact)
            if isinstance(found, Found) and (found.applied or found.relaxed):
                yield FiltersApplied(applied=found.applied, relaxed=found.dropped)
            if isinstance(found, Handed) and found.state != "unavailable" and found.new:
                yield HandedOff(reason=HandOffReason(found.reason), summary=found.summary)

    def _finish(self, message: AIMessage) -> Iterator[Event]:
        guard = self._guard
        if guard is None:  # it came whole, or is repeated after a crash
            guard = Guard(self._judge.evidence, self._judge.safe)
            said = [Token(str(message.text))] if message.text else guard.finish(final=not message.tool_calls)
            yield from self._say(said)
        else:
            yield from self._say(guard.finish(final=not message.tool_calls))
        self._guard = self._message = None
        self._fresh = True

    def _say(self, events: list[Any]) -> Iterator[Event]:
        for event in events:
            if not isinstance(event, Token):
                yield event
                continue
            gap = "\n" if self._fresh and self.reply else ""  # between what was said before and after the tools
            self._fresh = False
            self.reply += gap + event.text
            yield Token(gap + event.text)

    def add(self, words: str) -> Token:
        """Words of the house's own at the end of the reply."""
        piece = f"\n{words}" if self.reply else words
        self.reply += piece
        return Token(piece)

    def close(self) -> Iterator[Event]:
        """What belongs to the finished reply: cards, citations, quick replies; a safe sentence if nothing was said."""
        if not self.reply.strip() and self._judge.safe:
            self.reply = self._judge.safe
            yield Token(self.reply)
        if self.answer is not None:
            yield from closing(self.answer, self.results)


def _tool_finished(message: ToolMessage) -> ToolFinished:
    text = str(message.text)
    failed = message.status == "error"
    return ToolFinished(
        call=message.tool_call_id,
        name=message.name or "",
        result="" if failed else text,
        error=text if failed else None,
        seconds=message.additional_kwargs.get("seconds", 0.0),
        facts=facts_of(read_result(message.artifact)),
    )

"""店小二 himself: answers customers, one turn at a time in a conversation, and never answers a message twice."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

from langchain.agents.middleware import PIIMiddleware
from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from agent.events import ConversationId, Event, Message, MessageId, Said, Token, TurnEnded
from agent.llm.embedded import EMBEDDED
from agent.llm.meta import meta_of
from agent.memory import FINISHED, INTERRUPTED, Memory, Turn
from agent.people import People
from agent.recovery import Start, start_of, trimmed
from agent.stream import MODES, TurnStream
from knowledge_base.schema import ENGLISH, Language

if TYPE_CHECKING:
    from agent.handoff.desk import Desk
    from agent.identity import Identities

logger = logging.getLogger(__name__)

LONGEST = 8000  # characters of a message that anybody reads
_STEPS = 40  # of the graph in one turn


class Attendant:
    """The agent: a graph, its memory, and the order of turns."""

    def __init__(
        self,
        graph: CompiledStateGraph[Any, Any, Any, Any],
        memory: Memory,
        *,
        model: str,
        safe: Callable[[Sequence[AnyMessage]], str],
        resources: AsyncExitStack,
        desk: Desk | None = None,
        identities: Identities | None = None,
        model_hash: str = "",
    ) -> None:
        self._graph = graph
        self._memory = memory
        self._model = model
        self._safe = safe
        self._resources = resources
        self._people = People(desk, memory) if desk is not None else None
        self._identities = identities
        self._hash = model_hash
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._cards = PIIMiddleware("credit_card", strategy="mask")

    async def respond(self, conversation: ConversationId, message: Message) -> AsyncGenerator[Event]:
        """The events of one turn; those of the first time where this message was answered before."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            message = self._taken(message)
            known, last = await self._memory.where(conversation, message.id)
            if known and last and (known.status == FINISHED or known.number < last.number):
                for event in known.events:
                    yield event
                return
            number = known.number if known else last.number + 1 if last else 1
            if self._identities is not None:
                await asyncio.to_thread(self._identities.heard, conversation)
            if self._people is not None and await self._people.answering(conversation):
                yield await self._people.pass_on(conversation, message, number)
                return
            async with aclosing(self._turn(conversation, message, number, last)) as events:
                async for event in events:
                    yield event

    async def _turn(
        self, conversation: ConversationId, message: Message, number: int, last: Turn | None
    ) -> AsyncGenerator[Event]:
        """Answer, and log it: the end is on disk before anybody hears of it."""
        begun = time.perf_counter()
        await self._memory.begin(conversation, message, number)
        stream = TurnStream(self._safe([_human(conversation, message)]))
        events: list[Event] = []
        ended = None
        try:
            async with aclosing(self._answer(conversation, message, last, stream)) as answer:
                async for event in answer:
                    events.append(event)
                    yield event
            ended = self._ended(stream, begun)
            if self._people is not None:
                heard = self._people.heard(conversation, message, [*events, ended])
                for event in await heard:
                    one = stream.add(event.text) if isinstance(event, Token) else event
                    events.append(one)
                    yield one
                ended = self._ended(stream, begun)
            await self._memory.end(conversation, message.id, FINISHED, [*events, ended])
        except BaseException:
            if ended is None:
                events.append(self._ended(stream, begun, interrupted=True))
                await self._memory.end(conversation, message.id, INTERRUPTED, events)
            raise
        yield ended
        await self._memory.prune(conversation)
        if self._people is not None:
            await self._people.answered(conversation, message, events, stream.results)

    async def _answer(
        self, conversation: ConversationId, message: Message, last: Turn | None, stream: TurnStream
    ) -> AsyncGenerator[Event]:
        config = cast("RunnableConfig", {"configurable": {"thread_id": conversation}, "recursion_limit": _STEPS})
        start = await self._start(config, conversation, message, last)
        for done in start.done:
            for event in stream.finished(done):
                yield event
        if start.run:
            run = self._graph.astream(cast("Any", start.input), config, stream_mode=list(MODES), durability="sync")
            async with aclosing(cast("Any", run)) as steps:
                async for event in stream.events(steps):
                    yield event
        for event in stream.close():
            yield event

    async def _start(
        self, config: RunnableConfig, conversation: ConversationId, message: Message, last: Turn | None
    ) -> Start:
        """Where this turn begins: afresh, or where a crash or a cancellation left it."""
        human = _human(conversation, message)
        clean = last is None or last.status == FINISHED
        if clean and (last is None or last.number % _TRIM_EVERY):
            return Start(input={"messages": [human]})
        state = await self._graph.aget_state(config)
        messages = state.values.get("messages", [])
        if clean:
            return Start(input={"messages": [*trimmed(messages), human]})
        broken = last.events[-1:] if last else ()
        said = "".join(event.reply for event in broken if isinstance(event, TurnEnded))
        start = start_of(messages, human, pending=bool(state.next), said=said)
        if start.rewind is not None:
            await self._graph.aupdate_state(config, {"messages": [start.rewind]}, as_node="model")
        return start

    def _ended(self, stream: TurnStream, begun: float, *, interrupted: bool = False) -> TurnEnded:
        meta = meta_of(stream.answer) if stream.answer else None
        model = (stream.answer.response_metadata.get("model_name") if stream.answer else None) or self._model
        return TurnEnded(
            reply=stream.reply,
            language=Language(meta.language) if meta else _language(stream.reply),
            intent=meta.intent if meta else "",
            confidence=meta.confidence if meta else None,
            model=model,
            model_hash=self._hash if model == EMBEDDED else "",
            seconds=round(time.perf_counter() - begun, 4),
            degraded=model == EMBEDDED != self._model,
            interrupted=interrupted,
        )

    def _taken(self, message: Message) -> Message:
        """The message without card numbers, and no longer than anybody reads."""
        text = message.text[:LONGEST]
        state = self._cards.before_model({"messages": [HumanMessage(text)]}, cast("Any", None))
        if state:
            text = str(state["messages"][-1].text)
        return replace(message, text=text)

    async def history(self, conversation: ConversationId) -> Sequence[Said]:
        """What was said so far, oldest first."""
        said = []
        people = await self._people.said(conversation) if self._people is not None else {}
        for turn in await self._memory.turns(conversation):
            said.append(Said(id=turn.message, author="customer", text=turn.text, at=turn.started))
            if turn.ended:
                end = turn.events[-1] if turn.events else None
                reply = end.reply if isinstance(end, TurnEnded) else ""
                said.append(Said(id=turn.message, author="agent", text=reply, at=turn.ended, events=turn.events))
            said += people.get(turn.message, ())
        return said

    async def forget(self, conversation: ConversationId) -> None:
        """Remove all that is remembered of a conversation, once a turn that runs has ended."""
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            await self._memory.forget(conversation)
            if self._people is not None:
                await self._people.forget(conversation)
            if self._identities is not None:
                await asyncio.to_thread(self._identities.forget, conversation)

    async def aclose(self) -> None:
        """Release models, index and databases."""
        await self._resources.aclose()


_TRIM_EVERY = 8  # turns


def _human(conversation: ConversationId, message: Message) -> HumanMessage:
    """The customer's message as the model gets it."""
    return HumanMessage(
        id=message.id,
        content=message.text,
        additional_kwargs={
            "conversation": conversation,
            "page": message.page,
            "language": message.language,
            "attachments": [attachment.media_type for attachment in message.attachments],
            **({"answer": asdict(message.answer)} if message.answer else {}),
        },
    )


def _language(text: str) -> Language:
    from agent.llm.language import detect  # noqa: PLC0415

    return detect(text) or ENGLISH


__all__ = ["LONGEST", "Attendant", "MessageId"]

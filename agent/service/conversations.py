"""Conversations that are alive here: who may join them, and how their turns run.

A turn belongs to its conversation, not to a socket: it goes on when the socket drops, and its frames wait in the log
for whoever comes back. The log lives in memory; what outlasts it is the agent's own memory, from which a conversation
is built again after a restart. Its numbering then begins anew above all earlier numbers, so a client that comes back
with an old number is recognised and sent the whole history.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NoReturn

from agent.errors import ConversationError, MessageError, RateLimitError
from agent.events import ConversationId, Event, Message, MessageId, Token, TurnEnded, Withheld
from agent.service import wire
from agent.service.limits import Clock, Limits
from agent.service.turns import Conversation, Turn, at_now

if TYPE_CHECKING:
    from agent.events import Agent, Said
    from agent.service.metrics import Metrics

_logger = logging.getLogger(__name__)

_SORRY = {
    "en": "Sorry, something went wrong on our side. Please send your message again.",
    "zh": "抱歉，我们这边出了点问题，请再发一次您的消息。",
}


class _Stop(Exception):  # noqa: N818 - ends a task group, is no error
    """Cancels what is left of the task group."""


def _cut_off() -> NoReturn:
    raise _Stop


class Conversations:
    """All conversations of this process. Use it inside `running()`, in one event loop."""

    def __init__(
        self,
        agent: Agent,
        metrics: Metrics,
        *,
        limits: Limits,
        language: str = "en",
        clock: Clock = time.monotonic,
    ) -> None:
        self._agent = agent
        self._metrics = metrics
        self._limits = limits
        self._language = language
        self._clock = clock
        self._alive: OrderedDict[str, Conversation] = OrderedDict()
        self._slots = asyncio.Semaphore(limits.turns_at_once)
        self._running: set[Conversation] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._group: asyncio.TaskGroup | None = None
        self.draining = False

    def __len__(self) -> int:
        return len(self._alive)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.TaskGroup]:
        """The life of the service. At its end running turns get `grace_seconds`, then they are cut off."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                yield group
                await self.drain()
                _cut_off()
        except* _Stop:
            pass
        finally:
            self._group = None

    async def drain(self) -> None:
        """Take no more messages and wait for the running turns."""
        self.draining = True
        try:
            async with asyncio.timeout(self._limits.grace_seconds):
                await self._quiet.wait()
        except TimeoutError:
            _logger.warning("turns cut off at shutdown", extra={"turns": len(self._running)})

    def hurry(self) -> None:
        """Wait for no turn any more."""
        self._quiet.set()

    def create(self) -> Conversation:
        """A new conversation; its id is a capability, nobody can guess it."""
        if len(self._alive) >= self._limits.conversations and not self.sweep(idle=0):
            raise RateLimitError("The service is full; come back in a moment", retry_after=30)
        return self._add(Conversation(ConversationId(secrets.token_urlsafe(18)), now=self._clock()))

    async def get(self, id: str) -> Conversation:
        """A conversation by its id, built again from the agent's memory where it is not alive.

        A message that was never answered, because the server was stopped in the middle, is answered now.

        Raises:
            ConversationError: there is none.
        """
        found = self._alive.get(id)
        if found is None:
            history = await self._agent.history(ConversationId(id))
            found = self._alive.get(id) or self._revive(id, history)  # somebody may have been faster
        self._touch(found)
        return found

    def _revive(self, id: str, history: Sequence[Said]) -> Conversation:
        if not history:
            raise ConversationError("No such conversation; begin a new one")
        orphan = _unanswered(history)
        answered = {said.id for said in history if orphan is None or said.id != orphan.id}
        revived = self._add(Conversation(ConversationId(id), answered=answered, now=self._clock()))
        if orphan is not None and not self.draining:
            self.submit(revived, Message(id=MessageId(orphan.id), text=orphan.text))
        return revived

    def alive(self, id: str) -> bool:
        """Whether a conversation is in memory."""
        return id in self._alive

    async def replay(self, conversation: Conversation, after: int | None) -> tuple[list[bytes], bool]:
        """The frames for a client that has seen everything up to `after`, and whether it has to begin anew.

        Nothing may be awaited between the return and the client's becoming a listener.
        """
        if after is not None and (frames := conversation.since(after)) is not None:
            return frames, False
        history = wire.bodies(await self._agent.history(conversation.id), self._language)
        return conversation.whole(history), after is not None

    def submit(self, conversation: Conversation, message: Message) -> Turn | None:
        """Take a message, to be answered after those before it; its turn.

        None if the message is answered already.

        Raises:
            MessageError: it is too long.
            RateLimitError: too many wait already, or the server is stopping.
        """
        turn = conversation.turns.get(message.id)
        if (turn is not None and not turn.failure) or message.id in conversation.answered:
            return turn
        if len(message.text) > self._limits.max_characters:
            raise MessageError(
                f"text has {len(message.text)} characters; at most {self._limits.max_characters} are taken"
            )
        if self.draining:
            raise RateLimitError("The service restarts; it is back in a moment", retry_after=2)
        if len(conversation.waiting) >= self._limits.waiting_messages:
            raise RateLimitError("Several messages wait for an answer already", retry_after=2)
        self._touch(conversation)
        if turn is None:
            new = conversation.turns[message.id] = Turn(message)
        else:
            turn.again()
            new = turn
        conversation.waiting.append(new)
        self._start(conversation)  # before said is published: an answer that is there at once then leaves with it
        if turn is None:
            attachments = [attachment.id for attachment in message.attachments]
            said = wire.said(message.id, author="customer", text=message.text, at=at_now(), attachments=attachments)
            conversation.publish(said)
        return new

    def stop_late(self) -> None:
        """Cut off turns that take longer than a turn may."""
        limit = self._clock() - self._limits.turn_seconds
        for conversation in self._running:
            turn = conversation.current
            if turn is not None and turn.started < limit and turn.task is not None and not turn.late:
                turn.late = True
                turn.task.cancel()

    def sweep(self, idle: float | None = None) -> int:
        """Forget conversations that nobody has listened to for a while; how many. The agent still remembers them."""
        limit = self._clock() - (self._limits.idle_seconds if idle is None else idle)
        old = [one.id for one in self._alive.values() if one.quiet and one.touched <= limit]
        for key in old:
            del self._alive[key]
        return len(old)

    def _start(self, conversation: Conversation) -> None:
        if conversation.running:
            return
        if self._group is None:
            raise RuntimeError("Conversations.submit was called outside Conversations.running()")
        conversation.running = True
        self._running.add(conversation)
        self._quiet.clear()
        self._group.create_task(self._work(conversation))

    def _add(self, conversation: Conversation) -> Conversation:
        self._alive[conversation.id] = conversation
        return conversation

    def _touch(self, conversation: Conversation) -> None:
        conversation.touched = self._clock()

    async def _work(self, conversation: Conversation) -> None:
        """Answer what waits, one after the other."""
        try:
            while conversation.waiting:
                turn = conversation.waiting.pop(0)
                async with self._slots:
                    conversation.current = turn
                    await self._answer(conversation, turn)
                    conversation.current = None
                conversation.trim(self._limits.log_bytes)
        finally:
            for turn in conversation.waiting:
                turn.end("stopped")
            conversation.waiting.clear()
            conversation.running = False
            conversation.stop_followers()
            self._running.discard(conversation)
            if not self._running:
                self._quiet.set()

    async def _answer(self, conversation: Conversation, turn: Turn) -> None:
        """Run one turn to its end; whatever the agent raises becomes frames that say so."""
        turn.started = started = self._clock()
        turn.task = asyncio.current_task()
        writer = _Writer(conversation, turn.message.id)
        failure = "stopped"
        stream = self._agent.respond(conversation.id, turn.message)
        try:
            async for event in stream:
                writer.write(event)
                if isinstance(event, Withheld):
                    self._metrics.withheld += 1
            failure = "" if writer.ended else "turn_failed"
        except asyncio.CancelledError:
            if not turn.late or turn.task is None or turn.task.uncancel():
                raise
            failure = "turn_timeout"
        except Exception:
            failure = "turn_failed"
            _logger.exception("turn failed")
        finally:
            if failure and (close := getattr(stream, "aclose", None)) is not None:
                await close()  # a generator left in the middle would linger
            if failure and failure != "stopped":
                writer.fail(failure, turn.message.language or self._language)
            turn.end(failure)
            if not failure:
                conversation.settle(turn)
            self._metrics.turn(failure or "answered", self._clock() - started)


def _unanswered(history: Sequence[Said]) -> Said | None:
    """The customer's last message, if the server was stopped before or in the middle of its answer."""
    asked = next((said for said in reversed(history) if said.author == "customer"), None)
    last = history[-1]
    broken = any(isinstance(event, TurnEnded) and event.interrupted for event in last.events)
    return asked if last is asked or (last.author == "agent" and broken) else None


class _Writer:
    """Writes a turn's events into the log; tokens that come at once become one frame, with no delay."""

    __slots__ = ("_conversation", "_loop", "_message", "_pieces", "_scheduled", "_silent", "ended")

    def __init__(self, conversation: Conversation, message: str) -> None:
        self._conversation = conversation
        self._message = message
        self._pieces: list[str] = []
        self._silent = True
        self._scheduled = True
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._tick)

    def write(self, event: Event) -> None:
        """Take an event."""
        self._silent = False
        if isinstance(event, Token):
            self._pieces.append(event.text)
            if not self._scheduled:
                self._scheduled = True
                self._loop.call_soon(self._tick)
            return
        if self._pieces:
            self._flush()
        at = ""
        if isinstance(event, TurnEnded):
            self.ended = True
            at = at_now()
        body = wire.body(event, self._message, at)
        if body is not None:
            self._conversation.publish(body)

    def fail(self, code: str, language: str) -> None:
        """Say that the turn broke, to those who listen now and to those who come back."""
        self._flush()
        self._silent = False
        text = _SORRY.get(language, _SORRY["en"])
        end = wire.done(self._message, reply="", language=language, at=at_now())
        self._conversation.publish({**end, "failed": True})
        frame = wire.dump(wire.error(code, text, id=self._message))
        for listener in self._conversation.listeners:
            listener.push(frame)

    def _tick(self) -> None:
        self._scheduled = False
        if self._silent:  # an answer that came at once needs no dots
            self._silent = False
            self._conversation.publish(wire.typing(self._message))
        self._flush()

    def _flush(self) -> None:
        if self._pieces:
            body = {"type": "token", "message": self._message, "text": "".join(self._pieces)}
            self._pieces.clear()
            self._conversation.publish(body)

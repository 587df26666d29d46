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
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, NoReturn

from agent.errors import ConversationError, MessageError, RateLimitError
from agent.events import ConversationId, Message, MessageId, TurnEnded, Withheld
from agent.service import wire
from agent.service.limits import Clock, Limits
from agent.service.rounds import Round
from agent.service.turns import Conversation, Turn, at_now
from agent.service.writer import Writer

if TYPE_CHECKING:
    from agent.events import Agent, Said
    from agent.service.metrics import Metrics

_logger = logging.getLogger(__name__)

FORGOTTEN = 4410  # the close code of a socket whose conversation was deleted


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
        self._ready: deque[Conversation] = deque()  # that wait for a worker
        self._workers = 0
        self._ticks = Round(Writer.tick)
        self._running: set[Conversation] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._group: asyncio.TaskGroup | None = None
        self._forgotten: OrderedDict[str, None] = OrderedDict()
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
            for conversation in list(self._running):
                self._rest(conversation)

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
        self._refuse_forgotten(id)
        found = self._alive.get(id)
        if found is None:
            history = await self._agent.history(ConversationId(id))
            self._refuse_forgotten(id)
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

    async def forget(self, id: str) -> None:
        """Remove all that is remembered of a conversation; its clients are told, and start anew when they come back.

        Forgetting what is not known does nothing. A turn that runs is cut off.
        """
        self._forgotten[id] = None
        if len(self._forgotten) > self._limits.conversations:
            self._forgotten.popitem(last=False)
        conversation = self._alive.pop(id, None)
        if conversation is not None:
            self._cut_short(conversation)
        try:
            await self._agent.forget(ConversationId(id))
        except BaseException:
            del self._forgotten[id]  # it is still remembered, so it may be asked again
            raise

    def _cut_short(self, conversation: Conversation) -> None:
        for listener in list(conversation.listeners):
            listener.close(FORGOTTEN, "This conversation was deleted")
        for turn in conversation.waiting:
            turn.end("stopped")
        conversation.waiting.clear()
        current = conversation.current
        if conversation in self._ready:
            self._ready.remove(conversation)
            self._rest(conversation)
        elif current is not None and current.task is not None and not current.late:
            current.late = True
            current.task.cancel()

    def forgotten(self, id: str) -> bool:
        """Whether a conversation was deleted."""
        return id in self._forgotten

    def _refuse_forgotten(self, id: str) -> None:
        if id in self._forgotten:
            raise ConversationError("This conversation was deleted; begin a new one")

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
        self._refuse_forgotten(conversation.id)
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
        self._ready.append(conversation)
        if self._workers < self._limits.turns_at_once:
            self._hire(self._group, copy_context())

    def _add(self, conversation: Conversation) -> Conversation:
        self._alive[conversation.id] = conversation
        return conversation

    def _touch(self, conversation: Conversation) -> None:
        conversation.touched = self._clock()

    def _hire(self, group: asyncio.TaskGroup, clean: Context) -> None:
        self._workers += 1
        group.create_task(self._work(group, clean), context=clean.copy())

    async def _work(self, group: asyncio.TaskGroup, clean: Context) -> None:
        """Answer one message after the other, of all conversations in turn, until none is ready."""
        try:
            while self._ready:
                conversation = self._ready.popleft()
                conversation.current = turn = conversation.waiting.pop(0)
                try:
                    await self._answer(conversation, turn)
                except BaseException:
                    self._rest(conversation)
                    raise
                conversation.current = None
                conversation.trim(self._limits.log_bytes)
                if conversation.waiting:
                    self._ready.append(conversation)  # the others first
                else:
                    self._rest(conversation)
                if self._ready and copy_context() != clean:
                    self._hire(group, clean)  # what a turn left in its context is not the next customer's business
                    return
        finally:
            self._workers -= 1

    def _rest(self, conversation: Conversation) -> None:
        """Nothing of this conversation is answered any more."""
        conversation.current = None
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
        turn.task = worker = asyncio.current_task()
        cancelled = worker.cancelling() if worker is not None else 0  # a turn before may have ignored its end
        writer = Writer(conversation, turn.message.id, self._ticks)
        failure = "stopped"
        stream = self._agent.respond(conversation.id, turn.message)
        try:
            async for event in stream:
                writer.write(event)
                if isinstance(event, Withheld):
                    self._metrics.withheld += 1
            failure = "" if writer.ended else "turn_failed"
        except asyncio.CancelledError:
            if not turn.late or worker is None or worker.uncancel() > cancelled:
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

"""One chat socket: reads a client's frames, and sends what its conversation publishes.

An idle one holds no task but the server's own, no queue and no timer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from agent.errors import AgentError, ConversationError, MessageError, RateLimitError
from agent.events import Message, MessageId, Reply
from agent.service import frames, wire
from agent.service.rounds import Round
from knowledge_base.schema import Language

if TYPE_CHECKING:
    from starlette.types import Receive, Send

    from agent.service.conversations import Conversations
    from agent.service.greeting import Greeter, Greeting
    from agent.service.limits import Clock, Limits, Rates
    from agent.service.metrics import Metrics
    from agent.service.turns import Conversation
    from agent.service.uploads import Uploads
    from agent.settings import Settings

_logger = logging.getLogger(__name__)
_CODES = {ConversationError: "no_such_conversation", MessageError: "bad_frame", RateLimitError: "too_many"}
_WINDOW = 10.0  # seconds in which frames are counted
TABS = 50  # of one conversation: each costs every frame of it once more


class Line(Protocol):
    """A server's own way to a peer, past ASGI; see `agent.service.server`."""

    def listen(self, take: Callable[[bytes], None]) -> None:
        """Give text frames to a function from now on, and no more to ASGI's `receive`."""

    def write_texts(self, texts: Sequence[bytes]) -> bool:
        """Send text frames now, or say that the peer is slow."""

    def abort(self) -> None:
        """Cut the peer off."""


@dataclass(frozen=True, slots=True)
class Face:
    """How the shop presents itself to a client."""

    name: str
    brand_colour: str
    language: str

    @classmethod
    def of(cls, settings: Settings) -> Face:
        """The face that the settings give the shop."""
        return cls(settings.shop.name, settings.shop.brand_colour, settings.shop.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all sockets share."""

    conversations: Conversations
    uploads: Uploads
    metrics: Metrics
    greeter: Greeter
    limits: Limits
    rates: Rates
    face: Face
    clock: Clock
    group: asyncio.TaskGroup
    writes: Round[Connection] = field(default_factory=lambda: Round(Connection.write))


class Connection:
    """One socket."""

    __slots__ = (
        "_address",
        "_bad",
        "_frames",
        "_goodbye",
        "_house",
        "_language",
        "_line",
        "_outbox",
        "_receive",
        "_room",
        "_scheduled",
        "_send",
        "_task",
        "_window",
        "closing",
        "conversation",
        "heard",
        "pinged",
    )

    def __init__(self, house: House, receive: Receive, send: Send, *, address: str, line: Line | None) -> None:
        self._house = house
        self._receive = receive
        self._send = send
        self._address = address
        self._line = line
        self._outbox: list[bytes] = []
        self._room = house.limits.outbox_frames
        self._scheduled = False
        self._task: asyncio.Task[None] | None = None
        self._goodbye: tuple[int, str] | None = None
        self._language: Language | None = None
        self._bad = self._frames = 0
        self.conversation: Conversation | None = None
        self.closing = False
        self.heard = self.pinged = self._window = house.clock()

    async def run(self) -> None:
        """Read frames until the socket ends."""
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            text = event.get("text")
            if text is None:
                self.close(1003, "Text frames only")
            elif (hello := self.hear(text)) is not None:
                await self._hello(hello)

    def hear(self, text: str | bytes) -> frames.HelloFrame | None:
        """Take a frame; a first hello is returned, because answering it takes a while."""
        if self.closing:
            return None
        self.heard = self._house.clock()
        if self._flooding():
            self._refuse("too_many", "Far too many frames")
            self.close(4429, "Far too many frames")
            return None
        message = None
        try:
            frame = wire.read(text)
            if frame["type"] == "message":
                message = frame["id"]
                self._message(frame)
            elif frame["type"] == "hello":
                if self.conversation is None:
                    return frame
                self._blame("hello was said already")
        except AgentError as error:
            self._told(error, message)
        except Exception:
            _logger.exception("frame failed")
            self._refuse("internal", "Something went wrong on our side", id=message)
        return None

    def push(self, frame: bytes) -> None:
        """Queue a frame. A client that reads too slowly loses its socket, not its frames: it can resume."""
        if self.closing:
            return
        self._outbox.append(frame)
        if len(self._outbox) > self._room:
            self._outbox.clear()
            self.close(1013, "Reading too slowly")
            self.abort()
        elif not self._scheduled and self._task is None:
            self._start()

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.pinged = self._house.clock()
        self.push(wire.PING)

    def close(self, code: int, reason: str) -> None:
        """Close the socket once what is queued has been sent."""
        if self.closing:
            return
        self.closing = True
        self.pinged = self._house.clock()
        self._goodbye = (code, reason)
        if not self._scheduled and self._task is None:
            self._start()

    def abort(self) -> None:
        """Cut a peer off that does not read."""
        if self._line is not None:
            self._line.abort()

    async def sent(self, seconds: float) -> None:
        """Wait until what is queued has been sent, for a while."""
        await asyncio.sleep(0)  # what is scheduled becomes a task
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)

    def leave(self) -> None:
        """Listen no more."""
        if self.conversation is not None and self in self.conversation.listeners:
            self.conversation.listeners.remove(self)

    def _flooding(self) -> bool:
        """Whether this socket sends frames faster than any person types."""
        if self.heard - self._window > _WINDOW:
            self._window = self.heard
            self._frames = 0
        self._frames += 1
        return self._frames > self._house.limits.frames_per_second * _WINDOW

    def _start(self) -> None:
        """Send what this turn of the loop queues at its end, all at once where the server can."""
        if self._line is None:
            self._task = self._house.group.create_task(self._flush())
        else:
            self._scheduled = True
            self._house.writes.add(self)

    def write(self) -> None:
        """Send what is queued: at once where the server can, else in a task of its own."""
        self._scheduled = False
        if self._line is not None and self._goodbye is None and self._line.write_texts(self._outbox):
            self._outbox.clear()
        else:
            self._task = self._house.group.create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._outbox:
                batch, self._outbox = self._outbox, []
                for frame in batch:
                    await self._send({"type": "websocket.send", "text": frame.decode()})
            if self._goodbye is not None:
                code, reason = self._goodbye
                self._goodbye = None
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, RuntimeError):  # the peer is gone; run() hears of it too
            self._outbox.clear()
        finally:
            self._task = None

    def _told(self, error: AgentError, message: str | None) -> None:
        """Tell the client of an error of its own."""
        if isinstance(error, MessageError) and message is None:
            self._blame(str(error))
            return
        wait = error.retry_after if isinstance(error, RateLimitError) else None
        code = "bad_message" if isinstance(error, MessageError) else _CODES.get(type(error), "refused")
        self._refuse(code, str(error), id=message, retry_after=wait)

    def _blame(self, text: str) -> None:
        """Refuse a frame that is none; a client that sends many of them speaks something else."""
        self._refuse("bad_frame", text)
        self._bad += 1
        if self.conversation is None or self._bad > self._house.limits.bad_frames:
            self.close(4400, "This is not the protocol")

    def _refuse(self, code: str, text: str, *, id: str | None = None, retry_after: float | None = None) -> None:
        self._house.metrics.error(code)
        self.push(wire.dump(wire.error(code, text, id=id, retry_after=retry_after)))

    async def _hello(self, frame: frames.HelloFrame) -> None:
        try:
            self._house.rates.request(self._address)  # before a conversation is made or read
            conversation, greeting, replay, reset = await self._open(frame)
        except RateLimitError as error:
            self._told(error, None)
            self.close(1013, "The service is full")
            return
        except Exception:
            _logger.exception("hello failed")
            self._refuse("internal", "Something went wrong on our side")
            self.close(1011, "Try again")
            return
        if len(conversation.listeners) >= TABS:
            self._refuse("too_many", "This conversation is open in too many places; close some of them")
            self.close(1013, "Too many tabs")
            return
        locale = frame.get("locale")
        self._language = Language(locale) if locale else None
        limits, face = self._house.limits, self._house.face
        welcome: frames.WelcomeFrame = {
            "v": frames.VERSION,
            "type": "welcome",
            "conversation": conversation.id,
            "seq": conversation.seq,
            "reset": reset,
            "limits": {"max_characters": limits.max_characters, "max_upload_bytes": limits.max_upload_bytes},
            "shop": {"name": face.name, "brand_colour": face.brand_colour, "language": face.language},
            "identity": {"level": greeting.level},
        }
        if greeting.problem:
            welcome["identity"]["problem"] = greeting.problem
        self._room = limits.outbox_frames + len(replay)
        self.conversation = conversation
        conversation.listeners.append(self)
        self.push(wire.dump(welcome))
        for past in replay:
            self.push(past)
        if self._line is not None:
            self._line.listen(self._overhear)

    def _overhear(self, data: bytes) -> None:
        self.hear(data)

    async def _open(self, frame: frames.HelloFrame) -> tuple[Conversation, Greeting, list[bytes], bool]:
        conversations, greeter = self._house.conversations, self._house.greeter
        wanted, token = frame.get("conversation"), frame.get("identity")
        if wanted is not None:
            with contextlib.suppress(ConversationError):
                conversation = await conversations.get(wanted)
                greeting = await greeter.greet(conversation.id, token, new=False)
                if not greeting.elsewhere:
                    return conversation, greeting, *await conversations.replay(conversation, frame.get("after"))
        conversation = conversations.create()
        greeting = await greeter.greet(conversation.id, token, new=True)
        return conversation, greeting, [], wanted is not None  # a client sees by the id that it is another one

    def _message(self, frame: frames.MessageFrame) -> None:
        conversation = self.conversation
        if conversation is None:
            self._blame("hello comes first")
            return
        house = self._house
        house.rates.message(conversation.id, self._address)
        house.greeter.located(conversation.id, self._address)
        named = frame.get("attachments")
        message = Message(
            id=MessageId(frame["id"]),
            text=frame["text"],
            language=self._language,
            attachments=house.uploads.attachments(conversation.id, named) if named else (),
            page=frame.get("page"),
            answer=Reply(proposal=answer["proposal"], agree=answer["agree"])
            if (answer := frame.get("answer"))
            else None,
        )
        house.conversations.submit(conversation, message)

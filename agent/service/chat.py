"""The chat socket `/ws/chat`.

It is spoken straight to the ASGI server, before FastAPI's routing: a socket then costs no dependency stack while it
idles, and a frame passes no wrapper on its way out. An idle socket holds no task but the server's own, no queue and no
timer; one keeper checks all of them.

Close codes: 1003 a binary frame; 1009 a frame too big; 1012 the server restarts; 1013 the client reads too slowly or
there are too many sockets, come back; 4400 this is not the protocol; 4408 no sign of life; 4429 far too many frames.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.errors import AgentError, ConversationError, MessageError, RateLimitError
from agent.events import Message, MessageId
from agent.service import frames, wire
from agent.service.limits import Buckets, Clock, Limits, Rates, origin_allowed
from knowledge_base.schema import Language

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from agent.service.conversations import Conversations
    from agent.service.metrics import Metrics
    from agent.service.turns import Conversation
    from agent.service.uploads import Uploads
    from agent.settings import Settings

_logger = logging.getLogger(__name__)
PATH = "/ws/chat"
_TICKS = 10  # of the keeper within one ping interval
_CODES = {ConversationError: "no_such_conversation", MessageError: "bad_frame", RateLimitError: "too_many"}


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


class Chat:
    """All chat sockets of this process."""

    def __init__(
        self,
        conversations: Conversations,
        uploads: Uploads,
        metrics: Metrics,
        *,
        limits: Limits,
        rates: Rates,
        face: Face,
        origins: tuple[str, ...] = (),
        clock: Clock = time.monotonic,
    ) -> None:
        self.conversations = conversations
        self.uploads = uploads
        self.metrics = metrics
        self.limits = limits
        self.rates = rates
        self.face = face
        self.clock = clock
        self.frames = Buckets(limits.frames_per_second, limits.frames_per_second * 5, clock=clock)
        self.group: asyncio.TaskGroup | None = None
        self._origins = origins
        self._connections: dict[int, Connection] = {}
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._connections)

    @asynccontextmanager
    async def running(self, group: asyncio.TaskGroup) -> AsyncIterator[None]:
        """The life of the sockets, within the task group of the conversations."""
        self.group = group
        keeper = group.create_task(self._keep())
        try:
            yield
            await self.close()
        finally:
            keeper.cancel()

    async def close(self) -> None:
        """Let running turns finish, tell every client to come back, and close."""
        await self.conversations.drain()
        for connection in list(self._connections.values()):
            connection.close(1012, "The server restarts")
        deadline = self.clock() + 1
        for connection in list(self._connections.values()):
            if (left := deadline - self.clock()) > 0:
                await connection.sent(left)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket, from its handshake to its end."""
        if (await receive())["type"] != "websocket.connect":
            return
        if not origin_allowed(scope["headers"], self._origins):
            self.metrics.error("origin")
            await send({"type": "websocket.close", "code": 1008})  # the handshake ends with 403
            return
        await send({"type": "websocket.accept"})
        address = (scope.get("client") or ("", 0))[0]
        connection = Connection(self, receive, send, address)
        if self._full(address):
            self.metrics.error("full")
            await send({"type": "websocket.close", "code": 1013, "reason": "Too many connections"})
            return
        self._connections[id(connection)] = connection
        self._addresses[address] += 1
        try:
            await connection.run()
        finally:
            del self._connections[id(connection)]
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]
            connection.leave()

    def check(self) -> list[Connection]:
        """Close the sockets that are silent; the others that need a ping."""
        now = self.clock()
        due = []
        for connection in list(self._connections.values()):
            silent = now - connection.heard
            if connection.conversation is None and silent > self.limits.hello_seconds:
                connection.close(4408, "No hello")
            elif silent > self.limits.ping_seconds * 2.5:
                connection.close(4408, "No sign of life")
            elif connection.closing and now - connection.pinged > self.limits.ping_seconds:
                connection.abort()
            elif now - max(connection.heard, connection.pinged) >= self.limits.ping_seconds:
                due.append(connection)
        self.conversations.sweep()
        return due

    def _full(self, address: str) -> bool:
        return (
            len(self._connections) >= self.limits.max_sockets
            or self._addresses[address] >= self.limits.sockets_per_address
        )

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self.limits.ping_seconds / _TICKS)
            for place, connection in enumerate(self.check()):
                connection.ping()
                if place % 50 == 49:
                    await asyncio.sleep(0)  # others want the loop too


class Connection:
    """One socket: reads frames, and sends what its conversation publishes."""

    __slots__ = (
        "_address",
        "_bad",
        "_chat",
        "_goodbye",
        "_language",
        "_outbox",
        "_receive",
        "_room",
        "_send",
        "_task",
        "closing",
        "conversation",
        "heard",
        "pinged",
    )

    def __init__(self, chat: Chat, receive: Receive, send: Send, address: str) -> None:
        self._chat = chat
        self._receive = receive
        self._send = send
        self._address = address
        self._outbox: list[str] = []
        self._room = chat.limits.outbox_frames
        self._language: str | None = None
        self._bad = 0
        self._goodbye: tuple[int, str] | None = None
        self.conversation: Conversation | None = None
        self.closing = False
        self._task: asyncio.Task[None] | None = None
        self.heard = self.pinged = chat.clock()

    async def run(self) -> None:
        """Read frames until the socket ends."""
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            if self.closing:
                continue
            self.heard = self._chat.clock()
            text = event.get("text")
            if text is None:
                self.close(1003, "Text frames only")
            elif self._chat.frames.take(str(id(self))):
                self._refuse("too_many", "Far too many frames")
                self.close(4429, "Far too many frames")
            else:
                await self._take(text)

    def push(self, text: str) -> None:
        """Queue a frame. A client that reads too slowly loses its socket, not its frames: it can resume."""
        if self.closing:
            return
        self._outbox.append(text)
        if len(self._outbox) > self._room:
            self._outbox.clear()
            self.close(1013, "Reading too slowly")
            self.abort()
        elif self._task is None:
            self._start()

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.pinged = self._chat.clock()
        self.push(wire.PING)

    def close(self, code: int, reason: str) -> None:
        """Close the socket once what is queued has been sent."""
        if self.closing:
            return
        self.closing = True
        self.pinged = self._chat.clock()
        self._goodbye = (code, reason)
        self.leave()
        if self._task is None:
            self._start()

    def abort(self) -> None:
        """Cut a peer off that does not read: ASGI has no word for it, but uvicorn's protocol owns the transport."""
        transport: Any = getattr(getattr(self._send, "__self__", None), "transport", None)
        if hasattr(transport, "abort"):
            transport.abort()

    async def sent(self, seconds: float) -> None:
        """Wait until what is queued has been sent, for a while."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)

    def leave(self) -> None:
        """Listen no more."""
        if self.conversation is not None and self in self.conversation.listeners:
            self.conversation.listeners.remove(self)

    def _start(self) -> None:
        if self._chat.group is not None:
            self._task = self._chat.group.create_task(self._flush())

    async def _flush(self) -> None:
        send = self._send
        try:
            while self._outbox:
                batch, self._outbox = self._outbox, []
                for text in batch:
                    await send({"type": "websocket.send", "text": text})
            if self._goodbye is not None:
                code, reason = self._goodbye
                self._goodbye = None
                await send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, RuntimeError):  # the peer is gone; run() hears of it too
            self._outbox.clear()
        finally:
            self._task = None

    async def _take(self, text: str) -> None:
        message = None
        try:
            frame = wire.read(text)
            if frame["type"] == "message":
                message = frame["id"]
                self._message(frame)
            elif frame["type"] == "hello":
                await self._hello(frame)
        except AgentError as error:
            wait = error.retry_after if isinstance(error, RateLimitError) else None
            code = "bad_message" if message and isinstance(error, MessageError) else _CODES.get(type(error), "refused")
            self._refuse(code, str(error), id=message, retry_after=wait)
            if isinstance(error, MessageError):
                self._bad += 1
                if self.conversation is None or self._bad > self._chat.limits.bad_frames:
                    self.close(4400, "This is not the protocol")
        except Exception:
            _logger.exception("frame failed")
            self._refuse("internal", "Something went wrong on our side", id=message)

    def _refuse(self, code: str, text: str, *, id: str | None = None, retry_after: float | None = None) -> None:
        self._chat.metrics.error(code)
        self.push(wire.dump(wire.error(code, text, id=id, retry_after=retry_after)))

    async def _hello(self, frame: frames.HelloFrame) -> None:
        if self.conversation is not None:
            raise MessageError("hello was said already")
        self._language = frame.get("locale")
        wanted = frame.get("conversation")
        after = frame.get("after")
        conversation, replay, reset = await self._open(wanted, after)
        limits, face = self._chat.limits, self._chat.face
        welcome: frames.WelcomeFrame = {
            "v": frames.VERSION,
            "type": "welcome",
            "conversation": conversation.id,
            "seq": conversation.seq,
            "reset": reset,
            "limits": {"max_characters": limits.max_characters, "max_upload_bytes": limits.max_upload_bytes},
            "shop": {"name": face.name, "brand_colour": face.brand_colour, "language": face.language},
        }
        self._room = limits.outbox_frames + len(replay)
        self.conversation = conversation
        conversation.listeners.append(self)
        self.push(wire.dump(welcome))
        for text in replay:
            self.push(text)

    async def _open(self, wanted: str | None, after: int | None) -> tuple[Conversation, list[str], bool]:
        conversations = self._chat.conversations
        if wanted is not None:
            with contextlib.suppress(ConversationError):
                conversation = await conversations.get(wanted)
                return conversation, *await conversations.replay(conversation, after)
        return conversations.create(), [], wanted is not None  # a client sees by the id that it is another one

    def _message(self, frame: frames.MessageFrame) -> None:
        conversation = self.conversation
        if conversation is None:
            raise MessageError("hello comes first")
        self._chat.rates.message(conversation.id, self._address)
        attachments = self._chat.uploads.attachments(conversation.id, frame.get("attachments") or ())
        language = Language(self._language) if self._language else None
        self._chat.conversations.submit(
            conversation,
            Message(
                id=MessageId(frame["id"]),
                text=frame["text"],
                language=language,
                attachments=attachments,
                page=frame.get("page"),
            ),
        )


class ChatSocket:
    """ASGI middleware that takes `/ws/chat` out of the app's hands; see the module's text for why."""

    def __init__(self, app: ASGIApp, *, chat: Chat) -> None:
        self._app = app
        self._chat = chat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the chat socket here, and all else in the app."""
        if scope["type"] == "websocket" and scope["path"] == PATH:
            await self._chat.serve(scope, receive, send)
        else:
            await self._app(scope, receive, send)

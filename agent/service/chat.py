"""The chat socket `/ws/chat`: who may open one, and the keeper that checks all of them.

It is spoken straight to the ASGI server, before FastAPI's routing: a socket then costs no dependency stack while it
idles, and a frame passes no wrapper on its way out.

Close codes: 1003 a binary frame; 1009 a frame too big; 1011 our fault; 1012 the server restarts; 1013 the client reads
too slowly or there are too many sockets, come back; 4400 this is not the protocol; 4408 no sign of life; 4429 far too
many frames.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from agent.service.connection import Connection, Face, House
from agent.service.limits import Clock, Limits, Rates, origin_allowed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from agent.service.conversations import Conversations
    from agent.service.greeting import Greeter
    from agent.service.metrics import Metrics
    from agent.service.uploads import Uploads

PATH = "/ws/chat"
_TICKS = 10  # of the keeper within one ping interval
_AT_ONCE = 50  # pings before others get the loop


class Chat:
    """All chat sockets of this process."""

    def __init__(
        self,
        conversations: Conversations,
        uploads: Uploads,
        metrics: Metrics,
        greeter: Greeter,
        *,
        limits: Limits,
        rates: Rates,
        face: Face,
        origins: tuple[str, ...] = (),
        clock: Clock = time.monotonic,
    ) -> None:
        self.conversations = conversations
        self._uploads = uploads
        self._metrics = metrics
        self._greeter = greeter
        self._limits = limits
        self._rates = rates
        self._face = face
        self._origins = origins
        self._clock = clock
        self._house: House | None = None
        self._connections: set[Connection] = set()
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._connections)

    @asynccontextmanager
    async def running(self, group: asyncio.TaskGroup) -> AsyncIterator[None]:
        """The life of the sockets, within the task group of the conversations."""
        self._house = House(
            conversations=self.conversations,
            uploads=self._uploads,
            metrics=self._metrics,
            greeter=self._greeter,
            limits=self._limits,
            rates=self._rates,
            face=self._face,
            clock=self._clock,
            group=group,
        )
        keeper = group.create_task(self._keep())
        try:
            yield
            await self.close()
        finally:
            keeper.cancel()

    async def close(self) -> None:
        """Let running turns finish, tell every client to come back, and close."""
        await self.conversations.drain()
        connections = list(self._connections)
        for connection in connections:
            connection.close(1012, "The server restarts")
        deadline = self._clock() + 1
        for connection in connections:
            if (left := deadline - self._clock()) > 0:
                await connection.sent(left)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket, from its handshake to its end."""
        if (await receive())["type"] != "websocket.connect":
            return
        if self._house is None or not origin_allowed(scope["headers"], self._origins):
            self._metrics.error("origin")
            await send({"type": "websocket.close", "code": 1008})  # the handshake ends with 403
            return
        await send({"type": "websocket.accept"})
        address = (scope.get("client") or ("", 0))[0]
        if self._full(address):
            self._metrics.error("full")
            await send({"type": "websocket.close", "code": 1013, "reason": "Too many connections"})
            return
        line = (scope.get("extensions") or {}).get("xiaoer.line", {}).get("line")
        connection = Connection(self._house, receive, send, address=address, line=line)
        self._connections.add(connection)
        self._addresses[address] += 1
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]
            connection.leave()

    def check(self) -> list[Connection]:
        """Close the sockets that are silent and cut off those that ignore it; the others that need a ping."""
        now = self._clock()
        limits = self._limits
        due = []
        for connection in list(self._connections):
            silent = now - connection.heard
            if connection.closing:
                if now - connection.pinged > limits.ping_seconds:
                    connection.abort()
            elif connection.conversation is None and silent > limits.hello_seconds:
                connection.close(4408, "No hello")
            elif silent > limits.ping_seconds * 2.5:
                connection.close(4408, "No sign of life")
            elif now - max(connection.heard, connection.pinged) >= limits.ping_seconds:
                due.append(connection)
        self.conversations.stop_late()
        self.conversations.sweep()
        return due

    def _full(self, address: str) -> bool:
        return (
            len(self._connections) >= self._limits.max_sockets
            or self._addresses[address] >= self._limits.sockets_per_address
        )

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._limits.ping_seconds / _TICKS)
            for place, connection in enumerate(self.check(), start=1):
                connection.ping()
                if place % _AT_ONCE == 0:
                    await asyncio.sleep(0)


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

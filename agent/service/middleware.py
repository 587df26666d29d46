"""What every HTTP request passes: size limits, security headers, and a log line without anything of a customer."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request

from agent.service.limits import header
from agent.service.words import unfit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from agent.service.limits import Limits
    from agent.service.problems import Problems

_logger = logging.getLogger("xiaoer.access")

# Styles: the widget styles its shadow root. Pictures: a catalogue may name them elsewhere.
_PAGES = (
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
    b"connect-src 'self' ws: wss:; font-src 'self' data:; media-src 'self' blob:; object-src 'none'; "
    b"base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = [
    (b"content-security-policy", _PAGES),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"geolocation=(), payment=(), usb=()"),
]


_CLOSE = {"Connection": "close"}  # what is still to come is not read


def secured(send: Send) -> Send:
    """Sends responses with the headers that every one of ours has."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"] = list(message.get("headers", []))
            present = {name for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS if name not in present]
        await send(message)

    return sent


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, *, limits: Limits, problems: Problems) -> None:
        self._app = app
        self._limits = limits
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, watching its size on the way in and its headers on the way out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        body = self._body(scope, receive)

        out = secured(send)

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await out(message)

        try:
            await self._pass(scope, body.receive, guarded)
        except Exception as error:  # noqa: BLE001 - the last one to know; a client gets an answer, not a reset line
            response = await self._problems.answer(Request(scope), error)
            if not status:
                await response(scope, receive, guarded)
        finally:
            route = scope.get("route")  # its template: paths hold conversations' ids
            _logger.info(
                "request",
                extra={
                    "method": scope["method"],
                    "route": getattr(route, "path", "-"),
                    "status": status,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if unfit(scope["path"]):  # no name of ours holds such a character, and PostgreSQL takes no NUL
            raise HTTPException(404)
        await self._app(scope, receive, send)

    def _body(self, scope: Scope, receive: Receive) -> _Body:
        limits = self._limits
        if scope["path"] == "/api/uploads":
            most, seconds = limits.max_upload_bytes + 16_384, limits.upload_seconds  # the form around the file
        else:
            most, seconds = limits.body_bytes, limits.body_seconds
        declared = header(scope["headers"], b"content-length")
        seen = most if declared.isdigit() and int(declared) > most else 0  # then the first byte is one too many
        return _Body(receive, most, seconds, seen)


class _Body:
    """A request's body on its way in: not too long, and not too slow."""

    __slots__ = ("_deadline", "_most", "_receive", "_seen", "_whole")

    def __init__(self, receive: Receive, most: int, seconds: float, seen: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = seen
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._whole = False

    async def receive(self) -> Message:
        """The next piece; after the last one, the client's leaving, which may take any time."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "The request took too long to arrive", headers=_CLOSE) from None
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise HTTPException(413, f"The request has more than {self._most} bytes")
        self._whole = not message.get("more_body", False)
        return message

"""What every HTTP request passes: size limits, security headers, and a log line without anything of a customer."""

from __future__ import annotations

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
        most = self._most(scope["path"])
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413, f"The request has more than {most} bytes")
            return message

        out = secured(send)

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await out(message)

        try:
            declared = header(scope["headers"], b"content-length")
            if declared.isdigit() and int(declared) > most:
                seen = most  # the first byte is one too many, and the app's own handler says so
            await self._pass(scope, counted, guarded)
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

    def _most(self, path: str) -> int:
        if path == "/api/uploads":
            return self._limits.max_upload_bytes + 16_384  # the form around the file
        return self._limits.body_bytes

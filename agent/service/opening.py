"""A shop that answers from the first moment: the door is open while its engines are still being loaded behind it.

Until they are, `/healthz` says that the process lives, `/readyz` which engine is how far, the home page comes back by
itself, and everything else is asked to come back in a moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from agent.build import open_shop
from agent.service import server
from agent.service.app import create_app
from agent.service.bodies import Json
from agent.service.middleware import secured
from agent.service.pages import colours, environment, language, words

if TYPE_CHECKING:
    import socket
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp, Receive, Scope, Send

    from agent.build import Shop
    from agent.settings import Settings

ENGINES = ("store", "search", "agent")
_AGAIN = 2  # seconds after which to come back
_COME_BACK = {"Retry-After": str(_AGAIN), "Cache-Control": "no-store"}


class Door:
    """An ASGI app that stands before the shop's: it answers itself until the shop is open."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engines = dict.fromkeys(ENGINES, "loading")
        self._app: ASGIApp | None = None

    def loaded(self, engine: str) -> None:
        """An engine can work; may be told from any thread."""
        self._engines[engine] = "ready"

    def open(self, app: ASGIApp) -> None:
        """Let requests through to the shop."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await _send_away(receive, send)
        else:
            await self._answer(Request(scope))(scope, receive, secured(send))

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == "/healthz":
            return Json({"status": "alive"})
        if path == "/readyz":
            engines = {name: {"state": state} for name, state in self._engines.items()}
            return Json({"status": "starting", "engines": engines}, 503, headers=_COME_BACK)
        if path == "/" or "text/html" in request.headers.get("accept", ""):
            return self._page(request)
        error = {"code": "starting", "message": "The shop is being opened; come back in a moment"}
        return Json({"error": error}, 503, headers=_COME_BACK)

    def _page(self, request: Request) -> Response:
        shop = self._settings.shop
        shown = language(request, shop)
        page = environment().get_template("opening.html")
        body = page.render(lang=shown, words=words(shown), shop=shop, palette=colours(shop), seconds=_AGAIN)
        return HTMLResponse(body, 503, headers=_COME_BACK)


async def _live(receive: Receive, send: Send) -> None:
    """The life of the server; the shop's own begins when it is opened."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def _send_away(receive: Receive, send: Send) -> None:
    """Take a socket only to say that it may come back, which a refused handshake cannot."""
    if (await receive())["type"] == "websocket.connect":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1013, "reason": "The shop is being opened"})


Opened = Callable[["Shop"], Awaitable[None]]


async def serve(
    settings: Settings,
    listener: socket.socket,
    opened: Opened,
    *,
    open_: Callable[..., AbstractAsyncContextManager[Shop]] = open_shop,
) -> None:
    """Serve the shop of these settings, answering while it loads, until a signal ends it.

    Args:
        settings: which shop, and how.
        listener: a socket that is bound.
        opened: hears when the shop is open.
        open_: opens the shop.

    Raises:
        AgentError, KnowledgeBaseError, RetrievalError: what kept the shop from opening.
    """
    door = Door(settings)
    running = server.Server(server.config(door))
    failures: list[Exception] = []

    async def keep_shop() -> None:
        try:
            async with open_(settings, loaded=door.loaded) as shop:
                if not running.should_exit:
                    await _keep_open(shop, door, running, opened)
        except Exception as error:  # noqa: BLE001 - said by the caller, without the group around it
            failures.append(error)
            running.should_exit = True

    async with asyncio.TaskGroup() as group:
        group.create_task(running.serve(sockets=[listener]))
        await running.ready()
        if running.started:
            group.create_task(keep_shop())
    if failures:
        raise failures[0]


async def _keep_open(shop: Shop, door: Door, running: server.Server, opened: Opened) -> None:
    app = create_app(shop)
    async with app.router.lifespan_context(app):
        running.attend(app.state.chat)
        door.open(app)
        await opened(shop)
        await running.over()

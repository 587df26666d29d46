"""Joins the console to the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from agent.service.console import office, routes
from agent.service.console.entrance import LOG_IN, Entrance, GoAndLogInError
from agent.service.console.floor import Floor
from agent.service.console.live import Live
from agent.service.console.outside import add_outside
from agent.service.console.pages import ConsolePages, private
from agent.service.console.view import Views
from agent.service.problems import problem, render

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from agent.build import Shop
    from agent.service.conversations import Conversations
    from agent.service.limits import Clock


def add_console(app: FastAPI, shop: Shop, conversations: Conversations, clock: Clock) -> None:
    """`/console`, where the shop has a desk and a memory to look into."""
    if shop.desk is None or shop.memory is None:
        return
    desk = shop.desk
    console = routes.Console(
        desk=desk,
        entrance=Entrance.of(desk.accounts, shop.settings.console, clock),
        floor=Floor(desk, shop.agent, conversations),
        live=Live(desk, conversations),
        views=Views(desk, shop.agent, shop.memory),
        pages=ConsolePages(shop.settings.shop),
    )
    app.state.console = console
    app.include_router(routes.router(console))
    app.include_router(office.router(console))
    add_outside(app, shop, console.floor)
    app.add_exception_handler(GoAndLogInError, _to_log_in)


async def _to_log_in(request: Request, error: Exception) -> Response:
    """A browser goes to the log-in; a script is told that its session is over."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return private(RedirectResponse(LOG_IN, 303))
    return private(render(problem(error), request.url.path))

"""The demo shop's outbox: a page with the codes that it would have sent, for who tries it out without a mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

if TYPE_CHECKING:
    from agent.service.pages import Pages


def router(pages: Pages) -> APIRouter:
    """`/demo/outbox`; every shop but a demo without a sender has no such page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/demo/outbox")
    def outbox(request: Request) -> Response:
        here = pages.of(request)
        identities = pages.shop.identities
        letters = None if identities is None else identities.letters()
        if letters is None:
            return here.missing()
        response = here.html("outbox.html", letters=letters)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes

"""The service: chat socket, HTTP, widget and demo pages over one shop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from agent.privacy import logs, sweep
from agent.service import api, assets, health, invoices, openai_api, outbox, pictures, reference, storefront
from agent.service.access import Key, SameOrigin
from agent.service.chat import Chat, ChatSocket
from agent.service.connection import Face
from agent.service.console.build import add_console
from agent.service.console.outside import tell_outside
from agent.service.conversations import Conversations
from agent.service.greeting import Greeter
from agent.service.limits import Clock, Limits, Rates, Turnstile
from agent.service.metrics import Metrics
from agent.service.middleware import Guard
from agent.service.pages import Pages
from agent.service.problems import Problems
from agent.service.uploads import Uploads

if TYPE_CHECKING:
    from agent.build import Shop

_logger = logging.getLogger(__name__)
_ABOUT = """Talks to a shop's customers. The chat socket `/ws/chat` is told in docs/protocol.md."""


def create_app(shop: Shop, *, limits: Limits | None = None, clock: Clock = time.monotonic) -> FastAPI:
    """The app over an open shop, which stays open as long as the app runs and is closed by who opened it.

    `app.state.chat` is the running `Chat`; a server that wants its clients to see the end of their turns awaits its
    `close()` before it stops.
    """
    settings = shop.settings
    limits = limits or Limits.of(settings)
    metrics = Metrics()
    conversations = Conversations(shop.agent, metrics, limits=limits, language=settings.shop.language, clock=clock)
    uploads = Uploads(
        settings.data.uploads,
        max_megapixels=limits.max_megapixels,
        per_conversation=limits.uploads_per_conversation,
        total_bytes=limits.uploads_total_bytes,
        days=limits.upload_days,
    )
    rates = Rates(limits, clock)
    greeter = Greeter(shop.identities)
    chat = Chat(
        conversations,
        uploads,
        metrics,
        greeter,
        limits=limits,
        rates=rates,
        face=Face.of(settings),
        origins=settings.chat.allowed_origins,
        clock=clock,
    )
    metrics.watch("xiaoer_sockets", "Open chat sockets", lambda: len(chat))
    metrics.watch("xiaoer_conversations", "Conversations in memory", lambda: len(conversations))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with conversations.running() as group, chat.running(group):
            outside = group.create_task(tell_outside(app))
            keeper = group.create_task(_keep(uploads, limits.keeper_seconds))
            sweeper = group.create_task(_keep_private(shop))
            try:
                yield
            finally:
                keeper.cancel()
                outside.cancel()
                sweeper.cancel()

    app = FastAPI(
        title=settings.shop.name, description=_ABOUT, version="1", lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.chat = chat
    app.state.rates = rates
    key = Key(settings.chat.api_keys)
    origin = SameOrigin(settings.chat.allowed_origins)
    app.include_router(health.router(shop, conversations, metrics))
    searches = Turnstile(2, limits.waiting_searches)  # they take CPU; more at once only wait for each other
    core = api.Api(
        agent=shop.agent,
        searcher=shop.searcher,
        conversations=conversations,
        greeter=greeter,
        uploads=uploads,
        rates=rates,
        searches=searches,
    )
    pages = Pages(shop)
    app.include_router(api.router(core, key))
    app.include_router(pictures.router(conversations, uploads, limits=limits, rates=rates, origin=origin))
    app.include_router(openai_api.router(conversations, rates=rates, key=key))
    app.include_router(assets.router())
    if shop.store is not None:  # a chat alone, as the benchmark of sockets serves, has no orders
        app.include_router(invoices.router(settings, shop.store))
    app.include_router(reference.router(app))
    add_console(app, shop, conversations, clock)
    app.include_router(outbox.router(pages))
    app.include_router(storefront.router(pages, rates=rates, searches=searches))
    problems = Problems(metrics, pages.problem)
    problems.install(app)
    app.add_middleware(Guard, limits=limits, problems=problems)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.chat.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
        max_age=3600,
    )
    app.add_middleware(ChatSocket, chat=chat)
    return app


async def _keep(uploads: Uploads, seconds: float) -> None:
    """Remove uploads that are kept no longer, now and from time to time."""
    while True:
        try:
            gone = await to_thread.run_sync(uploads.expire, time.time())
        except OSError:  # a disk that hangs for a while; the next round tries again
            _logger.exception("old uploads could not be removed")
        else:
            if gone:
                _logger.info("old uploads removed", extra={"uploads": gone})
        await asyncio.sleep(seconds)


async def _keep_private(shop: Shop) -> None:
    """Let the logs know whom not to name, and remove what is kept no longer, now and from time to time."""
    if shop.store is None:  # there is nobody to know
        return
    async with asyncio.TaskGroup() as group:
        group.create_task(logs.keep_learning(shop.store))
        group.create_task(sweep.keep(shop.settings))

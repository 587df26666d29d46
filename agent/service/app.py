"""The service: chat socket, HTTP, widget and demo pages over one shop."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from agent.service import api, assets, health, openai_api, pictures, problems, storefront
from agent.service.access import Key, SameOrigin
from agent.service.chat import Chat, ChatSocket
from agent.service.connection import Face
from agent.service.conversations import Conversations
from agent.service.limits import Clock, Limits, Rates
from agent.service.metrics import Metrics
from agent.service.middleware import Guard
from agent.service.uploads import Uploads

if TYPE_CHECKING:
    from agent.build import Shop

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
    )
    rates = Rates(limits, clock)
    chat = Chat(
        conversations,
        uploads,
        metrics,
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
            yield

    app = FastAPI(title=settings.shop.name, description=_ABOUT, version="1", lifespan=lifespan)
    app.state.chat = chat
    key = Key(settings.chat.api_keys)
    origin = SameOrigin(settings.chat.allowed_origins)
    app.include_router(health.router(shop, conversations, metrics))
    app.include_router(
        api.router(shop.agent, shop.searcher, conversations, uploads, limits=limits, rates=rates, key=key)
    )
    app.include_router(pictures.router(conversations, uploads, limits=limits, rates=rates, origin=origin))
    app.include_router(openai_api.router(conversations, rates=rates, key=key))
    app.include_router(assets.router())
    app.include_router(storefront.router(shop))
    problems.install(app, metrics)
    app.add_middleware(Guard, limits=limits, metrics=metrics)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.chat.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
        max_age=3600,
    )
    app.add_middleware(ChatSocket, chat=chat)
    return app

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from agent.build import Shop, open_shop
from agent.events import (
    Card,
    Citation,
    ConversationId,
    Event,
    Message,
    MessageId,
    QuickReplies,
    ToolStarted,
    TurnEnded,
    Withheld,
)
from agent.settings import load_settings
from knowledge_base import demo, open_store


@dataclass(frozen=True)
class Heard:
    """What came back for one message."""

    events: list[Event]

    @property
    def reply(self) -> str:
        return self.ended.reply

    @property
    def ended(self) -> TurnEnded:
        return next(event for event in self.events if isinstance(event, TurnEnded))

    @property
    def cards(self) -> list[Card]:
        return [event for event in self.events if isinstance(event, Card)]

    @property
    def products(self) -> list[str]:
        return [card.product for card in self.cards]

    @property
    def sources(self) -> list[str]:
        return [event.source.id.rsplit(".", 1)[0] for event in self.events if isinstance(event, Citation)]

    @property
    def tools(self) -> list[str]:
        return [event.name for event in self.events if isinstance(event, ToolStarted)]

    @property
    def withheld(self) -> list[Withheld]:
        return [event for event in self.events if isinstance(event, Withheld)]

    @property
    def choices(self) -> tuple[str, ...]:
        return next((event.choices for event in self.events if isinstance(event, QuickReplies)), ())


@dataclass
class Customer:
    """Talks to a shop in one conversation, from ordinary tests."""

    shop: Shop
    loop: asyncio.AbstractEventLoop
    conversation: ConversationId = field(default_factory=lambda: ConversationId(str(uuid4())))

    def says(self, text: str, *, page: str | None = None, id: str | None = None, **more: Any) -> Heard:
        message = Message(id=MessageId(id or str(uuid4())), text=text, page=page, **more)

        async def listen() -> Heard:
            return Heard([event async for event in self.shop.agent.respond(self.conversation, message)])

        return asyncio.run_coroutine_threadsafe(listen(), self.loop).result(60)


class _Stage:
    """An event loop in a thread, with a shop that stays open on it."""

    def __init__(self, settings: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._open = asynccontextmanager(open_shop.__wrapped__)(settings)  # type: ignore[attr-defined]
        self.shop: Shop = self._run(self._open.__aenter__())

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(120)

    def close(self) -> None:
        self._run(self._open.__aexit__(None, None, None))
        self._run(self.loop.shutdown_default_executor())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo shop in a home of its own."""
    settings = load_settings(home=tmp_path_factory.mktemp("demo-shop"))
    store = open_store(settings.data)
    demo.load(store, settings.data)
    store.close()
    return load_settings(home=settings.home)  # again: the demo writes its own xiaoer.toml


@pytest.fixture(scope="session")
def demo_stage(demo_settings: Any) -> Iterator[_Stage]:
    stage = _Stage(demo_settings)
    yield stage
    stage.close()


@pytest.fixture
def customer(demo_stage: _Stage) -> Customer:
    """Somebody who begins to talk to the demo shop."""
    return Customer(demo_stage.shop, demo_stage.loop)

"""A real shop behind a real server, with a customer on the socket and staff at the console."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from argon2 import PasswordHasher

from agent.build import Shop, open_shop
from agent.handoff import staff
from agent.handoff.desk import Desk
from agent.handoff.staff import Role
from agent.memory import open_memory
from agent.service import server
from agent.settings import load_settings
from knowledge_base import open_store
from knowledge_base.schema import ENGLISH, FaqEntry, FaqId

PASSWORD = "correct horse battery"


@dataclass
class Colleague:
    """Somebody who is logged in."""

    client: httpx.AsyncClient
    csrf: str = ""

    async def look(self, path: str = "", **more: Any) -> httpx.Response:
        return await self.client.get(f"/console{path}", headers={"accept": "text/html"}, **more)

    async def act(self, path: str, csrf: str | None = None, **fields: str) -> httpx.Response:
        token = self.csrf if csrf is None else csrf
        return await self.client.post(f"/console{path}", data={"csrf": token, **fields})


@dataclass
class House:
    """The running shop."""

    shop: Shop
    running: Any
    stack: AsyncExitStack

    async def colleague(self, name: str = "Anna", role: Role = Role.LEAD, *, enter: bool = True) -> Colleague:
        """A new account, logged in."""
        email = f"{name.lower()}@example.org"
        desk = self.shop.desk
        assert desk is not None
        await asyncio.to_thread(desk.accounts.add, email, name, PASSWORD, role)
        client = await self.stack.enter_async_context(httpx.AsyncClient(base_url=self.running.http))
        one = Colleague(client)
        if enter:
            answer = await client.post("/console/login", data={"email": email, "password": PASSWORD})
            assert answer.status_code == 303
            page = await one.look()
            found = re.search(r'name="csrf" content="([0-9a-f]+)"', page.text)
            assert found
            one.csrf = found[1]
        return one


class Alike:
    """An embedder to which all questions are the same."""

    def embed(self, texts: Sequence[str]) -> Any:
        return np.ones((len(texts), 1), np.float32)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_GARBAGE", (700, 10, 10))  # the test process is none
    monkeypatch.setattr(server, "_SWITCH", 0.005)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "hasher", lambda: cheap)


@pytest.fixture
async def office(tmp_path: Path, run: Callable[..., Any], parrot: Callable[[], Any]) -> AsyncIterator[House]:
    """A shop whose agent repeats what it hears: quick to open, for all that is about staff alone."""
    settings = load_settings(home=tmp_path, chat={"messages_per_minute": 10_000})
    store = open_store(settings.data)
    desk = Desk(store, Alike(), settings.handoff, settings.console)  # type: ignore[arg-type]
    async with open_memory(settings.data) as memory:
        shop = Shop(settings, store, None, parrot(), desk, memory)  # type: ignore[arg-type]  # nothing is searched for
        async with run(shop, clock=lambda: 100.0) as running, AsyncExitStack() as clients:  # no limit is forgotten
            yield House(shop, running, clients)
    store.close()


@pytest.fixture
async def house(tmp_path: Path, run: Callable[..., Any]) -> AsyncIterator[House]:
    """A shop with its real agent."""
    settings = load_settings(home=tmp_path, chat={"messages_per_minute": 10_000})
    store = open_store(settings.data)
    entry = FaqEntry(
        id=FaqId("delivery"),
        question="How long does delivery take?",
        answer="Delivery takes 2 to 4 working days.",
        language=ENGLISH,
    )
    store.put([entry])  # before the shop opens: nobody has to wait until it has been noticed
    store.close()
    async with open_shop(settings) as shop:
        shop.searcher.sync()
        async with run(shop) as running, AsyncExitStack() as clients:
            yield House(shop, running, clients)


@pytest.fixture
def customer() -> Callable[[House], Any]:
    """`async with customer(house) as socket`: a customer in the chat, in a new conversation."""

    @asynccontextmanager
    async def come(house: House) -> AsyncIterator[Any]:
        async with house.running.socket() as socket:
            await socket.hello()
            yield socket

    return come


Until = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """Wait for something that comes by itself, such as the index after a write."""

    async def wait(true: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(10):
            while not await true():  # noqa: ASYNC110 nobody tells us
                await asyncio.sleep(0.05)

    return wait

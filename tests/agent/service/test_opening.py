"""The door is open before the shop is, and says so."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from agent.errors import ModelError
from agent.service import opening, server
from agent.settings import Settings


class Loading:
    """Engines that load when the test says so."""

    def __init__(self, shop, failure=None):
        self.shop = shop
        self.failure = failure
        self.go = asyncio.Event()
        self.told = None
        self.closed = False

    @asynccontextmanager
    async def __call__(self, settings, *, loaded):
        loaded("store")
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        try:
            yield self.shop
        finally:
            self.closed = True


@pytest.fixture
def doorway(tmp_path, parrot, monkeypatch):
    """`async with doorway() as (loading, url, opened, task)`: a server whose shop is still being opened."""
    monkeypatch.setattr(server, "_GARBAGE", (700, 10, 10))
    monkeypatch.setattr(server, "_SWITCH", 0.005)

    @asynccontextmanager
    async def start(failure=None):
        class Bare:
            settings = Settings(home=tmp_path, chat={"messages_per_minute": 10_000})
            agent = parrot()
            store = searcher = desk = identities = memory = None

        loading = Loading(Bare(), failure)
        opened = asyncio.Event()

        async def hear(_):
            opened.set()

        with server.listen("127.0.0.1", 0) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            task = asyncio.ensure_future(opening.serve(Bare.settings, listener, hear, open_=loading))
            async with httpx.AsyncClient(base_url=url) as http:
                yield loading, http, opened, task
            if not task.done():
                signal.raise_signal(signal.SIGINT)
            loading.go.set()
            await asyncio.wait([task])

    return start


async def test_while_it_loads_every_door_says_what_it_can(doorway):
    async with doorway() as (_, http, _, _):
        assert (await http.get("/healthz")).json() == {"status": "alive"}
        ready = await http.get("/readyz")
        assert ready.status_code == 503
        assert ready.json() == {
            "status": "starting",
            "engines": {"store": {"state": "ready"}, "search": {"state": "loading"}, "agent": {"state": "loading"}},
        }
        for method, path in (("POST", "/api/chat"), ("GET", "/api/conversations/x"), ("GET", "/products/1")):
            answer = await http.request(method, path)
            assert answer.status_code == 503
            assert answer.json()["error"]["code"] == "starting"
            assert int(answer.headers["retry-after"]) >= 1
        page = await http.get("/", headers={"accept-language": "zh"})
        assert page.status_code == 503
        assert 'http-equiv="refresh"' in page.text
        assert "小店正在开门" in page.text
        assert "Opening the shop" in (await http.get("/products/1", headers={"accept": "text/html"})).text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        async with connect(str(http.base_url).replace("http", "ws") + "/ws/chat") as line:
            with pytest.raises(ConnectionClosed):
                await line.recv()
            assert line.close_code == 1013


async def test_then_the_shop_takes_over_on_the_same_port(doorway):
    async with doorway() as (loading, http, opened, _):
        assert (await http.post("/api/chat", json={"text": "hi"})).status_code == 503
        loading.go.set()
        await opened.wait()
        assert (await http.post("/api/chat", json={"text": "hi"})).json()["reply"] == "hi "
    assert loading.closed


async def test_what_keeps_it_from_opening_ends_the_server_and_is_told_as_it_is(doorway):
    async with doorway(ModelError("model 'x' is missing")) as (loading, http, _, task):
        assert (await http.get("/healthz")).status_code == 200
        loading.go.set()
        with pytest.raises(ModelError, match="model 'x' is missing"):
            await task


async def test_it_can_be_told_to_stop_while_it_loads(doorway):
    async with doorway() as (loading, http, opened, _):
        assert (await http.get("/healthz")).status_code == 200
    assert not opened.is_set()
    assert loading.closed

"""The real service, with personal data planted wherever a customer can put it: nothing of it in any log or metric."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing

import httpx
import pytest
from PIL import Image
from websockets.sync.client import connect

from agent.events import Event, Token
from agent.privacy.logs import MASKING
from agent.service import logs, server
from agent.service.app import create_app
from agent.settings import Settings
from knowledge_base import open_store
from knowledge_base.home import Home
from tests.agent.privacy.conftest import ANN, order_of

MAIL, PHONE, CARD, STREET = "secret.person@mail.example", "(415) 555-2671", "4111 1111 1111 1111", "77 Thistledown Road"
PLANTED = [MAIL, "secret.person", "555-2671", "4155552671", CARD, CARD.replace(" ", ""), STREET, "Thistledown"]
PLANTED += ["LL-7001", ANN.email, f"{ANN.first_name} {ANN.last_name}", ANN.last_name]
SAID = f"I am {ANN.first_name} {ANN.last_name}, {MAIL}, {PHONE}, {CARD}, {STREET}, order LL-7001, {ANN.email}"


def clear(text):
    return [one for one in PLANTED if one.lower() in text.lower()]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    with closing(open_store(Home(folder))) as store:
        store.put([ANN, order_of(ANN)])
    return folder


def picture():
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return data.getvalue()


def plant(url):
    """Say it in messages, headers, query strings, paths, bodies that are refused, and the names of uploads."""
    with httpx.Client(base_url=url, timeout=60, headers={"X-Customer": SAID, "User-Agent": MAIL}) as client:
        chat = client.post("/api/chat", json={"text": SAID})
        assert chat.status_code == 200
        conversation = chat.json()["conversation"]
        client.get("/search", params={"q": SAID})
        client.post("/api/search", json={"query": SAID})
        client.post("/api/chat", json={"text": SAID, MAIL: PHONE})
        client.post("/api/chat", content=f'{{"text": "{SAID}"')
        client.get(f"/products/{MAIL}", headers={"Accept": "text/html"})
        client.get(f"/api/conversations/{MAIL}")
        files = {"file": (f"{MAIL} {PHONE}.png", picture(), "image/png")}
        assert client.post("/api/uploads", data={"conversation": conversation}, files=files).status_code in {200, 201}
        client.post("/api/uploads", data={"conversation": SAID}, files={"file": (f"{MAIL}.exe", b"MZ")})
        client.post("/v1/chat/completions", json={"model": MAIL, "messages": [{"role": "user", "content": SAID}]})
        with connect(f"{url.replace('http', 'ws')}/ws/chat?email={MAIL}") as socket:
            socket.send(json.dumps({"v": 1, "type": "hello"}))
            socket.recv(timeout=20)
            socket.send(json.dumps({"v": 1, "type": "message", "id": "m1", "text": SAID}))
            while json.loads(socket.recv(timeout=60))["type"] != "done":
                pass
            socket.send(f"{{{SAID}")
        return client.get("/metrics").text


def test_nothing_planted_is_logged_or_counted_by_the_real_service(home):
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "XIAOER_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "xiaoer", "--home", str(home), "serve", "--port", "0", "--json"]
    with (home.parent / "stderr").open("w+") as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process:
            assert process.stdout is not None
            try:
                metrics = plant(json.loads(process.stdout.readline())["url"])
            finally:
                process.terminate()
            rest = process.stdout.read()
        errors.seek(0)
        logged = errors.read()
    assert '"event":"request"' in logged
    assert "xiaoer_turns_total" in metrics
    assert clear(logged) == []
    assert clear(rest) == []
    assert clear(metrics) == []


class Raising:
    """An agent one of whose tools fails with what the customer said."""

    async def respond(self, conversation: str, message: object) -> AsyncIterator[Event]:
        yield Token("One moment")
        raise LookupError(f"no customer for {SAID!r} in {conversation}")

    async def history(self, conversation: str) -> list[object]:
        return []

    async def forget(self, conversation: str) -> None:
        return

    async def aclose(self) -> None:
        return


async def test_an_exception_that_carries_the_customers_words_is_logged_without_them(home, monkeypatch):
    import asyncio
    from types import SimpleNamespace

    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(server, "_GARBAGE", (700, 10, 10))
    monkeypatch.setattr(server, "_SWITCH", 0.005)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.set_up("debug")
    listener = server.listen("127.0.0.1", 0)
    with closing(open_store(Home(home))) as store:
        MASKING.learn(store)
        shop = SimpleNamespace(settings=Settings(home=home), agent=Raising(), store=None, searcher=None)
        shop.identities = shop.desk = shop.memory = None
        app = create_app(shop)  # type: ignore[arg-type]
        running = server.Server(server.config(app), app.state.chat)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(running.serve(sockets=[listener]))
                await running.ready()
                async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                    await client.post("/api/chat", json={"text": SAID})
                    metrics = (await client.get("/metrics")).text
                running.should_exit = True
        finally:
            listener.close()
            root.handlers[:], root.level = before
            for name in ("agent", "knowledge_base", "retrieval", "xiaoer"):
                logging.getLogger(name).setLevel(logging.NOTSET)
    logged = written.getvalue()
    assert "LookupError: no customer for" in logged
    assert "[email]" in logged
    assert clear(logged) == []
    assert clear(metrics) == []

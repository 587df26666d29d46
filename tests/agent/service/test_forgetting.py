"""A customer's conversation, deleted: transcript, memory, pictures, and the sockets that listen to it."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from PIL import Image


def picture():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def visit(serve):
    @asynccontextmanager
    async def start(agent=None):
        async with serve(agent) as server, httpx.AsyncClient(base_url=server.http) as http:
            yield server, http

    return start


async def test_everything_of_it_goes_and_those_who_listen_begin_anew(visit, parrot):
    memory: dict[str, Any] = {}
    async with visit(parrot(memory)) as (server, http), server.socket() as socket, server.socket() as other:
        await socket.hello()
        await other.hello()
        await socket.say("my name is Ada")
        await socket.until("done")
        form = {"conversation": socket.conversation}
        upload = (await http.post("/api/uploads", data=form, files={"file": ("a.png", picture())})).json()
        path = f"/api/conversations/{socket.conversation}"
        gone = await http.delete(path)
        assert (gone.status_code, gone.content) == (204, b"")
        assert await socket.closed() == 4410
        assert memory == {}
        assert (await http.get(path)).status_code == 404
        assert (await http.get(upload["url"])).status_code == 404
        assert not list(server.shop.settings.data.uploads.glob("*"))
        assert (await http.delete(path)).status_code == 204
        async with server.socket() as back:
            welcome = await back.hello(socket.conversation, after=1)
            assert welcome["conversation"] != socket.conversation
            assert welcome["reset"]
        answer = await http.post("/api/chat", json={"text": "hi", "conversation": socket.conversation})
        assert answer.status_code == 404
        assert memory == {}
        await other.say("I am still here")
        await other.until("done")


async def test_a_turn_that_runs_is_cut_off_and_what_waits_is_never_asked(visit, parrot):
    agent = parrot()
    async with visit(agent) as (server, http), server.socket() as socket, server.socket() as other:
        await socket.hello()
        await socket.say("hold", id="m1")
        await agent.held.wait()
        await socket.say("and then", id="m2")
        await server.until(lambda: sum(len(one.waiting) for one in server.chat.conversations._alive.values()) == 1)
        assert (await http.delete(f"/api/conversations/{socket.conversation}")).status_code == 204
        assert await socket.closed() == 4410
        await other.hello()
        await other.say("next, please")
        assert (await other.until("done"))[-1]["reply"] == "next, please "
        assert agent.turns == ["hold", "next, please"]


async def test_what_nobody_began_is_forgotten_without_a_word(visit):
    async with visit() as (_, http):
        for unknown in ("A" * 24, "..%2f..", "x"):
            assert (await http.delete(f"/api/conversations/{unknown}")).status_code in {204, 404}


async def test_memory_that_cannot_be_reached_leaves_it_to_be_deleted_again(visit, parrot):
    agent = parrot()
    forget = agent.forget

    async def stuck(_):
        raise OSError("disk")

    agent.forget = stuck
    async with visit(agent) as (_, http):
        opened = (await http.post("/api/chat", json={"text": "hi"})).json()["conversation"]
        assert (await http.delete(f"/api/conversations/{opened}")).status_code == 500
        agent.forget = forget
        assert (await http.delete(f"/api/conversations/{opened}")).status_code == 204
        assert agent.memory == {}


async def test_another_page_may_delete_only_where_it_may_host_the_chat(serve):
    async with (
        serve(allowed_origins=("https://shop.example",)) as server,
        httpx.AsyncClient(base_url=server.http) as http,
    ):
        for origin, status in (("https://shop.example", 200), ("https://evil.example", 400)):
            asked = {"origin": origin, "access-control-request-method": "DELETE"}
            assert (await http.options("/api/conversations/x", headers=asked)).status_code == status

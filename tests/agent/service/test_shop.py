"""The protocol over the real agent, its real memory and a part of the demo shop."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, closing

import pytest

from agent.build import open_shop
from agent.settings import load_settings
from knowledge_base import demo, open_store
from knowledge_base.home import Home
from knowledge_base.store import Kind

QUESTIONS = ["do you have a jacket under $150?", "cheaper", "how long can I return things?", "谢谢"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The demo shop with its help pages and one department, so that its index is made in a moment."""
    folder = tmp_path_factory.mktemp("demo")
    with closing(open_store(Home(folder))) as store:
        demo.load(store, Home(folder))
        for kind in (Kind.PRODUCT, Kind.INTERACTION, Kind.ORDER, Kind.CUSTOMER):
            store.remove(kind, [one for one in store.ids(kind) if not one.startswith("CL-")])
        assert store.count(Kind.PRODUCT) > 10
    return folder


@pytest.fixture
def open_real(home, run):
    @asynccontextmanager
    async def start():
        async with open_shop(load_settings(home=home)) as shop, run(shop) as server:
            yield server

    return start


async def talk(socket, questions):
    frames = []
    for number, question in enumerate(questions):
        await socket.say(question, id=f"m{number}")
        frames += await socket.until("done", f"m{number}")
    return frames


def shown(frames):
    kinds = {"said", "done", "card", "citation", "quick_replies", "filters"}
    kept = [frame for frame in frames if frame["type"] in kinds]
    return [{key: value for key, value in frame.items() if key not in {"seq", "at"}} for frame in kept]


async def test_a_real_conversation_streams_survives_drops_and_a_restart(open_real):
    async with open_real() as server:
        async with server.socket() as socket:
            welcome = await socket.hello(locale="en")
            assert welcome["shop"]["name"] == server.shop.settings.shop.name != "Xiaoer"
            frames = await talk(socket, QUESTIONS)
        assert [frame["seq"] for frame in frames] == list(range(welcome["seq"] + 1, frames[-1]["seq"] + 1))
        for number in range(len(QUESTIONS)):
            mine = [frame for frame in frames if frame["message"] == f"m{number}"]
            tokens = "".join(frame["text"] for frame in mine if frame["type"] == "token")
            assert tokens == mine[-1]["reply"] != ""
        cards = [frame for frame in frames if frame["type"] == "card" and frame["message"] == "m0"]
        assert cards
        assert all(card["product"].startswith("CL-") for card in cards)
        assert any(frame["type"] == "citation" for frame in frames if frame["message"] == "m2")
        for cut in range(0, len(frames), 5):
            async with server.socket() as back:
                await back.hello(socket.conversation, frames[cut]["seq"])
                assert [await back.recv() for _ in frames[cut + 1 :]] == frames[cut + 1 :]
    async with open_real() as server, server.socket() as later:
        assert (await later.hello(socket.conversation, socket.last))["reset"]
        replay = await later.until("done", f"m{len(QUESTIONS) - 1}")
        assert shown(replay) == shown(frames)


async def test_customers_side_by_side_get_their_own_answers(open_real):
    async def customer(server, number):
        async with server.socket() as socket:
            await socket.hello()
            return await talk(socket, QUESTIONS[number % 3 :])

    async with open_real() as server:
        told = await asyncio.gather(*(customer(server, number) for number in range(6)))
    for number in range(3):
        assert shown(told[number])[0]["text"] == QUESTIONS[number]
        said = [frame["text"] for frame in told[number] if frame["type"] == "said"]
        assert said == QUESTIONS[number:]
        assert {frame["type"] for frame in told[number]} >= {"said", "token", "done"}

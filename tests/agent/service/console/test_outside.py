"""A help desk elsewhere answers a customer of ours."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from agent.build import Shop
from agent.errors import SettingsError
from agent.handoff.chatwoot import DESK
from agent.handoff.desk import Desk
from agent.handoff.notices import signature
from agent.memory import open_memory
from agent.service.console.outside import channels
from agent.settings import load_settings
from knowledge_base import open_store, tables

from .conftest import Alike, House

CHATWOOT = {
    "chatwoot_url": "http://127.0.0.1:1",
    "chatwoot_account": 1,
    "chatwoot_inbox": 1,
    "chatwoot_token": "tok",
    "chatwoot_secret": "hush",
}


@pytest.fixture
async def linked(tmp_path: Path, run: Callable[..., Any], parrot: Callable[[], Any]) -> AsyncIterator[House]:
    settings = load_settings(home=tmp_path, handoff=CHATWOOT)
    store = open_store(settings.data)
    desk = Desk(store, Alike(), settings.handoff, settings.console)  # type: ignore[arg-type]
    async with open_memory(settings.data) as memory:
        shop = Shop(settings, store, None, parrot(), desk, memory)  # type: ignore[arg-type]
        async with run(shop) as running, AsyncExitStack() as stack:
            yield House(shop, running, stack)
    store.close()


async def deliver(house: House, body: dict[str, Any], secret: str = "hush") -> int:
    raw, stamp = json.dumps(body).encode(), str(int(time.time()))
    headers = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature(secret, stamp, raw)}
    async with httpx.AsyncClient(base_url=house.running.http) as client:
        return (await client.post("/hooks/chatwoot", content=raw, headers=headers)).status_code


def message(text: str) -> dict[str, Any]:
    sender = {"id": 5, "name": "Lin", "type": "user"}
    body = {"event": "message_created", "id": 900, "content": text, "message_type": "outgoing", "sender": sender}
    return {**body, "private": False, "conversation": {"id": 41}}


async def test_an_agent_there_answers_the_customer_here_and_gives_back(linked, customer):
    async with customer(linked) as mia:
        await mia.say("hello", id="m1")
        await mia.until()
        with linked.shop.store.connection(write=True) as connection:
            row = {"conversation": mia.conversation, "desk": DESK, "remote": "41"}
            connection.execute(insert(tables.helpdesk_links).values(row))
        assert await deliver(linked, message("Good morning")) == 204
        assert await deliver(linked, message("Good morning")) == 204  # the same delivery once more
        frames = await mia.until("said", "m1")
        assert [(frame["type"], frame.get("name") or frame.get("author")) for frame in frames] == [
            ("person", "Lin"),
            ("said", "Lin"),
        ]
        assert await asyncio.to_thread(linked.shop.desk.queue.silent, mia.conversation)
        done = {"event": "conversation_status_changed", "status": "resolved", "id": 41}
        assert await deliver(linked, done) == 204
        left = await mia.recv()
        assert (left["type"], left["here"]) == ("person", False)


async def test_a_delivery_with_another_secret_is_refused(linked):
    assert await deliver(linked, message("Good morning"), secret="guess") == 401


async def test_a_conversation_that_is_not_ours_is_left_alone(linked):
    assert await deliver(linked, message("Good morning")) == 204


@pytest.mark.parametrize(
    "given",
    [{"email_to": ["a@b.example"]}, {"chatwoot_url": "http://desk.example"}],
)
def test_what_is_set_half_is_said(tmp_path, given):
    settings = load_settings(home=tmp_path, handoff=given)
    store = open_store(settings.data)
    with pytest.raises(SettingsError, match="handoff"):
        channels(settings.handoff, store)
    store.close()

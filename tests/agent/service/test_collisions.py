"""Clients that get in each other's way: the same message by several doors at once, and tabs that are too many."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import httpx

from agent.service.connection import TABS


async def test_one_message_through_two_tabs_and_http_at_once_is_answered_once(serve):
    async with serve() as server, server.socket() as one, server.socket() as two, httpx.AsyncClient() as web:
        conversation = (await one.hello())["conversation"]
        await two.hello(conversation)
        body = {"conversation": conversation, "text": "hello", "id": "m1"}
        answers = await asyncio.gather(
            one.say("hello", id="m1"),
            two.say("hello", id="m1"),
            web.post(f"{server.http}/api/chat", json=body),
            web.post(f"{server.http}/api/chat", json=body),
        )
        seen = [await tab.until("done") for tab in (one, two)]
        assert seen[0] == seen[1]
        assert [frame["type"] for frame in seen[0]].count("said") == 1
        assert {answer.json()["reply"] for answer in answers[2:]} == {seen[0][-1]["reply"]}
        await one.say("next", id="m2")
        assert {frame["message"] for frame in await one.until("done", "m2")} == {"m2"}  # nothing more of m1


async def test_only_so_many_tabs_of_one_conversation(serve):
    async with AsyncExitStack() as stack, serve(sockets_per_address=1000) as server:
        tabs = [await stack.enter_async_context(server.socket()) for _ in range(TABS + 1)]
        conversation = (await tabs[0].hello())["conversation"]
        for tab in tabs[1:TABS]:
            await tab.hello(conversation)
        refused = await tabs[TABS].hello(conversation)
        assert refused["code"] == "too_many"
        assert await tabs[TABS].closed() == 1013
        tabs[1].drop()
        await server.until(lambda: len(server.chat) == TABS - 1)
        again = await stack.enter_async_context(server.socket())
        assert (await again.hello(conversation))["conversation"] == conversation
        await again.say("hello", id="m1")
        for tab in [*tabs[2:TABS], again]:
            assert (await tab.until("done"))[-1]["message"] == "m1"

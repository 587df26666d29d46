"""Customers who are signed in to the shop's own site, as the chat learns of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import jwt
import pytest

from agent.identity import Identities, Level
from agent.settings import IdentitySettings
from knowledge_base import Store, open_store
from knowledge_base.schema import Customer, CustomerId

SECRET = "a secret that the shop's own site signs its tokens with"
ANNA, JOERG = CustomerId("C-1"), CustomerId("C-2")


def token(customer: str, **changes: Any) -> str:
    now = time.time()
    return jwt.encode({"sub": customer, "iat": now, "exp": now + 600, **changes}, SECRET, "HS256")


@pytest.fixture
def people(tmp_path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    store.put([Customer(id=one, first_name="A", last_name="B", email=f"{one}@mail.example") for one in (ANNA, JOERG)])
    yield store
    store.close()


@pytest.fixture
def identities(people) -> Iterator[Identities]:
    known = Identities(people, IdentitySettings(token_secrets=(SECRET,)), {})
    yield known
    known.close()


@pytest.fixture
def house(serve, people, identities):
    """A server whose shop recognises customers."""

    @asynccontextmanager
    async def open_house():
        async with serve(identities=identities, stock=(people, None)) as server:
            yield server

    return open_house


async def hello(server, conversation=None, **more) -> Any:
    async with server.socket() as socket:
        await socket.send("hello", conversation=conversation, **more)
        return await socket.recv()


async def talked(server, **more) -> str:
    """A conversation with one message in it."""
    async with server.socket() as socket:
        await socket.send("hello", conversation=None, **more)
        welcome = await socket.recv()
        await socket.send("message", id="m1", text="hello")
        while (await socket.recv())["type"] != "done":
            pass
        return str(welcome["conversation"])


async def test_a_customer_who_is_signed_in_is_verified_from_the_first_frame(house, identities):
    async with house() as server:
        welcome = await hello(server, identity=token(ANNA))
        assert welcome["identity"] == {"level": "verified"}
        assert identities.of(welcome["conversation"]).customer == ANNA


async def test_nobody_is_known_without_a_token(house):
    async with house() as server:
        for more in ({}, {"identity": None}, {"identity": ""}):
            assert (await hello(server, **more))["identity"] == {"level": "anonymous"}


async def test_a_wrong_token_is_told_and_does_not_keep_anybody_from_talking(house):
    async with house() as server:
        welcome = await hello(server, identity=token(ANNA, exp=1))
        assert welcome["identity"] == {"level": "anonymous", "problem": "expired"}


async def test_a_customer_who_comes_back_is_known_still(house):
    async with house() as server:
        key = await talked(server, identity=token(ANNA))
        for more in ({}, {"identity": token(ANNA)}, {"identity": token(ANNA, exp=1)}):
            welcome = await hello(server, key, **more)
            assert (welcome["conversation"], welcome["identity"]["level"]) == (key, "verified")


@pytest.mark.parametrize("said", [token(JOERG), ""])
async def test_the_next_visitor_does_not_see_the_conversation_of_the_one_before(house, identities, said):
    async with house() as server:
        key = await talked(server, identity=token(ANNA))
        async with server.socket() as socket:
            await socket.send("hello", conversation=key, after=0, identity=said)
            welcome = await socket.recv()
            assert welcome["conversation"] != key and welcome["reset"]
            assert welcome["identity"]["level"] == ("verified" if said else "anonymous")
            await socket.send("message", id="m2", text="hi")
            assert (await socket.recv())["text"] == "hi"  # nothing of before came first
        assert identities.of(key).customer == (ANNA if said else None)


async def test_a_token_that_is_too_long_is_no_frame(house):
    async with house() as server:
        assert (await hello(server, identity="x" * 5000))["type"] == "error"


async def test_where_tries_come_from_is_known(house, identities):
    async with house() as server:
        key = await talked(server)
        assert identities._from(key, "") == identities._from("other", "127.0.0.1")


async def test_over_http_a_token_is_taken_or_refused(house, identities):
    async with house() as server, httpx.AsyncClient(base_url=server.http) as http:
        answer = await http.post("/api/chat", json={"text": "hi", "identity": token(ANNA)})
        key = answer.json()["conversation"]
        assert identities.of(key).level is Level.VERIFIED
        refused = await http.post("/api/chat", json={"text": "hi", "conversation": key, "identity": token(JOERG)})
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "identity_refused")
        broken = await http.post("/api/chat", json={"text": "hi", "identity": "nonsense"})
        assert (broken.status_code, broken.json()["error"]["message"]) == (401, "malformed")
        assert (await http.post("/api/chat", json={"text": "hi", "conversation": key})).status_code == 200
        out = await http.post("/api/chat", json={"text": "hi", "conversation": key, "identity": ""})
        assert out.status_code == 401
        assert identities.of(key).level is Level.ANONYMOUS


async def test_a_shop_that_knows_nobody_says_so(serve):
    async with serve() as server:
        assert (await hello(server, identity=token(ANNA)))["identity"] == {
            "level": "anonymous", "problem": "not configured",
        }  # fmt: skip

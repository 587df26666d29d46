from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import RateLimitError
from agent.service.limits import Buckets, Limits, Rates, header, origin_allowed
from agent.service.patience import PatientProtocol
from agent.settings import ChatSettings, ModelSettings, Settings


@given(waits=st.lists(st.floats(0, 5), min_size=1, max_size=60), rate=st.floats(0.1, 10), burst=st.integers(1, 10))
def test_no_more_than_the_burst_and_the_rate_pass(waits, rate, burst):
    now = [0.0]
    buckets = Buckets(rate, burst, clock=lambda: now[0])
    passed = 0
    for wait in waits:
        now[0] += wait
        passed += buckets.take("a") == 0
        assert passed <= burst + now[0] * rate + 1e-6


@given(rate=st.floats(0.1, 10), burst=st.integers(1, 10))
def test_what_is_told_to_wait_passes_after_the_wait(rate, burst):
    now = [0.0]
    buckets = Buckets(rate, burst, clock=lambda: now[0])
    while not (wait := buckets.take("a")):
        pass
    now[0] += wait + 1e-6
    assert buckets.take("a") == 0


def test_keys_do_not_share_and_the_oldest_is_forgotten():
    buckets = Buckets(1, 1, clock=lambda: 0.0, keys=2)
    assert buckets.take("a") == 0
    assert buckets.take("b") == 0
    assert buckets.take("a") > 0
    buckets.take("c")
    assert len(buckets) == 2
    assert buckets.take("b") > 0
    assert buckets.take("a") == 0  # forgotten, so full again


def test_a_conversation_and_an_address_each_have_their_rate():
    rates = Rates(Limits(messages_per_minute=1), clock=lambda: 0.0)
    rates.message("one", "address")
    with pytest.raises(RateLimitError) as refused:
        rates.message("one", "address")
    assert refused.value.retry_after == pytest.approx(60)
    for number in range(98):
        rates.message(f"other {number}", "address")
    rates.message("the hundredth", "address")
    with pytest.raises(RateLimitError):
        rates.message("one too many", "address")
    with pytest.raises(RateLimitError):
        rates.request("address")
    rates.request("elsewhere")


def test_settings_reach_the_limits():
    chat = ChatSettings(max_characters=5, messages_per_minute=6, max_upload_bytes=7, ping_seconds=8, max_sockets=9)
    limits = Limits.of(Settings(chat=chat))
    assert (limits.max_characters, limits.messages_per_minute, limits.max_upload_bytes) == (5, 6, 7)
    assert (limits.ping_seconds, limits.max_sockets, limits.sockets_per_address) == (8, 9, 500)
    assert limits.turns_at_once == 4
    elsewhere = ModelSettings(provider="openai", base_url="http://model", name="m")
    assert Limits.of(Settings(model=elsewhere)).turns_at_once == 64
    assert Limits.of(Settings(model=elsewhere, chat=ChatSettings(turns_at_once=3))).turns_at_once == 3


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "fits"),
    [
        (b"", b"shop.example", (), True),
        (b"https://shop.example", b"shop.example", (), True),
        (b"https://shop.example:8443", b"shop.example", (), False),
        (b"https://other.example", b"shop.example", ("https://other.example",), True),
        (b"https://other.example", b"shop.example", ("http://other.example",), False),
        (b"null", b"", (), False),
        (b"file://", b"", (), False),
    ],
)
def test_origins(origin, host, allowed, fits):
    headers = [(b"host", host)] + ([(b"origin", origin)] if origin else [])
    assert origin_allowed(headers, allowed) is fits
    assert header(headers, b"nothing") == ""


async def open_line(server, data: bytes):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    return reader, writer


@pytest.mark.parametrize("head", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nA: b"])
async def test_who_never_finishes_a_requests_head_is_hung_up_on(serve, monkeypatch, head):
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.05)
    async with serve() as server:
        reader, writer = await open_line(server, head)
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                assert await reader.read() == b""
        writer.close()


async def test_a_request_that_never_ends_its_head_is_not_kept(serve):
    async with serve() as server:
        reader, writer = await open_line(server, b"GET / HTTP/1.1\r\nHost: x\r\n")
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                for number in range(1_000):
                    writer.write(b"A%d: %s\r\n" % (number, b"b" * 1_000))
                    await writer.drain()
                assert await reader.read() == b""
        writer.close()


async def test_a_slow_answer_and_a_quiet_line_outlive_the_patience_with_heads(serve, monkeypatch):
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.05)
    async with serve() as server, httpx.AsyncClient(base_url=server.http) as http, server.socket() as socket:
        await socket.hello()
        answer = asyncio.ensure_future(http.post("/api/chat", json={"text": "hold"}))
        await server.shop.agent.held.wait()
        await asyncio.sleep(0.1)  # longer than a head may take
        server.shop.agent.go.set()
        assert (await answer).json()["reply"] == "hold "
        await socket.say("still here")
        await socket.until("done")


async def test_a_body_that_trickles_in_is_waited_for_only_so_long(serve):
    async with serve(limits=Limits(body_seconds=0.05)) as server:
        head = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
        reader, writer = await open_line(server, head)
        async with asyncio.timeout(5):
            answer = await reader.read()  # to its end: the line is closed
        assert answer.startswith(b"HTTP/1.1 408 ")
        writer.close()

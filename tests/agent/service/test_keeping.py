"""Sockets that are silent, slow, or too many: closed, with their frames kept."""

from __future__ import annotations

import asyncio
import socket as sockets
import struct

from agent.service.limits import Limits

LIMITS = Limits(ping_seconds=20, hello_seconds=10, messages_per_minute=100_000, frames_per_second=10_000)


async def test_a_quiet_socket_is_pinged_and_stays_while_it_answers(serve):
    now = [0.0]
    async with serve(limits=LIMITS, clock=lambda: now[0]) as server, server.socket() as socket:
        await socket.hello()
        for _ in range(5):
            now[0] += 20
            due = server.chat.check()
            assert len(due) == 1
            due[0].ping()
            assert (await socket.recv())["type"] == "ping"
            await socket.send("pong")
            await socket.say("hi", id=f"m{now[0]:.0f}")  # answered only after the pong was heard
            await socket.until("done")
        assert server.chat.check() == []


async def test_a_dead_peer_is_closed(serve):
    now = [0.0]
    async with serve(limits=LIMITS, clock=lambda: now[0]) as server, server.socket() as socket:
        await socket.hello()
        now[0] = 49.0
        server.chat.check()
        assert len(server.chat) == 1
        now[0] = 51.0
        server.chat.check()
        assert await socket.closed() == 4408


async def test_a_socket_without_hello_is_closed(serve):
    now = [0.0]
    async with serve(limits=LIMITS, clock=lambda: now[0]) as server, server.socket() as socket:
        await socket.connection.ping()
        await server.until(lambda: len(server.chat) == 1)
        now[0] = 11.0
        server.chat.check()
        assert await socket.closed() == 4408


async def test_the_keeper_pings_by_itself(serve):
    async with serve(limits=Limits(ping_seconds=0.05)) as server, server.socket() as socket:
        await socket.hello()
        assert (await socket.recv())["type"] == "ping"
        assert await socket.closed() == 4408  # it never said pong


async def test_only_so_many_sockets(serve):
    async with serve(max_sockets=2) as server, server.socket() as one, server.socket() as two:
        await one.hello()
        await two.hello()
        async with server.socket() as three:
            assert await three.closed() == 1013
        await one.connection.close()
        await server.until(lambda: len(server.chat) == 1)
        async with server.socket() as four:
            assert (await four.hello())["type"] == "welcome"


async def test_only_so_many_sockets_of_one_address(serve):
    async with serve(sockets_per_address=1) as server, server.socket() as one:
        await one.hello()
        async with server.socket() as two:
            assert await two.closed() == 1013


def listening(server):
    return sum(len(one.listeners) for one in server.chat.conversations._alive.values())


def masked(text: str) -> bytes:
    data = text.encode()
    head = struct.pack("!BB", 0x81, 0x80 | len(data)) if len(data) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(data))
    return head + bytes(4) + data


async def test_a_client_that_does_not_read_loses_its_socket_and_not_its_frames(serve):
    """Its frames pile up in the kernel first, then here; the conversation's other tab is not held up by it."""
    limits = Limits(
        outbox_frames=20, log_bytes=10**9, max_characters=60_000, messages_per_minute=100_000, frames_per_second=10_000
    )
    async with serve(limits=limits) as server, server.socket(max_size=None) as reader:
        await reader.hello()
        lazy = sockets.socket()
        lazy.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        lazy.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(lazy, ("127.0.0.1", server.port))
        handshake = (
            "GET /ws/chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await loop.sock_sendall(lazy, handshake.encode())
        assert b"101" in await loop.sock_recv(lazy, 12)
        hello = f'{{"v":1,"type":"hello","conversation":"{reader.conversation}","after":null}}'
        await loop.sock_sendall(lazy, masked(hello))
        await server.until(lambda: listening(server) == 2)
        said = 0
        frames = []
        while len(server.chat) == 2:
            await reader.say("x" * 50_000, id=f"m{said}")
            frames += await reader.until("done")
            said += 1
            assert said < 500, "the lazy client was never dropped"
        lazy.close()
        async with server.socket(max_size=None) as back:
            await back.hello(reader.conversation, frames[0]["seq"] - 1)
            assert [await back.recv() for _ in frames] == frames


async def test_metrics_count_sockets_and_turns_and_name_nobody(serve):
    import httpx

    async with serve() as server, server.socket() as socket, httpx.AsyncClient(base_url=server.http) as http:
        await socket.hello()
        await socket.say("my name is Ada Lovelace", id="m1")
        await socket.until("done")
        await socket.say("everything", id="m2")
        await socket.until("done")
        await socket.say("break", id="m3")
        await socket.until("error")
        text = (await http.get("/metrics")).text
    assert "xiaoer_sockets 1.0" in text
    assert 'xiaoer_turns_total{outcome="answered"} 2.0' in text
    assert 'xiaoer_turns_total{outcome="turn_failed"} 1.0' in text
    assert "xiaoer_turn_seconds_count 3.0" in text
    assert "xiaoer_withheld_total 1.0" in text
    assert "Ada" not in text
    assert socket.conversation not in text

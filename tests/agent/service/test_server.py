"""The server's own reading of frames: the same frames, however the network cuts them."""

from __future__ import annotations

import asyncio
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.service import server
from agent.service.limits import Limits

HANDSHAKE = (
    b"GET /ws/chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def frame(payload, mask=b"\x11\x22\x33\x44", opcode=0x81):
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", opcode, 0x80 | length)
    elif length < 65_536:
        head = struct.pack("!BBH", opcode, 0xFE, length)
    else:
        head = struct.pack("!BBQ", opcode, 0xFF, length)
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


PAYLOADS = st.binary(max_size=20) | st.integers(100, 300).map(bytes) | st.just(bytes(70_000))


@given(payload=PAYLOADS, mask=st.binary(min_size=4, max_size=4))
def test_a_whole_frame_is_read(payload, mask):
    expected = payload if len(payload) < 65_536 else None  # longer ones are refused by the parser
    assert server._whole_text(frame(payload, mask)) == expected


@given(payloads=st.lists(PAYLOADS, max_size=4), cut=st.integers(0, 500), opcode=st.sampled_from([0x81, 0x82, 0x89]))
def test_where_data_ends_is_known(payloads, cut, opcode):
    data = b"".join(frame(payload, opcode=opcode) for payload in payloads)
    assert server._ends_whole(data)
    ends, position = {0}, 0
    for payload in payloads:
        position += len(frame(payload, opcode=opcode))
        ends.add(position)
    piece = data[:cut]
    assert server._ends_whole(piece) == (len(piece) in ends)


@pytest.mark.parametrize("opcode", [0x01, 0x80, 0x82, 0x88, 0x89, 0xC1])
def test_only_final_text_frames_take_the_short_way(opcode):
    assert server._whole_text(frame(b"hello", opcode=opcode)) is None


def test_an_unmasked_frame_does_not_take_the_short_way():
    assert server._whole_text(b"\x81\x05hello") is None


def say(number, text="hi"):
    return frame(json.dumps({"v": 1, "type": "message", "id": f"m{number}", "text": text}).encode())


def parts():
    """One message sent as two fragments with a ping between them."""
    payload = json.dumps({"v": 1, "type": "message", "id": "m3", "text": "in two parts"}).encode()
    return frame(payload[:10], opcode=0x01) + frame(b"are you there", opcode=0x89) + frame(payload[10:], opcode=0x80)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
async def test_frames_are_heard_whatever_pieces_they_come_in(serve, size):
    limits = Limits(messages_per_minute=10_000)
    data = say(1) + say(2, "x" * 200) + parts() + say(4)
    async with serve(limits=limits) as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(b'{"v":1,"type":"hello"}'))
        await reader.readuntil(b'"welcome"')
        for start in range(0, len(data), size):
            writer.write(data[start : start + size])
            await writer.drain()
            await asyncio.sleep(0)
        await running.until(lambda: len(running.shop.agent.turns) == 4)
        writer.close()
    assert running.shop.agent.turns == ["hi", "x" * 200, "in two parts", "hi"]


async def test_a_text_that_is_no_utf8_is_refused(serve):
    async with serve() as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(b'{"v":1,"type":"hello"}'))
        await reader.readuntil(b'"welcome"')
        writer.write(frame(b'{"v":1,"type":"message","id":"m","text":"\xff\xfe"}'))
        assert b"bad_frame" in await reader.readuntil(b"bad_frame")
        writer.close()

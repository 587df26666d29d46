"""Whatever a client sends, it gets an error frame or is closed: never a traceback, and never anybody else's trouble."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from agent.errors import MessageError
from agent.service import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = {
    "v": st.sampled_from([1, 2, "1", None]),
    "type": st.sampled_from(["hello", "message", "pong", "said", "", None, 3]),
    "id": st.text(max_size=70) | JSON,
    "text": st.text(max_size=50) | JSON,
    "conversation": st.text(max_size=70) | JSON,
    "after": st.integers() | JSON,
    "attachments": st.lists(st.text(max_size=12)) | JSON,
}
NEARLY = st.fixed_dictionaries({}, optional=FIELDS).map(json.dumps)
FRAMES = NEARLY | JSON.map(json.dumps) | st.text(max_size=200)


@given(frame=FRAMES | st.binary(max_size=200))
def test_reading_gives_a_frame_or_names_the_fault(frame):
    try:
        read = wire.read(frame)
    except MessageError:
        return
    assert read["v"] == 1
    assert read["type"] in {"hello", "message", "pong"}


async def test_no_frame_brings_the_service_down(serve, caplog):
    async with serve(messages_per_minute=100_000) as server:
        loop = asyncio.get_running_loop()

        async def send(frames):
            async with server.socket() as socket:
                await socket.hello()
                with suppress(ConnectionClosed):  # a close is an answer too
                    for frame in frames:
                        await socket.connection.send(frame)
                    await socket.say("and now a real one", id="real")
                    while (frame := await socket.recv())["type"] != "done" or frame["message"] != "real":
                        assert frame.get("code") != "internal"

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(frames=st.lists(FRAMES | st.binary(max_size=100), max_size=6))
        def no_trouble(frames):
            asyncio.run_coroutine_threadsafe(send(frames), loop).result(20)

        await asyncio.to_thread(no_trouble)
        async with server.socket() as other:
            await other.hello()
            await other.say("all is well")
            assert (await other.until("done"))[-1]["reply"] == "all is well "
    assert "Traceback" not in caplog.text
    assert "failed" not in caplog.text

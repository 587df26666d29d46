"""Every door counts an address' requests before it does any work."""

from __future__ import annotations

from contextlib import suppress

import httpx
import pytest

from agent.errors import RateLimitError

ROUTES = [
    ("POST", "/api/chat", {"json": {"text": "hi"}}),
    ("POST", "/api/search", {"json": {"query": "tea"}}),
    ("GET", "/api/conversations/AAAAAAAAAAAAAAAAAAAAAAAA", {}),
    ("DELETE", "/api/conversations/AAAAAAAAAAAAAAAAAAAAAAAA", {}),
    ("POST", "/api/uploads", {"data": {"conversation": "A" * 24}, "files": {"file": ("a.jpg", b"x", "image/jpeg")}}),
    ("POST", "/v1/chat/completions", {"json": {"messages": [{"role": "user", "content": "hi"}]}}),
    ("GET", "/search?q=tea", {}),
]


def exhaust(server):
    """Use up what one address may ask; time stands still."""
    with suppress(RateLimitError):
        while True:
            server.app.state.rates.request("127.0.0.1")


@pytest.mark.parametrize(("method", "path", "options"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
async def test_a_flood_is_refused_before_anything_is_made_or_read(serve, method, path, options):
    async with (
        serve(messages_per_minute=1, clock=lambda: 0.0) as server,
        httpx.AsyncClient(base_url=server.http) as http,
    ):
        exhaust(server)
        answer = await http.request(method, path, **options)
        assert answer.status_code == 429
        assert answer.json()["error"]["code"] == "too_many"
        assert int(answer.headers["retry-after"]) >= 1
        assert len(server.chat.conversations) == 0


async def test_a_flood_of_hellos_is_refused_before_a_conversation_is_made(serve):
    async with serve(messages_per_minute=1, clock=lambda: 0.0) as server, server.socket() as socket:
        exhaust(server)
        assert (await socket.hello())["code"] == "too_many"
        assert await socket.closed() == 1013
        assert len(server.chat.conversations) == 0

"""A server that speaks OpenAI's protocol, faked at the socket; everything on our side is real."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from agent.build import open_shop
from agent.errors import SettingsError
from agent.events import ConversationId, Message, MessageId, Token, ToolStarted, TurnEnded, Withheld
from agent.health import checks
from agent.llm.openai import open_chat_model
from agent.settings import ModelSettings, load_settings


@dataclass
class Server:
    """Answers in order; each answer is a list of deltas to stream, or a status to fail with."""

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(json.dumps({"data": [{"id": "qwen"}]}).encode(), "application/json")

        def do_POST(self) -> None:
            state.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            answer = state.answers.pop(0)
            if isinstance(answer, int):
                self.send_response(answer)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                return
            chunks = [_chunk(delta) for delta in answer] + [_chunk({}, finish="stop"), b"data: [DONE]\n\n"]
            self._send(b"".join(chunks), "text/event-stream")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}/v1"
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "qwen", "choices": [choice]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def _call(name: str, arguments: str) -> dict[str, Any]:
    call = {"index": 0, "id": "call_0", "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "tool_calls": [call]}


def _settings(tmp_path: Any, server: Server) -> Any:
    model = {"provider": "openai", "base_url": server.url, "name": "qwen", "timeout": 5}
    return load_settings(home=tmp_path, model=model)


async def _hear(shop: Any, text: str) -> list[Any]:
    message = Message(id=MessageId("m-1"), text=text, page="P-7")
    return [event async for event in shop.agent.respond(ConversationId("c"), message)]


async def test_tools_words_and_the_guard_over_the_wire(tmp_path, server):
    server.answers = [
        [_call("search_products", '{"query": '), {"tool_calls": [{"index": 0, "function": {"arguments": '"tents"}'}}]}],
        [{"content": "Nothing "}, {"content": "there yet. It costs "}, {"content": "$5. Sorry!"}],
    ]
    async with open_shop(_settings(tmp_path, server)) as shop:
        events = await _hear(shop, "tents?")
    assert [event.arguments for event in events if isinstance(event, ToolStarted)] == [{"query": "tents"}]
    assert "".join(event.text for event in events if isinstance(event, Token)) == "Nothing there yet. Sorry!"
    assert [event.unproven for event in events if isinstance(event, Withheld)] == [("$5",)]
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    assert ended.model == "qwen"
    assert not ended.degraded


async def test_the_server_gets_tools_prompt_and_fenced_data(tmp_path, server):
    server.answers = [[_call("search_products", '{"query": "tents"}')], [{"content": "None."}]]
    async with open_shop(_settings(tmp_path, server)) as shop:
        await _hear(shop, "tents?")
    first, second = server.requests
    names = {tool["function"]["name"] for tool in first["tools"]}
    assert names >= {"search_products", "get_product", "compare_products", "browse_catalogue", "answer_question"}
    assert "hand_off" in names
    assert "P-7" in first["messages"][0]["content"]
    assert second["messages"][-1]["content"].startswith('<data from="search_products">')
    assert first["stream"] is True


async def test_the_embedded_model_answers_when_the_server_does_not(tmp_path, server):
    server.answers = [500, 500, 500, 500]
    async with open_shop(_settings(tmp_path, server)) as shop:
        events = await _hear(shop, "hello")
    assert events[-1].degraded
    assert events[-1].reply


def test_a_model_without_a_name_is_named():
    with pytest.raises(SettingsError, match=r"model\.name"):
        open_chat_model(ModelSettings(provider="openai"))


def test_the_embedded_provider_needs_no_server():
    assert open_chat_model(ModelSettings()) is None


def test_the_doctor_asks_the_server(tmp_path, server):
    settings = _settings(tmp_path, server)
    assert {check.name: check.state for check in checks(settings)}["chat model"] == "ok"
    other = load_settings(home=tmp_path, model={"provider": "openai", "base_url": server.url, "name": "gpt"})
    assert {check.name: check.state for check in checks(other)}["chat model"] == "note"

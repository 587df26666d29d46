"""A real server on a free port, real clients, and at the outer edge an agent that says what a test tells it to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent.events import (
    Card,
    Citation,
    Event,
    FiltersApplied,
    HandedOff,
    HandOffReason,
    Message,
    MessageId,
    NeedsConfirmation,
    QuickReplies,
    Said,
    Token,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    Withheld,
)
from agent.service import schema, server
from agent.service.app import create_app
from agent.service.limits import Limits
from agent.settings import Settings
from knowledge_base.schema import ENGLISH
from retrieval.search import Source


def _validator(frame: str) -> jsonschema.Draft202012Validator:
    definitions = schema.build()["$defs"]
    return jsonschema.Draft202012Validator({**definitions[frame], "$defs": definitions})


SERVER_FRAME = _validator("ServerFrame")
EVERYTHING: list[Event] = [
    ToolStarted(call="1", name="search_products", arguments={"query": "jacket"}),
    FiltersApplied(applied=("under $120",), relaxed=("blue",)),
    ToolFinished(call="1", name="search_products", result="CL-0001"),
    Token("Yes, "),
    Token("we have one [1]."),
    Withheld(sentence="It costs $3.", unproven=("$3",)),
    Card(product="CL-0001", title="Jacket", price="99.90", currency="USD", picture="CL-0001 a.webp", url="/products/1"),
    Citation(number=1, source=Source(kind="faq", id="returns.en", title="Returns", headings=("Returns",)), quote="30"),
    QuickReplies(choices=("In blue", "Cheaper")),
    NeedsConfirmation(proposal="p1", action="cancel_order", effect="Order 1 is cancelled"),
    HandedOff(reason=HandOffReason.ASKED, summary="Wants a person"),
]


class Parrot:
    """An agent with a memory that outlives it, as a database would.

    It repeats what it hears, word by word, and obeys a few words: "everything" emits every kind of event, "break"
    raises, "name them" says one of two products, "stop short" ends without an end, "hold" waits in the middle until
    the test lets it go.
    """

    def __init__(self, memory: dict[str, list[Said]] | None = None) -> None:
        self.memory = {} if memory is None else memory
        self.turns: list[str] = []  # the messages that were really answered
        self.held = asyncio.Event()  # a turn is in its middle
        self.go = asyncio.Event()
        self.heard: list[Message] = []

    async def respond(self, conversation: str, message: Message) -> AsyncIterator[Event]:
        self.heard.append(message)
        said = self.memory.setdefault(conversation, [])
        known = next((item for item in said if item.id == f"{message.id}-reply"), None)
        if known is not None:
            for event in known.events:
                yield event
            return
        self.turns.append(message.text)
        if not any(item.id == message.id for item in said):
            said.append(Said(id=message.id, author="customer", text=message.text, at="2026-01-01T00:00:00+00:00"))
        events: list[Event] = []
        async for event in self._events(message.text):
            events.append(event)
            yield event
        reply = "".join(event.text for event in events if isinstance(event, Token))
        end = TurnEnded(reply=reply, language=ENGLISH, model="parrot")
        if message.text != "stop short":
            said.append(
                Said(
                    id=MessageId(f"{message.id}-reply"),
                    author="agent",
                    text=reply,
                    at="2026-01-01T00:00:01+00:00",
                    events=(*events, end),
                )
            )
            yield end

    async def _events(self, text: str) -> AsyncIterator[Event]:
        if text == "break":
            yield Token("I was about")
            raise RuntimeError("the agent broke")
        if text == "everything":
            for event in EVERYTHING:
                yield event
                await asyncio.sleep(0)
            return
        if text == "name them":
            yield Token("Two: the Jacket and others.")
            for event in EVERYTHING:
                if isinstance(event, Card):
                    yield event
                    yield replace(event, product="CL-0002", title="Raincoat")
            return
        for word in text.split(" "):
            if word == "hold":
                self.held.set()
                await self.go.wait()
            yield Token(word + " ")
            await asyncio.sleep(0)

    async def history(self, conversation: str) -> Sequence[Said]:
        return list(self.memory.get(conversation, ()))

    async def forget(self, conversation: str) -> None:
        self.memory.pop(conversation, None)

    async def aclose(self) -> None:
        return


@dataclass
class Shop:
    """What the service needs of a shop; the real one is opened where search matters."""

    settings: Settings
    agent: Any
    store: Any = None
    searcher: Any = None
    desk: Any = None
    memory: Any = None
    identities: Any = None


class Socket:
    """A client that speaks the protocol and holds every frame it gets to the schema."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.last = 0
        self.conversation = ""

    async def send(self, type: str, **fields: Any) -> None:
        await self.connection.send(json.dumps({"v": 1, "type": type, **fields}))

    async def recv(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            frame: dict[str, Any] = json.loads(await self.connection.recv())
        SERVER_FRAME.validate(frame)
        self.last = max(self.last, frame.get("seq", 0) if frame["type"] != "welcome" else 0)
        return frame

    async def hello(self, conversation: str | None = None, after: int | None = None, locale: str | None = None) -> Any:
        await self.send("hello", conversation=conversation, after=after, locale=locale)
        welcome = await self.recv()
        self.conversation = welcome.get("conversation", "")
        return welcome

    async def say(self, text: str, id: str = "m1", **fields: Any) -> None:
        await self.send("message", id=id, text=text, **fields)

    async def until(self, type: str = "done", message: str | None = None) -> list[dict[str, Any]]:
        frames = []
        while True:
            frames.append(await self.recv())
            if frames[-1]["type"] == type and message in {None, frames[-1].get("message")}:
                return frames

    async def closed(self) -> int:
        """The close code, once the server has closed; frames before it are read away."""
        async with asyncio.timeout(5):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code or 0

    def drop(self) -> None:
        """Lose the line, as a phone does in a tunnel."""
        self.connection.transport.abort()


@dataclass
class Running:
    """A server that runs."""

    port: int
    shop: Shop
    app: Any
    server: Any

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def chat(self) -> Any:
        return self.app.state.chat

    async def until(self, true: Callable[[], bool]) -> None:
        """Let the server work until something is true of it."""
        async with asyncio.timeout(5):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0)

    @asynccontextmanager
    async def socket(self, **options: Any) -> AsyncIterator[Socket]:
        url = f"ws://127.0.0.1:{self.port}/ws/chat"
        async with connect(url, ping_interval=None, compression=None, close_timeout=1, **options) as connection:
            yield Socket(connection)


def shop(home: Path, agent: Any = None, **chat: Any) -> Shop:
    chat.setdefault("messages_per_minute", 10_000)
    return Shop(Settings(home=home, chat=chat), agent or Parrot())


@asynccontextmanager
async def run(served: Any, *, limits: Limits | None = None, **options: Any) -> AsyncIterator[Running]:
    """Serve a shop in this test's own event loop."""
    app = create_app(served, limits=limits, **options)
    listener = server.listen("127.0.0.1", 0)
    running = server.Server(server.config(app), app.state.chat)
    async with asyncio.TaskGroup() as group:
        group.create_task(running.serve(sockets=[listener]))
        await running.ready()
        try:
            yield Running(listener.getsockname()[1], served, app, running)
        finally:
            running.should_exit = True
    listener.close()


Serve = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """`async with serve(agent, limits=…, <chat settings>)`: a server over a small shop."""
    monkeypatch.setattr(server, "_GARBAGE", (700, 10, 10))  # the test process is not a server
    monkeypatch.setattr(server, "_SWITCH", 0.005)

    def start(
        agent: Any = None,
        *,
        limits: Limits | None = None,
        clock: Any = None,
        stock: Any = (None, None),
        identities: Any = None,
        **chat: Any,
    ) -> Any:
        options = {} if clock is None else {"clock": clock}
        served = shop(tmp_path, agent, **chat)
        served.store, served.searcher = stock
        served.identities = identities
        return run(served, limits=limits, **options)

    return start


@pytest.fixture
def parrot() -> Callable[..., Parrot]:
    """The class, for tests that make several."""
    return Parrot


@pytest.fixture(name="run")
def _run() -> Callable[..., AbstractAsyncContextManager[Running]]:
    """`async with run(shop)`: a server over any shop."""
    return run


@pytest.fixture(scope="session")
def server_frame() -> jsonschema.Draft202012Validator:
    """What the published schema says of the server's frames."""
    return SERVER_FRAME


@pytest.fixture(scope="session")
def client_frame() -> jsonschema.Draft202012Validator:
    """What the published schema says of a client's frames."""
    return _validator("ClientFrame")

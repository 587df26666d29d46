"""How many messages a second our chat handler takes, against a bare FastAPI websocket that echoes.

Both run under the same server in processes of their own, and the same raw client drives them by turns, so that the
handler is what differs. Our handler parses, checks the rates, numbers, logs and answers each message with
three frames (`said`, `token`, `done`), by an agent that answers at once. Run: python benchmarks/chat_socket.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import socket
import statistics
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

TEXT = "Do you have a waterproof jacket in blue under $120?"


class InstantAgent:
    """Answers at once, so that only the service is measured."""

    async def respond(self, conversation: Any, message: Any) -> AsyncIterator[Any]:  # noqa: ARG002
        """A token and the end."""
        from agent.events import Token, TurnEnded

        yield Token("Yes, we do.")
        yield TurnEnded(reply="Yes, we do.", language="en")  # type: ignore[arg-type]

    async def history(self, conversation: Any) -> Sequence[Any]:  # noqa: ARG002
        """Nothing."""
        return ()


@dataclass
class BareShop:
    """As much of a shop as the chat socket needs."""

    settings: Any
    agent: Any
    store: Any = None
    searcher: Any = None
    identities: Any = None
    desk: Any = None
    memory: Any = None


def chat_app(home: Path) -> Any:
    from agent.service.app import create_app
    from agent.service.limits import Limits
    from agent.settings import Settings

    limits = Limits(messages_per_minute=10**9, frames_per_second=10**9, sockets_per_address=10**6, max_sockets=10**6)
    return create_app(BareShop(Settings(home=home), InstantAgent()), limits=limits)  # type: ignore[arg-type]


def echo_app(_: Path) -> Any:
    app = FastAPI()

    @app.websocket("/ws/chat")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(await websocket.receive_text())
        except WebSocketDisconnect:
            pass

    return app


def serve(make: Callable[[Path], Any], listener: socket.socket, home: Path) -> None:
    from agent.service.server import Server, config

    app = make(home)
    if make is echo_app:
        bare = uvicorn.Config(app, ws="websockets-sansio", loop="uvloop", log_level="warning", ws_ping_interval=None)
        bare.ws_per_message_deflate = False
        uvicorn.Server(bare).run(sockets=[listener])
    else:
        Server(config(app), app.state.chat).run(sockets=[listener])


@contextmanager
def running(make: Callable[[Path], Any], home: Path):  # noqa: ANN201
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    process = multiprocessing.get_context("fork").Process(target=serve, args=(make, listener, home), daemon=True)
    process.start()
    port = listener.getsockname()[1]
    listener.close()
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.join(10)


def masked(text: str) -> bytes:
    """A client's text frame; a mask of zeros is a mask."""
    data = text.encode()
    if len(data) < 126:
        return struct.pack("!BB4x", 0x81, 0x80 | len(data)) + data
    return struct.pack("!BBH4x", 0x81, 0x80 | 126, len(data)) + data


HANDSHAKE = (
    b"GET /ws/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
HELLO = masked('{"v":1,"type":"hello","conversation":null,"after":null,"locale":"en"}')


class Client(asyncio.Protocol):
    """Says one thing after the other, each when the one before is answered."""

    def __init__(self, number: int, mark: bytes, *, greets: bool) -> None:
        self.number = number
        self.mark = mark
        self.greets = greets
        self.count = 0
        self.running = False
        self.ready = asyncio.get_running_loop().create_future()
        self.tail = b""

    def connection_made(self, transport: Any) -> None:
        """Shake hands."""
        self.transport = transport
        transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        """Count an answer and go on."""
        if not self.ready.done():
            self.tail += data
            if self.greets and self.tail.endswith(b"\r\n\r\n"):
                self.transport.write(HELLO)
            if b'"welcome"' in self.tail or (not self.greets and b"\r\n\r\n" in self.tail):
                self.tail = b""
                self.ready.set_result(None)
            return
        if self.mark in data or self.mark in self.tail + data:
            self.tail = b""
            self.count += 1
            if self.running:
                self.say()
        else:
            self.tail = data[-len(self.mark) :]

    def say(self) -> None:
        """Send a message."""
        frame = {"v": 1, "type": "message", "id": f"{self.number:04}-{self.count:08}", "text": TEXT}
        self.transport.write(masked(json.dumps(frame)))


async def measure(port: int, mark: bytes, *, clients: int, seconds: float, greets: bool) -> float:
    """Messages a second."""
    loop = asyncio.get_running_loop()
    crowd = []
    for number in range(clients):
        made = lambda number=number: Client(number, mark, greets=greets)  # noqa: E731
        crowd.append((await loop.create_connection(made, "127.0.0.1", port))[1])
    await asyncio.gather(*(client.ready for client in crowd))
    for client in crowd:
        client.running = True
        client.say()
    await asyncio.sleep(seconds / 5)  # warm
    before, started = sum(client.count for client in crowd), time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (sum(client.count for client in crowd) - before) / (time.perf_counter() - started)
    for client in crowd:
        client.running = False
        client.transport.abort()
    return rate


def spent(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def interval(values: Sequence[float]) -> list[float]:
    """The middle 95% of the medians of resampled values."""
    dice = random.Random(1)
    medians = sorted(statistics.median(dice.choices(values, k=len(values))) for _ in range(2000))
    return [round(medians[50], 3), round(medians[1949], 3)]


def wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            time.sleep(1.5)  # imports
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    asked = {"clients": options.clients, "seconds": options.seconds}
    with (
        tempfile.TemporaryDirectory() as home,
        running(echo_app, Path(home)) as echo,
        running(chat_app, Path(home)) as chat,
    ):
        wait(echo[0])
        wait(chat[0])
        pairs = []
        for place in range(options.rounds):
            costs = [spent(echo[1]), spent(chat[1])]
            runs = {
                "bare": lambda: uvloop.run(measure(echo[0], b"waterproof", greets=False, **asked)),
                "ours": lambda: uvloop.run(measure(chat[0], b'"type":"done"', greets=True, **asked)),
            }
            order = ("bare", "ours") if place % 2 == 0 else ("ours", "bare")  # a load that drifts favours neither
            rates = {name: runs[name]() for name in order}
            bare, ours = rates["bare"], rates["ours"]
            costs = [spent(echo[1]) - costs[0], spent(chat[1]) - costs[1]]
            answered = options.seconds * 1.2
            pairs.append((bare, ours, costs[0] / (bare * answered), costs[1] / (ours * answered)))
    ratios = [pair[1] / pair[0] for pair in pairs]
    cpu_ratios = [pair[2] / pair[3] for pair in pairs]
    found = {
        "echo_per_second": round(statistics.median(pair[0] for pair in pairs)),
        "chat_per_second": round(statistics.median(pair[1] for pair in pairs)),
        "echo_cpu_us": round(statistics.median(pair[2] for pair in pairs) * 1e6, 1),
        "chat_cpu_us": round(statistics.median(pair[3] for pair in pairs) * 1e6, 1),
        "cpu_ratio": round(statistics.median(cpu_ratios), 3),
        "cpu_ratio_95": interval(cpu_ratios),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_95": interval(ratios),
        "lowest": round(min(ratios), 3),
        "highest": round(max(ratios), 3),
        "rounds": options.rounds,
        "clients": options.clients,
        "cores": os.cpu_count(),
    }
    print(json.dumps(found) if options.json else "\n".join(f"{name:>16}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()

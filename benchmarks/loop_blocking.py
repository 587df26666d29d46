"""For how long the server's event loop is held up while a hundred customers chat with the demo shop.

A heartbeat in the server process asks to be woken every 5 ms and notes how late it is; the clients, in a process of
their own, each ask one question after the other with a pause between. Run: python benchmarks/loop_blocking.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import socket
import statistics
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvloop
from websockets.asyncio.client import connect

BEAT = 0.005
QUESTIONS = (
    "do you have a waterproof jacket under $120?",
    "in blue?",
    "cheaper",
    "how long can I return things?",
    "有红色的裙子吗",
    "运费是多少？",
    "compare the first two",
    "is the second one in stock?",
    "show me headphones",
    "a present for a six year old",
    "thanks!",
    "what sizes does it come in?",
    "are you human?",
    "50到100元的台灯",
)


async def heartbeat(late: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(BEAT)
        late.append(time.perf_counter() - asked - BEAT)


async def serve(home: Path, listener: socket.socket, wire: Connection) -> None:
    from agent.build import open_shop
    from agent.service.app import create_app
    from agent.service.limits import Limits
    from agent.service.server import Server, config
    from agent.settings import Settings

    late: list[float] = []
    settings = Settings(home=home)
    async with open_shop(settings) as shop:
        limits = replace(Limits.of(settings), messages_per_minute=100_000)
        app = create_app(shop, limits=limits)
        server = Server(config(app), app.state.chat)
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[listener]))
            await server.ready()
            wire.send("ready")
            await asyncio.to_thread(wire.recv)  # the clients have warmed it up
            beats = group.create_task(heartbeat(late))
            await asyncio.to_thread(wire.recv)
            beats.cancel()
            server.should_exit = True
    wire.send(late)


def run(home: Path, listener: socket.socket, wire: Connection) -> None:
    uvloop.run(serve(home, listener, wire))


async def chat(port: int, until: list[float], think: float, took: list[float]) -> None:
    async with connect(f"ws://127.0.0.1:{port}/ws/chat", ping_interval=None, compression=None) as line:
        await line.send('{"v":1,"type":"hello","conversation":null}')
        number = 0
        while time.perf_counter() < until[0]:
            await asyncio.sleep(random.uniform(0.5, 1.5) * think)
            number += 1
            text = random.choice(QUESTIONS)
            started = time.perf_counter()
            await line.send(
                json.dumps({"v": 1, "type": "message", "id": f"m{number}", "text": text}, ensure_ascii=False)
            )
            while '"type":"done"' not in await line.recv():
                pass
            took.append(time.perf_counter() - started)


async def crowd(port: int, clients: int, seconds: float, think: float) -> list[float]:
    took: list[float] = []
    until = [time.perf_counter() + seconds]
    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(chat(port, until, think, took))
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".xiaoer/demo"), help="home of a demo shop with its index")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--think", type=float, default=5, help="seconds between an answer and the next question")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    port = listener.getsockname()[1]
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=run, args=(options.home, listener, theirs), daemon=True
    )
    process.start()
    ours.recv()
    uvloop.run(crowd(port, 10, 2, 0.2))
    ours.send("begin")
    took = uvloop.run(crowd(port, options.clients, options.seconds, options.think))
    ours.send("end")
    late: list[float] = ours.recv()
    process.join(20)
    found: dict[str, Any] = {
        "clients": options.clients,
        "turns_per_second": round(len(took) / options.seconds, 1),
        "turn_p50_ms": round(statistics.median(took) * 1000, 1),
        "turn_p95_ms": round(sorted(took)[int(len(took) * 0.95)] * 1000, 1),
        "late_p50_ms": round(statistics.median(late) * 1000, 2),
        "late_p99_ms": round(sorted(late)[int(len(late) * 0.99)] * 1000, 2),
        "late_max_ms": round(max(late) * 1000, 1),
        "late_over_50_ms": sum(beat > 0.05 for beat in late),
        "beats": len(late),
    }
    print(json.dumps(found) if options.json else "\n".join(f"{name:>18}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()

"""How long a whole turn takes on the demo shop, with durable memory.

    python benchmarks/turn.py HOME

HOME holds the demo shop (`xiaoer demo`). A turn is from `respond` being called to its last event, with LangGraph's
durability "sync" (each step is committed to SQLite, WAL, before the next begins) and the log of turns. 200 and more
varied messages, English and Chinese, in conversations of up to eight turns, one after the other, after a warm-up.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from uuid import uuid4

import yaml

from agent.build import open_shop
from agent.events import Agent, ConversationId, Message, MessageId, TurnEnded
from agent.settings import load_settings

CONVERSATIONS: list[list[str]] = yaml.safe_load((Path(__file__).parent / "turn.yaml").read_text("utf-8"))


async def measure(home: Path, rounds: int) -> None:
    async with open_shop(load_settings(home=home)) as shop:
        for conversation in CONVERSATIONS:
            await _talk(shop.agent, conversation)  # warm-up
        seconds: list[float] = []
        by_tools: dict[str, list[float]] = defaultdict(list)
        lag = asyncio.ensure_future(_lag())
        for _ in range(rounds):
            for conversation in CONVERSATIONS:
                for took, tools in await _talk(shop.agent, conversation):
                    seconds.append(took)
                    by_tools[tools].append(took)
        lag.cancel()
    ordered = sorted(seconds)
    print(
        json.dumps(
            {
                "turns": len(ordered),
                "p50_ms": round(1000 * median(ordered), 1),
                "p95_ms": round(1000 * ordered[int(len(ordered) * 0.95)], 1),
                "p99_ms": round(1000 * ordered[int(len(ordered) * 0.99)], 1),
                "longest_ms": round(1000 * ordered[-1], 1),
                "loop_blocked_longest_ms": round(1000 * max(_LAGS, default=0.0), 1),
                "p50_ms_by_tools": {tools: round(1000 * median(took), 1) for tools, took in sorted(by_tools.items())},
            },
            indent=2,
        )
    )


_LAGS: list[float] = []


async def _lag() -> None:
    """How long the event loop kept others waiting."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        _LAGS.append(time.perf_counter() - begun - 0.001)


async def _talk(agent: Agent, texts: list[str]) -> list[tuple[float, str]]:
    conversation = ConversationId(str(uuid4()))
    turns = []
    for text in texts:
        begun = time.perf_counter()
        tools = 0
        async for event in agent.respond(conversation, Message(id=MessageId(str(uuid4())), text=text)):
            tools += type(event).__name__ == "ToolStarted"
            if isinstance(event, TurnEnded):
                turns.append((time.perf_counter() - begun, f"{tools} tools"))
    return turns


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.home, arguments.rounds))

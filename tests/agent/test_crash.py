"""The process is killed in mid-turn; the customer sends the message again, and everything happened once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from agent.settings import load_settings
from knowledge_base import open_store
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId

_CHILD = """
import asyncio, json, os, signal, sys
from agent.build import open_shop
from agent.events import ConversationId, Message, MessageId
from agent.settings import load_settings
from agent.tools.products import Catalogue

home, when = sys.argv[1:3]
done = []

def die():
    os.kill(os.getpid(), signal.SIGKILL)

search = Catalogue.search

def searching(*arguments):
    if when == "in the tool":
        die()
    with open(home + "/effects", "a") as file:
        file.write("searched\\n")
    return search(*arguments)

Catalogue.search = searching

async def main():
    async with open_shop(load_settings(home=home)) as shop:
        message = Message(id=MessageId("m-1"), text="show me tents")
        async for event in shop.agent.respond(ConversationId("c"), message):
            if type(event).__name__ == when:
                die()
            done.append(type(event).__name__)
        said = await shop.agent.history(ConversationId("c"))
        state = await shop.agent._graph.aget_state({"configurable": {"thread_id": "c"}})
        messages = [[type(m).__name__, len(getattr(m, "tool_calls", []))] for m in state.values["messages"]]
        authors = [s.author for s in said]
        print(json.dumps({"events": done, "history": authors, "reply": said[-1].text, "messages": messages}))

asyncio.run(main())
"""


def _run(home: Any, when: str) -> tuple[int, dict[str, Any] | None]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(home), when], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else None


@pytest.fixture
def home(tmp_path: Any) -> Any:
    settings = load_settings(home=tmp_path)
    store = open_store(settings.data)
    variant = Variant(id=VariantId("T-1-1"), price=Money(Decimal(189), "USD"), stock=5)
    store.put([Product(id=ProductId("T-1"), title="Ridge Two Tent", variants=(variant,), categories=("Tents",))])
    store.close()
    return tmp_path


@pytest.mark.parametrize("when", ["ToolStarted", "in the tool", "Token", "TurnEnded"])
def test_a_killed_turn_is_taken_up_again_and_nothing_happens_twice(home, when):
    assert _run(home, when)[0] == -signal.SIGKILL
    code, result = _run(home, "never")
    assert code == 0
    assert result is not None
    assert result["history"] == ["customer", "agent"]
    assert "$189.00" in result["reply"]
    assert result["events"].count("TurnEnded") == 1
    assert result["messages"] == [["HumanMessage", 0], ["AIMessage", 1], ["ToolMessage", 0], ["AIMessage", 0]]
    if when in {"Token", "TurnEnded"}:
        assert (home / "effects").read_text() == "searched\n"  # the first try's: its result was on disk by then

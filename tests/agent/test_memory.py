"""What conversations remember, on each engine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import MessagesState, StateGraph

from agent.errors import SettingsError
from agent.events import Attachment, ConversationId, Message, MessageId, Token, TurnEnded
from agent.memory import FINISHED, INTERRUPTED, STARTED, Memory, open_memory
from knowledge_base.home import Home
from knowledge_base.schema import ENGLISH

C = ConversationId("c")
HELLO = Message(
    id=MessageId("m-1"), text="hello 你好", attachments=(Attachment(id="a", media_type="image/png", path="a.png"),)
)
EVENTS = [Token("Hi"), TurnEnded(reply="Hi", language=ENGLISH)]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of these tests' own."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not folders:
        pytest.fail("PostgreSQL's binaries are not below /usr/lib/postgresql; apt install postgresql", pytrace=False)
    root = os.getuid() == 0
    user = pwd.getpwnam("postgres").pw_uid if root else os.getuid()
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-memory-", dir="/tmp"))
    os.chown(folder, user, -1)

    def run(*command: object) -> None:
        subprocess.run(
            [str(part) for part in command], check=True, capture_output=True, cwd="/", user=user if root else None
        )

    try:
        run(folders[0] / "initdb", "-D", folder / "data", "-U", "shop", "-A", "trust", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        run(folders[0] / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://shop@/postgres?host={folder}"
        run(folders[0] / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def memory(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Memory]:
    url = request.getfixturevalue("server") if request.param == "postgresql" else ""
    async with open_memory(Home(tmp_path, url)) as opened:
        await opened.forget(C)
        yield opened


async def test_a_turn_begins_and_ends(memory):
    assert await memory.turn(C, HELLO.id) is None
    await memory.begin(C, HELLO, 1)
    begun = await memory.turn(C, HELLO.id)
    assert begun is not None
    assert (begun.status, begun.text, begun.attachments, begun.ended) == (
        STARTED,
        "hello 你好",
        HELLO.attachments,
        None,
    )
    await memory.end(C, HELLO.id, FINISHED, EVENTS)
    ended = await memory.turn(C, HELLO.id)
    assert ended is not None
    assert (ended.status, list(ended.events)) == (FINISHED, EVENTS)
    assert ended.ended is not None
    assert ended.ended >= ended.started


async def test_turns_keep_their_order_and_place(memory):
    for number in (1, 2, 3):
        await memory.begin(C, Message(id=MessageId(f"m-{number}"), text=str(number)), number)
    await memory.end(C, MessageId("m-2"), INTERRUPTED, EVENTS)
    await memory.begin(C, Message(id=MessageId("m-2"), text="2"), 9)  # again
    assert [(turn.message, turn.number) for turn in await memory.turns(C)] == [("m-1", 1), ("m-2", 2), ("m-3", 3)]
    known, last = await memory.where(C, MessageId("m-2"))
    assert known is not None
    assert last is not None
    assert (known.message, last.message) == ("m-2", "m-3")
    assert await memory.where(C, MessageId("m-7")) == (None, last)
    assert await memory.where(ConversationId("nobody"), MessageId("m-1")) == (None, None)


async def test_conversations_do_not_mix_and_are_forgotten(memory):
    other = ConversationId("d")
    await memory.begin(C, HELLO, 1)
    await memory.begin(other, HELLO, 1)
    await memory.forget(C)
    assert await memory.turns(C) == []
    assert len(await memory.turns(other)) == 1
    await memory.forget(other)


async def test_pruning_keeps_the_newest_state_alone(memory):
    graph: Any = StateGraph(MessagesState)
    graph.add_node("answer", lambda state: {"messages": [AIMessage("yes")]})
    graph.set_entry_point("answer")
    runs = graph.compile(checkpointer=memory.saver)
    config: Any = {"configurable": {"thread_id": C}}
    for _ in range(3):
        await runs.ainvoke({"messages": [HumanMessage("and?")]}, config, durability="sync")
    before = [one async for one in memory.saver.alist(config)]
    await memory.prune(C)
    after = [one async for one in memory.saver.alist(config)]
    assert len(before) > 1
    assert len(after) == 1
    state = await runs.aget_state(config)
    assert len(state.values["messages"]) == 6
    result = await runs.ainvoke({"messages": [HumanMessage("more?")]}, config)
    assert len(result["messages"]) == 8


async def test_postgresql_without_its_extra_says_which(monkeypatch, tmp_path):
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("psycopg"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"xiaoer\[postgres\]"):
        async with open_memory(Home(tmp_path, "postgresql://nowhere/x")):
            pass

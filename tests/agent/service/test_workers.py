"""How turns share the workers: fairly, and none can take one with it."""

from __future__ import annotations

import asyncio
import contextvars

from agent.events import Message, MessageId, Token, TurnEnded
from agent.service.conversations import Conversations
from agent.service.limits import Limits
from agent.service.metrics import Metrics
from knowledge_base.schema import Language


class Scripted:
    """Answers by the message's text."""

    def __init__(self):
        self.order = []
        self.turns: asyncio.Queue[str] = asyncio.Queue()

    async def begun(self, conversation):
        """Wait until a turn of this conversation has begun."""
        while await self.turns.get() != conversation.id:
            pass

    async def respond(self, conversation, message):
        self.order.append(message.id)
        self.turns.put_nowait(conversation)
        if message.text == "wait":
            await asyncio.sleep(3600)
        if message.text == "stubborn":
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                yield Token("I go on. ")
        await asyncio.sleep(0)
        yield TurnEnded(reply="", language=Language("en"))


def of(id, text="hi"):
    return Message(id=MessageId(id), text=text)


async def idle(conversations):
    await conversations._quiet.wait()


def opened(agent, clock=lambda: 0.0, **limits):
    return Conversations(agent, Metrics(), limits=Limits(grace_seconds=0, **limits), clock=clock)


async def test_a_talkative_customer_waits_behind_the_others():
    agent = Scripted()
    conversations = opened(agent, turns_at_once=1)
    async with conversations.running():
        talkative, brief = conversations.create(), conversations.create()
        for number in range(3):
            conversations.submit(talkative, of(f"t{number}"))
        conversations.submit(brief, of("b"))
        await idle(conversations)
    assert agent.order == ["t0", "b", "t1", "t2"]


async def test_an_agent_that_will_not_be_cut_off_costs_no_later_turn_its_worker():
    now = [0.0]
    agent = Scripted()
    conversations = opened(agent, clock=lambda: now[0], turns_at_once=1, turn_seconds=10)
    async with conversations.running():
        stubborn, slow, last = (conversations.create() for _ in range(3))
        for conversation, text in ((stubborn, "stubborn"), (slow, "wait"), (last, "hi")):
            conversations.submit(conversation, of("m", text))
        for running in (stubborn, slow):
            await agent.begun(running)
            now[0] += 11
            conversations.stop_late()
        await idle(conversations)
    assert [one.turns["m"].failure if "m" in one.turns else "" for one in (stubborn, slow, last)] == [
        "",
        "turn_timeout",
        "",
    ]


async def test_what_waits_at_the_end_is_told_so():
    conversations = opened(Scripted(), turns_at_once=1)
    async with conversations.running():
        first, second = conversations.create(), conversations.create()
        waiting = [conversations.submit(first, of("m", "wait")), conversations.submit(second, of("m", "wait"))]
        await asyncio.sleep(0)
    assert [turn.failure for turn in waiting] == ["stopped", "stopped"]
    assert not first.running and not second.running


async def test_one_turns_context_is_not_the_nexts():
    mark = contextvars.ContextVar("mark", default="clean")
    seen = []

    class Marking:
        async def respond(self, conversation, message):
            seen.append(mark.get())
            mark.set(message.id)
            yield TurnEnded(reply="", language=Language("en"))

    conversations = opened(Marking(), turns_at_once=1)
    async with conversations.running():
        for name in "abc":
            conversations.submit(conversations.create(), of(name))
        await idle(conversations)
    assert seen == ["clean", "clean", "clean"]

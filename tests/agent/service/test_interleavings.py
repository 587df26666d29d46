"""Any interleaving of turns, drops, resumes and trimming: every tab has each frame once, in order, or begins anew."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.events import ConversationId, Message, MessageId
from agent.service import wire
from agent.service.turns import Conversation, Turn


class Tab:
    """A client with a line that may lose what is under way."""

    def __init__(self, conversation):
        self.conversation = conversation
        self.under_way: list[bytes] = []
        self.seen: list[dict[str, Any]] = []
        self.base = None  # the number after which it must have everything; None after a reset

    def push(self, frame):
        self.under_way.append(frame)

    def close(self, code, reason):
        raise AssertionError("nobody closes a tab here")

    def join(self, history):
        """As the service does on hello: replay, then listen."""
        after = self.seen[-1]["seq"] if self.seen else None
        replay = None if after is None else self.conversation.since(after)
        if replay is None:
            replay = self.conversation.whole(history)
            self.seen, self.base = [], None
        self.under_way = list(replay)
        self.conversation.listeners.append(self)

    def read(self, most):
        taken, self.under_way = self.under_way[:most], self.under_way[most:]
        self.seen += [json.loads(frame) for frame in taken]

    def drop(self):
        self.conversation.listeners.remove(self)
        self.under_way = []


class Log(RuleBasedStateMachine):
    """One conversation, three tabs, and an agent whose turns come in pieces."""

    def __init__(self):
        super().__init__()
        self.conversation = Conversation(ConversationId("c" * 24))
        self.tabs = [Tab(self.conversation) for _ in range(3)]
        self.on: set[int] = set()
        self.published: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.waiting: list[str] = []
        self.reply = ""
        self.count = 0

    def publish(self, body):
        self.conversation.publish(body)
        self.published.append(dict(body))

    @precondition(lambda self: len(self.waiting) < 3)
    @rule(text=st.text(max_size=40))
    def say(self, text):
        """A message is taken, perhaps while another is answered."""
        self.count += 1
        message = f"m{self.count}"
        self.conversation.turns[message] = Turn(Message(id=MessageId(message), text=text))
        self.waiting.append(message)
        self.publish(wire.said(message, author="customer", text=text, at="now"))

    @precondition(lambda self: self.waiting)
    @rule(text=st.text(min_size=1, max_size=40))
    def piece(self, text):
        """The oldest message's answer goes on."""
        self.reply += text
        self.publish({"type": "token", "message": self.waiting[0], "text": text})

    @precondition(lambda self: self.waiting)
    @rule(most=st.integers(0, 2000))
    def end(self, most):
        """It ends, and the log is cut to a size."""
        message = self.waiting.pop(0)
        turn = self.conversation.turns[message]
        self.publish(wire.done(message, reply=self.reply, language="en", at="now"))
        text = turn.message.text
        self.history += [wire.said(message, author="customer", text=text, at="now")]
        self.history += [{"type": "token", "message": message, "text": self.reply}] if self.reply else []
        self.history += [wire.done(message, reply=self.reply, language="en", at="now")]
        turn.end()
        self.conversation.settle(turn)
        self.conversation.trim(most)
        self.reply = ""

    @rule(place=st.integers(0, 2))
    def join_or_drop(self, place):
        """A tab comes, or is lost with what was under way to it."""
        tab = self.tabs[place]
        if place in self.on:
            tab.drop()
        else:
            tab.join(self.history)
        self.on ^= {place}

    @rule(place=st.integers(0, 2), most=st.integers(1, 6))
    def read(self, place, most):
        """Some frames arrive."""
        self.tabs[place].read(most)

    @invariant()
    def numbers_rise(self):
        """Nothing comes twice, nothing out of order."""
        for tab in self.tabs:
            numbers = [frame["seq"] for frame in tab.seen]
            assert numbers == sorted(set(numbers))

    def teardown(self):
        """Once everybody has come back and read everything, all have the whole conversation."""
        for place, tab in enumerate(self.tabs):
            if place not in self.on:
                tab.join(self.history)
            tab.read(10**6)
            assert told(tab.seen) == told(self.published)


def told(frames):
    """What a client has been told: who said what, and each message's reply, in order."""
    words: dict[tuple[str, str], str] = {}
    for frame in frames:
        key = (frame["type"], frame["message"])
        words[key] = words.get(key, "") + frame.get("text", frame.get("reply", ""))
    return {key: text for key, text in words.items() if text or key[0] != "token"}


TestLog = Log.TestCase
TestLog.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

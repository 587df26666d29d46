"""The log, as a pure thing: whatever is published, trimmed and asked for, a client can always catch up."""

from __future__ import annotations

import json
import time

from hypothesis import given
from hypothesis import strategies as st

from agent.events import ConversationId, Message, MessageId
from agent.service import turns, wire
from agent.service.turns import Conversation, Turn


def fill(script, most):
    """A conversation after a script of turns: each a list of token texts. Also everything it ever published."""
    conversation = Conversation(ConversationId("c" * 24))
    published, history = [], []

    class Ear:
        def push(self, frame):
            published.append(json.loads(frame))

        def close(self, code, reason):
            raise AssertionError(f"closed with {code}: {reason}")

    conversation.listeners.append(Ear())
    for number, tokens in enumerate(script):
        message = f"m{number}"
        conversation.turns[message] = Turn(Message(id=MessageId(message), text="hi"))
        conversation.publish(wire.said(message, author="customer", text="hi", at="now"))
        for token in tokens:
            conversation.publish({"type": "token", "message": message, "text": token})
        reply = "".join(tokens)
        conversation.publish(wire.done(message, reply=reply, language="en", at="now"))
        turn = conversation.turns[message]
        turn.end()
        conversation.settle(turn)
        conversation.trim(most)
        history += [
            wire.said(message, author="customer", text="hi", at="now"),
            {"type": "token", "message": message, "text": reply},
            wire.done(message, reply=reply, language="en", at="now"),
        ]
    return conversation, published, history


def shown(frames):
    replies: dict[str, str] = {}
    for frame in frames:
        if frame["type"] == "token":
            replies[frame["message"]] = replies.get(frame["message"], "") + frame["text"]
        elif frame["type"] == "done":
            replies.setdefault(frame["message"], "")
            assert replies[frame["message"]] == frame["reply"]
    return replies


SCRIPTS = st.lists(st.lists(st.text(max_size=30), max_size=5), max_size=8)


@given(script=SCRIPTS, most=st.integers(0, 3000), place=st.integers(-2, 60))
def test_a_client_catches_up_exactly_or_is_told_to_begin_anew(script, most, place):
    conversation, published, history = fill(script, most)
    first = published[0]["seq"] - 1 if published else conversation.seq
    frames = conversation.since(first + place)
    if frames is not None:
        assert [json.loads(frame) for frame in frames] == [one for one in published if one["seq"] > first + place]
    else:
        replay = [json.loads(frame) for frame in conversation.whole(history)]
        assert shown(replay) == shown(published)
        numbers = [frame["seq"] for frame in replay]
        assert numbers == sorted(set(numbers))
        assert not replay or numbers[-1] <= conversation.seq


@given(script=SCRIPTS, most=st.integers(0, 3000), cut=st.integers(0, 40))
def test_a_whole_replay_that_breaks_off_can_be_gone_on_with(script, most, cut):
    conversation, published, history = fill(script, most)
    replay = [json.loads(frame) for frame in conversation.whole(history)]
    seen = replay[:cut]
    if not seen:
        return
    rest = conversation.since(seen[-1]["seq"])
    if rest is None:  # it broke off among the old ones: everything comes again
        assert seen[-1]["seq"] < conversation.start
    else:
        assert shown(seen + [json.loads(frame) for frame in rest]) == shown(published)


@given(script=SCRIPTS, most=st.integers(0, 3000))
def test_the_log_is_bounded_and_remembers_which_messages_it_answered(script, most):
    conversation, _, _ = fill(script, most)
    assert sum(len(frame.data) for frame in conversation.log) <= most
    known = set(conversation.turns) | conversation.answered
    assert known == {f"m{number}" for number in range(len(script))}


def test_a_running_turn_is_never_trimmed():
    conversation = Conversation(ConversationId("c" * 24))
    conversation.turns["m"] = Turn(Message(id=MessageId("m"), text="hi"))
    for _ in range(50):
        conversation.publish({"type": "token", "message": "m", "text": "x" * 100})
    conversation.trim(10)
    assert len(conversation.log) == 50


def test_a_later_life_numbers_above_an_earlier_one(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    earlier = Conversation(ConversationId("c" * 24))
    for _ in range(1000):
        earlier.publish(wire.typing("m"))
    monkeypatch.setattr(time, "time", lambda: 1_900_000_001.0)
    later = Conversation(ConversationId("c" * 24))
    assert later.seq > earlier.seq
    assert later.since(earlier.seq) is None
    monkeypatch.setattr(time, "time", lambda: 3_900_000_000.0)
    assert Conversation(ConversationId("c" * 24)).seq < 2**53


def test_times_are_utc_to_the_millisecond(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0625)
    assert turns.at_now() == "2027-01-15T08:00:00.062+00:00"

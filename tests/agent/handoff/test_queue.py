from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent.handoff.errors import DeskError
from agent.handoff.packet import Line, Packet, Tried, Who, contact_of
from agent.handoff.queue import LineKind, Queue, State
from knowledge_base import open_store
from knowledge_base.home import Home

PACKET = Packet.of([Line(author="customer", text="A person, please")], [Tried(tool="search_products")], Who(name="Mia"))


def test_a_conversation_waits_once_and_keeps_its_packet(store, time):
    queue = Queue(store, time)
    first, new = queue.request("c1", reason="asked", packet=PACKET, language="en", summary="A person, please")
    again, newer = queue.request("c1", reason="anger", packet=Packet(), contact="mia@example.org")
    assert (new, newer) == (True, False)
    assert again.id == first.id
    assert (again.reason, again.contact, again.packet) == ("asked", "mia@example.org", PACKET)
    assert [one.conversation for one in queue.waiting()] == ["c1"]


def test_taken_said_and_handed_back(store, time):
    queue = Queue(store, time)
    queue.request("c1", reason="asked", packet=PACKET)
    assert not queue.silent("c1")
    queue.take("c1", "s1", "Anna", "m1")
    assert queue.silent("c1")
    time.passes(seconds=5)
    queue.say("c1", "s1", "Anna", "m1", "Good morning")
    time.passes(seconds=5)
    queue.close("c1", "s1", "Anna", "m2")
    assert not queue.silent("c1")
    told = [(line.kind, line.name, line.text, line.anchor) for line in queue.lines("c1")]
    assert told == [
        (LineKind.JOINED, "Anna", "", "m1"),
        (LineKind.SAID, "Anna", "Good morning", "m1"),
        (LineKind.LEFT, "Anna", "", "m2"),
    ]
    _, new = queue.request("c1", reason="asked", packet=PACKET)
    assert new
    assert [one.state for one in queue.past("c1")] == [State.CLOSED, State.WAITING]


def test_a_conversation_is_one_colleague_s(store, time):
    queue = Queue(store, time)
    queue.request("c1", reason="asked", packet=PACKET)
    with pytest.raises(DeskError, match="Take the conversation over"):
        queue.say("c1", "s1", "Anna", "m1", "Hello")
    queue.take("c1", "s1", "Anna", "m1")
    with pytest.raises(DeskError, match="A colleague"):
        queue.take("c1", "s2", "Ben", "m1")
    with pytest.raises(DeskError, match="Take the conversation over"):
        queue.say("c1", "s2", "Ben", "m1", "Hello")
    with pytest.raises(DeskError, match="A colleague"):
        queue.close("c1", "s2", "Ben", "m1")
    assert queue.take("c1", "s2", "Ben", "m1", force=True).staff == "s2"


def test_a_double_click_takes_once(store, time):
    queue = Queue(store, time)
    queue.request("c1", reason="asked", packet=PACKET)
    queue.take("c1", "s1", "Anna", "m1")
    queue.take("c1", "s1", "Anna", "m1")
    assert [line.kind for line in queue.lines("c1")] == [LineKind.JOINED]


def test_forgotten_is_forgotten_and_others_stay(store, time):
    queue = Queue(store, time)
    for conversation in ("c1", "c2"):
        queue.request(conversation, reason="asked", packet=PACKET)
        queue.take(conversation, "s1", "Anna", "m1")
        queue.note(conversation, "Anna", "careful")
    queue.forget("c1")
    assert not queue.past("c1")
    assert not queue.lines("c1")
    assert not queue.notes("c1")
    assert len(queue.lines("c2")) == len(queue.notes("c2")) == 1


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("reach me at mia.k+shop@example.co.uk please", "mia.k+shop@example.co.uk"),
        ("call +49 (30) 1234-567, thanks", "+49 (30) 1234-567"),
        ("13912345678", "13912345678"),
        ("打我电话 139 1234 5678", "139 1234 5678"),
        ("order 10234", ""),
        ("it costs 19.90 or 29.90", ""),
        ("@home", ""),
        ("", ""),
    ],
)
def test_how_somebody_is_reached(text, contact):
    assert contact_of(text) == contact


class QueueLife(RuleBasedStateMachine):
    """Whatever happens: at most one hand-off is open, and the agent is silent exactly while somebody has it."""

    @initialize(folder=st.just(None))
    def begin(self, folder):
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        from pathlib import Path

        self.store = open_store(Home(Path(self.folder.name)))
        self.queue = Queue(self.store)
        self.holder: str | None = None
        self.open = False

    @rule()
    def request(self):
        _, new = self.queue.request("c", reason="asked", packet=Packet())
        assert new is not self.open
        self.open = True

    @rule(who=st.sampled_from(["a", "b"]), force=st.booleans())
    def take(self, who, force):
        allowed = self.open and (self.holder in {None, who} or force)
        try:
            self.queue.take("c", who, who, "m", force=force)
        except DeskError:
            assert not allowed
        else:
            assert allowed
            self.holder = who

    @rule(who=st.sampled_from(["a", "b"]), force=st.booleans())
    def close(self, who, force):
        allowed = self.open and (self.holder in {None, who} or force)
        try:
            self.queue.close("c", who, who, "m", force=force)
        except DeskError:
            assert not allowed
        else:
            assert allowed
            self.open, self.holder = False, None

    @rule(who=st.sampled_from(["a", "b"]))
    def say(self, who):
        try:
            self.queue.say("c", who, who, "m", "hello")
        except DeskError:
            assert self.holder != who
        else:
            assert self.holder == who

    @invariant()
    def one_answers(self):
        if hasattr(self, "queue"):
            assert self.queue.silent("c") is (self.holder is not None)
            assert len(self.queue.waiting()) == int(self.open)

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestQueueLife = QueueLife.TestCase
TestQueueLife.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)

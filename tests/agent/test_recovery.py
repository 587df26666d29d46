from __future__ import annotations

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage

from agent.recovery import KEPT, start_of, trimmed

ASKED = HumanMessage("hi", id="m2")
CALLS = AIMessage("", id="a", tool_calls=[{"name": "t", "args": {}, "id": "c1"}, {"name": "t", "args": {}, "id": "c2"}])
DONE = ToolMessage("one", id="t1", tool_call_id="c1", name="t")
BOTH = [DONE, ToolMessage("two", id="t2", tool_call_id="c2", name="t")]
SAID = AIMessage("Here.", id="b")


def test_a_message_that_nothing_was_done_for_is_answered_afresh():
    start = start_of([], ASKED, pending=False, said="")
    assert start.input == {"messages": [ASKED]}


def test_steps_that_the_graph_knows_of_are_resumed():
    assert start_of([ASKED], ASKED, pending=True, said="").input is None
    start = start_of([ASKED, CALLS, DONE], ASKED, pending=True, said="")
    assert (start.input, start.run, start.done) == (None, True, (CALLS, DONE))


def test_open_calls_run_again_where_the_graph_forgot_them():
    start = start_of([ASKED, CALLS, DONE], ASKED, pending=False, said="")
    assert start.rewind == CALLS
    assert start.input is None


def test_finished_tools_are_not_called_again():
    start = start_of([ASKED, CALLS, *BOTH], ASKED, pending=False, said="")
    assert start.input == {"messages": []}
    assert start.rewind is None


def test_a_reply_that_was_written_is_only_told_again():
    start = start_of([ASKED, CALLS, *BOTH, SAID], ASKED, pending=False, said="")
    assert not start.run
    assert start.done[-1] == SAID


def test_a_broken_turn_is_mended_before_the_next():
    start = start_of([HumanMessage("x", id="m1"), CALLS, DONE], ASKED, pending=True, said="Let me see")
    assert start.input is not None
    cancelled, partial, human = start.input["messages"]
    assert (cancelled.tool_call_id, cancelled.status) == ("c2", "error")
    assert partial.text == "Let me see"
    assert human is ASKED


def test_a_whole_memory_needs_no_mending():
    messages: list[AnyMessage] = [HumanMessage("x", id="m1"), SAID]
    assert start_of(messages, ASKED, pending=False, said="").input == {"messages": [ASKED]}


def test_old_turns_are_forgotten_whole():
    messages: list[AnyMessage] = [
        one for turn in range(KEPT + 3) for one in (HumanMessage("q", id=f"h{turn}"), AIMessage("a", id=f"a{turn}"))
    ]
    removed = trimmed(messages)
    assert all(isinstance(one, RemoveMessage) for one in removed)
    assert [one.id for one in removed] == ["h0", "a0", "h1", "a1", "h2", "a2"]
    assert trimmed(messages[6:]) == []

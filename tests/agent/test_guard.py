from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.events import Token, Withheld
from agent.grounding.evidence import Evidence
from agent.guard import Guard, guarded

PROOF = Evidence(("Tent: $99.00, 5 in stock",))
PARTS = st.lists(
    st.sampled_from(
        [
            "It costs $99. ",
            "It costs $98. ",
            "There are 5 left.\n",
            "有六件。",
            "Nice! ",
            "- 7 pegs\n",
            "Ends here",
            "3.5 kg. ",
            "[1] ",
        ]
    ),
    max_size=12,
)


def test_a_false_sentence_is_withheld_and_the_others_are_said():
    guard = guarded("It costs $99. It weighs 2 kg. Five are in stock.", PROOF, "SAFE")
    assert guard.reply == "It costs $99. Five are in stock."
    assert guard.withheld == [Withheld(sentence="It weighs 2 kg.", unproven=("2 kg",))]


def test_the_safe_sentence_is_said_when_nothing_is_left():
    assert guarded("It costs $1.", PROOF, "SAFE").reply == "SAFE"
    assert guarded("", PROOF, "SAFE").reply == "SAFE"


def test_words_before_a_tool_call_may_be_empty():
    assert guarded("", PROOF, "SAFE", final=False).reply == ""


def test_a_sentence_is_held_until_it_is_whole():
    guard = Guard(PROOF, "SAFE")
    assert guard.feed("It costs $9") == []
    assert guard.feed("8.") == []
    assert [type(event) for event in guard.feed(" Nice")] == [Withheld]
    assert guard.finish() == [Token("Nice")]


@given(PARTS, st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_what_is_said_does_not_depend_on_the_pieces(parts, sizes):
    text = "".join(parts)
    guard, rest, events = Guard(PROOF, "SAFE"), text, []
    for size in sizes:
        events += guard.feed(rest[:size])
        rest = rest[size:]
    events += [*guard.feed(rest), *guard.finish()]
    whole = guarded(text, PROOF, "SAFE")
    assert guard.reply == whole.reply == "".join(event.text for event in events if isinstance(event, Token))
    assert guard.withheld == whole.withheld


@given(PARTS)
def test_nothing_unproven_is_ever_said(parts):
    assert PROOF.unproven(guarded("".join(parts), PROOF, "SAFE").reply) == ()

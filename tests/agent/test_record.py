from __future__ import annotations

import orjson

from agent import record
from agent.events import (
    Card,
    Citation,
    Event,
    FiltersApplied,
    HandedOff,
    HandOffReason,
    NeedsConfirmation,
    QuickReplies,
    Token,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    Withheld,
)
from knowledge_base.schema import CHINESE
from retrieval.search import Source

EVERY: list[Event] = [
    Token("Hi 你好"),
    ToolStarted(call="1", name="search_products", arguments={"query": "x", "limit": 4}),
    ToolFinished(call="1", name="search_products", result="r", error=None, seconds=0.5),
    Card(product="A", title="T", price="19.90", currency="USD", options={"colour": ("blue", "red")}, rating=4.5),
    Citation(number=1, source=Source(kind="faq", id="a", title="t", headings=("h",), page=2), quote="q"),
    QuickReplies(choices=("a", "b")),
    FiltersApplied(applied=("under $5",), relaxed=("red",)),
    Withheld(sentence="s", unproven=("1",)),
    NeedsConfirmation(proposal="p", action="a", effect="e"),
    HandedOff(reason=HandOffReason.ANGER, summary="s"),
    TurnEnded(reply="Hi", language=CHINESE, intent="greet", confidence=0.9, model="m", seconds=0.1),
]


def test_every_event_comes_back_as_it_was():
    assert record.load(record.dump(EVERY)) == EVERY


def test_an_event_of_a_newer_version_is_left_out():
    payload = orjson.dumps([["Hologram", {"x": 1}], ["Token", {"text": "a"}]])
    assert record.load(payload) == [Token("a")]

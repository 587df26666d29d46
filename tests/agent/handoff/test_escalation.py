from __future__ import annotations

import pytest

from agent.events import Card, Citation, HandOffReason, ToolFinished, TurnEnded, Withheld
from agent.handoff.escalation import Past, Rule, Thresholds, past, wanted
from knowledge_base.schema import ENGLISH
from retrieval.search import Source

NOTHING = ToolFinished(call="1", name="answer_question", result="", facts={"passages": 0})
CARD = Card(product="P", title="Pan", price="1.00", currency="USD")
CITED = Citation(number=1, source=Source(kind="faq", id="f", title="t"), quote="q")


def end(intent: str = "", confidence: float | None = None) -> TurnEnded:
    return TurnEnded(reply="", language=ENGLISH, intent=intent, confidence=confidence)


@pytest.mark.parametrize(
    ("events", "failed"),
    [
        ([NOTHING, end()], True),
        ([NOTHING, CARD, end()], False),
        ([NOTHING, CITED, end()], False),
        ([ToolFinished(call="1", name="get_product", result="", error="broken"), end()], True),
        ([Withheld(sentence="It costs $3.", unproven=("$3",)), end()], True),
        ([end("greet", 0.9)], False),
        ([ToolFinished(call="1", name="answer_question", result="x", facts={"passages": 2}), end()], False),
    ],
)
def test_a_turn_fails_when_nothing_came_of_it(events, failed):
    assert past("words", events).failed is failed


def turn(**values: object) -> Past:
    return Past(**{"text": "words", "failed": False, "angry": False, **values})  # type: ignore[arg-type]


FAILED, ANGRY, FINE = turn(failed=True), turn(angry=True), turn()


@pytest.mark.parametrize(
    ("turns", "by", "reason"),
    [
        ([FAILED, FAILED, FAILED], Thresholds(), HandOffReason.REPEATED_FAILURE),
        ([FAILED, FAILED, FINE, FAILED], Thresholds(), None),
        ([FAILED, FAILED], Thresholds(failures=2), HandOffReason.REPEATED_FAILURE),
        ([FAILED] * 9, Thresholds(failures=0), None),
        ([ANGRY, ANGRY], Thresholds(), HandOffReason.ANGER),
        ([ANGRY, FINE, ANGRY], Thresholds(), None),
        ([ANGRY] * 9, Thresholds(complaints=0), None),
        ([turn(failed=True, confidence=0.1)], Thresholds(confidence=0.2), HandOffReason.LOW_CONFIDENCE),
        ([turn(failed=False, confidence=0.1)], Thresholds(confidence=0.2), None),
        ([turn(failed=True, confidence=0.1)], Thresholds(), None),
        (
            [turn(text="My LAWYER will call")],
            Thresholds(rules=(Rule("legal", ("lawyer", "律师")),)),
            HandOffReason.RULE,
        ),
        ([turn(text="我要找律师")], Thresholds(rules=(Rule("legal", ("lawyer", "律师")),)), HandOffReason.RULE),
        ([turn(intent="invoice")], Thresholds(rules=(Rule("books", intents=("invoice",)),)), HandOffReason.RULE),
        ([turn(text="My layer cake")], Thresholds(rules=(Rule("legal", ("lawyer",)),)), None),
        ([], Thresholds(), None),
    ],
)
def test_a_person_is_wanted(turns, by, reason):
    found = wanted(turns, by)
    assert (found.reason if found else None) is reason


def test_a_complaint_that_is_hardly_one_is_no_anger():
    assert past("hm", [end("complaint", 0.9)]).angry
    assert not past("hm", [end("complaint", 0.3)]).angry
    assert past("hm", [end("abuse")]).angry

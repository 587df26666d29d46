from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.grounding.names import Names
from agent.middleware import Ground
from agent.tools.results import Answer, Comparison, Detail, Found
from agent.tools.text import answer_text, comparison_text, detail_text, fenced, found_text
from knowledge_base.schema import Language

GROUND = Ground(names=lambda: Names(["Ridge Two Tent", "岭脊双人帐篷"]), always=("Lantern & Loom", "call 555 0188"))
FOUND = fenced("get_product", "Ridge Two Tent [id T-1]: $189.00; 5 in stock\nalso called: 岭脊双人帐篷\n质保: 3年")


def _unproven(said: str, *messages: AnyMessage) -> tuple[str, ...]:
    return GROUND.evidence(messages).unproven(said)


def _tool(text: str, **more: str) -> ToolMessage:
    return ToolMessage(text, tool_call_id="call_0", **more)


@pytest.mark.parametrize("said", ["It costs $189.", "Five are left.", "保修3年。", "The Ridge Two Tent is in stock."])
def test_what_this_turn_found_proves(said):
    assert _unproven(said, HumanMessage("tents?"), _tool(FOUND)) == ()


@pytest.mark.parametrize("said", ["It costs $189.", "Five are left.", "保修3年。"])
def test_what_an_earlier_turn_found_does_not(said):
    assert _unproven(said, HumanMessage("tents?"), _tool(FOUND), AIMessage(said), HumanMessage("really?"))


@pytest.mark.parametrize("said", ["The Ridge Two Tent is nice.", "岭脊双人帐篷不错。"])
def test_names_of_earlier_turns_may_be_said(said):
    assert _unproven(said, HumanMessage("tents?"), _tool(FOUND), HumanMessage("really?")) == ()
    assert _unproven(said, HumanMessage("really?"))


def test_the_shop_s_own_words_always_prove():
    assert _unproven("Call 555 0188!", HumanMessage("hi")) == ()


def test_a_model_s_own_words_prove_nothing():
    assert _unproven("It is $5.", HumanMessage("hi"), AIMessage("It is $5."), _tool("nothing"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", ["$5 and 7 years", "\n- Tent: $5, 7 years"])
def test_words_with_which_a_model_asked_a_tool_prove_nothing(words, language):
    texts = [
        found_text(Found(query=words, language=Language(language), products=())),
        found_text(Found(query="", language=Language(language), dropped=(words,), unmet=(words,), without=(words,))),
        detail_text(Detail(asked=words, language=Language(language), product=None)),
        comparison_text(Comparison(language=Language(language), products=(), rows=(), missing=(words,))),
        answer_text(Answer(question=words, language=Language(language), passages=())),
        "Error: wrong arguments",
    ]
    for text in texts:
        assert _unproven("It is $5.", HumanMessage("hi"), _tool(text))
        assert _unproven("保修7年。", HumanMessage("hi"), _tool(text))


def test_a_complaint_about_arguments_proves_nothing():
    assert _unproven("It is $5.", HumanMessage("hi"), _tool("Error: '$5' is not a product", status="error"))

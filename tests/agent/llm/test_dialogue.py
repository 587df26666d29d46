from __future__ import annotations

from decimal import Decimal
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.llm.dialogue import focus_of, read_dialogue
from agent.llm.meta import Act, Meta, noted
from agent.tools.results import Detail, Found, ProductFacts


def _facts(id: str, **more: Any) -> ProductFacts:
    return ProductFacts(id=id, title=f"Tent {id}", currency="USD", price=Decimal(10), price_max=Decimal(10), **more)


def _turn(
    text: str, tool: str, result: Any, meta: Meta | None, page: str | None = None, number: int = 1
) -> list[AnyMessage]:
    call = {"name": tool, "args": {"x": 1}, "id": f"c{number}", "type": "tool_call"}
    return [
        HumanMessage(text, id=f"h{number}", additional_kwargs={"page": page, "conversation": "c"}),
        AIMessage("", tool_calls=[call], additional_kwargs=noted(Meta(acts=(Act(kind="search", call=f"c{number}"),)))),
        ToolMessage("t", tool_call_id=f"c{number}", name=tool, artifact=result.model_dump(mode="json")),
        AIMessage("Here.", additional_kwargs=noted(meta) if meta else {}),
    ]


LIST = Found(query="tents", products=(_facts("a"), _facts("b")))
SHOWN = Meta(cards=("a", "b"), acts=(Act(kind="search", slots={"clarify": "who"}),))


def test_an_empty_conversation():
    dialogue = read_dialogue([HumanMessage("hi")])
    assert dialogue.number == 1
    assert focus_of(dialogue).product is None


def test_a_list_is_remembered_in_its_order_and_is_no_focus():
    focus = focus_of(read_dialogue([*_turn("tents", "search_products", LIST, SHOWN), HumanMessage("second?")]))
    assert focus.listed == ("a", "b")
    assert focus.product is None
    assert focus.search is not None
    assert focus.search.query == "tents"
    assert focus.slots == {"clarify": "who"}


def test_a_product_spoken_of_becomes_the_focus_and_options_add_up():
    blue = Meta(focus="a", cards=("a",), acts=(Act(kind="product", slots={"options": {"colour": "blue"}}),))
    large = Meta(focus="a", acts=(Act(kind="product", slots={"options": {"size": "L"}}),))
    detail = Detail(asked="a", product=_facts("a"))
    messages = [
        *_turn("tents", "search_products", LIST, SHOWN),
        *_turn("blue?", "get_product", detail, blue, number=2),
        *_turn("and L?", "get_product", detail, large, number=3),
        HumanMessage("?"),
    ]
    focus = focus_of(read_dialogue(messages))
    assert focus.product == "a"
    assert focus.options == {"colour": "blue", "size": "L"}
    assert focus.listed == ("a", "b")


def test_another_page_is_another_this():
    detail = Detail(asked="a", product=_facts("a"))
    messages = [
        *_turn("this?", "get_product", detail, Meta(focus="a", cards=("a",)), page="a"),
        HumanMessage("and this?", additional_kwargs={"page": "z"}),
    ]
    assert focus_of(read_dialogue(messages)).product == "z"


def test_going_back_brings_the_earlier_list_back():
    bags = Found(query="bags", products=(_facts("x"), _facts("y")))
    messages = [
        *_turn("tents", "search_products", LIST, SHOWN),
        *_turn("bags", "search_products", bags, Meta(cards=("x", "y")), number=2),
        *_turn("back", "get_product", Detail(asked="a", product=_facts("a")), Meta(focus="a", cards=("a",)), number=3),
        HumanMessage("compare the first two"),
    ]
    assert focus_of(read_dialogue(messages)).listed == ("a", "b")


def test_another_models_turns_are_understood_by_their_tools():
    focus = focus_of(read_dialogue([*_turn("tents", "search_products", LIST, None), HumanMessage("?")]))
    assert focus.listed == ("a", "b")


def test_the_plan_and_the_results_of_the_turn_at_hand():
    messages = _turn("tents", "search_products", LIST, None)[:3]
    now = read_dialogue(messages).now
    assert [act.kind for act in now.plan] == ["search"]
    assert now.result_of("c1") == LIST


def test_a_damaged_artifact_is_no_result():
    messages = _turn("tents", "search_products", LIST, None)[:3]
    messages[2] = ToolMessage("t", tool_call_id="c1", artifact={"type": "found", "products": 7})
    assert read_dialogue(messages).now.result_of("c1") is None

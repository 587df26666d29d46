"""Whole shopping conversations, one a row: what the last message must bring, in facts and never in wording."""

from __future__ import annotations

import pytest

from agent.events import ToolStarted

SKYLARK, HOMESTEAD, PTARMIGAN = "OD-0001", "OD-0002", "OD-0003"
KIDS_BAG, DOWN_BAG, SYNTHETIC_BAG = "OD-0006", "OD-0004", "OD-0005"
RAIN_JACKET, DOWN_JACKET = "CL-0021", "CL-0022"


def _last(customer, dialogue):
    *before, last = dialogue.split(" | ")
    for turn in before:
        customer.says(turn)
    heard = customer.says(last)
    assert not heard.withheld
    return heard


@pytest.mark.parametrize(
    ("dialogue", "product"),
    [
        ("a waterproof jacket | what about the down one?", DOWN_JACKET),
        ("sleeping bags | the one for kids", KIDS_BAG),
        ("sleeping bags | the down one", DOWN_BAG),
        ("我想买睡袋 | 羽绒的那款", DOWN_BAG),
        ("tents | the more expensive one", PTARMIGAN),
        ("tents | the cheap one", SKYLARK),
        ("我想买帐篷 | 贵的那个", PTARMIGAN),
        ("show me t-shirts | the cheapest one in large?", "CL-0003"),
        ("有咖啡豆吗 | 深烘的呢", "GR-0006"),
        ("speakers | compare them | ok the cheaper one, is it waterproof?", "EL-0006"),
        ("tents | no, I meant the Homestead one", HOMESTEAD),
    ],
)
def test_one_of_those_shown_is_meant(customer, dialogue, product):
    _last(customer, dialogue)
    asked = customer.says("tell me more about it")
    assert [event.arguments["product"] for event in asked.events if isinstance(event, ToolStarted)] == [product]


@pytest.mark.parametrize(
    ("dialogue", "products"),
    [
        ("a waterproof jacket | what about the down one? | which one is warmer?", {RAIN_JACKET, DOWN_JACKET}),
        ("我想买睡袋 | 有羽绒的吗 | 哪个更暖和", {KIDS_BAG, DOWN_BAG, SYNTHETIC_BAG}),
        ('Compare "Oldbridge Denim Jacket" and "City Bomber Jacket"', {"CL-0023", "CL-0025"}),
        ("sleeping bags | the warmest one", {KIDS_BAG, DOWN_BAG, SYNTHETIC_BAG}),
    ],
)
def test_exactly_those_are_compared(customer, dialogue, products):
    heard = _last(customer, dialogue)
    assert heard.tools == ["compare_products"]
    assert set(heard.products) == products


def test_the_warmest_is_for_the_lowest_temperature(customer):
    last = _last(customer, "sleeping bags | which one is warmer?").reply.splitlines()[-1]
    assert "Dormouse" in last
    assert "0 °C" in last


def test_which_is_warmer_is_not_guessed_from_one_listing(customer):
    heard = _last(customer, "a waterproof jacket | what about the down one? | which one is warmer?")
    assert not any(name in heard.reply.splitlines()[-1] for name in ("Stormgate", "Hoarfrost"))


@pytest.mark.parametrize(
    ("dialogue", "told"),
    [
        ("show me tents | is it in stock?", "in stock"),
        ("show me tents | how much is it", "$"),
        ("show me jackets | does it come in blue", "blue"),
        ("我想买帐篷 | 多少钱", "$"),
        ("我想买帐篷 | 有货吗", "件"),
    ],
)
def test_a_question_about_it_is_answered_for_each_of_a_list(customer, dialogue, told):
    heard = _last(customer, dialogue)
    lines = [line for line in heard.reply.splitlines() if line.startswith("- ")]
    assert heard.tools == ["compare_products"]
    assert len(lines) == len(heard.products) > 1
    assert all(told in line for line in lines)


@pytest.mark.parametrize(
    "dialogue",
    [
        "a waterproof jacket | which one is warmer, the first or the second",
        "do you have laptops? | compare them",
        "tents | I'll take it",
        "tents | the fifth one",
        "the first one",
        "第二个",
        "kettle | the electric one | the third one",
    ],
)
def test_what_cannot_be_meant_is_asked_back(customer, dialogue):
    heard = _last(customer, dialogue)
    assert heard.cards == []
    assert heard.sources == []
    assert "care@" not in heard.reply


@pytest.mark.parametrize(
    ("dialogue", "shelf"),
    [
        ("a sleeping bag for kids | cheaper", "OD-"),
        ("sleeping bags | the one for kids | something else", "OD-"),
        ("我想买跑鞋 | 还有吗", "SH-"),
        ("candles | unscented | anything cheaper", "HO-"),
    ],
)
def test_what_the_kind_has_no_more_of_is_looked_for_on_the_shelf_above(customer, dialogue, shelf):
    heard = _last(customer, dialogue)
    assert heard.tools == ["search_products", "search_products"]
    assert heard.products
    assert all(product.startswith(shelf) for product in heard.products)


@pytest.mark.parametrize(
    ("dialogue", "kinds"),
    [
        ("headphones under $100 and a tent for 4 people", ["EL-0003", HOMESTEAD]),
        ("我想买一双跑鞋和一个背包", ["SH-0007", "OD-0009"]),
        ("t-shirts and jeans for men", ["CL-0004", "CL-0037"]),
    ],
)
def test_two_wishes_are_both_answered(customer, dialogue, kinds):
    heard = _last(customer, dialogue)
    assert heard.tools == ["search_products", "search_products"]
    assert set(kinds) <= set(heard.products)


@pytest.mark.parametrize("wish", ["black and white shoes", "nuts or milk", "salt and pepper mill"])
def test_one_wish_is_looked_for_once(customer, wish):
    assert _last(customer, wish).tools.count("search_products") == 1


@pytest.mark.parametrize(
    ("dialogue", "product"),
    [
        ("I'm vegan | I need shoes | tents please", HOMESTEAD),
        ("show me sofas | ok a rug then", "HO-0026"),
        ("I need something for camping | a stove", "OD-0013"),
        ("tents | hello? | ok and sleeping bags", DOWN_BAG),
    ],
)
def test_a_new_topic_is_no_answer_to_the_question_before(customer, dialogue, product):
    assert product in _last(customer, dialogue).products


@pytest.mark.parametrize(
    ("dialogue", "product"),
    [
        ("candles | unscented", "HO-0024"),
        ("headphones | over-ear", "EL-0001"),
        ("headphones | with noise cancelling", "EL-0001"),
        ("pillow | for side sleepers", "HO-0017"),
        ("monitor 27 inch | curved", "EL-0021"),
        ("挂钟 | 安静的", "HO-0029"),
        ("我想给孩子买个玩具 | 5岁", "TO-0017"),
    ],
)
def test_a_few_bare_words_keep_the_kind(customer, dialogue, product):
    heard = _last(customer, dialogue)
    assert product in heard.products
    assert len({key[:2] for key in heard.products}) == 1


@pytest.mark.parametrize(
    ("dialogue", "tool"),
    [
        ("headlamp | how bright", "get_product"),
        ("toothbrush | how often do I charge it", "get_product"),
        ("do you have laptops? | what about battery", "get_product"),
        ("有没有无线鼠标 | 多少钱 | 有别的颜色吗", "get_product"),
        ("我想买跑鞋 | 太贵了", "search_products"),
        ("do you have any yoga mats | it's too expensive", "search_products"),
        ("I'm looking for a dress for a wedding | something longer", "search_products"),
        ("show me jackets | none of these", "search_products"),
        ("我要一个送妈妈的生日礼物 | 她喜欢做饭", "search_products"),
        ("show me tents | how long does delivery take? | 回到刚才的帐篷", "search_products"),
        ("jackets under 150 | only women's | back to all jackets", "search_products"),
    ],
)
def test_what_leans_on_before_is_understood_so(customer, dialogue, tool):
    heard = _last(customer, dialogue)
    assert heard.tools[:1] == [tool]
    assert heard.sources == []


def test_a_budget_corrected_replaces_the_one_before(customer):
    heard = _last(customer, "jackets under 100 | actually under 150")
    assert any(float(card.price) > 100 for card in heard.cards)
    assert all(float(card.price) <= 150 for card in heard.cards)


def test_a_correction_keeps_the_budget(customer):
    heard = _last(customer, "jackets under 150 | no, I meant women's")
    assert heard.cards
    assert all(float(card.price) <= 150 for card in heard.cards)


def test_a_colour_that_it_lacks_is_not_asked_of_its_sizes(customer):
    heard = _last(customer, "I'm looking for a dress for a wedding | in red | size M")
    assert "red" not in heard.reply
    assert "M" in heard.reply

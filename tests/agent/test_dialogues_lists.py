"""Conversations about a list that was shown: places in it, extremes, comparisons."""

from __future__ import annotations

import pytest

BOOTS, LIGHT_BOOT = "SH-0012", "SH-0013"
TENT, FAMILY_TENT, WINTER_TENT = "OD-0001", "OD-0002", "OD-0003"


def test_compare_the_first_two(customer):
    found = customer.says("show me tents")
    heard = customer.says("compare the first two")
    assert heard.tools == ["compare_products"]
    assert heard.products == found.products[:2]
    assert all(card.price in heard.reply for card in heard.cards)


def test_compare_by_name(customer):
    heard = customer.says(
        "What's the difference between the Scree Waterproof Hiking Boot and the Switchback Light Hiking Boot?"
    )
    assert set(heard.products) == {BOOTS, LIGHT_BOOT}
    assert "$168.00" in heard.reply
    assert "$129.00" in heard.reply


def test_which_one_is_lighter(customer):
    customer.says("show me tents")
    heard = customer.says("which one is the lightest?")
    assert "1.9 kg" in heard.reply
    assert "Skylark" in heard.reply.splitlines()[-1]


def test_the_cheapest_of_a_list(customer):
    customer.says("show me tents")
    heard = customer.says("how much is the cheapest one?")
    assert heard.products == [TENT]
    assert "$189.00" in heard.reply


def test_and_the_second_one_repeats_the_question(customer):
    customer.says("show me tents")
    assert "2 people" in customer.says("how many people does the first one sleep?").reply
    assert "4 people" in customer.says("and the second one?").reply


def test_quick_replies_lead_somewhere(customer):
    for choice in customer.says("show me running shoes").choices:
        heard = customer.says(choice)
        assert heard.reply
        assert not heard.withheld


def test_all_of_a_list_by_an_aspect(customer):
    found = customer.says("show me tents")
    heard = customer.says("what do they weigh?")
    assert heard.tools == ["compare_products"]
    assert heard.products == found.products


def test_a_kind_is_searched_though_a_title_holds_its_words(customer):
    heard = customer.says("noise cancelling headphones")
    assert heard.tools == ["search_products"]
    assert "EL-0001" in heard.products
    beyond = customer.says("the fourth one")
    assert beyond.tools == []
    assert not beyond.sources
    assert not beyond.withheld


def test_go_back_to_the_first_one(customer):
    found = customer.says("show me jackets")
    customer.says("tell me about the second one")
    heard = customer.says("go back to the first one")
    assert heard.sources == []
    assert heard.products == found.products[:1]


def test_the_other_one_is_another_product(customer):
    customer.says("show me jackets")
    customer.says("tell me about the first one")
    assert "Hoarfrost Down Jacket" in customer.says("what about the down one").reply


def test_something_lighter_and_bigger_is_of_the_same_kind(customer):
    customer.says("show me tents")
    customer.says("tell me about the second one")
    lighter = customer.says("do you have something lighter?")
    assert set(lighter.products) == {TENT, WINTER_TENT}
    assert "1.9 kg" in lighter.reply


def test_nothing_bigger_is_said(customer):
    customer.says("do you have a tent for 4 people?")
    heard = customer.says("is there a bigger one?")
    assert heard.tools == ["search_products", "compare_products"]
    assert "Homestead" in heard.reply
    assert not heard.withheld


def test_how_much_does_it_weigh_is_no_price(customer):
    heard = customer.says("how much does the Skylark 2-Person Tent weigh")
    assert "1.9 kg" in heard.reply
    assert "$" not in heard.reply


def test_compare_by_one_word_of_each_name(customer):
    heard = customer.says("what's the difference between the Skylark and the Ptarmigan?")
    assert heard.products == [TENT, WINTER_TENT]


def test_compare_a_kind_that_was_not_shown(customer):
    heard = customer.says("compare the two cheapest headphones")
    assert heard.tools == ["search_products", "compare_products"]
    assert heard.products == ["EL-0003", "EL-0002"]


@pytest.mark.parametrize(
    ("question", "product", "price"),
    [("what's the cheapest headphone?", "EL-0003", "$34.00"), ("most expensive headphones", "EL-0001", "$229.00")],
)
def test_the_extreme_of_a_kind(customer, question, product, price):
    customer.says("show me tents")
    heard = customer.says(question)
    assert heard.products[0] == product
    assert price in heard.reply

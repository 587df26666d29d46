"""Conversations that turn: cheaper, others, corrections, and back to what was spoken of."""

from __future__ import annotations

import pytest

BOOTS, LIGHT_BOOT = "SH-0012", "SH-0013"
TENT, FAMILY_TENT, WINTER_TENT = "OD-0001", "OD-0002", "OD-0003"


def test_cheaper_is_cheaper(customer):
    before = customer.says("show me running shoes")
    after = customer.says("anything cheaper?")
    assert min(float(card.price) for card in before.cards) >= min(
        (float(card.price) for card in after.cards), default=0
    )
    assert all(float(card.price) < max(float(c.price) for c in before.cards) for card in after.cards)


def test_nothing_cheaper_is_said(customer):
    customer.says("show me tents")
    cheapest = customer.says("tell me about the cheapest one")
    heard = customer.says("anything cheaper?")
    assert not heard.cards or all(float(card.price) < float(cheapest.cards[0].price) for card in heard.cards)
    if not heard.cards:
        assert "$189.00" in heard.reply


def test_more_shows_others(customer):
    first = customer.says("I want shoes")
    others = customer.says("show me more")
    assert others.products
    assert not set(first.products) & set(others.products)


def test_topic_switch_and_return(customer):
    customer.says("show me tents")
    customer.says("tell me about the first one")
    away = customer.says("how long does delivery take?")
    assert "shipping-time" in away.sources
    back = customer.says("back to the Skylark tent, how heavy is it?")
    assert "1.9 kg" in back.reply


def test_return_to_a_list(customer):
    tents = customer.says("show me tents").products
    bags = customer.says("do you have sleeping bags?").products
    assert set(tents).isdisjoint(bags)
    assert customer.says("back to the tents").products == tents
    assert customer.says("compare the first two").products == tents[:2]


def test_correction_to_another_thing(customer):
    customer.says("show me tents")
    heard = customer.says("no, I meant a backpack")
    assert heard.cards
    assert not {TENT, FAMILY_TENT, WINTER_TENT} & set(heard.products)
    assert any("pack" in card.title.lower() for card in heard.cards)


def test_correction_among_what_was_shown(customer):
    found = customer.says("do you have sleeping bags?")
    kids = next(card for card in found.cards if "Kids" in card.title)
    customer.says("tell me about the first one")
    heard = customer.says("no, I meant the kids' one")
    assert heard.products == [kids.product]


def test_page_context(customer):
    heard = customer.says("how much is this?", page=BOOTS)
    assert "$168.00" in heard.reply
    moved = customer.says("and this one?", page=LIGHT_BOOT)
    assert "$129.00" in moved.reply


def test_greeting_on_a_page_is_about_nothing_else(customer):
    heard = customer.says("Hi!", page=BOOTS)
    assert heard.ended.intent == "greet"
    assert not heard.withheld


def test_a_broad_wish_gets_products_and_one_question(customer):
    heard = customer.says("I want shoes")
    assert len(heard.cards) > 2
    assert heard.reply.count("?") == 1
    narrowed = customer.says("women")
    assert narrowed.tools == ["search_products"]
    assert narrowed.products


def test_sku_finds_exactly_it(customer):
    heard = customer.says(f"tell me about {TENT}")
    assert heard.products == [TENT]


def test_no_such_thing(customer):
    heard = customer.says("do you sell helicopters?")
    assert not heard.withheld
    assert "helicopter" in heard.reply.lower() or not heard.cards


def test_yes_and_no_without_a_question(customer):
    assert customer.says("yes").reply
    assert customer.says("no").tools == []


def test_page_then_delivery_then_it(customer):
    customer.says("tell me about this tent", page=TENT)
    customer.says("do you deliver to Japan?")
    assert "1.9 kg" in customer.says("what does it weigh?").reply


def test_turning_words_are_no_policy_questions(customer):
    found = customer.says("有夹克吗")
    heard = customer.says("换个便宜点的")
    assert heard.tools == ["search_products"]
    assert heard.sources == []
    assert all(float(card.price) < max(float(c.price) for c in found.cards) for card in heard.cards)


def test_only_those_made_of_cotton(customer):
    jackets = {card.product for card in customer.says("show me jackets").cards}
    heard = customer.says("only the ones made of cotton")
    assert heard.products
    assert all("Jacket" in card.title for card in heard.cards)
    assert "CL-0022" in jackets - set(heard.products)


def test_i_meant_by_one_word_of_the_name(customer):
    customer.says("tell me about this", page=TENT)
    assert customer.says("no, I meant the Homestead one").products == [FAMILY_TENT]


@pytest.mark.parametrize("again", ["even for headphones?", "那耳机呢"])
def test_a_policy_question_goes_on_with_another_subject(customer, again):
    customer.says("how do returns work?")
    heard = customer.says(again)
    assert heard.tools == ["answer_question"]
    assert heard.sources
    assert heard.cards == []


def test_a_brand_keeps_the_kind(customer):
    customer.says("wireless mouse")
    heard = customer.says("from Logitech")
    assert heard.products == ["EL-0023"]
    assert "Logitech" in heard.reply


def test_two_colours_refine(customer):
    customer.says("show me shoes")
    heard = customer.says("red or orange")
    assert heard.tools == ["search_products"]
    assert all(card.product.startswith("SH-") for card in heard.cards)

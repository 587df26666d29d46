"""Scripted conversations on the demo shop, asserted on facts: which products, sources and values, never on wording."""

from __future__ import annotations

import re

BOOTS, LIGHT_BOOT = "SH-0012", "SH-0013"
TENT, FAMILY_TENT, WINTER_TENT = "OD-0001", "OD-0002", "OD-0003"


def test_search_then_ordinal_detail_size_and_price(customer):
    found = customer.says("I'm looking for hiking boots")
    assert found.tools == ["search_products"]
    assert BOOTS in found.products
    second = found.products[1]
    detail = customer.says("is the second one waterproof?")
    assert detail.products == [second]
    assert "waterproof" in detail.reply.lower()
    size = customer.says("and in size 42?")
    assert "42" in size.reply
    price = customer.says("how much is it?")
    card = next(card for card in found.cards if card.product == second)
    assert f"${card.price}" in price.reply


def test_a_budget_becomes_a_filter(customer):
    heard = customer.says("waterproof hiking boots under $150")
    assert heard.cards
    assert all(float(card.price) <= 150 for card in heard.cards)


def test_colour_of_the_product_in_focus(customer):
    customer.says("is this waterproof?", page="EL-0001")
    heard = customer.says("do you have it in navy?")
    assert "navy" in heard.reply
    assert heard.tools == ["get_product"]


def test_a_colour_that_it_lacks_is_said_and_offered_elsewhere(customer):
    customer.says("tell me about this", page="EL-0001")
    heard = customer.says("does it come in green?")
    assert all(colour in heard.reply for colour in ("black", "cream", "navy"))
    assert customer.says("yes").tools == ["search_products"]


def test_unknown_detail_is_not_guessed(customer):
    heard = customer.says("is it compatible with my grandmother's submarine?", page=TENT)
    assert heard.tools == ["get_product"]
    assert not re.search(r"\byes\b", heard.reply.lower())


def test_stock(customer):
    heard = customer.says("is it in stock?", page=TENT)
    assert re.search(r"\d+", heard.reply)
    assert not heard.withheld


def test_price_names_the_reduction(customer):
    heard = customer.says("how much is it?", page=TENT)
    assert "$189.00" in heard.reply
    assert "$229.00" in heard.reply


def test_gift_with_a_budget(customer):
    heard = customer.says("I need a gift for my dad who hikes, under $60")
    assert heard.cards
    assert all(float(card.price) <= 60 for card in heard.cards)


def test_stock_of_the_one_in_focus(customer):
    customer.says("show me tents")
    assert customer.says("the cheapest one").products == [TENT]
    heard = customer.says("is it in stock?")
    assert heard.tools == ["get_product"]
    assert "Skylark" in heard.reply


def test_what_customers_say_is_quoted(customer):
    heard = customer.says("what do customers say about it?", page=TENT)
    assert heard.tools == ["get_product"]
    product = customer.shop.store.product(TENT)
    assert f"{product.rating:.1f}" in heard.reply
    assert str(product.rating_count) in heard.reply
    written = [one.text for one in customer.shop.store.interactions(product=TENT) if one.text]
    assert sum(text in heard.reply for text in written) >= 2
    assert not heard.withheld


def test_how_big_the_screen_is(customer):
    customer.says("show me smartwatches")
    assert "AMOLED" in customer.says("how big is the screen?").reply


def test_what_the_listing_says_of_allergens_is_no_yes(customer):
    customer.says("dark chocolate bar")
    heard = customer.says("does it contain peanuts?")
    assert not re.match("yes", heard.reply, re.IGNORECASE)
    assert "vegan" not in heard.reply

"""Needs told in one message hold for the searches of those that follow."""

import pytest

BRITTLE, WALNUT_COOKIES, SUEDE = "GR-0033", "GR-0029", "SH-0003"


@pytest.mark.parametrize(
    ("need", "search", "never"),
    [
        ("I'm allergic to nuts", "show me snacks", {BRITTLE, WALNUT_COOKIES}),
        ("我对花生过敏", "有什么零食", {BRITTLE}),
        ("I'm vegan", "I need shoes", {SUEDE}),
    ],
)
def test_a_need_told_before_holds_and_is_said(customer, need, search, never):
    assert not customer.says(need).products
    found = customer.says(search)
    assert found.products
    assert not never & set(found.products)


def test_it_holds_for_what_was_found_already_and_can_be_taken_back(customer):
    assert BRITTLE in customer.says("show me snacks").products
    assert BRITTLE not in customer.says("my son is allergic to peanuts").products
    assert BRITTLE in customer.says("peanuts are fine after all").products


def test_of_tents_nobody_says_that_they_may_contain_nuts(customer):
    plain = customer.says("show me tents")
    customer.says("I'm allergic to nuts")
    after = customer.says("show me tents")
    assert after.products == plain.products
    assert "nuts" not in after.reply


def test_what_is_cheaper_elsewhere_leaves_out_what_was_ruled_out(customer):
    customer.says("I'm vegan")
    customer.says("show me tents")
    customer.says("tell me about the cheapest one")
    heard = customer.says("anything cheaper?")
    assert heard.tools == ["search_products", "search_products"]
    assert heard.products
    assert "Camping" in heard.reply
    assert all(float(card.price) < 189 for card in heard.cards)
    assert "OD-0004" not in heard.products


@pytest.mark.parametrize(
    ("product", "question", "free"),
    [
        ("GR-0030", "does it contain nuts?", False),
        ("GR-0030", "这个含坚果吗", False),
        ("GR-0022", "does it contain gluten?", True),
    ],
)
def test_what_a_listing_says_of_an_allergen_answers(customer, product, question, free):
    heard = customer.says(question, page=product)
    assert heard.tools == ["get_product"]
    assert ("I wouldn't call" in heard.reply or "涉及“坚果”" in heard.reply) is not free


def test_a_product_that_names_what_is_avoided_is_said_to(customer):
    customer.says("I'm allergic to nuts")
    assert "nuts" in customer.says("tell me about this", page="GR-0030").reply
    assert "nuts" not in customer.says("tell me about this", page="OD-0001").reply


def test_a_comparison_says_which_one_names_it(customer):
    customer.says("I'm allergic to nuts")
    heard = customer.says("compare the Smoked Almonds and the Damson Jam")
    assert heard.tools == ["compare_products"]
    assert "nuts" in heard.reply.splitlines()[-1]
    assert "Almonds" in heard.reply.splitlines()[-1]


def test_it_is_said_in_a_few_words(customer):
    customer.says("I'm allergic to nuts")
    lead = customer.says("show me snacks").reply.splitlines()[0]
    assert "nuts" in lead
    assert len(lead.split()) <= 25

"""A budget in another currency than the demo shop's dollars, from the question to the reply."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("tents under 500 yuan", ("USD", "500 CNY")),
        ("jackets under 200 euros", ("USD", "200 EUR")),
        ("不超过500人民币的帐篷", ("美元", "未按不超过500人民币")),
    ],
)
def test_a_budget_in_another_currency_is_not_applied_and_the_reply_says_so(customer, question, told):
    heard = customer.says(question)
    assert heard.cards
    assert all(words in heard.reply for words in told)
    assert "within your budget" not in heard.reply
    assert "预算内" not in heard.reply


def test_a_loosely_named_unit_is_dollars_and_the_reply_says_so(customer):
    heard = customer.says("50到100元的裙子")
    assert heard.cards
    assert all(50 <= float(card.price) <= 100 for card in heard.cards)
    assert "美元" in heard.reply
    assert "$50至$100" in heard.reply


def test_a_range_said_from_its_higher_end_is_that_range(customer):
    heard = customer.says("jacket between 150 and 50 dollars")
    assert heard.cards
    assert all(50 <= float(card.price) <= 150 for card in heard.cards)

"""Questions about the shop in customers' own words, answered from its texts, or declined."""

from __future__ import annotations

import pytest

from tests.agent.conftest import Customer


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("多久之内可以退货？", "returns-window"),
        ("what size am I if I'm 180cm", "size-clothing"),
        ("can I visit your warehouse", "physical-store"),
        ("能便宜点吗", "promo-sale"),
        ("茶叶怎么保存", "care-food"),
        ("any deals today?", "promo-sale"),
        ("do gift cards expire", "gift-card-expiry"),
        ("how long until the refund arrives", "refund-time"),
        ("铁锅生锈了怎么办", "care-cast-iron"),
    ],
)
def test_a_question_is_answered_from_the_entry_on_its_topic(customer: Customer, question: str, source: str) -> None:
    heard = customer.says(question)
    assert heard.sources[0] == source
    assert not heard.withheld


@pytest.mark.parametrize("question", ["do you have a bridal registry", "do you do engraving", "可以刻字吗"])
def test_what_the_texts_do_not_tell_is_declined(customer: Customer, question: str) -> None:
    heard = customer.says(question)
    assert heard.sources == []


def test_they_after_products_are_what_is_to_be_returned(customer: Customer) -> None:
    customer.says("show me hiking boots")
    heard = customer.says("can I return them if they don't fit?")
    assert heard.sources[0] in {"returns-window", "try-before-buy"}
    assert "30 days" in heard.reply


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how long does shipping to Canada take and what does it cost", ("5–8 business days", "$12")),
        ("寄到加拿大要多久，多少钱？", ("5–8个工作日", "12美元")),
    ],
)
def test_a_measure_asked_after_another_is_of_the_same_subject(
    customer: Customer, question: str, told: tuple[str, ...]
) -> None:
    heard = customer.says(question)
    assert all(words in heard.reply for words in told)
    assert not heard.products


def test_the_shops_phone_number_is_no_phone(customer: Customer) -> None:
    heard = customer.says("what is your phone number")
    assert not heard.products
    assert "+1 207 555 0188" in heard.reply

"""The demo shop says the same in its FAQ and its policies, in English and Chinese."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

from knowledge_base.demo.help import documents, faq_entries
from knowledge_base.demo.orders import DOMESTIC, EXPRESS, zone
from knowledge_base.schema import CHINESE, ENGLISH, Document, DocumentKind, FaqEntry

HAN = re.compile(r"[\u4e00-\u9fff]")
MONTHS = {"November": "11", "December": "12", "January": ""}


def numbers(text: str) -> set[str]:
    for name, number in MONTHS.items():
        text = text.replace(name, number)
    return set(re.findall(r"\d+(?:[.:]\d+)?", text))


@cache
def topics() -> dict[str, dict[str, FaqEntry]]:
    found: dict[str, dict[str, FaqEntry]] = defaultdict(dict)
    for entry in faq_entries():
        found[entry.topic][entry.language] = entry
    return found


@cache
def pages() -> dict[str, dict[str, Document]]:
    found: dict[str, dict[str, Document]] = defaultdict(dict)
    for page in documents():
        found[page.topic][page.language] = page
    return found


def text(page: Document) -> str:
    return "\n".join(section.text for section in page.sections)


def test_there_are_enough_questions_each_in_both_languages():
    assert len(topics()) >= 80
    for topic, entries in topics().items():
        assert set(entries) == {ENGLISH, CHINESE}, topic
        for language, entry in entries.items():
            assert entry.id == f"{topic}.{language}"
            assert 2 <= len(entry.alternatives) <= 6, entry.id
            assert bool(HAN.search(entry.question)) == (language == CHINESE)
            assert language == ENGLISH or HAN.search(entry.answer)


def test_no_phrasing_asks_two_questions():
    asked = [
        phrasing.casefold().rstrip("?？")
        for entry in faq_entries()
        for phrasing in (entry.question, *entry.alternatives)
    ]
    assert [phrasing for phrasing, times in Counter(asked).items() if times > 1] == []


def test_both_languages_of_an_answer_say_the_same_numbers():
    for topic, entries in topics().items():
        said = {language: numbers(entry.answer) for language, entry in entries.items()}
        assert said[ENGLISH] - {"1"} == said[CHINESE] - {"1"}, topic


def test_there_are_enough_policies_each_in_both_languages():
    assert len(pages()) >= 10
    for topic, both in pages().items():
        assert set(both) == {ENGLISH, CHINESE}, topic
        english, chinese = both[ENGLISH], both[CHINESE]
        assert len(english.sections) == len(chinese.sections) >= 2, topic
        assert [len(section.headings) for section in english.sections] == [
            len(section.headings) for section in chinese.sections
        ]
        assert english.url == f"/help/{english.id}"
        assert HAN.search(chinese.title)
        assert all(section.text and section.headings[0] == english.title for section in english.sections)


def test_both_languages_of_a_policy_say_the_same_numbers():
    for topic, both in pages().items():
        assert numbers(text(both[ENGLISH])) - {"1"} == numbers(text(both[CHINESE])) - {"1"}, topic


def test_guides_are_told_from_policies():
    kinds = {page.topic: page.kind for page in documents()}
    assert {topic for topic, kind in kinds.items() if kind is DocumentKind.GUIDE} == {"care", "sizes"}
    assert kinds["returns"] is DocumentKind.POLICY


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        ("shipping", ["shipping-cost", "shipping-free", "shipping-oversize", "shipping-signature", "shipping-late"]),
        ("returns", ["returns-window", "returns-electronics", "returns-holiday", "return-status", "returns-how"]),
        ("exchanges", ["exchange-window", "exchange-how"]),
        ("refunds", ["refund-time", "promo-code", "student-discount", "order-bulk"]),
        ("warranty", ["warranty-length", "warranty-claim", "repair-service", "product-expiry"]),
        ("privacy", ["privacy-chats", "account-delete"]),
        ("gift-cards", ["gift-card-buy", "gift-card-use"]),
        ("loyalty", ["loyalty-points", "loyalty-redeem", "loyalty-expiry", "loyalty-benefits"]),
        ("price-match", ["price-match", "price-drop"]),
        ("contact", ["contact", "hours"]),
        ("sizes", ["size-shoes", "size-clothing"]),
        ("care", ["care-cast-iron", "care-down"]),
    ],
)
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_an_answer_says_no_number_that_its_policy_does_not(policy: str, asked: list[str], language: str):
    known = numbers(text(pages()[policy][language])) | {"1", "2"}
    for topic in asked:
        answer = topics()[topic][language].answer
        answer = re.sub(r"4–5", "", answer)  # ages, said with the sizes as single years
        assert numbers(answer) <= known | {"24", "555"}, topic


def test_every_amount_of_an_answer_on_shipping_returns_and_payment_is_in_a_policy():
    stated = {language: "\n".join(text(both[language]) for both in pages().values()) for language in (ENGLISH, CHINESE)}
    for topic, entries in topics().items():
        if topic in {"order-gift-wrap", "wholesale"}:  # offers that no policy speaks of
            continue
        for language, pattern in ((ENGLISH, r"\$\d+(?:\.\d+)?"), (CHINESE, r"\d+(?:\.\d+)?美元")):
            for amount in re.findall(pattern, entries[language].answer):
                assert amount in stated[language], f"{topic}.{language}: {amount}"


@pytest.mark.parametrize(
    ("country", "row"),
    [
        ("United States", "Standard | ${cost} | ${free}"),
        ("Canada", "Canada | Standard | ${cost} | ${free}"),
        ("China", "Mainland China, Hong Kong, Japan, Singapore | Standard | ${cost} | ${free}"),
        ("Germany", "United Kingdom, European Union | Standard | ${cost} | ${free}"),
        ("Australia", "Australia, New Zealand | Standard | ${cost} | ${free}"),
    ],
)
def test_orders_are_charged_what_the_shipping_policy_says(country: str, row: str):
    way, policy = zone(country), text(pages()["shipping"][ENGLISH])
    assert row.format(cost=way.cost, free=way.free_from) in policy
    first, last = way.days
    assert f"{first}–{last}" in policy
    assert f"Express | ${EXPRESS.cost}" in policy
    assert zone("United States") is DOMESTIC
    assert f"from ${zone('United States', member=True).free_from}" in text(pages()["loyalty"][ENGLISH])

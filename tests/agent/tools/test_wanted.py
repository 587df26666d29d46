from __future__ import annotations

import pytest

from agent.tools.wanted import told, wanted


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("how long does it take and what does it cost", {"duration", "price"}),
        ("until when may I send it back", {"duration"}),
        ("is postage free", {"price"}),
        ("what's your phone number", {"reach"}),
        ("can I return a gift", set()),
        ("多久之内可以退货？", {"duration"}),
        ("寄到加拿大要多久，多少钱", {"duration", "price"}),
        ("有实体店吗", set()),
    ],
)
def test_a_question_wants_to_hear(question: str, kinds: set[str]) -> None:
    assert wanted(question) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("You have 30 days from delivery.", {"duration"}),
        ("Canada takes 5–8 business days.", {"duration"}),
        ("Standard shipping is $5.95.", {"price"}),
        ("自收货之日起30天内可退。", {"duration"}),
        ("写信到 care@shop.example", {"reach"}),
        ("We sell online only.", set()),
    ],
)
def test_a_text_tells(text: str, kinds: set[str]) -> None:
    assert told(text) == kinds

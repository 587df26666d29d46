from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding.claims import claims


def _read(text):
    return [
        (claim.kind, str(claim.value) if claim.value is not None else "/".join(claim.key), claim.unit)
        for claim in claims(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is $1,299.00.", [("money", "1299.00", "$")]),
        ("25元", [("money", "25", "元")]),
        ("二十五块", [("money", "25", "块")]),
        ("a twenty-five dollar card", [("money", "25", "dollar")]),
        ("$20–30", [("money", "20", "$"), ("money", "30", "$")]),
        ("3 to 5 business days", [("number", "3", "days"), ("number", "5", "days")]),
        ("3到5天", [("number", "3", "天"), ("number", "5", "天")]),
        ("50% off", [("percent", "50", "%")]),
        ("百分之五十", [("percent", "50", "%")]),
        ("打8折", [("percent", "20", "%")]),
        ("八五折", [("percent", "15", "%")]),
        ("two colours", [("number", "2", "")]),
        ("一共两款", [("number", "2", "")]),
        ("IPX4", [("code", "ipx4", "")]),
        ("order W1234567", [("code", "w1234567", "")]),
        ("call +1 555 010 9999", [("code", "15550109999", "")]),
        ("on 23 November 2026", [("date", "2026/11/23", "")]),
        ("on November 23rd", [("date", "/11/23", "")]),
        ("2026年11月23日", [("date", "2026/11/23", "")]),
        ("on Monday", [("date", "weekday/1", "")]),
        ("周一", [("date", "weekday/1", "")]),
        ("from 9:30am to 5pm", [("time", "9/30", ""), ("time", "17/0", "")]),
        ("下午3点", [("time", "15/0", "")]),
        ("size 42 in blue", [("number", "42", "")]),
        ("12oz canvas", [("number", "12", "oz")]),
    ],
)
def test_reads(text, found):
    assert _read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "the first one",
        "the 2nd option",
        "第二个",
        "one moment",
        "1. Tents\n2. Boots",
        "see [1] and [12]",
        "十分好看",
        "一样的三明治",
        "No. 3",
    ],
)
def test_ordinals_markers_and_set_phrases_claim_nothing(text):
    assert _read(text) == []


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert all(0 <= claim.start <= len(text) * 18 for claim in claims(text))  # NFKC makes at most 18 of one character

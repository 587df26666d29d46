from __future__ import annotations

from decimal import Decimal

import pytest

from agent.grounding.numerals import CHINESE, ENGLISH, chinese, english


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two", 2),
        ("twenty-five", 25),
        ("one hundred and five", 105),
        ("three thousand two hundred", 3200),
        ("two million", 2_000_000),
        ("ninety nine", 99),
    ],
)
def test_english(words, value):
    assert ENGLISH.fullmatch(words)
    assert english(words) == Decimal(value)


@pytest.mark.parametrize(
    ("characters", "value"),
    [
        ("二", 2),
        ("十", 10),
        ("二十", 20),
        ("一百二十", 120),
        ("两千零五", 2005),
        ("一万二千", 12000),
        ("三十五", 35),
        ("二〇二六", 2026),
    ],
)
def test_chinese(characters, value):
    assert CHINESE.fullmatch(characters)
    assert chinese(characters) == Decimal(value)

"""Amounts, colours and page numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.service import pages, palette, shelves
from knowledge_base.schema import Money


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (usd("1234.5"), "$1,234.50"),
        (Money(Decimal(1200), "JPY"), "¥1,200"),
        (Money(Decimal("9.9"), "CHF"), "9.90 CHF"),
        (Money(Decimal("0.005"), "EUR"), "€0.00"),
    ],
)
def test_amounts(amount: Money, words: str) -> None:
    assert pages.money(amount) == words


@given(st.integers(0, 0xFFFFFF))
def test_any_brand_colour_becomes_legible(number: int) -> None:
    colours = palette.palette(f"#{number:06x}")
    assert palette.contrast(colours["--on-brand"], colours["--brand"]) >= 4.5
    assert palette.contrast(colours["--accent-light"], "#f0ece5") >= 4.5
    assert palette.contrast(colours["--accent-dark"], "#232831") >= 4.5


@given(total=st.integers(0, 5000), page=st.integers(-10, 10_000), size=st.integers(1, 100))
def test_pages_hold_everything_once(total: int, page: int, size: int) -> None:
    number, last = shelves.paged(total, page, size)
    assert 1 <= number <= last
    assert (last - 1) * size < max(total, 1) <= last * size
    shown = [one for one in shelves.around(number, last) if one]
    assert {1, number, last} <= set(shown)
    assert shown == sorted(set(shown))
    assert len(shown) <= 7

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agent.tools.audience import age_asked, asked_for, fits, made_for, too_young, without_age
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId


def _product(**attributes: Any) -> Product:
    variant = Variant(id=VariantId("A-1"), price=Money(Decimal(1), "USD"))
    return Product(id=ProductId("A"), title="A", variants=(variant,), attributes=attributes)


@pytest.mark.parametrize(
    ("query", "audience"),
    [
        ("running shoes for women", "women"),
        ("a gift for my dad", "men"),
        ("women's boots", "women"),
        ("something for kids", "kids"),
        ("a toy for a 6 year old", "kids"),
        ("给妈妈的礼物", "women"),
        ("男款外套", "men"),
        ("给孩子穿的", "kids"),
        ("a tent", None),
        ("command line", None),
    ],
)
def test_for_whom(query, audience):
    assert asked_for(query) == audience


def test_made_for():
    assert made_for(_product(gender="women")) == "women"
    assert made_for(_product(**{"age range": "from 3 years"})) == "kids"
    assert made_for(_product(gender="unisex")) is None


@pytest.mark.parametrize(
    ("ages", "years", "suits"),
    [
        ("3–9 years", 6, True),
        ("3–9 years", 10, False),
        ("from 8 years", 6, False),
        ("from 12 months", 2, True),
        ("8+", 9, True),
    ],
)
def test_ages(ages, years, suits):
    assert fits(_product(**{"age range": ages}), "kids", years) is suits


@pytest.mark.parametrize(
    ("ages", "years", "young"),
    [
        ("from 12 months", 6, True),
        ("0+ months", 6, True),
        ("from 3 years", 6, False),
        ("from 12 months", 2, False),
        ("1–8 years", 6, False),
        ("from 12 months", None, False),
    ],
)
def test_what_is_made_for_far_younger_children(ages, years, young):
    assert too_young(_product(**{"age range": ages}), years) is young


def test_an_age_is_no_measure_of_the_thing():
    assert without_age("gift for a 6 year old under $25") == "gift for a under $25"


def test_grown_up_things_are_no_kids_things():
    assert not fits(_product(), "kids")
    assert fits(_product(), "women")
    assert not fits(_product(gender="men"), "women")
    assert not fits(_product(age="3–7 years"), "women")


def test_the_age_that_is_asked():
    assert age_asked("for my 6-year-old") == 6
    assert age_asked("3岁宝宝") == 3
    assert age_asked("a tent") is None

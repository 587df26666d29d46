from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agent.tools.matching import asks_of, matching, words_of
from agent.tools.results import ProductFacts


def _product(description: str = "", **attributes: Any) -> ProductFacts:
    return ProductFacts(
        id="A",
        title="Ridge Tent",
        currency="USD",
        price=Decimal(1),
        price_max=Decimal(1),
        description=description,
        attributes=attributes,
    )


TENT = _product(
    "Two people sleep dry in it. The poles are colour coded, so it stands in five minutes.",
    weight="1.9 kg",
    waterproof=True,
    material="ripstop nylon",
    warranty="3 years",
    origin="Vietnam",
)
BOOT = _product(鞋面="头层牛皮", 重量="620克", 防水=True)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("how heavy is it?", "weight"),
        ("what does it weigh", "weight"),
        ("is it waterproof?", "waterproof"),
        ("can I use it in the rain?", "waterproof"),
        ("what is it made of?", "material"),
        ("is there a guarantee?", "warranty"),
        ("where does it come from?", "origin"),
        ("is it nylon?", "material"),
    ],
)
def test_finds_the_fact_that_answers(question, name):
    assert matching(TENT, question, None)[0].name == name


@pytest.mark.parametrize(
    ("question", "name"), [("防水吗", "防水"), ("多重？", "重量"), ("什么材质", "鞋面"), ("下雨能穿吗", "防水")]
)
def test_finds_it_in_chinese(question, name):
    assert matching(BOOT, question, None)[0].name == name


def test_what_is_not_listed_is_not_found():
    assert matching(TENT, "does it have a submarine dock?", None) == ()


def test_a_sentence_of_the_description_answers_where_no_fact_does():
    class Near:
        def embed(self, texts: Any) -> Any:
            import numpy as np

            return np.array([[1.0, 0.0] if "poles" in text or "assemble" in text else [0.0, 1.0] for text in texts])

    found = matching(TENT, "is it hard to assemble the poles?", Near())  # type: ignore[arg-type]
    assert found[0].name == ""
    assert "colour coded" in str(found[0].value)


def test_asking_words_carry_no_meaning():
    assert words_of("do you have any of these?") == set()
    assert words_of("你们有没有这个？") == set()
    assert "tent" in words_of("Tents")


def test_aspects():
    assert asks_of("is it waterproof and how heavy?") == {"waterproof", "weight"}
    assert asks_of("hello") == frozenset()

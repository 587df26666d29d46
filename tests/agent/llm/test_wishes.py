"""Messages that wish for two things, and those that only look so."""

from __future__ import annotations

import pytest

from agent.llm.wishes import wishes
from agent.tools.matching import words_of

SOLD = frozenset(
    words_of(
        "headphones tent shoes backpack bottle salt nuts cheese jacket trousers crisps 跑鞋 背包 帐篷 睡袋 鞋子 坚果"
    )
)


def kinds(text: str) -> frozenset[str]:
    return SOLD & words_of(text)


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("headphones under $100 and a tent for 4 people", ["headphones under $100", "a tent for 4 people"]),
        ("I need a jacket and trousers", ["I need a jacket", "I need trousers"]),
        ("I want shoes, a backpack and a bottle", ["I want shoes", "I want a backpack", "I want a bottle"]),
        (
            "I'm looking for a red jacket and black shoes",
            ["I'm looking for a red jacket", "I'm looking for black shoes"],
        ),
        ("do you have shoes and trousers in blue", ["do you have shoes", "do you have trousers in blue"]),
        ("我想买一双跑鞋和一个背包", ["我想买一双跑鞋", "我想买一个背包"]),
        ("帐篷和睡袋", ["帐篷", "睡袋"]),
    ],
)
def test_two_things_are_two_wishes(said, things):
    assert wishes(said, kinds) == tuple(things)


@pytest.mark.parametrize(
    "said",
    [
        "black and white shoes",
        "nuts or milk",
        "mac and cheese",
        "salt and pepper mill",
        "salt and vinegar crisps",
        "a tent for me and my son",
        "shoes for a man and a woman",
        "the difference between a tent and a backpack",
        "红色和蓝色的鞋子",
        "坚果和牛奶",
    ],
)
def test_one_thing_is_one_wish(said):
    assert wishes(said, kinds) == (said,)

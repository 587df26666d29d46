from __future__ import annotations

import pytest

from agent.llm.references import named_among, pick, references


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the second one", (1,)),
        ("is the 2nd waterproof?", (1,)),
        ("the last one please", (-1,)),
        ("the first and the third", (0, 2)),
        ("number 2", (1,)),
        ("#3", (2,)),
        ("第二个", (1,)),
        ("第3款多少钱", (2,)),
        ("最后一款", (-1,)),
        ("my first order", ()),
        ("hello", ()),
    ],
)
def test_places(text, places):
    assert references(text).places == places


@pytest.mark.parametrize(
    ("text", "many"), [("compare the first two", 2), ("the last two", -2), ("对比前两款", 2), ("前三个", 3)]
)
def test_many(text, many):
    assert references(text).many == many


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("anything cheaper?", "cheaper"),
        ("that's too expensive", "cheaper"),
        ("有便宜点的吗", "cheaper"),
        ("太贵了", "cheaper"),
        ("something more expensive", "dearer"),
        ("show me more", "more"),
        ("anything else?", "more"),
        ("还有别的吗", "more"),
        ("which one is better?", "compare"),
        ("区别是什么", "compare"),
        ("is it waterproof?", "it"),
        ("这个防水吗", "it"),
        ("are both waterproof?", "both"),
        ("do these fit?", "all"),
    ],
)
def test_cues(text, field):
    assert getattr(references(text), field)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("the cheapest one", "price_low"),
        ("最便宜的", "price_low"),
        ("the most expensive", "price_high"),
        ("best rated?", "rating"),
    ],
)
def test_extremes(text, which):
    assert references(text).extreme == which


@pytest.mark.parametrize(
    ("text", "what"), [("back to the tents", "tents"), ("说回帐篷", "帐篷"), ("回到刚才的鞋子", "鞋子")]
)
def test_back(text, what):
    assert references(text).back == what


def test_pick():
    listed = ("a", "b", "c")
    assert pick(listed, (1,), 0) == ("b",)
    assert pick(listed, (-1, 0), 0) == ("c", "a")
    assert pick(listed, (7,), 0) == ()
    assert pick(listed, (), 2) == ("a", "b")
    assert pick(listed, (), -2) == ("b", "c")


def test_named_among():
    titles = {"a": "Ridge Two Tent Tents", "b": "Meadow Sleeping Bag 睡袋"}
    assert named_among("the tent", titles) == ("a",)
    assert named_among("睡袋", titles) == ("b",)
    assert named_among("a kettle", titles) == ()

"""Wishes of one message: what is shown, and that the reply says what was understood."""

import pytest


@pytest.mark.parametrize(
    ("text", "said", "never"),
    [
        ("I need a warm jacket for winter hiking, not down", "ithout down", "Down Jacket"),
        ("a jacket without a hood", "without hood", "Stormgate"),
        ("running shoes, anything but Nike", "without Nike", "You asked for"),
        ("不要带拉链的外套", "不要拉链", "风雨门"),
        ("a bottle that is not plastic", "without plastic", "label"),
        ("jacket that isn't waterproof", "not waterproof", "Stormgate"),
    ],
)
def test_what_is_ruled_out_is_left_out_and_said(customer, text, said, never):
    heard = customer.says(text)
    assert heard.cards
    assert said in heard.reply
    assert never not in heard.reply


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("phone case for lark 6", "Cork Back Case for Lark 6"),
        ("lark 6的手机壳", "百灵6软木手机壳"),
        ("looking for trainers", "Sneaker"),
        ("20 liter backpack", "Daypack 22"),
        ("gaming chair", "Chair"),
        ("gift for my dad who likes photography", "Camera"),
        ("raincoat", "Rain Jacket"),
        ("男士跑鞋", "跑鞋"),
        ("trail running shoes US 9", "Trail"),
    ],
)
def test_the_first_card_is_the_thing_itself(customer, text, title):
    assert title in customer.says(text).cards[0].title


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what brand is the Skylark tent", "Fernhollow"),
        ("extra large t-shirt", "size XL"),
        ("boots UK 8", "UK 8 is about EU 42"),
        ("gaming chair", "“gaming”"),
        ("coffee grinder", "coffee grinder"),
        ("kids' raincoat", "kids"),
        ("warm sleeping bag", "comfort temperature"),
    ],
)
def test_the_reply_says_what_was_understood_and_what_is_lacking(customer, text, said):
    assert said in customer.says(text).reply


def test_what_came_in_last_is_shown_newest_first(customer):
    heard = customer.says("what's new?")
    assert len(heard.cards) > 1
    assert not heard.withheld
    assert "search_products" in heard.tools


def test_nothing_is_offered_for_a_thing_that_nothing_comes_near(customer):
    heard = customer.says("a fridge")
    assert not heard.cards

"""What words mean: consent, orders, items, variants, ways to pay, addresses."""

from __future__ import annotations

import pytest

from agent.llm.agreement import agrees
from agent.orders.naming import lines_meant, method_meant, number_in, orders_meant, variants_meant
from agent.orders.phrases import stock
from agent.orders.places import address_in
from tests.agent.orders.conftest import ADA, LAMP, SHIRT, SOAP, _buyer, line, order


@pytest.mark.parametrize(
    ("text", "action", "meant"),
    [
        ("yes", "cancel", True),
        ("Yes, cancel it.", "cancel", True),
        ("go ahead", "return", True),
        ("go ahead and cancel the order", "cancel", True),
        ("好的，取消吧", "cancel", True),
        ("确认", "exchange", True),
        ("yes, cancel it", "return", None),
        ("yes, return it", "cancel", None),
        ("yes but what does it cost", "cancel", None),
        ("yes, cancel it?", "cancel", None),
        ("cancel it", "cancel", None),
        ("好的，取消吗", "cancel", None),
        ("no", "cancel", False),
        ("不用了", "cancel", False),
        ("maybe", "cancel", None),
        ("yes, and the lamp too", "return", None),
    ],
)
def test_a_plain_yes_to_this_and_to_nothing_else(text, action, meant):
    assert agrees(text, action) is meant


ORDERS = [order("AB-100003", (line(SHIRT, "SH-blue-M"),)), order("AB-100002", (line(LAMP, "LA-1"),))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("AB-100003", ["AB-100003"]),
        ("ab 100 003", ["AB-100003"]),
        ("#100002", ["AB-100002"]),
        ("订单100002", ["AB-100002"]),
        ("the second one", ["AB-100002"]),
        ("第一个", ["AB-100003"]),
        ("2", ["AB-100002"]),
        ("my newest", ["AB-100003"]),
        ("the one with the lamp", ["AB-100002"]),
        ("999999", []),
        ("the blender", []),
    ],
)
def test_orders_are_found_by_number_place_and_content(words, found):
    shown = ["AB-100003", "AB-100002"]
    assert [one.id for one in orders_meant(words, ORDERS, shown)] == found


LINES = (line(SHIRT, "SH-blue-M"), line(LAMP, "LA-1", 2), line(SOAP, "SO-1"))
PRODUCTS = {one.id: one for one in (SHIRT, LAMP, SOAP)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["the shirt"], ["SH-blue-M"]),
        (["衬衫"], ["SH-blue-M"]),
        (["the blue one"], ["SH-blue-M"]),
        (["the lamp and the soap"], ["LA-1", "SO-1"]),
        (["第二个"], ["LA-1"]),
        (["the last one"], ["SO-1"]),
        (["all of it"], ["SH-blue-M", "LA-1", "SO-1"]),
        (["全部"], ["SH-blue-M", "LA-1", "SO-1"]),
        (["the tent"], None),
        (["the shirt and the tent"], None),
        ([], None),
    ],
)
def test_items_are_found_by_name_place_and_all_of_it(words, found):
    meant = lines_meant(words, LINES, PRODUCTS, ())
    assert (None if meant is None else [one.variant for one in meant]) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("red", ["SH-red-M"]),
        ("红色的", ["SH-red-M"]),
        ("size S", ["SH-blue-S"]),
        ("a small", ["SH-blue-S"]),
        ("one size up", ["SH-blue-L"]),
        ("小一号", ["SH-blue-S"]),
        ("green", []),
    ],
)
def test_variants_are_found_by_what_is_to_be_different(words, found):
    assert [one.id for one in variants_meant(words, SHIRT, LINES[0])] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [("paypal", "paypal"), ("the Visa", "visa"), ("ending in 4242", "visa"), ("礼品卡", "gift"), ("cash", None)],
)
def test_ways_to_pay(words, found):
    method = method_meant(words, _buyer(ADA, "Ada"))
    assert (method.id if method else None) == found


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("12 Elm Street, Portland, ME 04101, USA", ("12 Elm Street", "Portland", "ME", "04101", "United States")),
        ("send it to 5 High Road, Leeds, LS1 4AP, UK", ("5 High Road", "Leeds", "", "LS1 4AP", "United Kingdom")),
        ("上海市南京西路100号，邮编200041", ("南京西路100号", "上海市", "", "200041", "")),
        ("somewhere else", ("", "", "", "", "")),
    ],
)
def test_addresses_are_read_and_nothing_is_invented(words, parts):
    place = address_in(words)
    assert (place.line1, place.city, place.region, place.postcode, place.country) == parts


def test_numbers_in_any_form():
    assert [number_in(text) for text in ("LL-100123", "# 100 123", "no number", "12")] == ["100123", "100123", "", ""]


def test_both_languages_say_the_same_with_the_same_slots():
    import re

    english, chinese = stock("en"), stock("zh")
    assert set(english) == set(chinese)
    for key, words in english.items():
        assert set(re.findall(r"{\w+}", chinese[key])) <= set(re.findall(r"{\w+}", words)) | {"{left}"}, key

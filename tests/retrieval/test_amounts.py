from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.amounts import read_number, read_price


@pytest.mark.parametrize(
    ("text", "least", "most", "currency"),
    [
        ("under $50", None, "50", "USD"),
        ("headphones under 50", None, "50", None),
        ("less than 50 euros", None, "50", "EUR"),
        ("cheaper than 20", None, "20", None),
        ("at most 1,200 dollars", None, "1200", "USD"),
        ("20 bucks or less", None, "20", "USD"),
        ("50 dollars max", None, "50", "USD"),
        ("my budget is 300", None, "300", None),
        ("at least 200 dollars", "200", None, "USD"),
        ("over £1k", "1000", None, "GBP"),
        ("80 dollars and up", "80", None, "USD"),
        ("between 50 and 100", "50", "100", None),
        ("$20 to $40", "20", "40", "USD"),
        ("shoes 50-100", "50", "100", None),
        ("around 30", "24.0", "36.0", None),
        ("about 50 dollars", "40.0", "60.0", "USD"),
        ("不超过100元", None, "100", "CNY"),
        ("50到100元", "50", "100", "CNY"),
        ("100块以内", None, "100", "CNY"),
        ("三百以下", None, "300", None),
        ("两千元以上的电脑", "2000", None, "CNY"),
        ("三百五左右的鞋", "280.0", "420.0", None),
        ("预算500", None, "500", None),
        ("五十到一百之间", "50", "100", None),
        ("jacket between 80 and 50 dollars", "50", "80", "USD"),
        ("between 100 and 50", "50", "100", None),
        ("shoes 80-50", "50", "80", None),
        ("$80-50", "50", "80", "USD"),
        ("100到50元", "50", "100", "CNY"),
        ("预算一千块人民币", None, "1000", "CNY"),
        ("人民币500元以内", None, "500", "CNY"),
        ("under 500 yuan", None, "500", "CNY"),
        ("under RMB 500", None, "500", "CNY"),
        ("¥500以内", None, "500", "CNY"),
        ("不超过500港币", None, "500", "HKD"),
        ("under 5000 yen", None, "5000", "JPY"),
        ("under HK$500", None, "500", "HKD"),
        ("up to 80 Canadian dollars", None, "80", "CAD"),
        ("300美元以下", None, "300", "USD"),
    ],
)
def test_prices_are_read(text, least, most, currency):
    found = read_price(text)
    assert found is not None
    assert (found.least, found.most, found.currency) == (
        None if least is None else Decimal(least),
        None if most is None else Decimal(most),
        currency,
    )


@pytest.mark.parametrize(
    "text",
    [
        "iPhone 50",
        "model 42",
        "size 36-38",
        "ages 3-5",
        "in under 5 minutes",
        "within 30 days",
        "delivery in 3-5 days",
        "up to 10 people tent",
        "usb 2.0-3.0 cable",
        "dv7-1211ea",
        "windows 10 2019-2020 edition",
        "less than 20% fat",
        'at least 10" wide',
        "7天以内",
        "5公斤以下",
        "",
    ],
)
def test_numbers_that_count_something_else_are_left_alone(text):
    assert read_price(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.5", "12.5"),
        ("1,234", "1234"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("三千二", "3200"),
        ("一万二", "12000"),
        ("两百三十四", "234"),
        ("三", "3"),
    ],
)
def test_numbers_in_digits_and_in_chinese(text, number):
    assert read_number(text) == Decimal(number)


def test_what_is_no_number_is_none():
    assert read_number("红") is None


@given(st.integers(1, 999_999), st.sampled_from(["under", "below", "at most", "less than", "no more than"]))
def test_any_whole_amount_after_a_bound_is_that_bound(amount, word):
    text = f"something {word} ${amount} please"
    found = read_price(text)
    assert found is not None
    assert (found.least, found.most, found.currency) == (None, Decimal(amount), "USD")
    assert text[: found.start].strip() == "something"
    assert text[found.end :].strip() == "please"


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_a_range_is_never_upside_down(text):
    found = read_price(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        if found.least is not None and found.most is not None:
            assert found.least <= found.most

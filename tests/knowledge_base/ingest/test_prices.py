from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import RecordError
from knowledge_base.ingest.prices import CODES, SYMBOLS, money, places
from knowledge_base.schema import Money


@pytest.mark.parametrize(
    ("value", "amount", "currency"),
    [
        ("19.90", "19.90", "USD"),
        ("19,90", "19.90", "USD"),
        ("5", "5.00", "USD"),
        ("5.", "5.00", "USD"),
        (".5", "0.50", "USD"),
        ("0,5", "0.50", "USD"),
        ("0", "0.00", "USD"),
        ("-0", "0.00", "USD"),
        ("1.299,00 €", "1299.00", "EUR"),
        ("1.299 €", "1299.00", "EUR"),
        ("€1.299", "1299.00", "EUR"),
        ("0.125 €", "0.125", "EUR"),
        ("1.299", "1.299", "USD"),
        ("1,299", "1299.00", "USD"),
        ("1,299,000", "1299000.00", "USD"),
        ("1.299.000,5", "1299000.50", "USD"),
        ("$1,299.50", "1299.50", "USD"),
        ("US$ 5", "5.00", "USD"),
        ("CA$5", "5.00", "CAD"),
        ("R$ 5,00", "5.00", "BRL"),
        ("£5", "5.00", "GBP"),
        ("USD 19.9", "19.90", "USD"),
        ("19.90EUR", "19.90", "EUR"),
        ("$ 19.90 USD", "19.90", "USD"),
        ("1 299,50 kr", "1299.50", "SEK"),
        ("1\u202f299,50 zł", "1299.50", "PLN"),
        ("CHF 1’299.-", "1299.00", "CHF"),
        ("1.299,- €", "1299.00", "EUR"),
        ("1,00,000 INR", "100000.00", "INR"),
        ("¥1,299", "1299.00", "CNY"),
        ("￥１２．５", "12.50", "CNY"),
        ("1299元", "1299.00", "CNY"),
        ("人民币 1299", "1299.00", "CNY"),
        ("1.2万元", "12000.00", "CNY"),
        ("1,299円", "1299", "JPY"),
        ("1.234 KWD", "1.234", "KWD"),
        (9.99, "9.99", "USD"),
        (10, "10.00", "USD"),
        (12.990000000000002, "12.99", "USD"),
        (Decimal("3.5"), "3.50", "USD"),
    ],
)
def test_prices_as_people_write_them(value, amount, currency):
    read = money(value, "USD")
    assert (str(read.amount), read.currency) == (amount, currency)


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "abc", "NaN", "inf", "Infinity", "-5", "-5,00 €", "−5", "10-20", "from 10", "1e3", "1.2.3", "1,2,3",
        "12,34,5", "1,5,000", "1.234,567.8", "1.299,00,00", "99 cents", "€", "$$", "5 XYZ", "call us", "1" * 61,
        "1" * 13, True, None, [], {}, float("nan"), float("inf"), -1, -0.01, 10**12,
        pytest.param(10**5000, id="long"), "٣,٣,٣",
    ],
)  # fmt: skip
def test_what_is_no_price(value):
    with pytest.raises(RecordError) as caught:
        money(value, "USD", field="VK")
    assert caught.value.field == "VK"


@pytest.mark.parametrize(
    ("sign", "own", "meant"),
    [("$5", "CAD", "CAD"), ("$5", "EUR", "USD"), ("¥5", "JPY", "JPY"), ("¥5", "EUR", "CNY"), ("5 kr", "NOK", "NOK")],
)
def test_a_sign_that_currencies_share_means_the_shops_own(sign, own, meant):
    assert money(sign, own).currency == meant


@pytest.mark.parametrize(
    ("value", "currency", "amount"),
    [
        (4995, "USD", "49.95"),
        ("4995", "EUR", "49.95"),
        ("500", "JPY", "500"),
        ("1500", "KWD", "1.500"),
        (0, "USD", "0.00"),
    ],
)
def test_minor_units(value, currency, amount):
    assert str(money(value, currency, minor=True).amount) == amount


def test_minor_units_are_whole():
    with pytest.raises(RecordError, match="must be whole"):
        money("49.95", "USD", minor=True)


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)


def _written(amount: Decimal, thousands: str, decimal: str) -> str:
    return f"{amount:,.2f}".translate({ord(","): thousands, ord("."): decimal})


@given(
    AMOUNTS,
    st.sampled_from(
        [(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ","), ("\u2019", "."), ("", ","), ("", ".")]
    ),
    st.sampled_from(["{} EUR", "EUR{}", "€{}", "{}€", "€ {}", " {} € "]),
)
def test_an_amount_survives_every_way_of_writing_it(amount, marks, shape):
    assert money(shape.format(_written(amount, *marks)), "USD") == Money(amount, "EUR")


@given(AMOUNTS, st.sampled_from(sorted(CODES)))
def test_every_currency_by_code(amount, code):
    assert money(f"{amount} {code}", "USD") == Money(amount, code)


@given(st.integers(0, 10**6), st.sampled_from(sorted(SYMBOLS)))
def test_every_currency_by_sign(amount, symbol):
    read = money(f"{symbol.lower()} {amount}", "XXX")
    assert (read.amount, read.currency) == (amount, SYMBOLS[symbol][0])


@given(st.floats(0, 1e9).map(lambda price: round(price, 2)))
def test_a_float_is_what_it_shows(price):
    assert money(price, "USD").amount == Decimal(str(price))


@given(st.text(max_size=80) | st.floats() | st.integers() | st.none() | st.booleans(), st.booleans())
def test_anything_is_an_exact_amount_or_an_error_of_ours(value, minor):
    try:
        read = money(value, "USD", minor=minor)
    except RecordError:
        return
    assert 0 <= read.amount < 10**12
    assert read.amount == read.amount.quantize(Decimal("1e-6"))
    assert -int(read.amount.as_tuple().exponent) >= places(read.currency)

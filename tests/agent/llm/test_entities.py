from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.entities import Amount, find
from agent.llm.lexicon import Lexicon
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId

TODAY = date(2026, 11, 23)  # a Monday
LEXICON = Lexicon(
    [
        Product(
            id=ProductId("HM-1001"),
            title="Gooseneck Kettle",
            brand="Brewly",
            variants=tuple(
                Variant(
                    id=VariantId(f"HM-1001-{colour}"),
                    price=Money(Decimal(30), "USD"),
                    options={"colour": colour, "size": size},
                )
                for colour, size in (("blue", "42"), ("black", "M"))
            ),
        )
    ]
)


def values(text, kind):
    return [found.value for found in getattr(find(text, LEXICON, today=TODAY), kind)]


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("where is #W1234567", ["#W1234567"]),
        ("my order w1234567 please", ["#W1234567"]),
        ("my order number is #W1234567.", ["#W1234567"]),
        ("order 123456789012", ["123456789012"]),
        ("#W1234567 and #W7654321", ["#W1234567", "#W7654321"]),
        ("订单号是W7654321，到哪了", ["#W7654321"]),
        ("订单号 A-10023", ["A-10023"]),
        ("order no. 10023", ["10023"]),
        ("order #1001", ["#1001"]),
        ("I want to order 2 mugs", []),
        ("W12345678", []),
        ("I ordered a kettle", []),
        ("＃Ｗ１２３４５６７", ["#W1234567"]),
    ],
)
def test_order_numbers(text, orders):
    assert values(text, "orders") == orders


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("mail Anna.B@Example.com.", "emails", ["anna.b@example.com"]),
        ("我的邮箱是li@example.com吧", "emails", ["li@example.com"]),
        ("not@mail", "emails", []),
        ("call +44 20 7946 0958", "phones", ["+442079460958"]),
        ("电话13800138000", "phones", ["13800138000"]),
        ("it costs 49.90", "phones", []),
        ("ship to SW1A1AA", "postcodes", ["SW1A 1AA"]),
        ("zip code 94110", "postcodes", ["94110"]),
        ("邮编改成100084", "postcodes", ["100084"]),
        ("iphone 15", "postcodes", []),
        ("2 pairs please", "quantities", [2]),
        ("make it two", "quantities", [2]),
        ("order 5 mugs", "quantities", [5]),
        ("我要三个", "quantities", [3]),
        ("给我十二瓶", "quantities", [12]),
        ("第二个", "quantities", []),
        ("I need it for 3 days", "quantities", []),
    ],
)
def test_contacts_and_quantities(text, kind, expected):
    assert values(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$50", Amount(Decimal(50), "USD")),
        ("1,299.50 EUR", Amount(Decimal("1299.50"), "EUR")),
        ("for 19.99 €", Amount(Decimal("19.99"), "EUR")),
        ("twenty five dollars", Amount(Decimal(25), "USD")),
        ("about fifty bucks", Amount(Decimal(50), "USD")),
        ("two hundred pounds", Amount(Decimal(200), "GBP")),
        ("两百五十块以内", Amount(Decimal(250), "CNY")),
        ("三十美元", Amount(Decimal(30), "USD")),
        ("¥88", Amount(Decimal(88), "CNY")),
    ],
)
def test_money(text, amount):
    assert values(text, "money") == [amount]


@pytest.mark.parametrize("text", ["size 42", "a bunch of dollars", "iphone 15", "W1234567"])
def test_no_money(text):
    assert values(text, "money") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("on 3rd of March", date(2026, 3, 3)),
        ("March 3, 2025", date(2025, 3, 3)),
        ("3月8号", date(2026, 3, 8)),
        ("2025年12月1日", date(2025, 12, 1)),
        ("yesterday", date(2026, 11, 22)),
        ("后天", date(2026, 11, 25)),
        ("last friday", date(2026, 11, 20)),
        ("last monday", date(2026, 11, 16)),
        ("next monday", date(2026, 11, 30)),
        ("on wednesday", date(2026, 11, 25)),
        ("上周五", date(2026, 11, 20)),
        ("周日", date(2026, 11, 29)),
    ],
)
def test_days(text, day):
    assert values(text, "dates") == [day]


@pytest.mark.parametrize("text", ["2026-13-40", "30 February 2026", "maybe 3", "size 8"])
def test_no_days(text):
    assert values(text, "dates") == []


def test_days_that_need_a_today_are_left_out_without_one():
    assert find("yesterday or 2026-03-05", LEXICON).dates[0].value == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("do you have something cheaper", ["cheaper"]),
        ("this is too expensive and too small", ["cheaper", "bigger"]),
        ("便宜点的有吗", ["cheaper"]),
        ("要大一号的", ["bigger"]),
        ("a Lighter one please", ["lighter"]),
        ("cigarette lighters", []),
        ("the red one", []),
    ],
)
def test_comparisons(text, directions):
    assert values(text, "comparisons") == directions


@pytest.mark.parametrize(
    ("text", "places"), [("the second one", (1,)), ("第三个多少钱", (2,)), ("the last one", (-1,)), ("a kettle", ())]
)
def test_places_in_what_was_shown(text, places):
    assert find(text, LEXICON).pointed.places == places


def test_filters_by_the_catalogue():
    found = find("blue gooseneck kettle in size 42 under $50", LEXICON)
    assert found.colours == ("blue",)
    assert found.sizes == ("42",)
    assert found.filters.price_max == 50
    assert found.products[0].product == "HM-1001"
    assert "50" not in found.rest


def test_nothing_is_found_twice():
    found = find("order #W1234567, mail a1234567@example.com, kettle HM-1001", LEXICON)
    assert [one.value for one in found.orders] == ["#W1234567"]
    assert not found.phones
    assert not found.quantities
    assert [mention.product for mention in found.products] == ["HM-1001"]


@given(st.text(max_size=300))
def test_what_is_found_stands_where_it_says(text):
    found = find(text, LEXICON, today=TODAY)
    for kind in ("orders", "emails", "phones", "postcodes", "money", "quantities", "dates", "comparisons"):
        for one in getattr(found, kind):
            assert 0 <= one.start < one.end <= len(text)
            assert len(one.text) == one.end - one.start


@given(st.integers(0, 9_999_999))
def test_every_order_number_of_the_form_is_found(number):
    assert values(f"where is W{number:07d}?", "orders") == [f"#W{number:07d}"]


@given(st.decimals(min_value=1, max_value=99999, places=2))
def test_every_amount_is_read_exactly(amount):
    assert values(f"it was ${amount} then", "money") == [Amount(amount, "USD")]


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read(day):
    assert values(f"on {day.isoformat()}", "dates") == [day]
    assert values(f"{day.year}年{day.month}月{day.day}日下的单", "dates") == [day]

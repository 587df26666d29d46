from decimal import Decimal

import pytest

from retrieval.search import Filters, ForeignPrice
from retrieval.wording import RELAXED, describe, describe_foreign, describe_relaxed


@pytest.mark.parametrize(
    ("filters", "english", "chinese"),
    [
        (Filters(price_max=Decimal(50), currency="USD"), ("under $50.00",), ("不超过 $50",)),
        (Filters(price_max=Decimal(50), currency="CNY"), ("under ¥50.00",), ("不超过 ¥50",)),
        (Filters(price_max=Decimal("49.90")), ("under 49.90",), ("不超过 49.90",)),
        (Filters(price_min=Decimal(50), currency="SEK"), ("from 50.00 SEK",), ("不低于 50 SEK",)),
        (
            Filters(price_min=Decimal(1000), price_max=Decimal(2000), currency="EUR"),
            ("€1,000.00 to €2,000.00",),
            ("€1,000 至 €2,000",),
        ),
        (Filters(colours=("blue", "navy")), ("blue or navy",), ("蓝色或藏青色",)),
        (Filters(sizes=("42",), in_stock=True), ("size 42", "in stock"), ("尺码 42", "有货")),
        (Filters(rating_min=4.0, on_sale=True), ("rated 4 or better", "on sale"), ("评分 4 以上", "促销")),
        (Filters(not_colours=("black",)), ("not black",), ("不要黑色",)),
        (Filters(brands=("Sony",), categories=("Audio",)), ("Audio", "Sony"), ("Audio", "Sony")),
        (Filters(attributes={"material": "wool"}), ("material: wool",), ("material：wool",)),
        (Filters(), (), ()),
    ],
)
def test_filters_are_said_in_the_customers_language(filters, english, chinese):
    assert describe(filters, "en") == english
    assert describe(filters, "zh") == chinese


def test_dropped_filters_have_words_in_both_languages():
    assert describe_relaxed(("price", "sizes"), "en") == ("price", "size")
    assert describe_relaxed(("price", "sizes"), "zh") == ("价格", "尺码")
    assert all(english and chinese for english, chinese in RELAXED.values())


@pytest.mark.parametrize(
    ("low", "high", "currency", "applied", "english", "chinese"),
    [
        (None, 500, "CNY", False, "couldn't apply under 500 CNY", "未按不超过500人民币筛选"),
        (20, 40, "CHF", False, "couldn't apply 20 CHF to 40 CHF", "未按20CHF至40CHF筛选"),
        (50, None, "EUR", False, "couldn't apply from 50 EUR", "未按不低于50欧元筛选"),
        (50, 100, "CNY", True, "took it as $50 to $100", "已按$50至$100筛选"),
    ],
)
def test_a_price_in_another_currency_is_said_in_the_customers_language(low, high, currency, applied, english, chinese):
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    price = ForeignPrice(price_min=ends[0], price_max=ends[1], currency=currency, shop=("USD",), applied=applied)
    assert describe_foreign(price) == f"Prices here are in USD, so I {english}"
    assert describe_foreign(price, "zh") == f"本店以美元计价，{chinese}"


def test_without_such_a_price_nothing_is_said():
    assert describe_foreign(None) == describe_foreign(None, "zh") == ""

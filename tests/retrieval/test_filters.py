from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.filters import cheaper, dearer, merge, read, understand
from retrieval.search import Filters
from retrieval.vocabulary import Vocabulary

SHOP = Vocabulary(
    brands={"northpeak": "Northpeak", "black diamond": "Black Diamond", "sony": "Sony"},
    categories={
        "shoes": "Shoes",
        "running shoes": "Running shoes",
        "鞋子": "Shoes",
        "dresses": "Dresses",
        "连衣裙": "Dresses",
    },
    colours={name: name for name in ("blue", "red", "navy", "black", "sand", "olive", "white")},
    sizes={name.casefold(): name for name in ("S", "M", "L", "XL", "XXL", "36", "42", "43", "EU 44", "250 g")},
    currencies=("USD",),
    named=frozenset({("black", "tea"), ("olive", "oil")}),
)


@pytest.mark.parametrize(
    ("query", "filters", "rest"),
    [
        ("red skirt", Filters(colours=("red",)), "skirt"),
        ("navy blue shirt", Filters(colours=("navy",)), "shirt"),
        ("light blue shirt", Filters(colours=("blue",)), "shirt"),
        ("crimson skirt", Filters(colours=("red",)), "skirt"),
        ("pink skirt", Filters(colours=("pink",)), "skirt"),
        ("bag in sand", Filters(colours=("sand",)), "bag"),
        ("红色的裙子", Filters(colours=("red",)), "裙子"),
        ("深蓝色的外套", Filters(colours=("blue",)), "外套"),
        ("蓝色或黑色的背包", Filters(colours=("blue", "black")), "背包"),
        ("boots size 42", Filters(sizes=("42",)), "boots"),
        ("EU 44 boots", Filters(sizes=("EU 44",)), "boots"),
        ("boots in 42", Filters(sizes=("42",)), "boots"),
        ("XL t-shirt", Filters(sizes=("XL",)), "t-shirt"),
        ("t-shirt size large", Filters(sizes=("L",)), "t-shirt"),
        ("42码跑鞋", Filters(sizes=("42",), categories=("Running shoes",)), "跑鞋"),
        ("大码上衣", Filters(sizes=("XL", "XXL")), "上衣"),
        ("Sony headphones", Filters(brands=("Sony",)), "Sony headphones"),
        ("headphones by sony", Filters(brands=("Sony",)), "headphones sony"),
        ("Black Diamond headlamp", Filters(brands=("Black Diamond",)), "Black Diamond headlamp"),
        ("4 stars and up headphones", Filters(rating_min=4.0), "headphones"),
        ("four star jackets", Filters(rating_min=4.0), "jackets"),
        ("headphones with good reviews", Filters(rating_min=4.0), "headphones"),
        ("四星以上的耳机", Filters(rating_min=4.0), "耳机"),
        ("in stock jackets", Filters(in_stock=True), "jackets"),
        ("有现货的外套吗", Filters(in_stock=True), "外套吗"),
        ("what is on sale?", Filters(on_sale=True), ""),
        ("打折的裙子", Filters(on_sale=True), "裙子"),
        ("tent under $50", Filters(price_max=Decimal(50), currency="USD"), "tent"),
        ("100块以内的帐篷", Filters(price_max=Decimal(100), currency="USD"), "帐篷"),
        ("running shoes", Filters(categories=("Running shoes",)), "running shoes"),
        ("shoes department", Filters(categories=("Shoes",)), "shoes"),
        ("有没有连衣裙", Filters(categories=("Dresses",)), "有没有连衣裙"),
        ("in blue?", Filters(colours=("blue",)), ""),
        ("and in size 42?", Filters(sizes=("42",)), ""),
        ("那个有红色的吗", Filters(colours=("red",)), ""),
    ],
)
def test_what_is_asked_for_becomes_a_filter(query, filters, rest):
    assert read(query, SHOP) == (filters, rest)


@pytest.mark.parametrize(
    ("query", "filters", "rest"),
    [
        ("not black headphones", Filters(not_colours=("black",)), "headphones"),
        ("headphones not in black or white", Filters(not_colours=("black", "white")), "headphones"),
        ("white headphones, not black", Filters(colours=("white",), not_colours=("black",)), "headphones"),
        ("不要黑色的背包", Filters(not_colours=("black",)), "背包"),
        ("anything but Sony", Filters(not_brands=("Sony",)), ""),
        ("headphones not from Sony", Filters(not_brands=("Sony",)), "headphones"),
    ],
)
def test_what_is_not_wanted_is_excluded(query, filters, rest):
    assert read(query, SHOP) == (filters, rest)


@pytest.mark.parametrize(
    "query",
    [
        "black tea",
        "olive oil",
        "coffee machine",
        "iPhone 50",
        "model 42",
        "size guide",
        "case for Sony",
        "how do I return within 30 days",
        "3 pack socks",
        "2 in 1 laptop",
        "laptop bag",
        "m",
        "Sonya",
        "怎么退货",
    ],
)
def test_words_that_mean_something_else_stay_words(query):
    assert read(query, SHOP) == (Filters(), query)


def test_several_wishes_in_one_sentence():
    filters, rest = read("a jacket between 50 and 100 dollars, blue, size L, in stock", SHOP)
    assert filters == Filters(
        price_min=Decimal(50), price_max=Decimal(100), currency="USD", colours=("blue",), sizes=("L",), in_stock=True
    )
    assert rest == "a jacket"


def test_a_price_is_in_the_currency_that_the_shop_has():
    assert read("under 50 euros", replace(SHOP, currencies=("USD", "EUR")))[0].currency == "EUR"
    assert read("under 50", replace(SHOP, currencies=("USD", "EUR")))[0].currency is None
    assert read("under 50 dollars", replace(SHOP, currencies=("CAD",)))[0].currency == "CAD"
    assert read("under ¥5000", replace(SHOP, currencies=("JPY",)))[0].currency == "JPY"
    assert read("under 50 dollars", replace(SHOP, currencies=("CAD", "AUD")))[0].currency == "CAD"
    assert read("100块以内", replace(SHOP, currencies=("CNY", "USD")))[0].currency == "CNY"


@pytest.mark.parametrize(
    ("query", "low", "high", "currency", "rest"),
    [
        ("tents under 500 yuan", None, 500, "CNY", "tents"),
        ("tents under 500 RMB", None, 500, "CNY", "tents"),
        ("tents under ¥500", None, 500, "CNY", "tents"),
        ("tents under 200 euros", None, 200, "EUR", "tents"),
        ("tents under €200", None, 200, "EUR", "tents"),
        ("tents from £20 to £40", 20, 40, "GBP", "tents"),
        ("tents under HK$500", None, 500, "HKD", "tents"),
        ("不超过500人民币的帐篷", None, 500, "CNY", "帐篷"),
        ("帐篷，预算一千块人民币", None, 1000, "CNY", "帐篷"),
        ("￥500以内的帐篷", None, 500, "CNY", "帐篷"),
        ("100欧元以上的帐篷", 100, None, "EUR", "帐篷"),
        ("5000日元以内的帐篷", None, 5000, "JPY", "帐篷"),
    ],
)
def test_a_price_in_a_currency_that_the_shop_has_not_is_no_filter_and_is_told(query, low, high, currency, rest):
    asked = understand(query, SHOP)
    assert (asked.filters, asked.rest) == (Filters(), rest)
    price = asked.foreign_price
    assert price is not None
    assert (price.price_min, price.price_max, price.currency, price.shop) == (low, high, currency, ("USD",))
    assert not price.applied


@pytest.mark.parametrize("query", ["50到100元的裙子", "50到100块的裙子"])
def test_a_loosely_named_unit_is_the_shops_own_currency_and_is_told(query):
    asked = understand(query, SHOP)
    assert asked.filters == Filters(price_min=Decimal(50), price_max=Decimal(100), currency="USD")
    assert asked.foreign_price is not None
    assert asked.foreign_price.applied


@pytest.mark.parametrize(
    "query", ["dresses under $50", "dresses under 50 bucks", "dresses under 50", "50美元以内的裙子", "dresses"]
)
def test_there_is_nothing_to_tell_of_a_price_in_the_shops_currency(query):
    assert understand(query, SHOP).foreign_price is None


def test_a_catalogue_without_values_gives_no_such_filter():
    assert read("red Sony shoes size 42", Vocabulary()) == (Filters(), "red Sony shoes size 42")


def test_full_width_characters_are_read():
    assert read("ｓｉｚｅ　４２ boots", SHOP)[0].sizes == ("42",)


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_what_is_left_was_there(text):
    filters, rest = read(text, SHOP)
    assert isinstance(filters, Filters)
    assert len(rest) <= len(text) * 20  # a compatibility character can unfold into a phrase


_WISHES = [
    "red",
    "navy",
    "black",
    "not",
    "size",
    "42",
    "XL",
    "under",
    "$50",
    "between",
    "and",
    "100",
    "Sony",
    "by",
    "for",
]
_WISHES += ["in stock", "4 stars", "tea", "红色", "不要", "42码", "以下", "元", "的"]
_WORDS = st.sampled_from(_WISHES)


@given(st.lists(_WORDS, max_size=9))
def test_filters_only_hold_values_of_the_catalogue(words):
    filters, _ = read(" ".join(words), SHOP)
    assert set(filters.sizes) <= set(SHOP.sizes.values())
    assert set(filters.brands) | set(filters.not_brands) <= set(SHOP.brands.values())
    assert set(filters.colours) | set(filters.not_colours) <= set(SHOP.colours)
    assert not set(filters.brands) & set(filters.not_brands) or words.count("Sony") > 1


def test_a_follow_up_replaces_what_it_speaks_of_and_keeps_the_rest():
    before = Filters(colours=("red",), sizes=("42",), price_max=Decimal(50))
    after = merge(before, Filters(colours=("blue",)))
    assert after == Filters(colours=("blue",), sizes=("42",), price_max=Decimal(50))


def test_a_new_price_replaces_both_ends():
    assert merge(Filters(price_max=Decimal(50)), Filters(price_min=Decimal(100))) == Filters(price_min=Decimal(100))


def test_an_exclusion_takes_the_wish_back_and_a_wish_the_exclusion():
    assert merge(Filters(colours=("red",)), Filters(not_colours=("red",))) == Filters(not_colours=("red",))
    assert merge(Filters(not_colours=("red",)), Filters(colours=("red",))) == Filters(colours=("red",))


_FILTERS = st.builds(
    Filters,
    price_max=st.none() | st.decimals(1, 100, places=2),
    colours=st.lists(st.sampled_from(["red", "blue"]), unique=True).map(tuple),
    sizes=st.lists(st.sampled_from(["S", "M"]), unique=True).map(tuple),
    in_stock=st.booleans(),
    attributes=st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2"])),
)


@given(_FILTERS, _FILTERS)
def test_merging_with_nothing_changes_nothing_and_twice_is_once(one, two):
    assert merge(one, Filters()) == one
    assert merge(Filters(), two) == two
    assert merge(merge(one, two), two) == merge(one, two)


def test_cheaper_and_dearer_stop_at_the_price():
    assert cheaper(Filters(price_min=Decimal(10), sizes=("M",)), Decimal(20)) == Filters(
        price_max=Decimal("19.99"), sizes=("M",)
    )
    assert dearer(Filters(price_max=Decimal(10)), Decimal(20)) == Filters(price_min=Decimal("20.01"))

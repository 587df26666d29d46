from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.lexicon import Lexicon
from knowledge_base.schema import CHINESE, Money, Product, ProductId, Translation, Variant, VariantId


def product(id, title, chinese="", brand="", model=None, category="", **options):
    variant = Variant(
        id=VariantId(f"{id}-1"), price=Money(Decimal(10), "USD"), options=options, barcode=f"40012345{len(title):04d}"
    )
    return Product(
        id=ProductId(id),
        title=title,
        brand=brand,
        model=model,
        variants=(variant,),
        categories=(category,) if category else (),
        translations={CHINESE: Translation(title=chinese, categories=("鞋履",))} if chinese else {},
    )


PRODUCTS = [
    product(
        "SH-0001",
        "Courtyard Leather Sneaker",
        "院子皮革小白鞋",
        "Cobbleworth",
        "CW-CY01",
        "Shoes",
        colour="white",
        size="42",
    ),
    product("SH-0002", "Pier Canvas Sneaker", "码头帆布鞋", "Saltwick", "SW-PC11", "Shoes", colour="navy", size="43"),
    product("HM-0001", "Gooseneck Kettle 1 L", "鹅颈电水壶", "Brewly"),
    product("OU-0001", "Trailhead 40 Hiking Backpack", "山径40升徒步背包", "Northpeak"),
    product("OU-0002", "Trailhead 30 Day Backpack", "山径30升日用背包", "Northpeak"),
]


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(PRODUCTS)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("how much is the Pier Canvas Sneaker?", "SH-0002"),
        ("do you have the Trailhead 40", "OU-0001"),
        ("courtyrd sneakers in 42", "SH-0001"),
        ("that gooseneck kettle", "HM-0001"),
        ("码头帆布鞋多少钱", "SH-0002"),
        ("山径40背包有红色的吗", "OU-0001"),
        ("SH-0001 in navy", "SH-0001"),
        ("is sh0001-1 in stock", "SH-0001"),
        ("cw cy01?", "SH-0001"),
        ("有SW-PC11吗", "SH-0002"),
    ],
)
def test_one_product_is_meant(lexicon, text, id):
    (mention,) = lexicon.mentions(text)
    assert mention.product == id
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("text", ["the trailhead backpack", "山径背包"])
def test_two_that_fit_alike_are_both_offered(lexicon, text):
    (mention,) = lexicon.mentions(text)
    assert mention.product is None
    assert {one for one, _ in mention.products} == {"OU-0001", "OU-0002"}


def test_two_products_in_one_message_in_their_order(lexicon):
    mentions = lexicon.mentions("compare the gooseneck kettle and the courtyard sneaker")
    assert [mention.product for mention in mentions] == ["HM-0001", "SH-0001"]


@pytest.mark.parametrize(
    "text",
    ["", "how are you", "what is your return policy", "你好", "退货政策是什么", "do you have any shoes", "40", "xxxxx"],
)
def test_nothing_is_named(lexicon, text):
    assert not lexicon.mentions(text)


def test_more_of_a_name_fits_better(lexicon):
    score = {text: lexicon.mentions(text)[0].products[0][1] for text in ("canvas sneaker", "pier canvas sneaker")}
    assert score["canvas sneaker"] < score["pier canvas sneaker"] == 1.0


def test_products_come_and_go():
    lexicon = Lexicon()
    assert not lexicon.mentions("gooseneck kettle")
    lexicon.put(PRODUCTS[2])
    assert lexicon.mentions("gooseneck kettle")[0].product == "HM-0001"
    lexicon.put(product("HM-0001", "Copper Samovar"))
    assert not lexicon.mentions("gooseneck kettle")
    assert lexicon.mentions("copper samovar")[0].product == "HM-0001"
    lexicon.drop(ProductId("HM-0001"))
    lexicon.drop(ProductId("HM-0001"))
    assert not lexicon.mentions("copper samovar HM-0001")
    assert len(lexicon) == 0


def test_what_is_dropped_leaves_nothing_behind():
    changed = Lexicon(PRODUCTS)
    changed.put(product("X-1000", "Velvet Cushion", brand="Plush"))
    changed.drop(ProductId("X-1000"))
    fresh = Lexicon(PRODUCTS)
    for text in ("pier canvas sneaker", "the trailhead backpack", "plush velvet cushion"):
        assert changed.mentions(text) == fresh.mentions(text)
    assert changed.vocabulary == fresh.vocabulary


def test_vocabulary_of_filters(lexicon):
    vocabulary = lexicon.vocabulary
    assert vocabulary.brands["cobbleworth"] == "Cobbleworth"
    assert vocabulary.colours["navy"] == "navy"
    assert vocabulary.sizes["42"] == "42"
    assert vocabulary.categories["鞋履"] == "Shoes"
    assert vocabulary.currencies == ("USD",)


@given(st.text(max_size=200))
def test_mentions_are_stretches_that_do_not_overlap(lexicon, text):
    end = 0
    for mention in lexicon.mentions(text):
        assert mention.start >= end
        end = mention.end
        assert text[mention.start : mention.end] == mention.text
        assert all(0 < score <= 1 for _, score in mention.products)


@given(st.sampled_from(PRODUCTS))
def test_every_product_is_found_by_its_title(lexicon, product):
    assert lexicon.mentions(f"how much is the {product.title} please")[0].product == product.id
    assert lexicon.mentions(f"{product.translations[CHINESE].title}多少钱")[0].product == product.id

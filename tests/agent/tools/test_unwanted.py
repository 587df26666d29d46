from decimal import Decimal

import pytest

from agent.tools.exclusions import read
from agent.tools.unwanted import Unwanted, unwanted
from knowledge_base.schema import CHINESE, Money, Product, ProductId, Translation, Variant, VariantId
from retrieval.search import Filters


def split(text):
    if "red" in text:
        return Filters(not_colours=("red",)), text
    return Filters(), text


def product(title, attributes=None, description="", brand="", tags=(), chinese=None):
    return Product(
        id=ProductId(title),
        title=title,
        variants=(Variant(id=VariantId(title), price=Money(Decimal(10), "USD"), stock=1),),
        brand=brand,
        description=description,
        attributes=attributes or {},
        tags=tags,
        translations={CHINESE: chinese} if chinese else {},
    )


@pytest.mark.parametrize(
    ("query", "ruled_out", "left"),
    [
        ("a jacket without a hood", ["hood"], "a jacket"),
        ("running shoes, anything but Nike", ["Nike"], "running shoes"),
        ("a phone but not an iPhone under $300", ["iPhone"], "a phone under $300"),
        ("a bag with no zipper and no logo", ["zipper", "logo"], "a bag with"),
        ("a lamp, neither plastic nor chrome", ["plastic", "chrome"], "a lamp"),
        ("a desk lamp that doesn't have batteries", ["batteries"], "a desk lamp"),
        ("不要带拉链的外套", ["拉链"], "外套"),
        ("没有帽子的外套", ["帽子"], "外套"),
        ("除了耐克以外的跑鞋", ["耐克"], "跑鞋"),
    ],
)
def test_what_is_ruled_out_leaves_the_words(query, ruled_out, left):
    found, rest = unwanted(query, split)
    assert [one.said for one in found] == ruled_out
    assert rest == left


@pytest.mark.parametrize(
    "query",
    [
        "headphones, not too expensive",
        "a no-show sock",
        "non-stick pan",
        "I don't have a tent",
        "shoes, not red",  # a filter
        "no more than 50 dollars",
        "有没有耳机",
        "不要太贵的外套",
        "无线耳机",
    ],
)
def test_other_negations_rule_nothing_out(query):
    assert unwanted(query, split) == ((), query)


@pytest.mark.parametrize(
    ("said", "listing", "has"),
    [
        ("hood", product("Fox Hoodie"), True),
        ("hood", product("Rain Jacket", {"hood": True}), True),
        ("hood", product("Denim Jacket", {"hood": False}, "Without a hood, so that it goes under a coat."), False),
        ("hood", product("Field Jacket", description="The hood rolls away."), True),
        ("hood", product("Field Jacket", description="Made in the neighbourhood."), False),
        ("zipper", product("Full-zip Fleece"), False),
        ("zip", product("Full-zip Fleece", {"closure": "zipper"}), True),
        ("batteries", product("Torch", {"power": "one battery"}), True),
        ("batteries", product("Torch", description="No batteries needed."), False),
        ("Nike", product("Runner", brand="Nike"), True),
        ("拉链", product("Coat", chinese=Translation(title="大衣", attributes={"闭合": "拉链"})), True),
        ("拉链", product("Coat", chinese=Translation(title="大衣", description="无拉链设计。")), False),
    ],
)
def test_a_listing_has_what_it_names_unless_it_denies_it(said, listing, has):
    assert Unwanted(said).in_listing(listing) is has


def test_down_is_a_filling_and_no_direction():
    ((down,), rest) = read("a warm jacket, not down")
    assert (down.key, rest) == ("down", "a warm jacket")
    assert down.in_listing(product("Hoarfrost Down Jacket"))
    assert not down.in_listing(product("Rain Jacket", description="Packs down to the size of an apple."))

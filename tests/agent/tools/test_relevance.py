from decimal import Decimal

import pytest

from agent.tools.relevance import head_of, named_in, relevant, unmeasured
from knowledge_base.schema import CHINESE, ENGLISH, Money, Product, ProductId, Translation, Variant, VariantId
from retrieval.search import Hit, Source


def hit(id, title, categories, attributes=None, tags=(), chinese=None, score=0.5):
    product = Product(
        id=ProductId(id),
        title=title,
        variants=(Variant(id=VariantId(id), price=Money(Decimal(10), "USD"), stock=1),),
        categories=categories,
        attributes=attributes or {},
        tags=tags,
        translations={CHINESE: chinese} if chinese else {},
    )
    source = Source(kind="product", id=id, title=title)
    return Hit(
        id=id, kind="product", score=score, title=title, text="", source=source, language=ENGLISH, product=product
    )


HITS = [
    hit("denim", "Oldbridge Denim Jacket", ("Clothing", "Outerwear", "Jackets"), {"waterproof": False}),
    hit(
        "rain",
        "Stormgate Rain Jacket",
        ("Clothing", "Outerwear", "Jackets"),
        {"waterproof rating": "20,000 mm"},
        chinese=Translation(
            title="风雨门防水夹克", categories=("服装", "外套", "夹克"), attributes={"防水指数": "20,000毫米"}
        ),
    ),
    hit("boot", "Puddle Tall Rain Boot", ("Shoes", "Boots", "Rain boots"), {"waterproof": True}),
    hit(
        "two", "Skylark 2-Person Tent", ("Outdoor", "Camping", "Tents"), {"capacity": "2 people", "season": "4-season"}
    ),
    hit("four", "Homestead Family Tent", ("Outdoor", "Camping", "Tents"), {"capacity": "4 people"}),
    hit("small", "Quill Notebook 8 GB", ("Electronics", "Laptops")),
    hit("large", "Quill Notebook", ("Electronics", "Laptops"), {"memory": "16GB"}),
    hit("webcam", "Sill Full-HD Webcam", ("Electronics", "Computers", "Webcams")),
    hit("day", "Switchback Daypack", ("Outdoor", "Packs"), {"capacity": "22 L"}),
    hit("hamper", "Festival Hamper", ("Grocery", "Gifts", "Hampers"), tags=("gift",)),
]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("jacket", ["denim", "rain"]),
        ("waterproof jacket", ["rain"]),
        ("waterproof boots", ["boot"]),
        ("jacket made of moonlight", ["denim", "rain"]),
        ("which tents sleep four?", ["four"]),
        ("a 4-season tent", ["two"]),
        ("a tent for 2 people", ["two"]),
        ("a laptop with 16 GB", ["large"]),
        ("防水夹克", ["rain"]),
        ("a boot for my jacket", ["boot"]),
        ("a pack", ["day"]),  # a daypack is a pack
        ("a 25 litre daypack", ["day"]),
        ("a tent for 3 people", ["two", "four"]),  # no measure is near enough to choose
    ],
)
def test_only_the_kind_that_was_asked_for_with_what_it_must_have(query, shown):
    assert [found.id for found in relevant(HITS, query)] == shown


@pytest.mark.parametrize("query", ["a gift for my dad", "something warm", "", "what is new"])
def test_a_query_that_names_no_kind_changes_nothing(query):
    assert relevant(HITS, query) == HITS


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("a 40 litre daypack", ("40 litre",)),
        ("a 22 l daypack", ()),
        ("a 22升 daypack", ()),
        ("daypack in US 9", ("US 9",)),
        ("daypack under $40 in 40 l", ("40 l",)),
        ("a daypack", ()),
    ],
)
def test_measures_that_no_product_has_are_told(query, missing):
    assert unmeasured(query, [hit for hit in HITS if hit.id == "day"]) == missing


def test_without_products_no_measure_is_missing():
    assert unmeasured("a 40 litre daypack", []) == ()


def test_a_closed_compound_is_of_its_wider_kind():
    assert [hit.id for hit in named_in(HITS, "packs")] == ["day"]
    assert named_in(HITS, "phone") == []


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("personal blender", {"blender"}),
        ("a blender for smoothies", {"blender"}),
        ("what keeps drinks hot at work", set()),
    ],
)
def test_the_head_of_a_short_query(query, head):
    assert head_of(query) == head

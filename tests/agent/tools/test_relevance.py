from decimal import Decimal

import pytest

from agent.tools.relevance import relevant
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
    ],
)
def test_only_the_kind_that_was_asked_for_with_what_it_must_have(query, shown):
    assert [found.id for found in relevant(HITS, query)] == shown


@pytest.mark.parametrize("query", ["a gift for my dad", "something warm", "", "what is new"])
def test_a_query_that_names_no_kind_changes_nothing(query):
    assert relevant(HITS, query) == HITS

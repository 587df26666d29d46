from decimal import Decimal

import pytest

from agent.tools.relevance import head_of, named_in, relevant, thing_of, unmeasured
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


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("zephyrine teapot", ["rare"]),  # bears every word, whatever its title ends in
        ("a phone case for the Lark 6", ["case"]),
        ("looking for sneakers", ["trainer"]),  # another word for the same
        ("gaming chair", ["chair"]),  # no board game
        ("20 litre backpack", ["day"]),  # a measure that only something else called has
        ("跑鞋", ["run"]),  # not all that is a shoe
    ],
)
def test_the_thing_itself_decides(query, shown):
    hits = [
        hit("teapot", "Celadon Teapot", ("Kitchen", "Teapots")),
        hit("rare", "Zephyrine Teapot <img src=x>", ("Odd",)),
        hit("phone", "Lark 6 Phone", ("Electronics", "Phones")),
        hit("case", "Cork Case for Lark 6, Brown", ("Electronics", "Accessories")),
        hit("trainer", "Canvas Trainer", ("Shoes", "Casual")),
        hit("game", "Innkeeper Board Game", ("Toys", "Games")),
        hit("chair", "Oak Chair", ("Furniture", "Seats")),
        hit("big", "Ridge Backpack", ("Packs",), {"capacity": "60 L"}),
        hit("day", "Switchback Daypack", ("Bags",), {"capacity": "22 L"}),
        hit(
            "run",
            "Drift Runner",
            ("Shoes", "Running"),
            chinese=Translation(title="漂移跑鞋", categories=("鞋", "跑鞋")),
        ),
        hit("oxford", "Oxford Shoe", ("Shoes",), chinese=Translation(title="牛津鞋", categories=("鞋",))),
    ]
    assert [one.id for one in relevant(hits, query)] == shown


@pytest.mark.parametrize(
    ("query", "thing"),
    [
        ("I'm looking for a gaming chair for my son", "gaming chair"),
        ("do you have any blue trainers please", "blue trainers"),
        ("smart tv 55 inch", "smart tv"),
        ("有没有咖啡研磨机吗", "咖啡研磨机"),
    ],
)
def test_the_words_for_the_thing_itself(query, thing):
    assert thing_of(query) == thing

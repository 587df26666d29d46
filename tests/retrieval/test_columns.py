from decimal import Decimal

import numpy as np
import pytest

from knowledge_base.schema import CHINESE, FaqEntry, FaqId, Money, Product, ProductId, Translation, Variant, VariantId
from retrieval.columns import Columns, popularity
from retrieval.passages import passages_of
from retrieval.search import Filters


def variant(sku, price="10", stock=None, was=None, currency="USD", **options):
    list_price = None if was is None else Money(Decimal(was), currency)
    return Variant(
        id=VariantId(sku), price=Money(Decimal(price), currency), stock=stock, list_price=list_price, options=options
    )


def product(id, title, *variants, **facts):
    return Product(id=ProductId(id), title=title, variants=variants or (variant(f"{id}-1"),), **facts)


BOOT = product(
    "BOOT", "Ridge boot",
    variant("B-42-BLK", "80", stock=0, colour="black", size="42"),
    variant("B-42-NVY", "120", stock=3, colour="Navy", size="42"),
    variant("B-43-BLK", "60", stock=5, was="90", colour="black", size="EU 43"),
    brand="Northpeak", categories=("Shoes", "Boots"), rating=4.5, rating_count=20,
    attributes={"upper material": "leather"},
    translations={CHINESE: Translation(title="山脊靴", categories=("鞋子", "靴子"))},
)  # fmt: skip
LAMP = product(
    "LAMP", "Moon lamp", brand="Casa", categories=("Home",), attributes={"colour": "White, gold"}, rating=3.0
)
RED_LAMP = product("RED", "Red desk lamp", brand="Casa", categories=("Home",))
HELP = FaqEntry(id=FaqId("help"), question="How?", answer="So.")
RECORDS = (BOOT, LAMP, RED_LAMP, HELP)


def build(records=RECORDS):
    return Columns.build({row: passages_of(record)[0] for row, record in enumerate(records)})


@pytest.fixture(scope="module")
def columns():
    return build()


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(), {0, 1, 2}),
        (Filters(sizes=("42",)), {0}),
        (Filters(sizes=("EU 43",)), {0}),
        (Filters(sizes=("44",)), set()),
        (Filters(colours=("black",)), {0}),
        (Filters(colours=("navy",)), {0}),
        (Filters(colours=("blue",)), {0}),
        (Filters(colours=("white",)), {1}),
        (Filters(colours=("gold",)), {1}),
        (Filters(colours=("red",)), {2}),
        (Filters(colours=("crimson",)), {2}),
        (Filters(colours=("red", "white")), {1, 2}),
        (Filters(not_colours=("white",)), {0, 2}),
        (Filters(price_max=Decimal(60)), {0, 1, 2}),
        (Filters(price_min=Decimal(100)), {0}),
        (Filters(price_min=Decimal(121)), set()),
        (Filters(currency="USD"), {0, 1, 2}),
        (Filters(currency="EUR"), set()),
        (Filters(brands=("casa",)), {1, 2}),
        (Filters(not_brands=("Casa",)), {0}),
        (Filters(categories=("boots",)), {0}),
        (Filters(categories=("Shoes", "Home")), {0, 1, 2}),
        (Filters(rating_min=4), {0}),
        (Filters(rating_min=3), {0, 1}),
        (Filters(on_sale=True), {0}),
        (Filters(attributes={"upper_material": "Leather"}), {0}),
        (Filters(attributes={"upper_material": "suede"}), set()),
    ],
)
def test_filters_leave_what_satisfies_them(columns, filters, rows):
    assert set(np.flatnonzero(columns.allowed(filters))) == rows


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (Filters(sizes=("42",), colours=("black",)), True),
        (Filters(sizes=("42",), colours=("black",), in_stock=True), False),
        (Filters(sizes=("42",), price_max=Decimal(70)), False),
        (Filters(sizes=("42",), in_stock=True, price_max=Decimal(120)), True),
        (Filters(colours=("navy",), on_sale=True), False),
        (Filters(sizes=("EU 43",), colours=("black",), on_sale=True, in_stock=True), True),
    ],
)
def test_one_and_the_same_variant_must_satisfy_everything(columns, filters, fits):
    assert columns.allowed(filters)[0] == fits


def test_a_shade_that_the_shop_has_means_that_shade_alone():
    columns = build((product("a", "A", variant("1", colour="navy")), product("b", "B", variant("2", colour="blue"))))
    assert set(np.flatnonzero(columns.allowed(Filters(colours=("midnight",))))) == {0}
    assert set(np.flatnonzero(columns.allowed(Filters(colours=("blue",))))) == {0, 1}


def test_dead_rows_are_gone_and_the_version_before_keeps_them(columns):
    after = columns.changed({}, [0])
    assert not after.allowed(Filters())[0]
    assert columns.allowed(Filters())[0]
    assert after.code("B-42-BLK") is None
    assert columns.code("B-42-BLK") is not None
    assert "northpeak" not in after.vocabulary.brands


def test_rows_can_be_added_with_gaps(columns):
    after = columns.changed({7: passages_of(BOOT)[0]}, [0])
    assert set(np.flatnonzero(after.allowed(Filters(sizes=("42",), in_stock=True)))) == {7}
    assert not after.of_kind("product")[[4, 5, 6]].any()


def test_the_vocabulary_holds_what_living_products_have(columns):
    vocabulary = columns.vocabulary
    assert vocabulary.sizes == {"42": "42", "eu 43": "EU 43"}
    assert set(vocabulary.colours) == {"black", "navy", "white", "gold", "red"}
    assert vocabulary.categories["靴子"] == "Boots"
    assert vocabulary.brands == {"northpeak": "Northpeak", "casa": "Casa"}
    assert vocabulary.currencies == ("USD",)


def test_a_brand_whose_name_others_use_is_no_filter():
    columns = build((product("a", "Case lamp", brand="Case"), product("b", "Phone case", brand="Other")))
    assert "case" not in columns.vocabulary.brands


def test_a_colour_word_before_another_word_can_name_a_thing():
    teas = [product(str(number), "Fine black tea") for number in range(4)]
    shirt = product("shirt", "Black shirt", variant("s", colour="black"))
    assert ("black", "tea") in build((*teas, shirt)).vocabulary.named
    assert ("black", "shirt") not in build((*teas, shirt)).vocabulary.named


def test_kinds_and_languages_are_told_apart(columns):
    assert set(np.flatnonzero(columns.of_kind("faq"))) == {3}
    assert columns.in_language("en").all()
    assert not columns.in_language("zh").any()


def test_the_translation_of_an_answer_is_found_by_its_topic():
    english = FaqEntry(id=FaqId("a.en"), question="Q", answer="A", topic="a")
    chinese = FaqEntry(id=FaqId("a.zh"), question="问", answer="答", topic="a", language=CHINESE)
    columns = build((english, chinese))
    topic = passages_of(english)[0].topic
    assert columns.sibling(topic, "zh") == 1
    assert columns.changed({}, [1]).sibling(topic, "zh") is None


def test_popularity_needs_ratings_to_move_from_the_usual():
    unrated, few, many = (
        product("a", "A"),
        product("b", "B", rating=5, rating_count=1),
        product("c", "C", rating=5, rating_count=99),
    )
    assert popularity(unrated) == pytest.approx(0.7)
    assert popularity(unrated) < popularity(few) < popularity(many) <= 1


def test_loading_makes_the_same_columns(columns, tmp_path):
    columns.save(tmp_path)
    passages = {row: passages_of(record)[0] for row, record in enumerate(RECORDS)}
    loaded = Columns.load(tmp_path, passages)
    for filters in (Filters(), Filters(colours=("blue",)), Filters(rating_min=4)):
        np.testing.assert_array_equal(loaded.allowed(filters), columns.allowed(filters))

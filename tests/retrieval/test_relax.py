from decimal import Decimal

from retrieval.relax import relaxations, without
from retrieval.search import Filters
from retrieval.wording import RELAXED

ALL = Filters(
    price_max=Decimal(5), colours=("red",), sizes=("42",), brands=("Sony",), categories=("Shoes",), rating_min=4.0,
    in_stock=True, on_sale=True, attributes={"a": "b"},
)  # fmt: skip


def test_nothing_is_dropped_first_then_one_then_more():
    steps = list(relaxations(Filters(price_max=Decimal(5), colours=("red",), categories=("Shoes",))))
    assert [names for _, names in steps] == [
        (), ("colours",), ("price",), ("categories",), ("colours", "price"), ("colours", "price", "categories"),
    ]  # fmt: skip
    assert steps[0][0].colours == ("red",)
    assert steps[-1][0] == Filters()


def test_what_is_given_up_most_easily_goes_first_and_the_category_last():
    singles = [names[0] for _, names in relaxations(ALL) if len(names) == 1]
    assert singles[0] == "rating"
    assert singles[-1] == "categories"
    assert singles.index("price") < singles.index("sizes")


def test_every_wish_can_be_dropped_and_has_a_name_in_words():
    steps = list(relaxations(ALL))
    assert steps[-1][0] == Filters()
    assert set(steps[-1][1]) == set(RELAXED)


def test_both_ends_and_the_currency_of_a_price_go_together():
    filters = Filters(price_min=Decimal(1), price_max=Decimal(5), currency="USD", sizes=("42",))
    assert without(filters, ("price",)) == Filters(sizes=("42",))

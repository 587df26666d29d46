from decimal import Decimal

import pytest

from agent.tools.given_up import given_up
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId
from retrieval.search import Filters


def product(id, price, was=None, stock=1, rating=None):
    variant = Variant(
        id=VariantId(id),
        price=Money(Decimal(price), "USD"),
        list_price=Money(Decimal(was), "USD") if was else None,
        stock=stock,
    )
    return Product(id=ProductId(id), title=id, variants=(variant,), rating=rating, rating_count=3 if rating else 0)


MUG, LAMP, RUG = product("mug", 16, was=20, rating=4.8), product("lamp", 79), product("rug", 20, stock=0)
UNDER_30 = Filters(price_max=Decimal(30), rating_min=4.5, on_sale=True, in_stock=True)


@pytest.mark.parametrize(
    ("relaxed", "shown", "left"),
    [
        (("price",), [MUG], ()),
        (("price",), [MUG, LAMP], ("price",)),
        (("on_sale", "price"), [MUG, RUG], ("on_sale",)),
        (("rating",), [MUG], ()),
        (("rating",), [LAMP], ("rating",)),
        (("in_stock",), [RUG], ("in_stock",)),
        (("colours",), [MUG], ("colours",)),
        (("price",), [], ("price",)),
    ],
)
def test_a_wish_that_all_shown_products_satisfy_was_not_given_up(relaxed, shown, left):
    assert given_up(relaxed, UNDER_30, shown) == left

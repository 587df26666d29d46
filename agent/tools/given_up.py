"""Which wishes were really given up: one that every shown product satisfies was not."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge_base.schema import Product, Variant
from retrieval.search import Filters


def given_up(relaxed: Sequence[str], asked: Filters, shown: Sequence[Product]) -> tuple[str, ...]:
    """The names of dropped filters that some shown product does not satisfy."""
    return tuple(name for name in relaxed if not shown or not all(_meets(name, asked, product) for product in shown))


def _meets(name: str, asked: Filters, product: Product) -> bool:
    if name == "rating":
        return product.rating is not None and product.rating >= (asked.rating_min or 0)
    tests = {"price": _in_price, "on_sale": _reduced, "in_stock": _buyable}
    test = tests.get(name)
    return test is not None and any(test(variant, asked) for variant in product.variants)


def _in_price(variant: Variant, asked: Filters) -> bool:
    if asked.currency is not None and asked.currency != variant.price.currency:
        return False
    amount = variant.price.amount
    low, high = asked.price_min, asked.price_max
    return (low is None or amount >= low) and (high is None or amount <= high)


def _reduced(variant: Variant, _asked: Filters) -> bool:
    return variant.list_price is not None and variant.list_price.amount > variant.price.amount


def _buyable(variant: Variant, _asked: Filters) -> bool:
    return variant.stock is None or variant.stock > 0

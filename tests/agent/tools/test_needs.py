from decimal import Decimal

import pytest

from agent.tools.needs import unmet
from knowledge_base.schema import CHINESE, ENGLISH, Money, Product, ProductId, Translation, Variant, VariantId
from retrieval.search import Hit, Source


def hit(id, title, categories, attributes, chinese=None):
    product = Product(
        id=ProductId(id),
        title=title,
        variants=(Variant(id=VariantId(id), price=Money(Decimal(10), "USD"), stock=1),),
        categories=categories,
        attributes=attributes,
        translations={CHINESE: Translation(title=chinese)} if chinese else {},
    )
    source = Source(kind="product", id=id, title=title)
    return Hit(id=id, kind="product", score=1, title=title, text="", source=source, language=ENGLISH, product=product)


DENIM = hit("denim", "Oldbridge Denim Jacket", ("Clothing", "Jackets"), {"waterproof": False})
RAIN = hit(
    "rain", "Stormgate Rain Jacket", ("Clothing", "Jackets"), {"waterproof rating": "20,000 mm"}, "风雨门防水夹克"
)
SHOE = hit("shoe", "Pier Canvas Sneaker", ("Shoes", "Sneakers"), {"packable": False})


@pytest.mark.parametrize(
    ("query", "shown", "missing"),
    [
        ("waterproof jacket", [DENIM], ("waterproof",)),
        ("waterproof jacket", [RAIN], ()),
        ("防水夹克", [DENIM], ("防水",)),
        ("防水夹克", [RAIN], ()),
        ("Nike shoes", [SHOE], ("Nike",)),
        ("do you have nike shoes", [SHOE], ("nike",)),
        ("耐克鞋", [SHOE], ("耐克",)),
        ("shoes by Quorvath", [SHOE], ("Quorvath",)),
        ("packable shoes", [SHOE], ("packable",)),
        ("Pier sneaker", [SHOE], ()),
        ("nice shoes", [SHOE], ()),
        ("Nike shoes", [], ()),
    ],
)
def test_what_was_asked_for_and_nothing_shown_has(query, shown, missing):
    assert unmet(query, shown, [DENIM, RAIN, SHOE]) == missing

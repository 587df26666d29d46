from decimal import Decimal

import pytest

from agent.tools.reasons import reasons, speaks
from agent.tools.results import ProductFacts
from retrieval.search import Filters


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight", "200 g"),
        ("waterproof", True),
        ("fill power", "800"),
        ("pieces", "6"),
        ("面料", "100%棉"),
        ("comfort temperature", "−15 °C"),
    ],
)
def test_what_means_something_to_a_shopper_speaks(name, value):
    assert speaks(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hdmi ports quantity", "2"),
        ("weight", 200),
        ("weight", "200"),
        ("connector s", "HD15"),
        ("package dimensions wxdxh", "10 x 20 x 30 mm"),
        ("operating temperature t t", "0 - 35"),
        ("waterproof", False),
        ("gender", "unisex"),
        ("包装尺寸", "10厘米"),
        ("compatibility", "DCP-130C, DCP-330C, DCP-350C, IntelliFax-1860C, IntelliFax-1960C"),
    ],
)
def test_what_only_a_warehouse_reads_does_not(name, value):
    assert not speaks(name, value)


def facts(attributes):
    price = Decimal(10)
    return ProductFacts(
        id="1", title="Snowline Boot", currency="USD", price=price, price_max=price, attributes=attributes
    )


@pytest.mark.parametrize(
    ("attributes", "query", "told"),
    [
        ({"origin": "Portugal", "weight": "300 g"}, "boots", ["weight"]),
        ({"upper": "natural rubber", "waterproof": True, "weight": "300 g"}, "boots", ["waterproof", "weight"]),
        ({"weight": "300 g", "waterproof": True}, "waterproof boots", ["waterproof", "weight"]),
        ({"weight": "300 g", "upper": "suede"}, "boots with suede upper", ["upper", "weight"]),
        ({"weight": "300 g", "kind": "snowline boot"}, "footwear", ["weight"]),
    ],
)
def test_what_answers_comes_first_and_dull_facts_never(attributes, query, told):
    assert [reason.name for reason in reasons(facts(attributes), query, Filters(), "relevance")] == told

from decimal import Decimal

import pytest

from agent.tools.exclusions import read, without
from knowledge_base.schema import CHINESE, Money, Product, ProductId, Translation, Variant, VariantId


def product(id, title, attributes=None, chinese=None, description=""):
    return Product(
        id=ProductId(id),
        title=title,
        description=description,
        variants=(Variant(id=VariantId(id), price=Money(Decimal(10), "USD"), stock=1),),
        attributes=attributes or {},
        translations={CHINESE: Translation(title=title, attributes=chinese)} if chinese else {},
    )


PRODUCTS = [
    product("plain", "Plain Crackers"),
    product("almonds", "Smoked Almonds", {"gluten free": True}),
    product("brittle", "Brittle", chinese={"过敏原": "花生"}),
    product("traces", "Dark Chocolate", {"allergens": "may contain milk and nuts", "vegan": True}),
    product("wheat", "Butter Biscuits", {"allergens": "wheat, milk", "vegan": False}),
    product("fusilli", "Gluten-free Fusilli", {"gluten free": True, "vegan": True}, description="Not made of wheat."),
    product("tea", "Black Tea", {"vegan": True}, description="Lovely with milk."),
    product("boot", "Felt Boot", {"upper": "wool felt", "sole": "suede leather"}),
    product("sneaker", "Mesh Sneaker", {"upper": "mesh, synthetic leather"}),
    product("spread", "Spread", {"palm oil free": True}),
    product("margarine", "Margarine", {"ingredients": "palm oil, salt"}),
]


@pytest.mark.parametrize(
    ("query", "keys", "rest"),
    [
        ("nut-free snacks", ["nuts"], "snacks"),
        ("gluten free cookies", ["gluten"], "cookies"),
        ("I have celiac disease, what cookies can I eat?", ["gluten"], "what cookies can I eat?"),
        ("dairy free chocolate", ["dairy"], "chocolate"),
        ("chocolate for somebody lactose intolerant", ["dairy"], "chocolate for somebody"),
        ("I'm allergic to nuts. which granola is safe?", ["nuts"], "which granola is safe?"),
        ("snacks free of peanuts", ["peanuts"], "snacks"),
        ("I can't eat eggs, any cake", ["eggs"], "any cake"),
        ("I don't want leather. show me boots", ["leather"], "show me boots"),
        ("products without palm oil", ["palm oil"], "products"),
        ("vegan chocolate", ["vegan"], "chocolate"),
        ("我想要无坚果的饼干", ["nuts"], "我想要 饼干"),
        ("不含麸质的面条", ["gluten"], "面条"),
        ("我对花生过敏,有什么零食可以吃", ["peanuts"], "有什么零食可以吃"),
        ("不要皮革的靴子", ["leather"], "靴子"),
        ("nothing with peanuts", ["peanuts"], ""),
        ("I am not vegan, leather boots", [], "I am not vegan, leather boots"),
        ("leather boots", [], "leather boots"),
        ("no, I want nuts", [], "no, I want nuts"),
        ("花生糖", [], "花生糖"),
        ("is shipping free", [], "is shipping free"),
    ],
)
def test_what_must_not_be_there_is_no_word_to_search_for(query, keys, rest):
    exclusions, words = read(query)
    assert ([one.key for one in exclusions], words) == (keys, rest)


@pytest.mark.parametrize(
    ("query", "dropped"),
    [
        ("nut-free", {"almonds", "brittle", "traces"}),
        ("无花生", {"brittle", "traces"}),
        ("gluten free", {"wheat"}),
        ("dairy free", {"traces", "wheat"}),
        ("vegan", {"wheat", "boot"}),
        ("without leather", {"boot"}),
        ("no wool", {"boot"}),
        ("不含棕榈油", {"margarine"}),
    ],
)
def test_what_names_it_is_never_shown(query, dropped):
    kept, _ = without(PRODUCTS, read(query)[0])
    assert {one.id for one in PRODUCTS} - {one.id for one in kept} == dropped


@pytest.mark.parametrize(
    ("query", "sure"),
    [
        ("gluten free", {"almonds", "fusilli"}),
        ("dairy free", {"fusilli", "tea"}),
        ("without palm oil", {"spread"}),
        ("nut-free", set()),
    ],
)
def test_those_that_say_so_come_first(query, sure):
    kept, ids = without(PRODUCTS, read(query)[0])
    assert ids == sure
    assert {one.id for one in kept[: len(sure)]} == sure

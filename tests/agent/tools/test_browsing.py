import pytest

from agent.tools.browsing import Placed, Shelving, browsed_text
from knowledge_base.schema import CHINESE, ENGLISH
from retrieval.search import Filters, SearchResult


def placed(brand, path, chinese=()):
    return Placed(brand, {"en": path, **({"zh": chinese} if chinese else {})})


PLACED = {
    "t1": placed("Fernhollow", ("Outdoor", "Camping", "Tents"), ("户外", "露营", "帐篷")),
    "t2": placed("Fernhollow", ("Outdoor", "Camping", "Tents"), ("户外", "露营", "帐篷")),
    "t3": placed("Brackenfell", ("Outdoor", "Camping", "Tents"), ("户外", "露营", "帐篷")),
    "b1": placed("Brackenfell", ("Shoes", "Boots", "Hiking boots")),
    "b2": placed("Oldbridge", ("Shoes", "Boots")),
    "s1": placed("", ("Shoes", "Sandals")),
}


class FindsNothing:
    def search(self, *args, **kwargs):
        return SearchResult(hits=(), filters=Filters())


SHELVING = Shelving(lambda: PLACED, FindsNothing())


def shelves(facet, of, language=ENGLISH):
    found = SHELVING.browse(facet, of, language)
    return {one.name: one.count for one in found.shelves}


@pytest.mark.parametrize(
    ("facet", "of", "expected"),
    [
        ("categories", "", {"Outdoor": 3, "Shoes": 3}),
        ("brands", "", {"Brackenfell": 2, "Fernhollow": 2, "Oldbridge": 1}),
        ("brands", "tents", {"Fernhollow": 2, "Brackenfell": 1}),
        ("brands", "hiking boots", {"Brackenfell": 1}),  # the narrowest category that is named
        ("categories", "shoes", {"Boots": 2, "Sandals": 1}),
        ("categories", "fernhollow", {"Outdoor": 2}),  # a brand, by whatever case
        ("brands", "toasters", {}),
    ],
)
def test_shelves_are_counted(facet, of, expected):
    assert shelves(facet, of) == expected


def test_shelves_have_the_customers_language():
    assert shelves("categories", "", CHINESE) == {"户外": 3, "Shoes": 3}
    assert SHELVING.browse("brands", "tents", CHINESE).of == "帐篷"


def test_a_brand_is_told_from_a_kind():
    assert SHELVING.browse("categories", "Brackenfell", ENGLISH).brand == "Brackenfell"
    assert SHELVING.browse("categories", "boots", ENGLISH).brand == ""


def test_what_the_shop_lacks_has_no_total():
    found = SHELVING.browse("categories", "Northpeak", ENGLISH)
    assert found.total == 0
    assert "nothing in the catalogue is: Northpeak" in browsed_text(found)


def test_the_text_proves_every_count():
    text = browsed_text(SHELVING.browse("brands", "tents", ENGLISH))
    assert "- Fernhollow: 2 products" in text
    assert "- Brackenfell: 1 product" in text.splitlines()
    assert "Tents: 3 products, 2 brands" in text

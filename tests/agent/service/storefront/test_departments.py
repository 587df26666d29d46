"""Departments: many products, in every order, by aisle."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from knowledge_base.schema import Product, Variant, VariantId

from .conftest import Shop, product, usd


def test_a_big_department_has_pages(client: TestClient, shop: Shop) -> None:
    many = [
        product(f"P-{n:04}", f"Kettle {n:04}", variants=(Variant(id=VariantId(f"V{n}"), price=usd(f"{n}.00")),))
        for n in range(1, 1001)
    ]
    shop.store.put(many)
    page = client.get("/departments/Home?sort=price_up&page=3").text
    assert page.count('class="tile"') == 24
    assert "Kettle 0049" in page
    assert 'rel="next" href="/departments/Home?sort=price_up&amp;page=4"' in page
    last = client.get("/departments/Home?sort=price_up&page=42").text
    assert "Kettle 1000" in last
    assert 'rel="next"' not in last
    for odd in ("-1", "0", "x", "٣", "1e9"):
        assert client.get(f"/departments/Home?page={odd}").status_code == 200


@pytest.mark.parametrize(
    ("sort", "first"),
    [("price_up", "P-2"), ("price_down", "P-3"), ("newest", "P-3"), ("rating", "P-1"), ("nonsense", "P-1")],
)
def test_a_department_is_sorted(client: TestClient, shop: Shop, sort: str, first: str) -> None:
    def one(id: str, price: str, rating: float, count: int, year: int) -> Product:
        variants = (Variant(id=VariantId(id), price=usd(price)),)
        released = datetime(year, 1, 1, tzinfo=UTC)
        return product(id, id, variants=variants, rating=rating, rating_count=count, released=released)

    shop.store.put([one("P-1", "20", 4.8, 90, 2020), one("P-2", "10", 4.0, 9, 2021), one("P-3", "30", 4.7, 1, 2022)])
    page = client.get(f"/departments/Home?sort={sort}").text
    assert re.findall(r'href="/products/([^"]+)"', page)[0] == first


def test_an_aisle_shows_its_own(client: TestClient, shop: Shop) -> None:
    shop.store.put([product("A", "Pan"), product("B", "Sofa", categories=("Home", "Living room"))])
    page = client.get("/departments/Home?aisle=Living+room").text
    assert "Sofa" in page
    assert "Pan" not in page

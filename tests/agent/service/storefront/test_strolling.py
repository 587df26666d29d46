"""Home, product and help pages, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from agent.service import pages
from knowledge_base.schema import Money, Picture, Variant, VariantId
from knowledge_base.store import Kind

from .conftest import EVIL, Shop, product, usd


def test_an_empty_shop_says_how_to_fill_it(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "xiaoer ingest" in page.text
    assert "xiaoer demo" in page.text
    assert 'src="/widget.js"' in page.text
    for path in ("/help", "/search", "/search?q=tea"):
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("filled")
def test_home_shows_departments_products_reductions_and_help(client: TestClient) -> None:
    page = client.get("/").text
    assert "<title>Inn &amp; Co</title>" in page
    for part in ("Clothing", "Linen shirt", "$59.00", "$79.00", "Reduced", "How long may I return?"):
        assert part in page
    assert 'href="/departments/Home"' in page
    assert 'href="/products/CL%2F1"' in page


def test_the_pages_follow_the_store(client: TestClient, filled: Shop) -> None:
    client.get("/")
    filled.store.put([product(title="Copper kettle, now in tin")])
    assert "now in tin" in client.get("/").text
    filled.store.remove(Kind.PRODUCT, ["P-1"])
    assert client.get("/departments/Home").status_code == 404
    assert "kettle" not in client.get("/").text


@pytest.mark.usefixtures("filled")
def test_a_product_has_its_page(client: TestClient) -> None:
    page = client.get("/products/CL%2F1").text
    for part in ("Morrowe", "MO-77", "<strong>linen</strong>", "<li>washed</li>", "cold wash, no dryer", "✓"):
        assert part in page
    assert "Only 2 left" in page
    assert 'data-product="CL/1"' in page
    assert 'src="/pictures/shirt%20white.png" alt="A white shirt"' in page
    assert "4.4" in page
    assert "(1,234)" in page
    assert "Nice" in page
    assert EVIL not in page
    assert 'href="/departments/Clothing?aisle=Shirts"' in page


def test_a_product_without_anything_has_its_page_too(client: TestClient, shop: Shop) -> None:
    bare = Variant(id=VariantId("B"), price=Money(Decimal(1000), "JPY"), stock=0)
    shop.store.put([product("B", "Bare", variants=(bare,), categories=())])
    page = client.get("/products/B").text
    assert "¥1,000" in page
    assert "Sold out" in page
    assert "No picture yet" in page
    assert client.get("/").status_code == 200
    assert client.get("/departments/").status_code == 200


@pytest.mark.usefixtures("filled")
def test_chinese_by_link_cookie_and_browser(client: TestClient) -> None:
    asked = client.get("/products/CL%2F1?lang=zh")
    assert 'lang="zh-CN"' in asked.text
    for part in ("亚麻衬衫", "轻薄亚麻", "面料", "白色", "服装", "衬衫"):
        assert part in asked.text
    assert "亚麻衬衫" in client.get("/").text  # the cookie
    client.cookies.clear()
    assert "Linen shirt" in client.get("/").text
    assert "亚麻衬衫" in client.get("/", headers={"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}).text
    assert "Linen shirt" in client.get("/?lang=tlh", headers={"Accept-Language": "de"}).text


@pytest.mark.usefixtures("filled")
def test_the_language_link_keeps_what_was_asked(client: TestClient) -> None:
    assert 'href="?q=shirt&amp;lang=zh"' in client.get("/search?q=shirt&lang=en").text


def test_every_word_of_the_pages_is_in_both_languages() -> None:
    english, chinese = pages.words("en"), pages.words("zh")
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", chinese[key])), key


@pytest.mark.usefixtures("filled")
def test_help_answers_in_the_language_of_the_page(client: TestClient) -> None:
    assert "<strong>30 days</strong>" in client.get("/help/returns.en").text
    assert "30天内" in client.get("/help/returns.en?lang=zh").text
    client.cookies.clear()
    overview = client.get("/help").text
    assert "How long may I return?" in overview
    assert "多久可以退货" not in overview
    assert "Shipping" in overview
    policy = client.get("/help/shipping.en").text
    assert "<h2>Abroad</h2>" in policy
    assert 'href="javascript:' not in policy


def test_hostile_words_of_the_catalogue_stay_words(client: TestClient, shop: Shop) -> None:
    hostile = product(
        EVIL,
        EVIL,
        brand=EVIL,
        description=f"{EVIL} [a](javascript:alert(1)) ![b](javascript:alert(2))",
        categories=(EVIL, EVIL),
        attributes={EVIL: EVIL},
        pictures=(Picture(path=f'x" onerror="alert(1){EVIL}'),),
        variants=(Variant(id=VariantId(EVIL), price=usd("1"), options={EVIL: EVIL}),),
    )
    shop.store.put([hostile])
    paths = ["/", *re.findall(r'href="(/(?:products|departments)/[^"]+)"', client.get("/").text)]
    assert len(set(paths)) >= 3
    for path in set(paths):
        page = client.get(path.replace("&amp;", "&"))
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert not re.search(r"<[^>]*\son\w+=", page.text)
        assert not re.search(r'(href|src)="javascript:', page.text)

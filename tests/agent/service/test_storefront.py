"""The shop's pages over any catalogue: the demo's, a big one, a hostile one, none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from agent.service import palette, shelves, storefront
from agent.settings import Settings, ShopSettings, load_settings
from knowledge_base import open_store
from knowledge_base.schema import (
    CHINESE,
    CustomerId,
    Document,
    DocumentId,
    DocumentKind,
    FaqEntry,
    FaqId,
    Interaction,
    InteractionId,
    InteractionKind,
    Money,
    Picture,
    Product,
    ProductId,
    Section,
    Translation,
    Variant,
    VariantId,
)
from knowledge_base.store import Kind, Store
from retrieval.errors import QueryError
from retrieval.search import Filters, Hit, SearchResult, Source

EVIL = '<script>alert("x")</script>'


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def product(id: str = "P-1", title: str = "Copper kettle", **fields: Any) -> Product:
    variants = fields.pop("variants", (Variant(id=VariantId(f"{id}-1"), price=usd("49.00"), stock=9),))
    categories = fields.pop("categories", ("Home", "Kitchen"))
    return Product(id=ProductId(id), title=title, variants=variants, categories=categories, **fields)


SHIRT = product(
    "CL/1",
    "Linen shirt",
    brand="Morrowe",
    model="MO-77",
    description="Light **linen**.\n\n- washed\n- breathes",
    categories=("Clothing", "Shirts"),
    attributes={"fabric": "linen", "care": ("cold wash", "no dryer"), "vegan": True},
    pictures=(Picture(path="shirt white.png", alt="A white shirt"), Picture(path="shirt-blue.png")),
    rating=4.4,
    rating_count=1234,
    variants=(
        Variant(
            id=VariantId("CL-1-W"), price=usd("59.00"), list_price=usd("79.00"), options={"colour": "white"}, stock=2
        ),
        Variant(id=VariantId("CL-1-B"), price=usd("61.00"), options={"colour": "blue"}, stock=0),
    ),
    translations={
        CHINESE: Translation(
            title="亚麻衬衫",
            description="轻薄亚麻。",
            categories=("服装", "衬衫"),
            attributes={"面料": "亚麻"},
            options={"colour": "颜色", "white": "白色", "blue": "蓝色"},
        )
    },
)
RETURNS = FaqEntry(id=FaqId("returns.en"), question="How long may I return?", answer="**30 days**.", topic="returns")
RETURNS_ZH = FaqEntry(
    id=FaqId("returns.zh"), question="多久可以退货？", answer="30天内。", topic="returns", language=CHINESE
)
POLICY = Document(
    id=DocumentId("shipping.en"),
    title="Shipping",
    kind=DocumentKind.POLICY,
    topic="shipping",
    sections=(Section(headings=("Shipping", "Abroad"), text="We ship to | no one.\n\n[x](javascript:alert(1))"),),
)
REVIEW = Interaction(
    id=InteractionId("R1"),
    kind=InteractionKind.REVIEW,
    product=SHIRT.id,
    at=datetime(2026, 1, 2, tzinfo=UTC),
    customer=CustomerId("C1"),
    rating=4,
    title="Nice",
    text=f"Cool in summer {EVIL}",
)


@dataclass
class Words:
    """A search at the outer edge: products whose title holds every word."""

    store: Store

    def search(self, query: str, k: int = 10, **_: Any) -> SearchResult:
        if query == "!":
            raise QueryError("!", "words")
        hits = [
            Hit(
                id=one.id,
                kind="product",
                score=1.0,
                title=one.title,
                text="",
                source=Source(kind="product", id=one.id, title=one.title),
                language=one.language,
                product=one,
            )
            for one in self.store.products()
            if query.lower() in one.title.lower()
        ]
        relaxed = ("blue",) if "kettle" in query else ()
        return SearchResult(hits=tuple(hits[:k]), filters=Filters(), relaxed=relaxed, corrected=None)


@dataclass
class Shop:
    settings: Settings
    store: Store
    searcher: Any
    agent: Any = None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = load_settings(home=tmp_path / "shop")
    settings.home.mkdir()
    look = ShopSettings(name="Inn & Co", brand_colour="#b4532a")
    store = open_store(settings.data)
    yield Shop(settings.model_copy(update={"shop": look}), store, Words(store))
    store.close()


@pytest.fixture
def client(shop: Shop) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(storefront.router(shop))  # type: ignore[arg-type]  # its searcher is the test's
    with TestClient(app, follow_redirects=False) as client:
        yield client


def fill(shop: Shop) -> None:
    shop.store.put([SHIRT, product(), RETURNS, RETURNS_ZH, POLICY, REVIEW])


def test_an_empty_shop_says_how_to_fill_it(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "xiaoer ingest" in page.text
    assert "xiaoer demo" in page.text
    assert 'src="/widget.js"' in page.text
    for path in ("/help", "/search", "/search?q=tea"):
        assert client.get(path).status_code == 200


def test_home_shows_departments_products_reductions_and_help(client: TestClient, shop: Shop) -> None:
    fill(shop)
    page = client.get("/").text
    assert "<title>Inn &amp; Co</title>" in page
    for part in ("Clothing", "Linen shirt", "$59.00", "$79.00", "Reduced", "How long may I return?"):
        assert part in page
    assert 'href="/departments/Home"' in page
    assert 'href="/products/CL%2F1"' in page


def test_the_pages_follow_the_store(client: TestClient, shop: Shop) -> None:
    fill(shop)
    client.get("/")
    shop.store.put([product(title="Copper kettle, now in tin")])
    assert "now in tin" in client.get("/").text
    shop.store.remove(Kind.PRODUCT, ["P-1"])
    assert client.get("/departments/Home").status_code == 404
    assert "kettle" not in client.get("/").text


def test_a_product_has_its_page(client: TestClient, shop: Shop) -> None:
    fill(shop)
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


def test_chinese_by_link_cookie_and_browser(client: TestClient, shop: Shop) -> None:
    fill(shop)
    asked = client.get("/products/CL%2F1?lang=zh")
    assert 'lang="zh-CN"' in asked.text
    for part in ("亚麻衬衫", "轻薄亚麻", "面料", "白色", "服装", "衬衫"):
        assert part in asked.text
    assert "亚麻衬衫" in client.get("/").text  # the cookie
    client.cookies.clear()
    assert "Linen shirt" in client.get("/").text
    assert "亚麻衬衫" in client.get("/", headers={"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}).text
    assert "Linen shirt" in client.get("/?lang=tlh", headers={"Accept-Language": "de"}).text


def test_the_language_link_keeps_what_was_asked(client: TestClient, shop: Shop) -> None:
    fill(shop)
    assert 'href="?q=shirt&amp;lang=zh"' in client.get("/search?q=shirt&lang=en").text


def test_every_word_of_the_pages_is_in_both_languages() -> None:
    english, chinese = storefront._words("en"), storefront._words("zh")
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", chinese[key])), key


def test_help_answers_in_the_language_of_the_page(client: TestClient, shop: Shop) -> None:
    fill(shop)
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


def test_search_finds_says_what_it_left_out_and_is_kind_when_there_is_nothing(client: TestClient, shop: Shop) -> None:
    fill(shop)
    page = client.get("/search?q=copper+kettle").text
    assert "Copper kettle" in page
    assert "left out: blue" in page
    assert "Nothing found for “&lt;b&gt;”" in client.get("/search?q=<b>").text
    assert client.get("/search?q=!").status_code == 200
    assert "What are you looking for?" in client.get("/search?q=+").text


@pytest.mark.parametrize("path", ["/products/none", "/departments/none", "/help/none"])
def test_what_is_not_there_is_said_on_a_page(client: TestClient, shop: Shop, path: str) -> None:
    fill(shop)
    page = client.get(path)
    assert page.status_code == 404
    assert "This page is not here." in page.text
    assert "Linen shirt" in page.text


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


def test_pictures_are_served_and_nothing_beside_them(client: TestClient, shop: Shop) -> None:
    folder = shop.settings.data.pictures
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a b.png").write_bytes(b"\x89PNG")
    (folder / "drawn.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    (folder / "notes.txt").write_text("secret")
    (shop.settings.home / "secret.png").write_bytes(b"secret")
    (folder / "link.png").symlink_to(shop.settings.home / "secret.png")
    found = client.get("/pictures/deep/a%20b.png")
    assert (found.status_code, found.content) == (200, b"\x89PNG")
    assert "max-age" in found.headers["cache-control"]
    again = client.get("/pictures/deep/a%20b.png", headers={"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "sandbox" in client.get("/pictures/drawn.svg").headers["content-security-policy"]
    for path in (
        "../secret.png",
        "%2e%2e/secret.png",
        "..%2fsecret.png",
        "link.png",
        "notes.txt",
        "",
        "deep",
        "a%00.png",
    ):
        missing = client.get(f"/pictures/{path}")
        assert missing.status_code == 404, path
        assert b"secret" not in missing.content


def test_the_pages_own_files(client: TestClient) -> None:
    assert "text/css" in client.get("/static/shop.css").headers["content-type"]
    assert client.get("/static/../storefront.py").status_code == 404
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (usd("1234.5"), "$1,234.50"),
        (Money(Decimal(1200), "JPY"), "¥1,200"),
        (Money(Decimal("9.9"), "CHF"), "9.90 CHF"),
        (Money(Decimal("0.005"), "EUR"), "€0.00"),
    ],
)
def test_amounts(amount: Money, words: str) -> None:
    assert storefront.money(amount) == words


@given(st.integers(0, 0xFFFFFF))
def test_any_brand_colour_becomes_legible(number: int) -> None:
    colours = palette.palette(f"#{number:06x}")
    assert palette.contrast(colours["--on-brand"], colours["--brand"]) >= 4.5
    assert palette.contrast(colours["--accent-light"], "#f0ece5") >= 4.5
    assert palette.contrast(colours["--accent-dark"], "#232831") >= 4.5


@given(total=st.integers(0, 5000), page=st.integers(-10, 10_000), size=st.integers(1, 100))
def test_pages_hold_everything_once(total: int, page: int, size: int) -> None:
    number, last = shelves.pages(total, page, size)
    assert 1 <= number <= last
    assert (last - 1) * size < max(total, 1) <= last * size
    shown = [one for one in shelves.around(number, last) if one]
    assert {1, number, last} <= set(shown)
    assert shown == sorted(set(shown))
    assert len(shown) <= 7

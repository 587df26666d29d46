"""The shop's pages over any catalogue: a small one, a big one, a hostile one, none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from agent.service.app import create_app
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
from knowledge_base.store import Store
from retrieval.errors import QueryError
from retrieval.search import Filters, ForeignPrice, Hit, SearchResult, Source

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
    """A search at the outer edge: products whose title holds the words."""

    store: Store
    foreign_price: ForeignPrice | None = None
    asked: list[str] = field(default_factory=list)

    def search(self, query: str, k: int = 10, **_: Any) -> SearchResult:
        self.asked.append(query)
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
        relaxed = ("colours",) if "kettle" in query else ()
        return SearchResult(
            hits=tuple(hits[:k]), filters=Filters(), relaxed=relaxed, corrected=None, foreign_price=self.foreign_price
        )


@dataclass
class Shop:
    settings: Settings
    store: Store
    searcher: Any
    agent: Any = None
    identities: Any = None
    desk: Any = None
    memory: Any = None


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
    """A browser that follows nothing by itself."""
    with TestClient(create_app(shop), follow_redirects=False) as client:  # type: ignore[arg-type]  # its searcher is the test's
        yield client


@pytest.fixture
def filled(shop: Shop) -> Shop:
    """The shop with a shirt, a kettle, answers, a policy and a review."""
    shop.store.put([SHIRT, product(), RETURNS, RETURNS_ZH, POLICY, REVIEW])
    return shop

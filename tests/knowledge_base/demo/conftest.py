"""The demo shop as of one day, made once."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge_base.demo.catalogue import articles, product
from knowledge_base.demo.past import Past, past
from knowledge_base.demo.shop import WRITTEN
from knowledge_base.schema import Product

OPENED = date(2026, 11, 23)


@pytest.fixture(scope="session")
def products() -> list[Product]:
    return [product(article, later=OPENED - WRITTEN) for article in articles()]


@pytest.fixture(scope="session")
def history(products: list[Product]) -> Past:
    return past(products, OPENED)

"""The search page."""

from __future__ import annotations

import html
from contextlib import suppress
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from agent.errors import RateLimitError
from retrieval.search import ForeignPrice

from .conftest import Shop


@pytest.mark.usefixtures("filled")
def test_search_finds_says_what_it_left_out_and_is_kind_when_there_is_nothing(client: TestClient) -> None:
    page = client.get("/search?q=copper+kettle").text
    assert "Copper kettle" in page
    assert "left out: colour" in page
    assert "Nothing found for “&lt;b&gt;”" in client.get("/search?q=<b>").text
    assert client.get("/search?q=!").status_code == 200
    assert "What are you looking for?" in client.get("/search?q=+").text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Prices here are in USD, so I couldn"), ("zh", "本店以美元计价")]
)
def test_a_price_in_another_currency_is_told_in_the_pages_language(
    client: TestClient, filled: Shop, language: str, words: str
) -> None:
    asked = ForeignPrice(currency="CNY", price_min=None, price_max=Decimal(500), shop=("USD",), applied=False)
    filled.searcher.foreign_price = asked
    page = client.get(f"/search?q=copper+kettle&lang={language}")
    assert words in html.unescape(page.text)


def test_control_characters_are_no_part_of_a_search(client: TestClient, filled: Shop) -> None:
    page = client.get("/search?q=%00copper%1b%20kettle%00")
    assert page.status_code == 200
    assert filled.searcher.asked == ["copper kettle"]
    assert "\x00" not in page.text


def test_a_browser_that_asks_too_much_gets_a_page(client: TestClient, filled: Shop) -> None:
    rates = client.app.state.rates  # type: ignore[attr-defined]
    with suppress(RateLimitError):
        for _ in range(10_000):
            rates.request("testclient")
    page = client.get("/search?q=kettle", headers={"Accept": "text/html"})
    assert page.status_code == 429
    assert "A moment, please." in page.text
    assert int(page.headers["retry-after"]) >= 1
    assert filled.searcher.asked == []

"""What a demo shop would have sent, and that no other shop shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from agent.identity import Identities, open_identities
from agent.service.app import create_app
from knowledge_base.schema import Customer, CustomerId

from .conftest import Shop

ANNA = Customer(id=CustomerId("C-1"), first_name="Anna", last_name="<b>Lind", email="anna@mail.example")


@pytest.fixture
def opened(shop: Shop) -> Iterator[Identities]:
    shop.store.put([ANNA], source="demo")
    shop.identities = open_identities(shop.store, shop.settings)
    yield shop.identities
    shop.identities.close()


def test_a_code_can_be_read_where_no_mail_server_is(shop: Shop, opened: Identities) -> None:
    with TestClient(create_app(shop)) as client:  # type: ignore[arg-type]
        assert "Nothing yet" in client.get("/demo/outbox").text
        opened.send_code("a", email="anna@mail.example")
        opened.settle()
        page = client.get("/demo/outbox")
        assert page.headers["cache-control"] == "no-store"
        code = page.text.split("Your code for Inn &amp; Co is ")[1][:6]
        assert "sends no e-mail" in page.text and "不会真正发送" in client.get("/demo/outbox?lang=zh").text
        assert getattr(opened.enter_code("a", code), "customer", None) == ANNA.id


def test_no_other_shop_has_that_page(shop: Shop, opened: Identities) -> None:
    shop.store.put([Customer(id=CustomerId("C-2"), first_name="A", last_name="Real", email="real@mail.example")])
    with TestClient(create_app(shop)) as client:  # type: ignore[arg-type]
        assert client.get("/demo/outbox").status_code == 404


def test_nor_has_one_that_knows_nobody(client: TestClient) -> None:
    assert client.get("/demo/outbox").status_code == 404

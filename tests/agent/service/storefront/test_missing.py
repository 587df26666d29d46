"""What is not there, and what must not be reached."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from .conftest import Shop


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("path", ["/products/none", "/departments/none", "/help/none"])
def test_what_is_not_there_is_said_on_a_page(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "This page is not here." in page.text
    assert "Linen shirt" in page.text


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
    "path",
    [
        "/products/%00",
        "/products/P-1%00",
        "/products/%0aP-1",
        "/departments/%00",
        "/departments/Home%00?aisle=%00",
        "/help/%00",
        "/pictures/%00",
        "/pictures/a%00.png",
        "/static/%00",
        "/widget/%00",
        "/api/conversations/%00",
        "/api/uploads/%00/%00",
        "/v1/models/%00",
        "/%00",
    ],
)
@pytest.mark.usefixtures("filled")
def test_control_characters_lead_nowhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize("query", ["aisle=%00", "sort=%00", "page=%00", "lang=%00", "%00=%00", "aisle=%ff%ed%a0%80"])
@pytest.mark.usefixtures("filled")
def test_control_characters_in_a_departments_query_do_no_harm(client: TestClient, query: str) -> None:
    assert client.get(f"/departments/Home?{query}").status_code == 200


@pytest.mark.usefixtures("filled")
def test_a_browser_gets_a_page_of_the_shop_and_a_program_json(client: TestClient) -> None:
    page = client.get("/no/such/page", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 404
    assert "This page is not here." in page.text
    assert "Linen shirt" in page.text
    assert 'href="/static/shop.css"' in page.text
    for path, accept in (("/no/such/page", "*/*"), ("/no/such/page", "application/json"), ("/api/no", "text/html")):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert answer.json() == {"error": {"code": "not_found", "message": "Not Found"}}
    assert client.post("/no/such/page", headers={"Accept": "text/html"}).json()["error"]["code"] == "not_found"


def test_a_page_that_cannot_be_made_is_answered_in_json(client: TestClient, filled: Shop) -> None:
    filled.store.close()
    answer = client.get("/products/P-1", headers={"Accept": "text/html"})
    assert answer.status_code in {500, 503}
    assert answer.json()["error"]["message"]

"""`/docs` needs nothing from elsewhere and says what the routes take."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx


class Loads(HTMLParser):
    """What a page loads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "link", "img", "iframe"}:
            self.found += [value for name, value in attrs if name in {"src", "href"}]


async def test_every_route_of_the_description_is_on_the_page_which_loads_only_its_own_files(serve):
    async with serve() as server, httpx.AsyncClient(base_url=server.http) as http:
        page = await http.get("/docs")
        described = (await http.get("/openapi.json")).json()["paths"]
        for path, item in described.items():
            for method in item:
                assert f"<b>{method.upper()}</b> <code>{path}</code>" in page.text
        loads = Loads()
        loads.feed(page.text)
        assert loads.found
        for path in loads.found:
            assert (await http.get(path)).status_code == 200
        policy = page.headers["content-security-policy"]
        assert "https:" not in re.sub("img-src[^;]*", "", policy)
        assert (await http.get("/redoc")).headers["location"] == "/docs"


async def test_the_fields_of_a_body_are_named_with_what_they_take(serve):
    async with serve() as server, httpx.AsyncClient(base_url=server.http) as http:
        page = (await http.get("/docs")).text
    chat = page[page.index("<code>/api/chat</code>") : page.index("<code>/api/search</code>")]
    assert "<code>text</code> <em>required</em>" in chat
    assert "The same id again is the same message" in chat
    assert "<code>filters.price_max</code>" in page
    assert "multipart/form-data" in page

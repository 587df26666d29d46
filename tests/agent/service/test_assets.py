"""The widget's files: cached by name, revalidated by content, and a plain word when they are not built."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from agent.service import assets


@pytest.fixture
def dist(tmp_path):
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "widget.js").write_text("load()")
    (tmp_path / "dist" / "assets" / "app-C0FFEE.js").write_text("chat()")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "dist"


def client(dist):
    app = FastAPI()
    app.include_router(assets.router(dist))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop")


async def test_the_loader_is_checked_again_soon_and_its_parts_never(dist):
    async with client(dist) as http:
        loader = await http.get("/widget.js")
        assert loader.text == "load()"
        assert loader.headers["content-type"].startswith("text/javascript")
        assert loader.headers["cache-control"] == "public, max-age=300"
        part = await http.get("/widget/assets/app-C0FFEE.js")
        assert part.text == "chat()"
        assert "immutable" in part.headers["cache-control"]
        assert part.headers["access-control-allow-origin"] == "*"
        head = await http.head("/widget.js")
        assert (head.status_code, head.text) == (200, "")


async def test_what_a_browser_has_is_not_sent_again(dist):
    async with client(dist) as http:
        tag = (await http.get("/widget.js")).headers["etag"]
        same = await http.get("/widget.js", headers={"if-none-match": tag})
        assert (same.status_code, same.content) == (304, b"")
        (dist / "widget.js").write_text("load(2)")
        assert (await http.get("/widget.js", headers={"if-none-match": tag})).status_code == 200


async def test_a_widget_that_is_not_built_says_how_to_build_it(tmp_path):
    async with client(tmp_path / "nothing") as http:
        for path in ("/widget.js", "/widget/assets/app.js"):
            answer = await http.get(path)
            assert answer.status_code == 503
            assert "make widget" in answer.text
            assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "%2e%2e/secret.txt", "assets/../../secret.txt", "nothing.js", "assets"]
)
async def test_nothing_beside_the_widget_is_served(dist, path):
    async with client(dist) as http:
        answer = await http.get(f"/widget/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text

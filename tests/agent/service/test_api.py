"""The HTTP face, over a real server and a real index."""

from __future__ import annotations

import json
import logging
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest

from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import FaqEntry, FaqId, Language, Money, Picture, Product, ProductId, Variant, VariantId
from retrieval import open_searcher


def product(id, title, price, colour, **more):
    variant = Variant(
        id=VariantId(f"{id}-1"),
        price=Money(Decimal(price), "USD"),
        options={"colour": colour},
        stock=more.pop("stock", 3),
    )
    return Product(id=ProductId(id), title=title, variants=(variant,), categories=("Outdoor", "Jackets"), **more)


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    """A small real store with its real searcher."""
    home = Home(tmp_path_factory.mktemp("catalogue"))
    store = open_store(home)
    store.put(
        [
            product("J-1", "Storm rain jacket", "89.90", "blue", pictures=(Picture(path="J-1.webp"),), brand="Storm"),
            product("J-2", "Breeze wind jacket", "49.00", "red", stock=0),
            product("J-3", "Alpine down jacket", "249.00", "blue", url="https://shop.example/J-3"),
            FaqEntry(id=FaqId("returns.en"), question="How long can I return things?", answer="For 30 days."),
            FaqEntry(id=FaqId("returns.zh"), question="多久可以退货？", answer="30天。", language=Language("zh")),
        ]
    )
    searcher = open_searcher(store, home)
    yield store, searcher
    searcher.close()
    store.close()


class Visit:
    """A client, and the server it talks to."""

    def __init__(self, http, server):
        self.post, self.get, self.options = http.post, http.get, http.options
        self.server = server


@pytest.fixture
def visit(serve, catalogue):
    """`async with visit(…) as http`: a client of a shop with a catalogue."""

    @asynccontextmanager
    async def start(agent=None, **options):
        async with serve(agent, stock=catalogue, **options) as server, httpx.AsyncClient(base_url=server.http) as http:
            yield Visit(http, server)

    return start


async def test_chat_answers_and_goes_on(visit):
    async with visit() as http:
        first = (await http.post("/api/chat", json={"text": "good morning"})).json()
        assert first["reply"] == "good morning "
        assert [event["type"] for event in first["events"]][-1] == "done"
        again = {"conversation": first["conversation"], "text": "and you", "locale": "zh", "page": "J-1"}
        second = (await http.post("/api/chat", json=again)).json()
        assert second["conversation"] == first["conversation"]
        assert second["events"][0]["seq"] == first["events"][-1]["seq"] + 1
        heard = http.server.shop.agent.heard[-1]
        assert (heard.language, heard.page) == ("zh", "J-1")
        told = (await http.get(f"/api/conversations/{first['conversation']}")).json()
        assert [(one["author"], one["text"]) for one in told["messages"]] == [
            ("customer", "good morning"),
            ("agent", "good morning "),
            ("customer", "and you"),
            ("agent", "and you "),
        ]


async def test_the_same_message_id_over_http_is_answered_once_even_after_a_restart(visit, parrot):
    memory: dict[str, list[Any]] = {}
    async with visit(parrot(memory)) as http:
        opened = (await http.post("/api/chat", json={"text": "everything", "id": "m1"})).json()
        body = {"text": "everything", "id": "m1", "conversation": opened["conversation"]}
        assert (await http.post("/api/chat", json=body)).json() == opened
        assert http.server.shop.agent.turns == ["everything"]
    async with visit(parrot(memory)) as http:
        later = (await http.post("/api/chat", json=body)).json()
        assert later["reply"] == opened["reply"]
        assert http.server.shop.agent.turns == []


async def test_a_socket_sees_what_is_said_over_http(visit):
    async with visit() as http, http.server.socket() as socket:
        await socket.hello()
        body = {"conversation": socket.conversation, "text": "from elsewhere"}
        events = (await http.post("/api/chat", json=body)).json()["events"]
        assert await socket.until("done") == events


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "words"),
    [
        ("/api/chat", {}, 422, "bad_request", "text: Field required"),
        ("/api/chat", {"text": "hi", "txt": "hi"}, 422, "bad_request", "txt: Unknown field"),
        (
            "/api/chat",
            {"text": "hi", "conversation": "AAAAAAAAAAAAAAAAAAAAAAAA"},
            404,
            "no_such_conversation",
            "No such",
        ),
        ("/api/chat", {"text": "hi", "conversation": "../../x"}, 422, "bad_request", "conversation"),
        ("/api/chat", {"text": "hi", "locale": "fr"}, 422, "bad_request", "locale"),
        ("/api/chat", {"text": "x" * 12_001}, 400, "bad_message", "12001 characters; at most 12000"),
        ("/api/chat", {"text": "x" * 300_000}, 413, "request_entity_too_large", "256000 bytes"),
        ("/api/chat", {"text": "hi", "attachments": ["nosuchupload"]}, 400, "bad_message", "no upload"),
        ("/api/chat", {"text": "break"}, 503, "model_unavailable", "try again"),
        ("/api/search", {"query": ""}, 400, "bad_query", ""),
        ("/api/search", {"query": "jacket", "k": 0}, 422, "bad_request", "k: "),
        ("/api/search", {"query": "jacket", "k": 5000}, 422, "bad_request", "k: "),
        ("/api/search", {"query": "jacket", "kinds": ["order"]}, 422, "bad_request", "kinds.0"),
        (
            "/api/search",
            {"query": "jacket", "filters": {"color": "blue"}},
            422,
            "bad_request",
            "filters.color: Unknown",
        ),
        (
            "/api/search",
            {"query": "jacket", "filters": {"price_max": "cheap"}},
            422,
            "bad_request",
            "filters.price_max",
        ),
        ("/api/search", {"query": "a", "filters": {"price_min": 9, "price_max": 1}}, 400, "bad_query", "price"),
        ("/api/nothing", {}, 404, "not_found", "Not Found"),
    ],
)
async def test_errors_are_clear_and_in_one_shape(visit, path, body, status, code, words):
    async with visit() as http:
        answer = await http.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert words in answer.json()["error"]["message"]
    assert set(answer.json()) == {"error"}


async def test_broken_json_is_refused(visit):
    async with visit() as http:
        answer = await http.post("/api/chat", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_request"


async def test_a_body_without_a_length_is_limited_too(visit):
    async def endless():
        for _ in range(100):
            yield b"x" * 10_000

    async with visit() as http:
        headers = {"content-type": "application/json"}
        assert (await http.post("/api/chat", content=endless(), headers=headers)).status_code == 413


async def test_an_error_that_nobody_named_is_answered_without_its_words(visit, caplog, monkeypatch):
    async with visit() as http:
        monkeypatch.setattr(http.server.shop.agent, "history", lambda _: 1 / 0)
        answer = await http.get("/api/conversations/AAAAAAAAAAAAAAAAAAAAAAAA")
        assert answer.status_code == 500
        assert answer.json() == {"error": {"code": "internal", "message": "Something went wrong on our side"}}
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "ZeroDivisionError" in caplog.text


async def test_too_many_messages_are_told_when_to_come_back(visit):
    async with visit(messages_per_minute=1) as http:
        opened = (await http.post("/api/chat", json={"text": "hi"})).json()
        answer = await http.post("/api/chat", json={"text": "hi", "conversation": opened["conversation"]})
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.json()["error"]["code"] == "too_many"


async def test_search_finds_by_the_shops_own_ids_with_what_it_understood(visit):
    async with visit() as http:
        found = (
            await http.post("/api/search", json={"query": "blue jacket under 100 dollars", "kinds": ["product"]})
        ).json()
        assert found["hits"][0]["id"] == "J-1"
        hit = found["hits"][0]
        assert (hit["kind"], hit["title"]) == ("product", "Storm rain jacket")
        assert hit["product"]["price"] == "89.90"
        assert hit["product"]["picture"] == "/pictures/J-1.webp"
        assert found["filters"]["price_max"] == 100
        assert found["filters"]["colours"] == ["blue"]
        asked = {"query": "jacket", "filters": {"in_stock": True, "price_max": 60}, "k": 3, "kinds": ["product"]}
        relaxed = (await http.post("/api/search", json=asked)).json()
        assert relaxed["relaxed"]
        faq = (await http.post("/api/search", json={"query": "how long can I return it", "kinds": ["faq"]})).json()
        assert faq["hits"][0]["id"] == "returns.en"
        zh = (await http.post("/api/search", json={"query": "退货 多久", "kinds": ["faq"], "language": "zh"})).json()
        assert zh["hits"][0]["id"] == "returns.zh"


@pytest.mark.parametrize(("language", "words"), [("en", "Prices here are in USD"), ("zh", "本店以美元计价")])
async def test_search_tells_of_a_price_in_another_currency(visit, language, words):
    async with visit() as http:
        body = {"query": "jacket under 500 yuan", "kinds": ["product"], "language": language}
        assert words in (await http.post("/api/search", json=body)).json()["foreign_price"]
        body["query"] = "jacket under 500 dollars"
        assert (await http.post("/api/search", json=body)).json()["foreign_price"] is None


@pytest.mark.parametrize("text", ["\x00jacket", "jac\x00ket\x7f", "\ud800jacket"])
async def test_search_takes_words_of_any_characters(visit, text):
    async with visit() as http:
        asked = {"query": text, "kinds": ["product"], "filters": {"brands": [f"Storm{text[:1]}"]}}
        content = json.dumps(asked)
        headers = {"content-type": "application/json"}
        answer = await http.post("/api/search", content=content, headers=headers)
        assert answer.status_code == 200
        assert answer.json()["hits"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "hi", "\\ud800": 1}',
        b'{"text": "\xff\xfe"}',
        b'{"text": "hi", "id": "\\ud800"}',
        b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"[" * 100_000,
        b'{"text": 1e999}',
        b'{"text": NaN}',
        b"\x00",
        b"",
        b'"text"',
        b"null",
    ],
)
async def test_no_body_brings_the_service_down(visit, content, caplog):
    async with visit() as http:
        for path in ("/api/chat", "/api/search", "/v1/chat/completions"):
            answer = await http.post(path, content=content, headers={"content-type": "application/json"})
            assert 400 <= answer.status_code < 500, answer.text
            assert answer.json()["error"]["message"]
    assert "Traceback" not in caplog.text


async def test_keys_close_chat_and_search_where_the_shop_has_set_them(visit):
    async with visit(api_keys=("sesame",)) as http:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Basic sesame"}):
            for path in ("/api/chat", "/api/search", "/v1/chat/completions"):
                answer = await http.post(path, json={"text": "hi"}, headers=headers)
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"] == "Bearer"
        answer = await http.post("/api/chat", json={"text": "hi"}, headers={"authorization": "bearer sesame"})
        assert answer.json()["reply"] == "hi "


async def test_health(visit):
    async with visit() as http:
        assert (await http.get("/healthz")).json() == {"status": "alive"}
        ready = await http.get("/readyz")
        assert ready.status_code == 200
        engines = ready.json()["engines"]
        assert {name: engine["state"] for name, engine in engines.items()} == {
            "store": "ready", "search": "ready", "agent": "ready"
        }  # fmt: skip
        assert engines["store"]["products"] == 3


async def test_an_engine_that_failed_makes_the_shop_unready(visit, monkeypatch):
    async with visit() as http:
        monkeypatch.setattr(http.server.shop, "store", None)
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["engines"]["store"] == {"state": "failed", "detail": "AttributeError"}
        assert (await http.get("/healthz")).status_code == 200


async def test_security_headers_are_on_every_answer(visit):
    async with visit() as http:
        for path in ("/", "/healthz", "/api/conversations/AAAAAAAAAAAAAAAAAAAAAAAA", "/nothing/here"):
            headers = (await http.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "SAMEORIGIN"
            assert "frame-ancestors 'self'" in headers["content-security-policy"]
            assert "script-src 'self';" in headers["content-security-policy"]
            assert "server" not in headers
        assert (await http.get("/docs")).status_code == 200
        paths = (await http.get("/openapi.json")).json()["paths"]
        assert {"/api/chat", "/api/search", "/api/uploads", "/v1/chat/completions"} <= set(paths)


@pytest.mark.parametrize(
    ("origin", "answer"), [("https://shop.example", "https://shop.example"), ("https://evil.example", None)]
)
async def test_only_allowed_pages_read_answers(visit, origin, answer):
    async with visit(allowed_origins=("https://shop.example",)) as http:
        asked = {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        }
        assert (await http.options("/api/chat", headers=asked)).headers.get("access-control-allow-origin") == answer
        got = await http.post("/api/chat", json={"text": "hi"}, headers={"origin": origin})
        assert got.headers.get("access-control-allow-origin") == answer


async def test_the_log_of_requests_names_no_conversation(visit, caplog):
    with caplog.at_level(logging.INFO, logger="xiaoer.access"):
        async with visit() as http:
            opened = (await http.post("/api/chat", json={"text": "my secret"})).json()
            await http.get(f"/api/conversations/{opened['conversation']}")
    lines = [vars(record) for record in caplog.records if record.name == "xiaoer.access"]
    assert [line["route"] for line in lines] == ["/api/chat", "/api/conversations/{conversation}"]
    assert opened["conversation"] not in caplog.text
    assert "secret" not in caplog.text

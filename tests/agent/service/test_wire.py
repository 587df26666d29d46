from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import MessageError
from agent.events import (
    Card,
    Citation,
    FiltersApplied,
    HandedOff,
    HandOffReason,
    MessageId,
    NeedsConfirmation,
    QuickReplies,
    Said,
    Token,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    Withheld,
)
from agent.service import schema, wire
from knowledge_base.schema import Language
from retrieval.search import Source

text = st.text(max_size=20)
maybe = st.none() | text
texts = st.lists(text, max_size=3).map(tuple)
sources = st.builds(
    Source,
    kind=st.sampled_from(["product", "faq", "document"]),
    id=text,
    title=text,
    headings=texts,
    page=st.none() | st.integers(1, 99),
    url=maybe,
)
EVENTS = st.one_of(
    st.builds(Token, text),
    st.builds(QuickReplies, choices=texts),
    st.builds(FiltersApplied, applied=texts, relaxed=texts),
    st.builds(NeedsConfirmation, proposal=text, action=text, effect=text),
    st.builds(HandedOff, reason=st.sampled_from(HandOffReason), summary=text),
    st.builds(Citation, number=st.integers(1, 50), source=sources, quote=text),
    st.builds(TurnEnded, reply=text, language=text.map(Language)),
    st.builds(ToolStarted, call=st.just(""), name=text, arguments=st.just({})),
    st.builds(ToolFinished, call=st.just(""), name=text, result=st.just("")),
    st.builds(
        Card,
        product=text,
        title=text,
        price=text,
        currency=text,
        price_max=maybe,
        list_price=maybe,
        picture=st.none() | st.just("/pictures/a.webp"),
        alt=text,
        url=maybe,
        brand=text,
        rating=st.none() | st.floats(1, 5),
        rating_count=st.integers(0, 9),
        available=st.booleans(),
        stock=st.none() | st.integers(0, 9),
        options=st.dictionaries(text, texts, max_size=2),
    ),
)


@given(event=EVENTS)
def test_an_event_becomes_a_frame_of_the_schema_and_the_event_again(event, server_frame):
    body = wire.body(event, "m1", "2026-01-01T00:00:00.000+00:00")
    assert body is not None
    frame = wire.load(wire.dump({"v": 1, "seq": 7, **body}))
    server_frame.validate(frame)
    assert wire.event(frame) == event


def test_customers_do_not_see_what_was_withheld_or_what_tools_were_told():
    assert wire.body(Withheld(sentence="secret", unproven=("$3",)), "m", "") is None
    started = wire.body(ToolStarted(call="1", name="t", arguments={"key": "secret"}), "m", "")
    finished = wire.body(ToolFinished(call="1", name="t", result="secret"), "m", "")
    assert "secret" not in repr((started, finished))


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (None, None),
        ("a b/ü.webp", "/pictures/a%20b/%C3%BC.webp"),
        ("/pictures/a.webp", "/pictures/a.webp"),
        ("https://cdn.example/a.webp", "https://cdn.example/a.webp"),
        ("javascript:alert(1)", "/pictures/javascript%3Aalert%281%29"),
    ],
)
def test_pictures_become_something_a_browser_can_load_safely(path, url):
    assert wire.picture_url(path) == url


def test_the_published_schema_is_the_codes():
    published = Path(__file__).parents[3] / "docs" / "protocol.schema.json"
    assert published.read_bytes() == schema.text(), "run: python -m agent.service.schema docs/protocol.schema.json"


@pytest.mark.parametrize(
    "frame",
    [
        {"v": 1, "type": "hello"},
        {"v": 1, "type": "hello", "conversation": None, "after": None, "locale": None},
        {"v": 1, "type": "hello", "conversation": "a" * 24, "after": 2**52, "locale": "zh"},
        {"v": 1, "type": "message", "id": "0b5e4b9e-6d3c-4f7a-9e8b-1a2b3c4d5e6f", "text": ""},
        {"v": 1, "type": "message", "id": "m", "text": "hi", "attachments": ["a" * 22], "page": "CL-0001"},
        {"v": 1, "type": "pong"},
    ],
)
def test_the_schema_and_the_code_take_the_same_frames(frame, client_frame):
    client_frame.validate(frame)
    assert wire.read(wire.dump(frame)) == frame


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"v": 1},
        {"v": 2, "type": "pong"},
        {"v": 1, "type": "pong", "more": 1},
        {"v": 1, "type": "hello", "after": -1},
        {"v": 1, "type": "hello", "conversation": "../../etc/passwd"},
        {"v": 1, "type": "hello", "locale": "fr"},
        {"v": 1, "type": "message", "id": "", "text": "hi"},
        {"v": 1, "type": "message", "id": "x" * 65, "text": "hi"},
        {"v": 1, "type": "message", "id": "m"},
        {"v": 1, "type": "message", "id": "m", "text": "hi", "attachments": ["a" * 22] * 5},
    ],
)
def test_the_schema_and_the_code_refuse_the_same_frames(frame, client_frame):
    assert not client_frame.is_valid(frame)
    with pytest.raises(MessageError):
        wire.read(wire.dump(frame))


def test_an_error_never_repeats_the_clients_words():
    with pytest.raises(MessageError) as refused:
        wire.read('{"v":1,"type":"my card is 4111 1111 1111 1111"}')
    assert "4111" not in str(refused.value)


def said(id, author, words, events=()):
    return Said(id=MessageId(id), author=author, text=words, at="now", events=events)


def test_history_becomes_frames_by_the_message_they_belong_to(server_frame):
    chinese = TurnEnded(reply="有", language=Language("zh"))
    history = [
        said("m1", "customer", "有吗"),
        said("r1", "agent", "有", (Token("有"), QuickReplies(choices=("红色",)), chinese)),
        said("s1", "Mei", "I take over"),
        said("m2", "customer", "thanks"),
    ]
    frames = wire.bodies(history, "en")
    assert [(frame["type"], frame["message"]) for frame in frames] == [
        ("said", "m1"),
        ("token", "m1"),
        ("quick_replies", "m1"),
        ("done", "m1"),
        ("said", "s1"),
        ("said", "m2"),
    ]
    assert frames[3]["language"] == "zh"
    assert frames[4]["author"] == "Mei"
    for frame in frames:
        server_frame.validate(wire.load(wire.dump({"v": 1, "seq": 1, **frame})))

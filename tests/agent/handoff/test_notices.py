from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest

from agent.handoff.chatwoot import DESK, Chatwoot, genuine, read
from agent.handoff.errors import DeskError
from agent.handoff.notices import Email, Notices, Webhook, signature
from agent.handoff.packet import Line, Packet, Who
from agent.handoff.queue import Queue

LINES = [Line(author="customer", text="My pot is broken"), Line(author="agent", text="I'm sorry")]
PACKET = Packet.of(LINES, (), Who(name="Mia"))


@dataclass
class Elsewhere:
    """Another server: keeps what it gets, and answers as it is told."""

    url: str = ""
    got: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)  # of the next answers, then 200
    answers: dict[str, Any] = field(default_factory=dict)  # by the path's end

    def bodies(self, end: str) -> list[Any]:
        return [body for _, path, _, body in self.got if path.endswith(end)]


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    found = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.got.append((self.command, self.path, {**headers, "raw": raw.decode()}, json.loads(raw or b"null")))
            path = self.path.partition("?")[0]
            code = found.codes.pop(0) if found.codes else 200
            body: Any = next((told for end, told in found.answers.items() if path.endswith(end)), {})
            data = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST  # noqa: N815 the base class's name

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(10)


def handed(store, time, conversation: str = "c1"):
    made, _ = Queue(store, time).request(
        conversation, reason="asked", packet=PACKET, summary="My pot is broken", contact="mia@example.org"
    )
    return made


async def test_a_webhook_is_signed_and_tells_what_staff_need(store, time, elsewhere):
    notices = Notices(
        store, [Webhook(f"{elsewhere.url}/in", "s3cret")], shop="Pots", url="https://pots.example", now=time
    )
    notices.write(handed(store, time))
    assert await notices.send_due() == 1
    (_, _, headers, body) = elsewhere.got[0]
    assert headers["x-xiaoer-signature"] == signature("s3cret", headers["x-xiaoer-timestamp"], headers["raw"].encode())
    assert body["reason"] == "asked"
    assert body["who"]["name"] == "Mia"
    assert body["transcript"][0] == {"author": "customer", "text": "My pot is broken"}
    assert body["url"] == "https://pots.example/console/conversations/c1"
    assert await notices.send_due() == 0


async def test_what_is_not_taken_is_tried_again_later_and_later(store, time, elsewhere):
    notices = Notices(store, [Webhook(elsewhere.url, "")], shop="Pots", now=time)
    notices.write(handed(store, time))
    elsewhere.codes = [500, 503, 200]
    assert await notices.send_due() == 0
    assert await notices.send_due() == 0  # not yet
    time.passes(seconds=5)
    assert await notices.send_due() == 0
    time.passes(seconds=5)
    assert await notices.send_due() == 0
    time.passes(seconds=5)
    assert await notices.send_due() == 1
    assert len(elsewhere.got) == 3
    assert len({headers["x-xiaoer-delivery"] for _, _, headers, _ in elsewhere.got}) == 1


async def test_what_was_not_sent_is_sent_after_a_restart(store, time, elsewhere):
    Notices(store, [Webhook(elsewhere.url, "")], shop="Pots", now=time).write(handed(store, time))
    assert await Notices(store, [Webhook(elsewhere.url, "")], shop="Pots", now=time).send_due() == 1


async def test_a_server_that_never_answers_is_given_up_one_day(store, time, elsewhere):
    notices = Notices(store, [Webhook(elsewhere.url, "")], shop="Pots", now=time)
    notices.write(handed(store, time))
    elsewhere.codes = [500] * 50
    for _ in range(30):
        await notices.send_due()
        time.passes(hours=2)
    assert len(elsewhere.got) == 10


async def test_one_way_that_fails_keeps_no_other_from_working(store, time, elsewhere):
    sent = []

    class Mail:
        def send(self, to, subject, text):
            sent.append((to, subject, text))

    ways: list[Any] = [Webhook("http://127.0.0.1:1", ""), Email(cast("Any", Mail()), ["team@pots.example"])]
    notices = Notices(store, ways, shop="Pots", now=time)
    notices.write(handed(store, time))
    assert await notices.send_due() == 1
    (to, subject, text) = sent[0]
    assert to == ["team@pots.example"]
    assert subject == "[Pots] A customer waits: asked"
    assert "customer: My pot is broken" in text


def _chatwoot(store, elsewhere) -> Chatwoot:
    elsewhere.answers = {
        "/contacts": {"payload": {"contact": {"id": 7}, "contact_inbox": {"source_id": "src-1", "inbox": {"id": 3}}}},
        "/contacts/search": {
            "payload": [{"id": 9, "identifier": "xiaoer-c1", "contact_inboxes": [{"source_id": "src-9"}]}]
        },
        "/conversations": {"id": 41, "account_id": 2, "inbox_id": 3},
        "/messages": {"id": 100},
    }
    return Chatwoot(store, url=elsewhere.url, account=2, inbox=3, token="tok")


async def test_a_hand_off_becomes_a_conversation_in_chatwoot(store, time, elsewhere):
    there = _chatwoot(store, elsewhere)
    notices = Notices(store, [there], shop="Pots", now=time)
    made = handed(store, time)
    notices.write(made)
    assert await notices.send_due() == 1
    assert {headers["api_access_token"] for _, _, headers, _ in elsewhere.got} == {"tok"}
    assert elsewhere.got[0][1] == "/api/v1/accounts/2/contacts"
    assert elsewhere.bodies("/contacts") == [
        {"inbox_id": 3, "name": "Mia", "identifier": "xiaoer-c1", "email": "mia@example.org"}
    ]
    opened = {"source_id": "src-1", "inbox_id": 3, "contact_id": 7, "status": "open"}
    assert elsewhere.bodies("/conversations") == [opened]
    said = elsewhere.bodies("/conversations/41/messages")
    assert said[0] == {"content": "My pot is broken", "message_type": "incoming", "private": False}
    assert all(one["private"] for one in said[1:])  # what is not the customer's is for agents alone
    assert there.conversation_of("41") == "c1"

    notices.pass_on(made.id, "c1", "It fell down", DESK)
    await notices.send_due()
    assert elsewhere.bodies("/messages")[-1]["content"] == "It fell down"
    assert len(elsewhere.bodies("/contacts")) == 1


async def test_a_try_that_broke_half_way_goes_on_with_the_contact_it_made(store, time, elsewhere):
    notices = Notices(store, [_chatwoot(store, elsewhere)], shop="Pots", now=time)
    notices.write(handed(store, time))
    elsewhere.codes = [200, 500]  # the contact is there, the conversation is not
    assert await notices.send_due() == 0
    time.passes(minutes=1)
    elsewhere.codes = [422]
    assert await notices.send_due() == 1
    assert elsewhere.bodies("/conversations")[-1]["source_id"] == "src-9"


AGENT = {"id": 5, "name": "Lin", "type": "user"}
MESSAGE = {
    "event": "message_created",
    "id": 900,
    "content": "Hello",
    "message_type": "outgoing",
    "private": False,
    "sender": AGENT,
    "conversation": {"id": 41},
}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "Hello"),
        ({"private": True}, None),
        ({"message_type": "incoming", "sender": {"id": 1, "type": "contact"}}, None),
        ({"message_type": "template"}, None),
        ({"sender": {"id": 1, "type": "agent_bot"}}, None),
        ({"content": None}, None),
        ({"event": "conversation_created"}, None),
        ({"event": "conversation_status_changed", "status": "resolved", "id": 41}, ""),
        ({"event": "conversation_status_changed", "status": "open", "id": 41}, None),
    ],
)
def test_what_an_agent_there_answers_is_read(change, text):
    found = read(json.dumps({**MESSAGE, **change}).encode())
    assert (found.text if found else None) == text
    assert found is None or found.remote == "41"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event": "message_created"}', b"\xff"])
def test_what_is_not_chatwoots_is_refused(body):
    with pytest.raises(DeskError):
        read(body)


def test_only_what_is_signed_with_our_secret_and_new_is_genuine():
    body, now = b'{"event": 1}', 1_700_000_000
    good = signature("s", str(now), body)
    assert genuine("s", str(now), good, body, now=now + 10)
    assert not genuine("s", str(now), good, body + b" ", now=now)
    assert not genuine("s", str(now), good, body, now=now + 301)
    assert not genuine("other", str(now), good, body, now=now)
    assert not genuine("", str(now), signature("", str(now), body), body, now=now)
    assert not genuine("s", "yesterday", good, body, now=now)
    assert not genuine("s", str(now), "", body, now=now)


async def test_asking_for_a_person_waits_for_nobody_outside(store, time, elsewhere):
    """A turn writes its notice down; it is sent by another task."""
    notices = Notices(store, [Webhook("http://127.0.0.1:1", "")], shop="Pots", now=time)
    await asyncio.to_thread(notices.write, handed(store, time))
    assert elsewhere.got == []

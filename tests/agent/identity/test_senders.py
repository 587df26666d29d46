from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from agent.errors import SettingsError
from agent.identity import Channel, Identities, open_identities
from agent.identity.courier import Courier
from agent.identity.senders import Post, open_senders
from agent.mail import open_mailer
from agent.settings import IdentitySettings, load_settings
from knowledge_base import open_store
from knowledge_base.schema import CustomerId
from tests.agent.identity.conftest import ANNAS_RECORD, RECORDS, Clock, customer

POST = Post(
    "1",
    datetime(2026, 6, 15, tzinfo=UTC),
    Channel.EMAIL,
    "anna@mail.example",
    "Quayside 茶: your code",
    "It is 123456. 茶",
)


@dataclass
class Letterbox:
    """What a mail server got."""

    letters: list[Any] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 its name
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, auth):
        assert isinstance(auth, LoginPassword)
        self.users.append(auth.login)
        return AuthResult(success=auth.password == b"p@ss word")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mail_server(certificate) -> Iterator[tuple[Letterbox, int]]:
    """A mail server that wants TLS and a password."""
    box = Letterbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    running = Controller(
        box, "localhost", free_port(), tls_context=context, require_starttls=True, authenticator=box.authenticate,
        auth_required=True,
    )  # fmt: skip
    running.start()
    try:
        yield box, running.port
    finally:
        running.stop()


@pytest.fixture
def plain_server() -> Iterator[tuple[Letterbox, int]]:
    box = Letterbox()
    running = Controller(box, "localhost", free_port())
    running.start()
    try:
        yield box, running.port
    finally:
        running.stop()


def test_a_letter_goes_out_over_tls_with_a_log_in(mail_server, certificate):
    box, port = mail_server
    url = f"smtp://shop:p%40ss%20word@localhost:{port}?ca_file={certificate[1]}"
    open_mailer(url, "Quayside <hello@quay.example>", "x").send([POST.to], POST.subject, POST.text)
    ((to, letter),) = box.letters
    assert (to, box.encrypted, box.users) == ([POST.to], [True], [b"shop"])
    assert (letter["From"], letter["Subject"]) == ("Quayside <hello@quay.example>", POST.subject)
    assert letter.get_content().strip() == POST.text
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Message-ID"].endswith("@quay.example>")


@pytest.mark.parametrize("ca", ["", "?ca_file="])
def test_a_server_that_nobody_vouches_for_gets_no_letter(mail_server, ca):
    box, port = mail_server
    with pytest.raises(OSError, match="certificate verify failed"):
        open_mailer(f"smtp://shop:p@localhost:{port}{ca}", "a@b.example", "x").send([POST.to], "s", "t")
    assert box.letters == [] and box.users == []


def test_a_server_without_tls_gets_neither_letter_nor_password(plain_server):
    box, port = plain_server
    with pytest.raises(OSError, match="STARTTLS"):
        open_mailer(f"smtp://shop:p@localhost:{port}", "a@b.example", "x").send([POST.to], "s", "t")
    open_mailer(f"smtp+plain://localhost:{port}", "a@b.example", "x").send([POST.to], "s", "t")
    assert len(box.letters) == 1


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", "a@b.example\r\n\r\nhello"])
def test_an_address_smuggles_nothing_in(plain_server, to):
    box, port = plain_server
    with pytest.raises(OSError, match="no letter may have"):
        open_mailer(f"smtp+plain://localhost:{port}", "a@b.example", "x").send([to], "s", "t")
    assert box.letters == []


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://host:port", "smtp://[::1"])
def test_a_wrong_address_of_the_mail_server_is_named(url):
    with pytest.raises(SettingsError, match=r"identity\.smtp_url"):
        open_mailer(url, "a@b.example", "identity.smtp_url")
    with pytest.raises(SettingsError, match="address to send from"):
        open_mailer("smtp://mail.example", "nobody", "identity.smtp_url")


class Gateway(BaseHTTPRequestHandler):
    """As much of a text message gateway as is asked of one."""

    taken: list[tuple[dict[str, str], str]]
    answers: list[int]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.taken.append((dict(self.headers), body))
        self.send_response(self.answers.pop(0) if self.answers else 201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway() -> Iterator[tuple[type[Gateway], str]]:
    handler = type("OneGateway", (Gateway,), {"taken": [], "answers": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield handler, f"http://127.0.0.1:{server.server_port}/2010-04-01/Accounts/AC1/Messages.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sms(url: str, **more: Any) -> Any:
    settings = IdentitySettings(sms={"url": url, **more})
    with_store: Any = None
    return open_senders(settings, with_store)[Channel.SMS]


TEXT = Post("1", POST.at, Channel.SMS, "+32 470 12-34", "s", "Code {to} & 123456=茶")


def test_a_text_message_is_asked_for_as_twilio_wants_it(gateway):
    handler, url = gateway
    fields = {"To": "{to}", "From": "+15005550006", "Body": "{text}"}
    sms(url, user="AC1", password="secret", fields=fields).send(TEXT)
    ((headers, body),) = handler.taken
    assert headers["Authorization"] == "Basic QUMxOnNlY3JldA=="
    assert parse_qs(body) == {"To": ["+324701234"], "From": ["+15005550006"], "Body": [TEXT.text]}


def test_a_text_message_is_asked_for_in_json_with_a_key(gateway):
    handler, url = gateway
    fields = {"recipient": "{to}", "message": "[Quay] {text}"}
    sms(url, headers={"Authorization": "AccessKey k"}, encoding="json", fields=fields).send(TEXT)
    ((headers, body),) = handler.taken
    assert (headers["Authorization"], headers["Content-Type"]) == ("AccessKey k", "application/json")
    assert json.loads(body) == {"recipient": "+324701234", "message": f"[Quay] {TEXT.text}"}


def test_a_gateway_that_fails_is_asked_again_and_a_loss_is_put_on_record(gateway):
    handler, url = gateway
    handler.answers += [503, 429, 201, 500, 302]
    failed: list[str] = []
    courier = Courier({Channel.SMS: sms(url)}, failed=lambda post, problem: failed.append(problem), pauses=(0.0, 0.0))
    courier.take(TEXT)
    courier.settle()
    assert (len(handler.taken), failed) == (3, [])
    handler.answers += [500]
    courier.take(TEXT)
    courier.settle()
    courier.close()
    assert (len(handler.taken), failed) == (6, ["HTTPError"])


def test_the_address_of_a_lost_code_is_not_logged(caplog):
    class Broken:
        def send(self, post):
            raise OSError(f"{post.to} refused")

    courier = Courier({Channel.EMAIL: Broken()}, failed=lambda *_: None, pauses=())
    courier.take(POST)
    courier.settle()
    courier.close()
    (record,) = caplog.records
    assert POST.to not in str(record.__dict__)
    assert record.problem == "OSError"


def test_a_sender_that_breaks_does_not_stop_the_others(caplog):
    sent: list[Post] = []

    class Moody:
        def send(self, post):
            if not caplog.records:
                raise RuntimeError("a bug")
            sent.append(post)

    courier = Courier({Channel.EMAIL: Moody()}, failed=lambda *_: None)
    courier.take(POST)
    courier.take(POST)
    courier.settle()
    courier.close()
    assert len(sent) == 1


def test_a_shop_without_senders_sends_no_codes(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.put(RECORDS)
    assert open_senders(IdentitySettings(), store) == {}
    store.close()


def test_only_a_demo_shop_has_an_outbox(tmp_path):
    settings = load_settings(home=tmp_path)
    store = open_store(settings.data)
    store.put(RECORDS, source="demo")
    identities = open_identities(store, settings)
    identities.send_code("a", email="anna@mail.example")
    identities.settle()
    (letter,) = identities.records.letters()
    assert letter.target == "anna@mail.example"
    assert customer(identities.enter_code("a", letter.text.split(" is ")[1][:6])) == "C-1"
    identities.close()
    again = Identities(store, IdentitySettings(), open_senders(IdentitySettings(), store))
    assert again.letters() == [letter]
    again._courier._pauses = ()
    smtp = IdentitySettings(smtp_url="smtp://mail.example", email_from="a@b.example")
    assert set(open_senders(smtp, store)) == {Channel.EMAIL}
    store.put([replace(ANNAS_RECORD, id=CustomerId("C-4"))])  # a real customer came
    assert open_senders(IdentitySettings(), store) == {}
    assert again.letters() is None
    again.send_code("b", email="anna@mail.example")  # the outbox that was open keeps nothing any more
    again.settle()
    assert len(again.records.letters()) == 1
    again.close()
    store.close()


def test_a_code_arrives_by_mail(tmp_path, plain_server):
    box, port = plain_server
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.put(RECORDS)
    settings = IdentitySettings(smtp_url=f"smtp+plain://localhost:{port}", email_from="hello@quay.example")
    identities = Identities(store, settings, open_senders(settings, store), shop="Quayside", now=Clock())
    identities.send_code("a", email="wang@mail.example")
    identities.settle()
    ((to, letter),) = box.letters
    assert to == ["wang@mail.example"] and "验证码" in letter["Subject"]
    code = letter.get_content().split("验证码是 ")[1][:6]
    assert customer(identities.enter_code("a", code)) == "C-3"
    identities.close()
    store.close()

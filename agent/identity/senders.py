"""Ways in which a code reaches a customer: the shop's mail server, a text message gateway, a demo shop's outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from agent.errors import SettingsError
from agent.identity.levels import Channel
from agent.mail import Mailer, open_mailer
from knowledge_base.identity import IdentityRecords, Letter
from knowledge_base.store import Kind

if TYPE_CHECKING:
    from agent.settings import IdentitySettings, SmsSettings
    from knowledge_base.store import Store

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Post:
    """A message to one customer."""

    id: str
    at: datetime
    channel: Channel
    to: str
    subject: str
    text: str


class Sender(Protocol):
    """Sends messages; raises `OSError` or `httpx.HTTPError` when it can't."""

    def send(self, post: Post) -> None:
        """Send one; blocks until the other side has taken it."""


@dataclass(frozen=True, slots=True)
class EmailSender:
    """Through a mail server."""

    mailer: Mailer

    def send(self, post: Post) -> None:
        """Send a letter."""
        self.mailer.send([post.to], post.subject, post.text)


@dataclass(frozen=True, slots=True)
class SmsSender:
    """Through a gateway that is asked over HTTP, such as Twilio's or MessageBird's."""

    settings: SmsSettings

    def send(self, post: Post) -> None:
        """Send a text message."""
        sms = self.settings
        filled = {name: _filled(value, post) for name, value in sms.fields.items()}
        auth = httpx.BasicAuth(sms.user, sms.password.get_secret_value()) if sms.user else None
        headers = {name: value.get_secret_value() for name, value in sms.headers.items()}
        body: dict[str, Any] = {"json" if sms.encoding == "json" else "data": filled}
        with httpx.Client(timeout=_SECONDS, auth=auth, headers=headers) as client:
            answer = client.post(sms.url, **body)
        if not answer.is_success:  # its text may repeat the number, so it isn't told
            raise httpx.HTTPError(f"the gateway answered {answer.status_code}")


def _filled(template: str, post: Post) -> str:
    # Split at the places first: a text that has "{to}" in it stays as it is.
    number = "+" * post.to.lstrip().startswith("+") + "".join(mark for mark in post.to if mark.isdecimal())
    return post.text.join(part.replace("{to}", number) for part in template.split("{text}"))


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends nothing: keeps what would have been sent, to be read at `/demo/outbox`. For a demo shop only."""

    store: Store

    def send(self, post: Post) -> None:
        """Keep it; not any more once real customers came, for everybody can read it."""
        if not is_demo(self.store):
            raise OSError("real customers came; configure a sender")
        IdentityRecords(self.store).add(
            Letter(
                id=post.id, at=post.at, channel=post.channel.value, target=post.to, text=f"{post.subject}\n{post.text}"
            )
        )


Senders = Mapping[Channel, Sender]


def open_senders(settings: IdentitySettings, store: Store) -> Senders:
    """The senders that are configured; an outbox for a demo shop that has none.

    Raises:
        SettingsError: one cannot be used.
    """
    senders: dict[Channel, Sender] = {}
    if url := settings.smtp_url.get_secret_value():
        senders[Channel.EMAIL] = EmailSender(open_mailer(url, settings.email_from, "identity.smtp_url"))
    if settings.sms.url:
        if httpx.URL(settings.sms.url).scheme not in {"http", "https"}:
            raise SettingsError("identity.sms.url must begin with https:// or http://")
        senders[Channel.SMS] = SmsSender(settings.sms)
    if not senders and is_demo(store):
        senders = dict.fromkeys(Channel, Outbox(store))
    return senders


def is_demo(store: Store) -> bool:
    """Whether this is the demo shop and only that: no customer came from elsewhere."""
    made_up = set(store.ids(Kind.CUSTOMER, source="demo"))
    return bool(made_up) and len(made_up) == store.count(Kind.CUSTOMER)

"""Tells people outside of a new hand-off: by e-mail, by a signed webhook, in a help desk elsewhere.

A notice is written down with the hand-off and sent later, by a task of the service: no turn waits for a mail server,
and what could not be sent is tried again, also after a restart.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import httpx
from sqlalchemy import insert, select, update

from agent.errors import AgentError
from agent.handoff.queue import HandOff, utc_now
from agent.mail import Mailer
from knowledge_base import tables

if TYPE_CHECKING:
    from knowledge_base.store import Store

logger = logging.getLogger(__name__)

PENDING, SENT, FAILED = "pending", "sent", "failed"
_TRIES = 10
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(hours=1)  # between two tries; each pause is twice the one before
_AT_ONCE = 20
_SECONDS = 10.0  # that another server may take
_LAST_LINES = 6


class Channel(Protocol):
    """A way out."""

    @property
    def name(self) -> str:
        """Under which its notices are kept."""

    async def send(self, notice: Mapping[str, Any]) -> None:
        """Tell of a hand-off; raises what went wrong."""


@dataclass(frozen=True, slots=True)
class Email:
    """A letter to the team."""

    mailer: Mailer
    to: Sequence[str]
    name: str = "email"

    async def send(self, notice: Mapping[str, Any]) -> None:
        """Send it, in a thread."""
        subject = f"[{notice['shop']}] A customer waits: {notice['reason']}"
        said = "\n".join(f"{line['author']}: {line['text']}" for line in notice["transcript"])
        text = f"{notice['summary']}\n\n{said}\n\n{notice['url']}\n"
        await asyncio.to_thread(self.mailer.send, list(self.to), subject, text)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A POST of JSON. `X-Xiaoer-Signature` is `sha256=` and the HMAC-SHA256 of `{X-Xiaoer-Timestamp}.{body}`."""

    url: str
    secret: str
    name: str = "webhook"

    async def send(self, notice: Mapping[str, Any]) -> None:
        """Send it; anything but 2xx is a failure."""
        body = json.dumps(notice, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        headers = {"Content-Type": "application/json", "X-Xiaoer-Delivery": str(notice["id"])}
        if self.secret:
            headers |= {"X-Xiaoer-Timestamp": stamp, "X-Xiaoer-Signature": signature(self.secret, stamp, body)}
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            (await client.post(self.url, content=body, headers=headers)).raise_for_status()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What proves that a body comes from who has the secret."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Notices:
    """The notices that are still to be sent."""

    def __init__(
        self,
        store: Store,
        channels: Sequence[Channel],
        *,
        shop: str,
        url: str = "",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._channels = {channel.name: channel for channel in channels}
        self._shop = shop
        self._url = url.rstrip("/")
        self._now = now

    def write(self, made: HandOff) -> None:
        """Write down what is to be told of a hand-off, once for each channel."""
        rows = []
        for name in self._channels:
            notice = {"id": secrets.token_urlsafe(12), **self._told(made)}
            values = {"handoff": made.id, "channel": name, "state": PENDING, "tries": 0, "error": ""}
            body = json.dumps(notice, ensure_ascii=False).encode()
            rows.append({"id": notice["id"], "due": self._now(), "body": body, **values})
        if rows:
            with self._store.connection(write=True) as connection:
                connection.execute(insert(tables.notices), rows)

    def pass_on(self, handoff: str, conversation: str, text: str, channel: str) -> None:
        """Write down what a customer said to people elsewhere."""
        if channel in self._channels:
            key = secrets.token_urlsafe(12)
            notice = {"id": key, "event": "message", "conversation": conversation, "text": text}
            body = json.dumps(notice, ensure_ascii=False).encode()
            values = {"handoff": handoff, "channel": channel, "state": PENDING, "tries": 0, "error": ""}
            with self._store.connection(write=True) as connection:
                connection.execute(insert(tables.notices).values(id=key, due=self._now(), body=body, **values))

    def _told(self, made: HandOff) -> dict[str, Any]:
        lines = [line.model_dump() for line in made.packet.transcript[-_LAST_LINES:]]
        return {
            "event": "handoff",
            "shop": self._shop,
            "conversation": made.conversation,
            "reason": made.rule or made.reason,
            "state": made.state.value,
            "summary": made.summary,
            "language": made.language,
            "contact": made.contact,
            "at": made.made.isoformat(),
            "who": made.packet.who.model_dump(),
            "transcript": lines,
            "url": f"{self._url}/console/conversations/{made.conversation}",
        }

    async def send_due(self) -> int:
        """Send what is due, in its order in each channel, the channels side by side; how many were sent."""
        due = await asyncio.to_thread(self._due)

        async def through(name: str) -> int:
            return sum([await self._send(*one) for one in due if one[1] == name])

        return sum(await asyncio.gather(*(through(name) for name in {one[1] for one in due})))

    async def run(self, seconds: float) -> None:
        """Send what is due, again and again."""
        while True:
            try:
                await self.send_due()
            except Exception:  # the database is away for a moment; the next round tries again
                logger.exception("notices could not be looked through")
            await asyncio.sleep(seconds)

    async def _send(self, id: str, name: str, body: bytes, tries: int) -> bool:
        channel = self._channels.get(name)
        if channel is None:  # it is not in the settings any more
            await asyncio.to_thread(self._set, id, state=FAILED, error="no such channel")
            return False
        try:
            await channel.send(json.loads(body))
        except (OSError, httpx.HTTPError, AgentError, ValueError, KeyError) as error:
            pause = min(_FIRST * 2**tries, _LONGEST)
            state = FAILED if tries + 1 >= _TRIES else PENDING
            told = type(error).__name__  # the words may hold a customer's
            logger.warning("a notice was not taken", extra={"channel": name, "tries": tries + 1, "error": told})
            due = self._now() + pause
            await asyncio.to_thread(self._set, id, state=state, tries=tries + 1, due=due, error=told)
            return False
        await asyncio.to_thread(self._set, id, state=SENT, tries=tries + 1, error="", body=b"{}")
        return True

    def _due(self) -> list[tuple[str, str, bytes, int]]:
        table = tables.notices
        columns = (table.c.id, table.c.channel, table.c.body, table.c.tries)
        where = (table.c.state == PENDING, table.c.due <= self._now())
        with self._store.connection() as connection:
            rows = connection.execute(select(*columns).where(*where).order_by(table.c.due).limit(_AT_ONCE)).all()
        return [(row.id, row.channel, bytes(row.body), row.tries) for row in rows]

    def _set(self, id: str, **values: Any) -> None:
        with self._store.connection(write=True) as connection:
            connection.execute(update(tables.notices).where(tables.notices.c.id == id).values(values))

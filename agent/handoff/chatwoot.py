"""A help desk elsewhere: Chatwoot, by its application API and its webhooks.

A hand-off becomes a contact and a conversation in an inbox of kind API, with what was said as messages; what the
customer says later follows, and what an agent answers there comes back through `read`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import insert, select

from agent.handoff.errors import DeskError
from agent.handoff.notices import signature
from knowledge_base import tables

if TYPE_CHECKING:
    from knowledge_base.store import Store

_SECONDS = 10.0
_OLDEST = 300  # seconds that a signed delivery may be on its way
DESK = "chatwoot"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent of Chatwoot's did. Without `text` they resolved the conversation."""

    remote: str  # the conversation there
    author: str
    text: str


class Chatwoot:
    """An account and an inbox of a Chatwoot server."""

    name = DESK

    def __init__(self, store: Store, *, url: str, account: int, inbox: int, token: str) -> None:
        self._store = store
        self._base = f"{url.rstrip('/')}/api/v1/accounts/{account}"
        self._inbox = inbox
        self._token = token

    async def send(self, notice: Mapping[str, Any]) -> None:
        """Open a conversation there, with what was said so far; one that is open already gets the reason alone."""
        conversation = str(notice["conversation"])
        remote = await asyncio.to_thread(self.remote_of, conversation)
        async with self._client() as client:
            if notice["event"] == "message":
                if remote is not None:
                    await self._say(client, remote, notice["text"], "incoming")
                return
            if remote is None:
                remote = await self._open(client, notice)
                await asyncio.to_thread(self._link, conversation, remote)
                for line in notice["transcript"]:
                    mine = line["author"] == "customer"
                    await self._say(client, remote, line["text"], "incoming" if mine else "outgoing", private=not mine)
            told = f"{notice['reason']}: {notice['summary']}\n{notice['url']}"
            await self._say(client, remote, told, "outgoing", private=True)

    def remote_of(self, conversation: str) -> str | None:
        """The conversation there."""
        table = tables.helpdesk_links
        with self._store.connection() as connection:
            found: str | None = connection.scalar(
                select(table.c.remote).where(table.c.conversation == conversation, table.c.desk == DESK)
            )
        return found

    def conversation_of(self, remote: str) -> str | None:
        """Our conversation that is this one there."""
        table = tables.helpdesk_links
        with self._store.connection() as connection:
            found: str | None = connection.scalar(
                select(table.c.conversation).where(table.c.remote == remote, table.c.desk == DESK)
            )
        return found

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=_SECONDS, headers={"api_access_token": self._token})

    async def _open(self, client: httpx.AsyncClient, notice: Mapping[str, Any]) -> str:
        who, conversation = notice["who"], str(notice["conversation"])
        contact = str(notice.get("contact") or "")
        person: dict[str, Any] = {
            "inbox_id": self._inbox,
            "name": who.get("name") or f"Customer {conversation[:6]}",
            "identifier": f"xiaoer-{conversation}",
        }
        if "@" in contact:
            person["email"] = contact
        contact_id, source = await self._contact(client, person)
        asked = {"source_id": source, "inbox_id": self._inbox, "contact_id": contact_id, "status": "open"}
        opened = await self._post(client, f"{self._base}/conversations", asked)
        return str(opened["id"])

    async def _contact(self, client: httpx.AsyncClient, person: Mapping[str, Any]) -> tuple[int, str]:
        """A contact's id and its place in our inbox; the one that an earlier try made, if there is one."""
        answer = await client.post(f"{self._base}/contacts", json=person)
        if answer.status_code == 422:  # the identifier is taken
            search = await client.get(f"{self._base}/contacts/search", params={"q": person["identifier"]})
            search.raise_for_status()
            found = [one for one in search.json()["payload"] if one.get("identifier") == person["identifier"]]
            if not found:
                raise DeskError("Chatwoot takes the contact for known and does not know it")
            known = found[0]
            return known["id"], known["contact_inboxes"][0]["source_id"]
        answer.raise_for_status()
        body = answer.json()["payload"]
        place = body.get("contact_inbox") or body["contact"]["contact_inboxes"][0]
        return body["contact"]["id"], place["source_id"]

    async def _say(
        self, client: httpx.AsyncClient, remote: str, text: str, kind: str, *, private: bool = False
    ) -> None:
        body = {"content": text, "message_type": kind, "private": private}
        await self._post(client, f"{self._base}/conversations/{remote}/messages", body)

    async def _post(self, client: httpx.AsyncClient, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await client.post(url, json=body)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read

    def _link(self, conversation: str, remote: str) -> None:
        with self._store.connection(write=True) as connection:
            connection.execute(
                insert(tables.helpdesk_links).values(conversation=conversation, desk=DESK, remote=remote)
            )


def genuine(secret: str, stamp: str, signed: str, body: bytes, *, now: float | None = None) -> bool:
    """Whether a delivery was signed with our secret, not long ago."""
    moment = time.time() if now is None else now
    fresh = stamp.isascii() and stamp.isdigit() and abs(moment - int(stamp)) <= _OLDEST
    return bool(secret) and fresh and hmac.compare_digest(signature(secret, stamp, body).encode(), signed.encode())


def read(body: bytes) -> Reply | None:
    """What an agent did, of a webhook's body; None for what is none of our business, such as our own messages.

    Raises:
        DeskError: it is not what Chatwoot sends.
    """
    try:
        event = json.loads(body)
        kind = event["event"]
        if kind == "message_created":
            by_agent = event["message_type"] in {"outgoing", 1} and not event.get("private")
            sender = event.get("sender") or {}
            if not by_agent or sender.get("type", "user") != "user" or not event.get("content"):
                return None
            place = event["conversation"]
            return Reply(str(place.get("id") or place["display_id"]), str(sender.get("name") or ""), event["content"])
        if kind == "conversation_status_changed" and event.get("status") == "resolved":
            return Reply(str(event.get("id") or event["display_id"]), "", "")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DeskError("This is not what Chatwoot sends") from error
    return None

"""People elsewhere: who hears of a hand-off by the settings, and what a help desk's agents answer."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from agent.errors import SettingsError
from agent.handoff import chatwoot
from agent.handoff.notices import Channel, Email, Notices, Webhook
from agent.handoff.staff import Role, Staff
from agent.mail import open_mailer

if TYPE_CHECKING:
    from fastapi import FastAPI

    from agent.build import Shop
    from agent.handoff.queue import HandOff
    from agent.service.console.floor import Floor
    from agent.settings import HandoffSettings
    from knowledge_base.store import Store

_EVERY = 1.0  # seconds between two looks for notices that are due
_REMEMBERED = 1000  # deliveries; one that comes again does nothing


def channels(settings: HandoffSettings, store: Store) -> list[Channel]:
    """The ways out that are set.

    Raises:
        SettingsError: one cannot be used as it is set.
    """
    found: list[Channel] = []
    if settings.email_to:
        url = settings.smtp_url.get_secret_value()
        found.append(Email(open_mailer(url, settings.email_from, "handoff.smtp_url"), settings.email_to))
    if settings.webhook_url:
        found.append(Webhook(settings.webhook_url, settings.webhook_secret.get_secret_value()))
    if settings.chatwoot_url:
        token = settings.chatwoot_token.get_secret_value()
        if not (settings.chatwoot_account and settings.chatwoot_inbox and token):
            raise SettingsError("handoff.chatwoot_url needs chatwoot_account, chatwoot_inbox and chatwoot_token")
        found.append(
            chatwoot.Chatwoot(
                store,
                url=settings.chatwoot_url,
                account=settings.chatwoot_account,
                inbox=settings.chatwoot_inbox,
                token=token,
            )
        )
    return found


def add_outside(app: FastAPI, shop: Shop, floor: Floor) -> None:
    """Tell of hand-offs where the settings say, and take Chatwoot's webhooks."""
    settings = shop.settings.handoff
    ways = channels(settings, shop.store)
    if not ways:
        return
    notices = Notices(shop.store, ways, shop=shop.settings.shop.name, url=settings.public_url)
    desk = floor.desk
    desk.notify = notices.write
    app.state.notices = notices
    there = next((way for way in ways if isinstance(way, chatwoot.Chatwoot)), None)
    if there is None:
        return

    def pass_on(made: HandOff, text: str) -> None:
        if made.staff == chatwoot.DESK:
            notices.pass_on(made.id, made.conversation, text, chatwoot.DESK)

    desk.pass_on = pass_on
    app.include_router(_hooks(there, floor, settings.chatwoot_secret.get_secret_value()))


async def tell_outside(app: FastAPI) -> None:
    """Send notices as long as the service runs; nothing where none are set."""
    notices: Notices | None = getattr(app.state, "notices", None)
    if notices is not None:
        await notices.run(_EVERY)


def _hooks(there: chatwoot.Chatwoot, floor: Floor, secret: str) -> APIRouter:
    routes = APIRouter(prefix="/hooks", include_in_schema=False)
    seen: OrderedDict[str, None] = OrderedDict()

    @routes.post("/chatwoot")
    async def hear(request: Request) -> Response:
        """What happened there. Only deliveries that are signed with our secret are read."""
        body, given = await request.body(), request.headers
        stamp, signed = given.get("x-chatwoot-timestamp", ""), given.get("x-chatwoot-signature", "")
        if not chatwoot.genuine(secret, stamp, signed, body):
            raise HTTPException(401, "The signature does not fit")
        reply = chatwoot.read(body)
        key = hashlib.sha256(body).hexdigest()  # a delivery that is tried again is signed anew, its body is the same
        again = key in seen
        seen[key] = None
        if len(seen) > _REMEMBERED:
            seen.popitem(last=False)
        if reply is not None and not again:
            try:
                await _answer(there, floor, reply)
            except BaseException:
                seen.pop(key, None)  # it may come again
                raise
        return Response(status_code=204)

    return routes


async def _answer(there: chatwoot.Chatwoot, floor: Floor, reply: chatwoot.Reply) -> None:
    conversation = await asyncio.to_thread(there.conversation_of, reply.remote)
    if conversation is None:
        return
    name = reply.author.strip()[:60] or "Team"
    colleague = Staff(chatwoot.DESK, "", name, Role.LEAD, disabled=False, seen=None)
    current = await asyncio.to_thread(floor.desk.queue.current, conversation)
    if not reply.text:
        if current is not None and current.staff == chatwoot.DESK:
            await floor.hand_back(conversation, colleague)
        return
    if current is None or current.staff != chatwoot.DESK:
        await floor.take(conversation, colleague)
    await floor.say(conversation, colleague, reply.text)

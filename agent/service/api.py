"""The HTTP face: chat, search, uploads and conversations below /api."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from agent.errors import ConversationError, RateLimitError
from agent.events import ConversationId, Message, MessageId
from agent.service import wire
from agent.service.access import Key, address
from agent.service.bodies import ChatBody, ChatReply, Json, SearchBody, search_reply
from knowledge_base.schema import Language

if TYPE_CHECKING:
    from agent.events import Agent, Said
    from agent.service.conversations import Conversations
    from agent.service.limits import Limits, Rates
    from agent.service.uploads import Uploads
    from retrieval.search import Searcher


def router(
    agent: Agent,
    searcher: Searcher,
    conversations: Conversations,
    uploads: Uploads,
    *,
    limits: Limits,
    rates: Rates,
    key: Key,
) -> APIRouter:
    """`/api/chat`, `/api/search` and `/api/conversations`."""
    routes = APIRouter(prefix="/api")
    threads = anyio.CapacityLimiter(2)  # searches take CPU; more at once only wait for each other

    @routes.post("/chat", dependencies=[Depends(key)], response_model=ChatReply)
    async def chat(body: ChatBody, request: Request) -> Response:
        """Say something to the shop and wait for the whole answer."""
        known = body.conversation
        rates.request(address(request))  # before a conversation is made or read, so that a flood makes none
        conversation = conversations.create() if known is None else await conversations.get(known)
        rates.message(conversation.id, address(request))
        message = Message(
            id=MessageId(body.id or secrets.token_urlsafe(12)),
            text=body.text,
            language=Language(body.locale) if body.locale else None,
            attachments=uploads.attachments(conversation.id, body.attachments),
            page=body.page,
        )
        turn = conversations.submit(conversation, message)
        if turn is not None:
            frames = [frame async for frame in conversation.follow(turn)]
        elif not (frames := conversation.frames(message.id)):  # answered before the server was restarted
            told = wire.bodies(await agent.history(conversation.id), "en")
            frames = [frame for frame in told if frame["message"] == message.id]
        reply = next((frame["reply"] for frame in frames if frame["type"] == "done"), "")
        return Json({"conversation": conversation.id, "reply": reply, "events": frames})

    @routes.post("/search", dependencies=[Depends(key)])
    async def search(body: SearchBody, request: Request) -> Response:
        """Find products, answers and documents; `id` is the shop's own."""
        rates.request(address(request))
        if threads.statistics().tasks_waiting >= limits.waiting_searches:
            raise RateLimitError("Too many searches at once; wait a moment", retry_after=1)
        find = partial(
            searcher.search,
            body.query,
            body.filters.filters() if body.filters else None,
            body.k,
            kinds=tuple(body.kinds),
            language=Language(body.language) if body.language else None,
        )
        return Json(search_reply(await to_thread.run_sync(find, limiter=threads)))

    @routes.get("/conversations/{conversation}")
    async def history(conversation: str, request: Request) -> Response:
        """What was said so far."""
        rates.request(address(request))
        said = await agent.history(ConversationId(conversation))
        if not said and not conversations.alive(conversation):
            raise ConversationError("No such conversation")
        return Json({"conversation": conversation, "messages": [_said(item) for item in said]})

    return routes


def _said(item: Said) -> dict[str, Any]:
    events = (wire.body(event, item.id, item.at) for event in item.events)
    return {
        "id": item.id,
        "author": item.author,
        "text": item.text,
        "at": item.at,
        "events": [body for body in events if body is not None and body["type"] != "token"],
    }

"""The HTTP face: chat, search and conversations below /api."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from agent.errors import ConversationError, TokenError
from agent.events import ConversationId, Message, MessageId, Reply
from agent.service import wire
from agent.service.access import Key, address
from agent.service.bodies import ChatBody, ChatReply, Json, SearchBody, search_reply
from knowledge_base.schema import Language

if TYPE_CHECKING:
    from agent.events import Agent, Said
    from agent.service.conversations import Conversations
    from agent.service.greeting import Greeter
    from agent.service.limits import Rates, Turnstile
    from agent.service.uploads import Uploads
    from retrieval.search import Searcher, SearchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the routes below /api work on."""

    agent: Agent
    searcher: Searcher
    conversations: Conversations
    greeter: Greeter
    uploads: Uploads
    rates: Rates
    searches: Turnstile

    async def chat(self, body: ChatBody, caller: str) -> dict[str, Any]:
        """Take a message and wait for its whole answer."""
        known = body.conversation
        self.rates.request(caller)  # before a conversation is made or read, so that a flood makes none
        conversation = self.conversations.create() if known is None else await self.conversations.get(known)
        self.rates.message(conversation.id, caller)
        self.greeter.located(conversation.id, caller)
        greeting = await self.greeter.greet(conversation.id, body.identity, new=known is None)
        if greeting.problem or greeting.elsewhere:
            raise TokenError(greeting.problem or "nobody is signed in; begin a new conversation")
        message = Message(
            id=MessageId(body.id or secrets.token_urlsafe(12)),
            text=body.text,
            language=Language(body.locale) if body.locale else None,
            attachments=self.uploads.attachments(conversation.id, body.attachments),
            page=body.page,
            answer=Reply(proposal=body.answer.proposal, agree=body.answer.agree) if body.answer else None,
        )
        turn = self.conversations.submit(conversation, message)
        if turn is not None:
            frames = [frame async for frame in conversation.follow(turn)]
        elif not (frames := conversation.frames(message.id)):  # answered before the server was restarted
            told = wire.bodies(await self.agent.history(conversation.id), "en")
            frames = [frame for frame in told if frame["message"] == message.id]
        reply = next((frame["reply"] for frame in frames if frame["type"] == "done"), "")
        return {"conversation": conversation.id, "reply": reply, "events": frames}

    async def search(self, body: SearchBody, caller: str) -> SearchResult:
        """Search in a thread, in turn with the others."""
        self.rates.request(caller)
        filters = body.filters.filters() if body.filters else None
        language = Language(body.language) if body.language else None
        kinds = tuple(body.kinds)
        return await self.searches.run(
            lambda: self.searcher.search(body.query, filters, body.k, kinds=kinds, language=language)
        )

    async def history(self, conversation: str, caller: str) -> dict[str, Any]:
        """What was said so far."""
        self.rates.request(caller)
        said = await self.agent.history(ConversationId(conversation))
        if not said and not self.conversations.alive(conversation):
            raise ConversationError("No such conversation")
        return {"conversation": conversation, "messages": [_said(item) for item in said]}

    async def forget(self, conversation: str, caller: str) -> None:
        """Remove a conversation and its pictures for good."""
        self.rates.request(caller)
        await self.conversations.forget(conversation)
        await to_thread.run_sync(self.uploads.forget, conversation)


def router(api: Api, key: Key) -> APIRouter:
    """`/api/chat`, `/api/search` and `/api/conversations`."""
    routes = APIRouter(prefix="/api")

    @routes.post("/chat", dependencies=[Depends(key)], response_model=ChatReply)
    async def chat(body: ChatBody, request: Request) -> Response:
        """Say something to the shop and wait for the whole answer."""
        return Json(await api.chat(body, address(request)))

    @routes.post("/search", dependencies=[Depends(key)])
    async def search(body: SearchBody, request: Request) -> Response:
        """Find products, answers and documents; `id` is the shop's own."""
        found = await api.search(body, address(request))
        return Json(search_reply(found, body.language or "en"))

    @routes.get("/conversations/{conversation}")
    async def history(conversation: str, request: Request) -> Response:
        """What was said so far."""
        return Json(await api.history(conversation, address(request)))

    @routes.delete("/conversations/{conversation}", status_code=204)
    async def forget(conversation: str, request: Request) -> Response:
        """Delete a conversation: its transcript, the agent's memory of it, its pictures. Again does nothing more."""
        await api.forget(conversation, address(request))
        return Response(status_code=204)

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

"""The shop's agent as an OpenAI-compatible model, for any OpenAI client.

The API is stateless: each request brings all messages. Ours is a conversation with a memory, so the messages that a
reply ended are remembered by their hash; a request that goes on from there goes on in that conversation. Any other
request begins a conversation in which the customer's earlier messages are said again first. System messages, sampling
options and `tools` have no effect: what the shop's agent may do is the shop's decision.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urljoin

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from agent.errors import AgentError, MessageError
from agent.events import Card, Citation, Message, MessageId, Token
from agent.llm.composer.titles import short
from agent.service import wire
from agent.service.access import Key, address
from agent.service.bodies import Json
from agent.service.problems import problem, render
from agent.service.words import Words
from agent.tools.money import written

if TYPE_CHECKING:
    from agent.service.conversations import Conversations
    from agent.service.limits import Rates
    from agent.service.turns import Conversation, Turn

MODEL = "xiaoer"
_REPLAYED = 4  # of the customer's earlier messages, when a conversation is not known
_REMEMBERED = 10_000  # conversations
_WORDS = re.compile(r"[\u3400-\u9fff]|\w+|[^\w\s]")


class Part(BaseModel):
    """A piece of a message's content."""

    model_config = ConfigDict(extra="ignore")
    type: Literal["text", "refusal"]
    text: Words = ""


class ChatMessage(BaseModel):
    """One message of the request."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Words | list[Part] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream holds besides the reply."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class Completion(BaseModel):
    """The request, as far as it has an effect; OpenAI's other fields are taken and left."""

    model_config = ConfigDict(extra="ignore")
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=500)]
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = 1
    tool_choice: Literal["none", "auto"] | None = None


class Heads:
    """Conversations by the hash of all their messages, so that a client's next request finds its own."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._by_hash: OrderedDict[str, str] = OrderedDict()

    def pop(self, scope: str, messages: Sequence[ChatMessage]) -> str | None:
        """The conversation that stands exactly at the end of these messages. It moves on, so it is taken out."""
        return self._by_hash.pop(_hash(scope, messages), None)

    def put(self, scope: str, messages: Sequence[ChatMessage], conversation: str) -> None:
        """A conversation stands at the end of these messages now."""
        self._by_hash[_hash(scope, messages)] = conversation
        if len(self._by_hash) > self._most:
            self._by_hash.popitem(last=False)


def _hash(scope: str, messages: Sequence[ChatMessage]) -> str:
    spoken = [(one.role, one.text) for one in messages if one.role in {"user", "assistant"}]
    return hashlib.sha256(orjson.dumps([scope, spoken])).hexdigest()


def tokens(text: str) -> int:
    """About how many tokens a text has: its words, punctuation marks and Chinese characters."""
    return len(_WORDS.findall(text))


def router(conversations: Conversations, *, rates: Rates, key: Key) -> APIRouter:
    """The routes below /v1."""
    routes = APIRouter(prefix="/v1")
    started = int(time.time())
    completions = _Completions(conversations, rates)

    @routes.get("/models", dependencies=[Depends(key)])
    def models() -> Response:
        """The one model there is: the shop's agent."""
        return Json({"object": "list", "data": [_model(started)]})

    @routes.get("/models/{model}", dependencies=[Depends(key)])
    def model(model: str) -> Response:  # noqa: ARG001 - any name is the agent, as it is for completions
        """The shop's agent."""
        return Json(_model(started))

    @routes.post("/chat/completions", dependencies=[Depends(key)])
    async def complete(body: Completion, request: Request) -> Response:
        """Answer the last message."""
        scope = request.headers.get("authorization", "")  # one key's conversations are not another's
        turn, conversation = await completions.start(body, scope, address(request))
        base = str(request.base_url)
        if body.stream:
            return StreamingResponse(
                completions.stream(body, scope, conversation, turn, base),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
            )
        return Json(await completions.whole(body, scope, conversation, turn, base))

    return routes


def _model(created: int) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": created, "owned_by": "shop"}


class _Completions:
    """Requests for completions, mapped to turns of conversations."""

    def __init__(self, conversations: Conversations, rates: Rates) -> None:
        self._conversations = conversations
        self._rates = rates
        self._heads = Heads()

    async def start(self, body: Completion, scope: str, caller: str) -> tuple[Turn, Conversation]:
        """The turn that answers the last message."""
        *before, last = body.messages
        if last.role != "user":
            raise MessageError(f"messages: the last one has the role {last.role}; it has to be the user's")
        self._rates.request(caller)  # before a conversation is made or read, so that a flood makes none
        known = self._heads.pop(scope, before)
        if known is not None:
            conversation = await self._conversations.get(known)
        else:
            conversation = self._conversations.create()
        self._rates.message(conversation.id, caller)
        if known is None:
            earlier = [one for one in before if one.role == "user"][-_REPLAYED:]
            for one in earlier:
                self._rates.request(caller)  # each is a turn of its own
                async for _ in conversation.follow(self._say(conversation, one.text)):
                    pass
        return self._say(conversation, last.text), conversation

    async def whole(
        self, body: Completion, scope: str, conversation: Conversation, turn: Turn, base: str
    ) -> dict[str, Any]:
        """The completion as one object."""
        content = "".join([piece async for piece in _pieces(conversation, turn, base)])
        self._remember(body, scope, conversation, content)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": content, "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
        return {**_head("chat.completion"), "choices": [choice], "usage": _usage(body, content)}

    async def stream(
        self, body: Completion, scope: str, conversation: Conversation, turn: Turn, base: str
    ) -> AsyncIterator[bytes]:
        """The completion as server-sent events."""
        head = _head("chat.completion.chunk")

        def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
            return _event({**head, "choices": [choice]})

        content: list[str] = []
        yield chunk({"role": "assistant", "content": ""})
        try:
            async for piece in _pieces(conversation, turn, base):
                content.append(piece)
                yield chunk({"content": piece})
        except AgentError as error:
            yield bytes(b"data: " + render(problem(error), "/v1/").body + b"\n\n")
            return
        whole = "".join(content)
        self._remember(body, scope, conversation, whole)
        yield chunk({}, "stop")
        if body.stream_options is not None and body.stream_options.include_usage:
            yield _event({**head, "choices": [], "usage": _usage(body, whole)})
        yield b"data: [DONE]\n\n"

    def _say(self, conversation: Conversation, text: str) -> Turn:
        message = Message(id=MessageId(secrets.token_urlsafe(12)), text=text)
        turn = self._conversations.submit(conversation, message)
        if turn is None:
            raise MessageError("messages: the id of a new message is taken")
        return turn

    def _remember(self, body: Completion, scope: str, conversation: Conversation, content: str) -> None:
        reply = ChatMessage(role="assistant", content=content)
        self._heads.put(scope, [*body.messages, reply], conversation.id)


async def _pieces(conversation: Conversation, turn: Turn, base: str) -> AsyncIterator[str]:
    """The reply as text: its tokens, then the products that it doesn't name as a list of links, then the sources."""
    said: list[str] = []
    cards: list[Card] = []
    citations: list[Citation] = []
    async for frame in conversation.follow(turn):
        event = wire.event(frame)
        if isinstance(event, Token):
            said.append(event.text)
            yield event.text
        elif isinstance(event, Card):
            cards.append(event)
        elif isinstance(event, Citation):
            citations.append(event)
    told = "".join(said)
    if unnamed := [card for card in cards if short(card.title) not in told]:
        yield "\n\n" + "\n".join(_card(card, base) for card in unnamed)
    if citations:
        yield "\n\n" + "\n".join(_citation(citation, base) for citation in citations)


def _link(words: str, url: str | None, base: str) -> str:
    clean = words.replace("[", "(").replace("]", ")")
    return f"[{clean}]({urljoin(base, url)})" if url else clean


def _card(card: Card, base: str) -> str:
    prices = (written(Decimal(price), card.currency) for price in (card.price, card.price_max) if price)
    return f"- {_link(card.title, card.url, base)}: {'–'.join(prices)}"


def _citation(citation: Citation, base: str) -> str:
    source = citation.source
    trail = " › ".join(dict.fromkeys((source.title, *source.headings)))
    return f"[{citation.number}] {_link(trail, source.url, base)}"


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": MODEL}


def _usage(body: Completion, content: str) -> dict[str, int]:
    prompt = sum(tokens(message.text) for message in body.messages)
    answer = tokens(content)
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"

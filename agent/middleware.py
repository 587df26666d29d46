"""What stands around the model and the tools: grounding, the shop's prompt, a deadline, tool errors."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRequest,
    ModelResponse,
    SummarizationMiddleware,
    ToolCallLimitMiddleware,
    ToolCallRequest,
    ToolErrorMiddleware,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from agent import provenance
from agent.grounding.evidence import Evidence
from agent.grounding.names import Names
from agent.grounding.sources import Source
from agent.guard import guarded
from agent.settings import ShopSettings

logger = logging.getLogger(__name__)

_MODEL_CALLS = 6  # in one turn
_TOOL_CALLS = 10
_SUMMARISE_AT, _KEEP = 60, 24  # messages


@dataclass(frozen=True, slots=True)
class Ground:
    """What the guard stands on: the catalogue's names, the shop's own words, and what it says when nothing is left."""

    names: Callable[[], Names] = field(default=lambda: Names(()))
    always: tuple[str, ...] = ()
    safe: Callable[[Sequence[AnyMessage]], str] = field(default=lambda _: "")

    def evidence(self, messages: Sequence[AnyMessage]) -> Evidence:
        """What these messages prove: what tools found since the customer last spoke; of what they found before, names.

        A model's own words prove nothing, and neither do the words in which it asked a tool.
        """
        last = max((place for place, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
        worked = [(place > last, message) for place, message in enumerate(messages) if _worked(message)]
        found = [provenance.read(message) for now, message in worked if now and isinstance(message, ToolMessage)]
        sources, subjects = provenance.merged(found)
        return Evidence(
            proven=tuple(one.text for one in found if one.text),
            asked=tuple(str(message.text) for message in messages if isinstance(message, HumanMessage)),
            names=self.names(),
            applied=tuple(one.applied for one in found if one.applied),
            named=tuple(str(message.text) for now, message in worked if not now),
            sources=(*(Source("policy", words) for words in self.always if words), *sources),
            subjects=subjects,
        )


def _worked(message: AnyMessage) -> bool:
    return isinstance(message, ToolMessage) and message.status != "error"


@dataclass(frozen=True, slots=True)
class Grounded:
    """Sent ahead of a model call's tokens: what they are to be judged by."""

    evidence: Evidence
    safe: str


class GroundingMiddleware(AgentMiddleware[Any, Any, Any]):
    """Judges every model's words: in the stream, by what it sends ahead, and in what is remembered."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """Only what is proven stays in the message that is remembered."""
        judge = Grounded(self._ground.evidence(request.messages), self._ground.safe(request.messages))
        request.runtime.stream_writer(judge)
        response = await handler(request)
        response.result = [
            _judged(message, judge) if isinstance(message, AIMessage) else message for message in response.result
        ]
        return response


def _judged(message: AIMessage, judge: Grounded) -> AIMessage:
    guard = guarded(str(message.text), judge.evidence, judge.safe, final=not message.tool_calls)
    if guard.reply == message.content:
        return message
    return message.model_copy(update={"content": guard.reply})


class ShopPrompt(AgentMiddleware[Any, Any, Any]):
    """The system prompt of language models, with the shop's name and the page that the customer looks at."""

    def __init__(self, shop: ShopSettings) -> None:
        super().__init__()
        self._shop = shop

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """Ask with the prompt."""
        return await handler(request.override(system_message=SystemMessage(self.prompt(request.messages))))

    def prompt(self, messages: Sequence[AnyMessage]) -> str:
        """The prompt for this conversation."""
        last = next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)
        page = last.additional_kwargs.get("page") if last else None
        return _template().format(
            shop=self._shop.name,
            contact=f" ({self._shop.contact})" if self._shop.contact else "",
            page=f"- The customer is looking at the product with id {page!r}." if page else "",
        )


@cache
def _template() -> str:
    return (files("agent") / "prompts" / "system.md").read_text("utf-8")


class Deadline(AgentMiddleware[Any, Any, Any]):
    """No model may take longer than this for one message."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """Stop waiting, so that the fallback can answer."""
        async with asyncio.timeout(self._seconds):
            return await handler(request)


class Stopwatch(AgentMiddleware[Any, Any, Any]):
    """Notes on each tool's message how long the tool took."""

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
    ) -> ToolMessage | Command[Any]:
        """Time it."""
        begun = time.perf_counter()
        message = await handler(request)
        if isinstance(message, ToolMessage):
            message.additional_kwargs["seconds"] = round(time.perf_counter() - begun, 4)
        return message


def _tool_failed(error: Exception, request: ToolCallRequest) -> str:
    logger.error("tool %s failed", request.tool_call["name"], exc_info=error)
    return f"{request.tool_call['name']} does not work right now. Say so; don't guess what it would have said."


def around_everything(ground: Ground) -> list[AgentMiddleware[Any, Any, Any]]:
    """What every model gets, outermost first."""
    return [GroundingMiddleware(ground), Stopwatch(), ToolErrorMiddleware(_tool_failed)]


def around_a_language_model(
    model: BaseChatModel, fallback: BaseChatModel, shop: ShopSettings, seconds: float
) -> list[AgentMiddleware[Any, Any, Any]]:
    """What a model that may fail, ramble or loop gets besides; the embedded one is bounded by how it is built."""
    return [
        ModelCallLimitMiddleware(run_limit=_MODEL_CALLS),
        ToolCallLimitMiddleware(run_limit=_TOOL_CALLS),
        SummarizationMiddleware(model, trigger=("messages", _SUMMARISE_AT), keep=("messages", _KEEP)),
        ModelFallbackMiddleware(fallback),
        Deadline(seconds),
        ShopPrompt(shop),
    ]

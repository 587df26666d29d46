"""The language model without download or GPU: it understands, plans tool calls and composes from their results.

A LangChain `BaseChatModel` like any other: the same agent loop runs it and a server's model. It has no hidden state;
all it knows of a conversation it reads from the messages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import ConfigDict

from agent.llm.composer import Setting, compose
from agent.llm.dialogue import Dialogue, Focus, focus_of, read_dialogue
from agent.llm.meta import Meta, noted
from agent.llm.phrases import Phrases
from agent.llm.planner import ToolUse, plan, then
from agent.llm.reading import Reading

EMBEDDED = "xiaoer-embedded"


class EmbeddedChatModel(BaseChatModel):
    """Understanding, planner and composer as a chat model."""

    model_config = ConfigDict(arbitrary_types_allowed=True, ignored_types=(property,))

    reader: Any  # a `Reader`, which pydantic cannot make a schema of
    shop: str = "Xiaoer"
    contact: str = ""
    contact_zh: str = ""
    stocked: Callable[[], bool] = lambda: True
    offered: tuple[str, ...] | None = None  # the tools that are bound; None: all

    @property
    def _llm_type(self) -> str:
        return EMBEDDED

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": EMBEDDED}

    def bind_tools(
        self,
        tools: Sequence[Any],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ARG002 LangChain's signature, here and below
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with these tools; with a `tool_choice` of "none", without any."""
        names = tuple(one.name if isinstance(one, BaseTool) else str(one) for one in tools)
        return self.model_copy(update={"offered": () if tool_choice == "none" else names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.answer(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[ChatGenerationChunk]:
        message = self.answer(messages)
        calls = [
            tool_call_chunk(name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=place)
            for place, call in enumerate(message.tool_calls)
        ]
        chunk = AIMessageChunk(
            content=message.content,
            tool_call_chunks=calls,
            additional_kwargs=message.additional_kwargs,
            response_metadata=message.response_metadata,
            chunk_position="last",
        )
        generation = ChatGenerationChunk(message=chunk)
        if run_manager:
            run_manager.on_llm_new_token(str(message.text), chunk=generation)
        yield generation

    def answer(self, messages: Sequence[AnyMessage | BaseMessage]) -> AIMessage:
        """The next message of a conversation: tool calls first, the reply once their results are there."""
        dialogue = read_dialogue(messages)  # type: ignore[arg-type]  # every message is one of AnyMessage
        focus = focus_of(dialogue)
        if dialogue.now.calls and dialogue.now.plan:
            if (more := then(dialogue)) and self.offered != ():
                return _message("", more[0], [_called(use) for use in more[1]])
            return self._reply(dialogue, focus, None)
        reading = self.reader.read(dialogue.now.text, dialogue.now.hint, focus.language)
        acts, uses = plan(dialogue, focus, reading, orders="order_status" in (self.offered or ()))
        if uses and self.offered != ():
            return self._call(reading, acts, uses)
        return self._reply(dialogue, focus, Meta(**_understood(reading), acts=acts))

    def _call(self, reading: Reading, acts: Any, uses: Sequence[ToolUse]) -> AIMessage:
        meta = Meta(**_understood(reading), acts=acts)
        return _message("", meta, [_called(use) for use in uses])

    def _reply(self, dialogue: Dialogue, focus: Focus, meta: Meta | None) -> AIMessage:
        planned = meta or dialogue.now.planned
        setting = Setting(
            dialogue=dialogue,
            focus=focus,
            language=planned.language,
            phrases=Phrases(planned.language, f"{dialogue.now.conversation}/{dialogue.number}"),
            shop=self.shop,
            contact=(self.contact_zh or self.contact) if planned.language == "zh" else self.contact,
            stocked=self.stocked(),
            long=len(dialogue.now.text) > 600,
        )
        composed = compose(setting, planned.acts)
        said = {"intent": planned.intent, "confidence": planned.confidence}
        return _message(composed.text, composed.meta.model_copy(update=said), [])


def _called(use: ToolUse) -> dict[str, Any]:
    return {"name": use.name, "args": use.arguments, "id": use.id, "type": "tool_call"}


def _understood(reading: Reading) -> dict[str, Any]:
    part = reading.parts[0] if reading.parts else None
    return {
        "language": reading.language,
        "intent": part.intent if part else reading.special,
        "confidence": round(part.confidence, 4) if part else None,
    }


def _message(text: str, meta: Meta, calls: list[Any]) -> AIMessage:
    return AIMessage(
        content=text, tool_calls=calls, additional_kwargs=noted(meta), response_metadata={"model_name": EMBEDDED}
    )

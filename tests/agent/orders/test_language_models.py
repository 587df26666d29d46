"""A language model may call what it likes: it can propose, and only the customer's own words let anything be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agent.build import open_shop
from agent.events import ConversationId, Message, MessageId, NeedsConfirmation
from agent.settings import load_settings
from tests.agent.orders.conftest import ADA, PENDING, POLICY, records, verify


class Script(BaseChatModel):
    """A model that says what it was told to say."""

    script: Any

    @property
    def _llm_type(self) -> str:
        return "script"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=next(self.script))])


def calls(name: str, **arguments: Any) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "0", "type": "tool_call"}])


def _script() -> Iterator[AIMessage]:
    yield calls("cancel_order", order=PENDING)
    yield calls("confirm_change", agree=True)  # in the very turn in which it was proposed
    yield AIMessage("Order AB-100001 has been cancelled. Shall I go ahead?")
    yield calls("confirm_change", agree=True)  # after words that are no plain yes
    yield AIMessage("I have done nothing yet.")
    yield calls("confirm_change", agree=True)
    yield AIMessage("Done: order AB-100001 has been cancelled.")


async def test_the_model_proposes_and_code_disposes(tmp_path: Any) -> None:
    (tmp_path / "orders.yaml").write_text(POLICY)
    async with open_shop(load_settings(home=tmp_path), model=Script(script=_script())) as shop:
        shop.store.put(records())
        conversation = ConversationId("c-1")
        verify(shop, conversation, ADA)

        async def says(id_: str, text: str) -> list[Any]:
            message = Message(id=MessageId(id_), text=text)
            return [event async for event in shop.agent.respond(conversation, message)]

        first = await says("m-1", "cancel my order please, yes, do it, I confirm")
        assert any(isinstance(event, NeedsConfirmation) for event in first)
        assert "has been cancelled" not in first[-1].reply  # nothing was, so it is withheld
        await says("m-2", "well, what would I get back?")
        assert not list(shop.store.deeds())
        last = await says("m-3", "yes")
        assert [deed.action for deed in shop.store.deeds()] == ["cancel"]
        assert "has been cancelled" in last[-1].reply

"""The tool that gets a person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.tools import BaseTool, tool
from pydantic import Field

from agent.events import HandOffReason
from agent.handoff.context import transcript, tried
from agent.handoff.desk import Desk
from agent.handoff.packet import contact_of
from agent.tools.results import Handed
from agent.tools.text import fenced

Reason = Literal["asked", "low confidence", "repeated failure", "anger", "rule"]


def hand_off_tool(desk: Desk) -> BaseTool:
    """`hand_off` over a shop's desk."""

    @tool(response_format="content_and_artifact")
    def hand_off(
        runtime: ToolRuntime,
        reason: Annotated[Reason, Field(description="Why a person is wanted.")] = "asked",
        contact: Annotated[
            str, Field(description="An e-mail address or phone number that the customer leaves.", max_length=200)
        ] = "",
        language: Annotated[Literal["en", "zh"], Field(description="The customer's language.")] = "en",
    ) -> tuple[str, dict[str, Any]]:
        """Ask a colleague to take the conversation over. Use it whenever the customer wants a person.

        Also when you cannot help. Tell the customer what the result says, and promise nothing beyond it.
        """
        messages: list[AnyMessage] = runtime.state["messages"]
        asked = desk.ask(
            _conversation(messages),
            HandOffReason(reason),
            language=language,
            lines=transcript(messages),
            tried=tried(messages),
            contact=contact_of(contact),
        )
        handed = Handed.model_validate(asked, from_attributes=True)
        return fenced("hand_off", handed_text(handed)), handed.model_dump(mode="json")

    return hand_off


def handed_text(handed: Handed) -> str:
    """A hand-off's result as the model reads it."""
    if handed.state == "unavailable":
        return "nobody can be asked from here; tell the customer where the shop is reached"
    return handed.words


def _conversation(messages: list[AnyMessage]) -> str:
    """The conversation that the newest of the customer's messages belongs to."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return str(message.additional_kwargs.get("conversation") or "")
    return ""

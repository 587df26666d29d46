"""The context of a hand-off, read from the messages of the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.handoff.packet import Line, Tried

_TRIED = 12  # newest tools
_OUTCOME = 200  # characters
_OURS = "hand_off"


def transcript(messages: Sequence[AnyMessage]) -> list[Line]:
    """What was said, oldest first."""
    said = []
    for message in messages:
        text = str(message.text).strip()
        if isinstance(message, HumanMessage | AIMessage) and text:
            said.append(Line(author="customer" if isinstance(message, HumanMessage) else "agent", text=text))
    return said


def tried(messages: Sequence[AnyMessage]) -> list[Tried]:
    """The tools that were used, oldest first."""
    results = {message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)}
    used = []
    for message in messages:
        for call in message.tool_calls if isinstance(message, AIMessage) else ():
            if call["name"] != _OURS:
                outcome = _outcome(results.get(call["id"] or ""))
                used.append(Tried(tool=call["name"], arguments=call["args"], outcome=outcome))
    return used[-_TRIED:]


def _outcome(result: ToolMessage | None) -> str:
    if result is None:
        return ""
    words = [line for line in str(result.text).splitlines() if not line.startswith(("<data", "</data"))]
    told = " ".join(" ".join(words).split())[:_OUTCOME]
    return f"failed: {told}" if result.status == "error" else told

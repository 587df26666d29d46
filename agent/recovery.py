"""Where a turn begins when the one before, or an earlier try of the same one, did not end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage

KEPT = 16  # turns that a conversation's working memory holds


@dataclass(frozen=True, slots=True)
class Start:
    """How the graph is to be run.

    `done` are finished messages of an earlier try, to be told again; with `rewind` the graph is first set to where that
    message had just been written, so that its open tool calls run.
    """

    input: dict[str, Any] | None
    run: bool = True
    done: tuple[AnyMessage, ...] = ()
    rewind: AIMessage | None = None


def start_of(messages: Sequence[AnyMessage], human: HumanMessage, *, pending: bool, said: str) -> Start:
    """The start of a turn in a conversation whose last turn did not end.

    Args:
        messages: what the graph remembers.
        human: the message to answer.
        pending: whether the graph knows of steps that it had still to take.
        said: what the customer heard of the turn that did not end.
    """
    place = next((index for index, message in enumerate(messages) if message.id == human.id), None)
    if place is None:
        return Start(input={"messages": [*_mended(messages, said), human]})
    done = tuple(messages[place + 1 :])
    if not done:
        return Start(input=None) if pending else Start(input={"messages": [human]})
    last_answer = next((message for message in reversed(done) if isinstance(message, AIMessage)), None)
    if isinstance(done[-1], AIMessage) and not done[-1].tool_calls:
        return Start(input=None, run=False, done=done)
    if pending:
        return Start(input=None, done=done)
    if last_answer is not None and _open_calls(done, last_answer):
        return Start(input=None, done=done, rewind=last_answer)
    return Start(input={"messages": []}, done=done)


def _open_calls(messages: Sequence[AnyMessage], answer: AIMessage) -> list[str]:
    returned = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    return [call["id"] or "" for call in answer.tool_calls if call["id"] not in returned]


def _mended(messages: Sequence[AnyMessage], said: str) -> list[AnyMessage]:
    """What makes a broken-off turn whole: each tool call has a result, each question an answer."""
    if not messages or (isinstance(messages[-1], AIMessage) and not messages[-1].tool_calls):
        return []
    mended: list[AnyMessage] = []
    answer = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    if answer is not None:
        place = messages.index(answer)
        names = {call["id"]: call["name"] for call in answer.tool_calls}
        mended = [
            ToolMessage("cancelled", tool_call_id=call, name=names.get(call), status="error")
            for call in _open_calls(messages[place + 1 :], answer)
        ]
    return [*mended, AIMessage(said or "…")]


def trimmed(messages: Sequence[AnyMessage]) -> list[RemoveMessage]:
    """Removals that leave the newest turns."""
    humans = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    if len(humans) <= KEPT:
        return []
    return [RemoveMessage(id=str(message.id)) for message in messages[: humans[-KEPT]]]

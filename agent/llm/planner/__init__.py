"""Decides what a message calls for: acts, each with the tool call it waits for. The same history, the same plan."""

from __future__ import annotations

from agent.llm.dialogue import Dialogue, Focus
from agent.llm.meta import Act
from agent.llm.planner import social
from agent.llm.planner.draft import Draft, ToolUse
from agent.llm.planner.products import about_products
from agent.llm.planner.questions import about_the_shop
from agent.llm.reading import Part, Reading

__all__ = ["ToolUse", "plan"]


def plan(dialogue: Dialogue, focus: Focus, reading: Reading) -> tuple[tuple[Act, ...], tuple[ToolUse, ...]]:
    """The acts that answer a message, in its order, and the tool calls that they need."""
    draft = Draft(dialogue, focus, reading)
    if reading.special:
        return (Act(kind="say", slots={"what": reading.special}),), ()
    if dialogue.now.attachments:
        draft.say("picture")
        if not dialogue.now.text.strip():
            return draft.done()
    if reading.opened:
        draft.opening(reading.opened)
    for part in reading.parts:
        _decide(draft, part)
    return draft.done()


def _decide(draft: Draft, part: Part) -> None:
    """One part of a message: the first reader that knows what to do with it."""
    for reader in (social.certain, about_products, about_the_shop, social.anything):
        if reader(draft, part):
            return

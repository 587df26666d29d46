"""A plan in the making."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from agent.llm.dialogue import Dialogue, Focus
from agent.llm.meta import Act
from agent.llm.reading import Reading
from agent.tools.standing import standing


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool call to make."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(slots=True)
class Draft:
    """Collects acts and calls. A later part of a message sees the focus that an earlier one set."""

    dialogue: Dialogue
    focus: Focus
    reading: Reading
    acts: list[Act] = field(default_factory=list)
    calls: list[ToolUse] = field(default_factory=list)
    orders: bool = False  # whether there are tools for the customer's own orders

    @property
    def language(self) -> str:
        """The reply's."""
        return self.reading.language

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of what the customer must avoid, by all that was said."""
        return standing([*(one.text for one in self.dialogue.past), self.dialogue.now.text])

    def say(self, what: str, **slots: Any) -> bool:
        """Something that needs no tool."""
        self.acts.append(Act(kind="say", slots={"what": what, **slots}))
        return True

    def opening(self, words: str) -> None:
        """Greet back, or take thanks, before the answer."""
        thanks = any(word in words.lower() for word in ("thank", "谢"))
        hello = any(
            word in words.lower()
            for word in ("hi", "hello", "hey", "morning", "afternoon", "evening", "好", "嗨", "哈喽")
        )
        if hello and not self.dialogue.past and not thanks:
            self.acts.append(Act(kind="say", slots={"what": "hello_short"}))

    def call(self, name: str, **arguments: Any) -> str:
        """Use a tool; the id of the call, the same each time this message is planned."""
        if name in {"search_products", "get_product", "compare_products"}:
            arguments["without"] = list(self.needs)
        given = {key: value for key, value in arguments.items() if value not in (None, "", (), [], False)}
        for call in self.calls:
            if call.name == name and call.arguments == given | {"language": self.language}:
                return call.id
        key = f"{self.dialogue.now.id or 'turn'}-{len(self.calls) + 1}"
        self.calls.append(ToolUse(key, name, {**given, "language": self.language}))
        return key

    def act(self, kind: str, call: str, **slots: Any) -> bool:
        """An act that waits for a call."""
        kept = {key: value for key, value in slots.items() if value not in (None, "", (), [], {})}
        self.acts.append(Act(kind=kind, call=call, slots=kept))
        return True

    def attend(self, product: str) -> None:
        """What follows in this message is about this product."""
        if product != self.focus.product:
            self.focus = replace(self.focus, product=product, options={}, question="")

    def done(self) -> tuple[tuple[Act, ...], tuple[ToolUse, ...]]:
        """The plan."""
        return tuple(self.acts), tuple(self.calls)

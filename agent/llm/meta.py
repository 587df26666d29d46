"""What the embedded model notes on its messages beside the words: part of the history, so nothing is hidden state."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError

KEY = "xiaoer"


class Act(BaseModel):
    """One thing that a turn does: its kind, the tool call it waits for, and what was understood."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    call: str | None = None
    slots: dict[str, Any] = Field(default_factory=dict)


class Meta(BaseModel):
    """The notes of one message."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    intent: str = ""
    confidence: float | None = None
    language: str = "en"
    acts: tuple[Act, ...] = ()
    cards: tuple[str, ...] = ()  # product ids, in the order shown
    citations: dict[str, int] = Field(default_factory=dict)  # number in the words -> number of the passage
    quick_replies: tuple[str, ...] = ()
    focus: str | None = None  # the product that "it" now means


def noted(meta: Meta) -> dict[str, Any]:
    """`additional_kwargs` of a message with these notes."""
    return {KEY: meta.model_dump(mode="json", exclude_defaults=True)}


def meta_of(message: AIMessage) -> Meta | None:
    """The notes of a message; None for other models' messages."""
    try:
        return Meta.model_validate(message.additional_kwargs[KEY])
    except (KeyError, ValidationError):
        return None

"""What a colleague has to know who takes a conversation over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_TRANSCRIPT = 40  # lines
_LINE = 2000  # characters
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w.-])\+?\d[\d ()./-]{5,18}\d(?![\w-])")
_FEWEST_DIGITS = 7


class Part(BaseModel):
    """Base of a packet's parts."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Line(Part):
    """Something that was said."""

    author: str  # "customer", "agent" or a colleague's name
    text: str


class Tried(Part):
    """A tool that was used, and what became of it."""

    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    outcome: str = ""


class Who(Part):
    """Whom the conversation is with."""

    level: str = "anonymous"
    how: str = ""  # they were verified
    customer: str = ""
    name: str = ""


class Packet(Part):
    """The context of one hand-off."""

    who: Who = Who()
    tried: tuple[Tried, ...] = ()
    sentiment: str | None = None  # where something measures it
    proposal: str = ""  # what waits for the customer's yes
    transcript: tuple[Line, ...] = ()

    @classmethod
    def of(
        cls, transcript: Sequence[Line], tried: Sequence[Tried], who: Who | None = None, proposal: str = ""
    ) -> Packet:
        """A packet with the newest lines."""
        lines = tuple(Line(author=line.author, text=line.text[:_LINE]) for line in transcript[-_TRANSCRIPT:])
        return cls(who=who or Who(), tried=tuple(tried), proposal=proposal, transcript=lines)


def contact_of(text: str) -> str:
    """The e-mail address or phone number that somebody leaves; "" for neither."""
    if found := _EMAIL.search(text):
        return found.group()
    number = _PHONE.search(text)
    if number and sum(sign.isdigit() for sign in number.group()) >= _FEWEST_DIGITS:
        return number.group().strip()
    return ""

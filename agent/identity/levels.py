"""Who a conversation is with, and what can be answered to somebody who says who they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from knowledge_base.schema import CustomerId


class Level(IntEnum):
    """How sure the shop is of who it talks to."""

    ANONYMOUS = 0
    RECOGNISED = 1  # they know what others may know too, such as an order's number and an e-mail address
    VERIFIED = 2  # they are signed in to the shop's site, or read what was sent to the customer

    @classmethod
    def named(cls, name: str) -> Level:
        """The level that settings call so."""
        return cls[name.upper()]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a conversation is with now; `how` says what proved it."""

    level: Level
    customer: CustomerId | None
    how: str = ""


NOBODY = Identity(Level.ANONYMOUS, None)


class Channel(StrEnum):
    """How a code reaches a customer."""

    EMAIL = "email"
    SMS = "sms"


class Why(StrEnum):
    """Why nobody was identified. None of these tells whether a customer or an order exists."""

    WRONG = "wrong"
    LOCKED = "locked"  # too many tries or codes; `locked_until` says when to come back
    NO_CODE = "no code"  # none waits in this conversation, or it is too old or used up
    TAKEN = "taken"  # this conversation is with another customer; a new one is needed
    MISSING = "missing"  # what was said is not enough to look anybody up by, or this shop doesn't do it so


@dataclass(frozen=True, slots=True)
class Wrong:
    """Nobody was identified; `left` tries are left before there is a pause."""

    left: int = 0
    locked_until: datetime | None = None
    why: Why = Why.WRONG


@dataclass(frozen=True, slots=True)
class Sent:
    """If there is such a customer, a code is on its way; the same whether there is or not."""

    channel: Channel
    minutes: int  # that it fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Whom somebody says they are; empty for what they didn't say."""

    name: str = ""
    postcode: str = ""
    order: str = ""
    email: str = ""
    phone: str = ""

    def cleaned(self) -> Facts:
        """The same without what no database takes: NUL and halves of surrogate pairs."""
        return Facts(**{name: _clean(value) for name, value in asdict(self).items()})


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()

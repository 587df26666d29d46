"""What happens in one turn, as a stream of events.

The chat socket, the HTTP endpoints, the phone and the evals all read this one stream; `agent.service.wire` alone
turns it into JSON. A turn is any number of events and then exactly one `TurnEnded`. The concatenation of its `Token`s
is the reply.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType, Protocol

from knowledge_base.schema import Language
from retrieval.search import Source

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message, already stored; `path` is below the home's uploads folder."""

    id: str
    media_type: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The customer's answer to a proposal, given by its button rather than in words."""

    proposal: str
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a customer says. `id` is the client's; the same id in one conversation is one message."""

    id: MessageId
    text: str
    language: Language | None = None  # the page's, a hint only; the words decide
    attachments: tuple[Attachment, ...] = ()
    page: str | None = None  # the product id that the customer is looking at, if any
    answer: Reply | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the reply, proven and ready to be shown or spoken."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted:
    """A tool was called."""

    call: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished:
    """A tool came back; `result` is what the model saw, `error` why it failed."""

    call: str
    name: str
    result: str
    error: str | None = None
    seconds: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)  # counts, scores and ids of the result, for staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product to show beside the words, in the customer's language; prices are display-ready exact strings."""

    product: str
    title: str
    price: str  # "19.90", or the lowest of the variants' prices
    currency: str
    price_max: str | None = None  # when variants differ in price
    list_price: str | None = None
    picture: str | None = None  # a URL or a path below /pictures/
    alt: str = ""
    url: str | None = None
    brand: str = ""
    rating: float | None = None
    rating_count: int = 0
    available: bool = True
    stock: int | None = None  # pieces over all variants, None: not tracked
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # {"colour": ("blue", "red")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a statement of the reply rests on; `number` is the [n] in the words."""

    number: int
    source: Source
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReplies:
    """Short answers the customer can tap."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersApplied:
    """What was understood as filters, in words for the customer, and which were given up because nothing fitted."""

    applied: tuple[str, ...]
    relaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The guard kept a sentence back; `unproven` lists what it could not prove. Staff see it, customers do not."""

    sentence: str
    unproven: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsConfirmation:
    """A write waits for an explicit yes. Consent covers exactly `effect`, one line each."""

    proposal: str
    action: str
    effect: str
    title: str = ""
    expires: str = ""  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A proposal waits no longer: it is "done", "declined", "superseded" or "expired"."""

    proposal: str
    state: str


class HandOffReason(StrEnum):
    """Why a person is wanted."""

    ASKED = "asked"
    LOW_CONFIDENCE = "low confidence"
    REPEATED_FAILURE = "repeated failure"
    ANGER = "anger"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOff:
    """The conversation now waits for a person."""

    reason: HandOffReason
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHere:
    """A colleague joined the conversation, or left it to the assistant again."""

    name: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """The end of a turn, with what staff and evals need to know of it."""

    reply: str
    language: Language
    intent: str = ""  # what the message was understood as, "" for models that do not say
    confidence: float | None = None  # 0..1
    model: str = ""
    model_hash: str = ""  # of the file that understood the message, where there is one
    seconds: float = 0.0
    degraded: bool = False  # finished by the embedded model because the main one failed
    interrupted: bool = False


Event = (
    Token
    | ToolStarted
    | ToolFinished
    | Card
    | Citation
    | QuickReplies
    | FiltersApplied
    | Withheld
    | NeedsConfirmation
    | Settled
    | HandedOff
    | PersonHere
    | TurnEnded
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One finished message of a conversation, for showing its history again."""

    id: MessageId
    author: str  # "customer", "agent" or a staff member's name
    text: str
    at: str  # ISO 8601, UTC
    events: Sequence[Event] = ()


class Agent(Protocol):
    """Answers customers. One turn at a time in a conversation; different conversations run side by side."""

    def respond(self, conversation: ConversationId, message: Message) -> AsyncIterator[Event]:
        """The events of one turn.

        A message id that the conversation has already answered gives the same events again and does nothing.
        """

    async def history(self, conversation: ConversationId) -> Sequence[Said]:
        """What was said so far, oldest first; empty for an unknown conversation."""

    async def forget(self, conversation: ConversationId) -> None:
        """Remove all that is remembered of a conversation."""

    async def aclose(self) -> None:
        """Release models, index and databases."""

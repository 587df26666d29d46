"""Every frame of the wire protocol, declared once.

Pydantic holds what clients send to these declarations, the tests hold what the server sends to them, and
`agent.service.schema` publishes them as a JSON Schema. `docs/protocol.md` tells the protocol in words.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, NotRequired

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from agent.events import HandOffReason
from agent.identity import LONGEST_TOKEN
from agent.service.greeting import LevelName
from agent.service.words import Words
from retrieval.search import SearchKind

VERSION: Final = 1
Version = Literal[1]
_STRICT = ConfigDict(extra="forbid", strict=True)

MessageKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
UploadKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Token = Annotated[str, Field(max_length=LONGEST_TOKEN)]
ConversationKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


# From the client.


class HelloFrame(TypedDict):
    """First frame of a client: opens a conversation (null) or goes on with one."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]  # pydantic's documented way to configure a TypedDict
    v: Version
    type: Literal["hello"]
    conversation: NotRequired[ConversationKey | None]
    after: NotRequired[Annotated[int, Field(ge=0)] | None]
    locale: NotRequired[Literal["en", "zh"] | None]
    identity: NotRequired[Token | None]  # of the shop's site; "" says that nobody is signed in there


class AnswerPart(TypedDict):
    """The button of a `confirm` frame."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    proposal: MessageKey
    agree: bool


class MessageFrame(TypedDict):
    """The customer says something. The same id again is the same message and does nothing."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    v: Version
    type: Literal["message"]
    id: MessageKey
    text: Words
    attachments: NotRequired[Annotated[list[UploadKey], Field(max_length=4)]]
    page: NotRequired[Annotated[Words, Field(max_length=200)] | None]
    answer: NotRequired[AnswerPart | None]


class PongFrame(TypedDict):
    """The answer to a ping."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    v: Version
    type: Literal["pong"]


ClientFrame = Annotated[HelloFrame | MessageFrame | PongFrame, Field(discriminator="type")]


# From the server, outside the log.


class LimitsPart(TypedDict):
    """What the service takes."""

    max_characters: int
    max_upload_bytes: int


class ShopPart(TypedDict):
    """How the shop presents itself."""

    name: str
    brand_colour: str
    language: str


class IdentityPart(TypedDict):
    """How well the customer is known; `problem` is why a token was not taken."""

    level: LevelName
    problem: NotRequired[str]


class WelcomeFrame(TypedDict):
    """The answer to hello. `reset`: numbering began anew; drop what is shown, the whole history follows."""

    v: Version
    type: Literal["welcome"]
    conversation: str
    seq: int
    reset: bool
    limits: LimitsPart
    shop: ShopPart
    identity: IdentityPart


class ErrorFrame(TypedDict):
    """Something was refused or failed; `id` is the message it belongs to, `retry_after` is in seconds."""

    v: Version
    type: Literal["error"]
    code: str
    text: str
    id: NotRequired[str]
    retry_after: NotRequired[float]


class PingFrame(TypedDict):
    """Asks for a pong; a client that stays silent is closed."""

    v: Version
    type: Literal["ping"]


# From the server, in the conversation's log. `message` is the customer's message that the frame belongs to.


class LogPart(TypedDict):
    """What all frames of the log carry."""

    v: Version
    seq: int
    message: str


class SaidFrame(LogPart):
    """A finished message, shown in every tab: the customer's, or a staff member's."""

    type: Literal["said"]
    author: str
    text: str
    at: str
    attachments: list[str]
    role: NotRequired[Literal["customer", "staff"]]


class TypingFrame(LogPart):
    """The agent is working on an answer."""

    type: Literal["typing"]


class TokenFrame(LogPart):
    """The next piece of the reply."""

    type: Literal["token"]
    text: str


class ToolFrame(LogPart):
    """The agent uses a tool."""

    type: Literal["tool"]
    name: str
    state: Literal["started", "finished"]


class CardFrame(LogPart):
    """A product to show beside the words."""

    type: Literal["card"]
    product: str
    title: str
    price: str
    currency: str
    price_max: str | None
    list_price: str | None
    picture: str | None
    alt: str
    url: str | None
    brand: str
    rating: float | None
    rating_count: int
    available: bool
    stock: int | None
    options: dict[str, list[str]]


class SourcePart(TypedDict):
    """Where a quote comes from."""

    kind: SearchKind
    id: str
    title: str
    headings: list[str]
    page: int | None
    url: str | None


class CitationFrame(LogPart):
    """What the [number] in the reply rests on."""

    type: Literal["citation"]
    number: int
    source: SourcePart
    quote: str


class QuickRepliesFrame(LogPart):
    """Short answers to tap."""

    type: Literal["quick_replies"]
    choices: list[str]


class FiltersFrame(LogPart):
    """What was understood as filters, and which were given up because nothing fitted."""

    type: Literal["filters"]
    applied: list[str]
    relaxed: list[str]


class ConfirmFrame(LogPart):
    """The agent waits for an explicit yes to exactly `effect`."""

    type: Literal["confirm"]
    proposal: str
    action: str
    effect: str
    title: str
    expires: str


class SettledFrame(LogPart):
    """A proposal waits no longer for an answer."""

    type: Literal["settled"]
    proposal: str
    state: Literal["done", "declined", "superseded", "expired"]


class HandedOffFrame(LogPart):
    """The conversation waits for a person."""

    type: Literal["handed_off"]
    reason: HandOffReason
    summary: str


class PersonFrame(LogPart):
    """A colleague joined the conversation (`here`), or left it to the assistant again."""

    type: Literal["person"]
    name: str
    here: bool


class DoneFrame(LogPart):
    """The end of a turn; `reply` is the whole reply. `failed`: there is none, the same message may be sent again."""

    type: Literal["done"]
    reply: str
    language: str
    at: str
    failed: NotRequired[bool]


LogFrame = Annotated[
    SaidFrame
    | TypingFrame
    | TokenFrame
    | ToolFrame
    | CardFrame
    | CitationFrame
    | QuickRepliesFrame
    | FiltersFrame
    | ConfirmFrame
    | SettledFrame
    | HandedOffFrame
    | PersonFrame
    | DoneFrame,
    Field(discriminator="type"),
]
ServerFrame = Annotated[WelcomeFrame | ErrorFrame | PingFrame | LogFrame, Field(discriminator="type")]

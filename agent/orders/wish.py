"""What a customer wants of their orders, as far as they have said it: in their own words, until they are matched."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal[
    "status",
    "cancel",
    "return",
    "exchange",
    "change items",
    "change address",
    "change payment",
    "change profile address",
    "gift card",
    "invoice",
    "call back",
]
WRITES: frozenset[Kind] = frozenset(
    {
        "cancel",
        "return",
        "exchange",
        "change items",
        "change address",
        "change payment",
        "change profile address",
        "call back",
    }
)


class Place(BaseModel):
    """An address, as far as it is known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


class Wish(BaseModel):
    """A wish in the making; the words are the customer's or a model's, and nothing in them is trusted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind
    order: str = ""  # "LL-100123", "the second one", "the one with the tent"
    shown: tuple[str, ...] = ()  # the orders that "the second one" counts, by id
    items: tuple[str, ...] = ()  # "the tent", "all of it", "2"
    listed: tuple[str, ...] = ()  # the pieces that "the second one" counts, by variant
    new: tuple[str, ...] = ()  # "size M", "in blue"; one for each item, or one for all
    reason: str = ""
    opened: bool | None = None
    address: Place | None = None
    payment: str = ""  # "PayPal", "the Visa", "4242"
    phone: str = ""
    when: str = ""
    about: str = ""

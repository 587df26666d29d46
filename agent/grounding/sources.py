"""Where evidence comes from: what a figure was found in decides what it may prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.grounding.claims import Claim, claims
from agent.grounding.roles import Role, role_of

Origin = Literal["record", "description", "review", "policy", "tool"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A product that figures can be about: its key and what it is called, in every language."""

    key: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence.

    Args:
        origin: what it is. A product's record proves its price and stock; its description and reviews prove neither.
        text: its words.
        subject: the key of the product that it is about, "" for none.
        role: what its figures are, where its words don't say so.
        label: the name of the attribute.
    """

    origin: Origin
    text: str
    subject: str = ""
    role: Role | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim that evidence makes: whose it is, what it is, and where it stands."""

    claim: Claim
    origin: Origin
    subject: str
    role: Role
    label: str
    text: str
    bare: bool  # whether it ends its source, so that a unit may go without saying


def facts(source: Source) -> tuple[Fact, ...]:
    """Everything checkable that a source says."""
    read = claims(source.text)
    return tuple(
        Fact(
            claim,
            source.origin,
            source.subject,
            source.role or role_of(source.text, claim, read),
            source.label,
            source.text,
            not source.text[claim.start + len(claim.text) :].strip(),
        )
        for claim in read
    )

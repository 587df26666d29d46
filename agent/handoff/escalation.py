"""When the agent should not go on alone: a few plain rules over what happened in a conversation. Pure.

They read the same events that everybody reads, so they hold for every model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.events import Card, Citation, Event, HandOffReason, NeedsConfirmation, ToolFinished, TurnEnded, Withheld

_ANGRY = frozenset({"abuse", "complaint"})
_SURE = 0.5  # confidence from which a complaint counts as one


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the shop's: these words or intents want a person."""

    name: str
    words: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How much goes wrong before a person is asked; 0 turns a rule off."""

    failures: int = 3  # answers in a row that were none
    complaints: int = 2  # messages in a row that were understood as complaint or abuse
    confidence: float = 0.0  # of what was understood, below which an unanswered message goes to a person
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """One finished turn as the rules see it."""

    text: str
    failed: bool
    angry: bool
    intent: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Why a person is wanted."""

    reason: HandOffReason
    rule: str = field(default="")


def past(text: str, events: Sequence[Event]) -> Past:
    """A turn as the rules see it.

    It failed if something was looked for and nothing came of it: no card, no citation, no proposal; or if a tool
    broke, or if the guard kept back what would have been said.
    """
    end = next((event for event in reversed(events) if isinstance(event, TurnEnded)), None)
    gave = any(isinstance(event, Card | Citation | NeedsConfirmation) for event in events)
    asked = [event for event in events if isinstance(event, ToolFinished)]
    lost = any(isinstance(event, Withheld) for event in events) or any(event.error for event in asked)
    nothing = any(event.facts.get("passages") == 0 or event.facts.get("products") == [] for event in asked)
    intent = end.intent if end else ""
    confidence = end.confidence if end else None
    angry = intent in _ANGRY and (confidence is None or confidence >= _SURE)
    return Past(text, not gave and (lost or nothing), angry, intent, confidence)


def wanted(turns: Sequence[Past], by: Thresholds) -> Wanted | None:
    """Why a person is wanted after these turns, the newest last; None if the agent can go on."""
    if not turns:
        return None
    now = turns[-1]
    for rule in by.rules:
        if now.intent in rule.intents or any(word.casefold() in now.text.casefold() for word in rule.words):
            return Wanted(HandOffReason.RULE, rule.name)
    if by.complaints and _run(turns, "angry") >= by.complaints:
        return Wanted(HandOffReason.ANGER)
    if by.failures and _run(turns, "failed") >= by.failures:
        return Wanted(HandOffReason.REPEATED_FAILURE)
    if now.failed and now.confidence is not None and now.confidence < by.confidence:
        return Wanted(HandOffReason.LOW_CONFIDENCE)
    return None


def _run(turns: Sequence[Past], what: str) -> int:
    """How many of the newest turns, without a break, were so."""
    count = 0
    for turn in reversed(turns):
        if not getattr(turn, what):
            break
        count += 1
    return count

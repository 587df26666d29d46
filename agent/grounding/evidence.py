"""Evidence: what was proven in this turn and before, and whether a sentence rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from agent.grounding import dates
from agent.grounding.claims import Claim, claims
from agent.grounding.names import Names
from agent.grounding.units import CURRENCIES, UNITS, same

# Where a sum of money in the customer's own words may be said again without other proof: as what they asked for.
_ECHO = re.compile(
    r"\b(?:under|below|up to|around|about|within|budget|less than|over|above|more than|between|at most|at least|"
    r"no more|"
    r"you (?:said|asked|mentioned|want|wanted|gave)|your|nothing|none|no|not|cannot)\b|n't\b|[?？]|"
    r"以内|以下|以上|不到|不超过|左右|预算|之间|没有|没找到|不能|无法|不是|并非|[您你](?:说|提到|要|想)",
    re.IGNORECASE,
)
_STOCK = re.compile(r"\b(?:left|in stock|pieces?|available|remaining|units?)\b|库存|现货|剩|还有|有货", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """`proven` holds the words of tools and of earlier replies, `asked` the customer's own."""

    proven: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    names: Names = field(default_factory=lambda: Names(()))

    @cached_property
    def _proven(self) -> tuple[Claim, ...]:
        return tuple(claim for text in self.proven for claim in claims(text))

    @cached_property
    def _asked(self) -> tuple[Claim, ...]:
        return tuple(claim for text in self.asked for claim in claims(text))

    @cached_property
    def _text(self) -> str:
        return "\n".join((*self.proven, *self.asked))

    @cached_property
    def _squeezed(self) -> str:
        return re.sub(r"[^a-z0-9]", "", self._text.lower())

    def unproven(self, sentence: str) -> tuple[str, ...]:
        """What a sentence claims and nothing proves; empty when it may be said."""
        missing = [claim.text for claim in claims(sentence) if not self._proves(claim, sentence)]
        return (*missing, *self.names.unproven(sentence, self._text))

    def _proves(self, claim: Claim, sentence: str) -> bool:
        if _among(claim, self._proven) or (
            claim.kind == "code" and len(claim.key[0]) > 3 and claim.key[0] in self._squeezed
        ):
            return True
        if not _among(claim, self._asked):
            return False
        if claim.kind in {"money", "percent"} or (claim.kind == "number" and _STOCK.search(sentence)):
            return bool(_ECHO.search(sentence))
        return True


def _among(claim: Claim, known: Iterable[Claim]) -> bool:
    return any(_proves(claim, other) for other in known)


def _proves(claim: Claim, other: Claim) -> bool:
    if claim.kind == "date":
        return other.kind == "date" and dates.agree(claim.key, other.key)
    if claim.kind in {"time", "code"}:
        return other.kind == claim.kind and claim.key == other.key
    if claim.value is None or other.value is None:
        return _plain_code(claim, other)
    if claim.kind in {"money", "percent"}:
        return other.kind == claim.kind and claim.value == other.value and _same_currency(claim.unit, other.unit)
    return other.kind == "number" and _same_quantity(claim.value, claim.unit, other.value, other.unit)


def _plain_code(claim: Claim, other: Claim) -> bool:
    """A plain number may be part of a code or date that was proven: "42" of "EU-42" is not, "2026" of a date is."""
    return claim.value is not None and not claim.unit and other.kind == "date" and str(claim.value) in other.key


def _same_currency(unit: str, other: str) -> bool:
    return unit == other or bool(CURRENCIES.get(unit, frozenset()) & CURRENCIES.get(other, frozenset()))


def _same_quantity(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    if not unit or not other_unit:
        return value == other
    dimension, factor = UNITS[unit]
    other_dimension, other_factor = UNITS[other_unit]
    return dimension == other_dimension and same(value, factor, other, other_factor)

"""Evidence: what was proven in this turn, and whether a sentence rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from agent.grounding import dates, promises
from agent.grounding.claims import Claim, claims
from agent.grounding.echo import echoes, normal
from agent.grounding.names import Names
from agent.grounding.units import CURRENCIES, UNITS, same

# Where a sum of money may be said again because a tool looked for it: as the limit that was set.
_LIMIT = re.compile(
    r"(?:under|below|up to|around|about|within|less than|over|above|more than|at least|at most|between|and|to|[-–~])"
    r"\s*\W?$",
    re.IGNORECASE,
)
_LIMIT_AFTER = re.compile(r"\s*(?:以内|以下|以上|左右|之间|or less|or more|to |and |-|–|至|到)", re.IGNORECASE)

_SIZE = re.compile(r"(?:\bsizes?|\brated|\brating|\bat least|尺码|评分)(?: of)?\s*\W?$", re.IGNORECASE)
_SIZE_AFTER = re.compile(r"\s*(?:码|号|分|stars?\b|and (?:up|more)\b|or (?:more|better)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """What may be said.

    Args:
        proven: the words of this turn's tools, and the shop's own.
        asked: the customer's words, which may only be given back as theirs, denied or asked about.
        applied: the filters that this turn's tools set, which may be named as limits.
        named: texts that prove names of products, and nothing else: what earlier turns' tools found.
        names: the names that the catalogue uses.
    """

    proven: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    names: Names = field(default_factory=lambda: Names(()))
    applied: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @cached_property
    def _proven(self) -> tuple[Claim, ...]:
        return tuple(claim for text in self.proven for claim in claims(text))

    @cached_property
    def _asked(self) -> tuple[Claim, ...]:
        return tuple(claim for text in (*self.asked, *self.applied) for claim in claims(text))

    @cached_property
    def _applied(self) -> tuple[Claim, ...]:
        return tuple(claim for text in self.applied for claim in claims(text))

    @cached_property
    def _text(self) -> str:
        return "\n".join((*self.proven, *self.applied, *self.named))

    @cached_property
    def _question(self) -> str:
        return "\n".join(self.asked)

    @cached_property
    def _squeezed(self) -> str:
        return re.sub(r"[^a-z0-9]", "", "\n".join(self.proven).lower())

    def unproven(self, sentence: str) -> tuple[str, ...]:
        """What a sentence claims and nothing proves; empty when it may be said."""
        missing = [claim for claim in claims(sentence) if not self._proves(claim, sentence)]
        if missing:  # "two" of a "Ridge Two Tent" is a part of its name
            titles = self.names.proven_in(normal(sentence), self._text)
            missing = [claim for claim in missing if not any(start <= claim.start < end for start, end in titles)]
        names = [name for name in self.names.unproven(sentence, self._text) if not self._gives_back(name, sentence)]
        return (*(claim.text for claim in missing), *names)

    def _proves(self, claim: Claim, sentence: str) -> bool:
        if claim.kind == "promise":
            return any(promises.proven(claim.key[0], text) for text in self.proven) or (
                promises.proven(claim.key[0], self._question) and echoes(sentence, claim.start)
            )
        if _among(claim, self._proven) or (
            claim.kind == "code" and len(claim.key[0]) > 3 and claim.key[0] in self._squeezed
        ):
            return True
        if _among(claim, self._applied) and _is_limit(claim, sentence):
            return True
        return _among(claim, self._asked) and echoes(sentence, claim.start)

    def _gives_back(self, name: str, sentence: str) -> bool:
        """Whether a name is the customer's own, in a clause that only says so."""
        if self.names.unproven_in(name, self._question):
            return False
        at = normal(sentence).lower().find(normal(name).lower())
        return echoes(sentence, max(at, 0))


def _is_limit(claim: Claim, sentence: str) -> bool:
    """Whether a figure stands as a filter does: a price as a limit, a number as a size or a rating."""
    text = normal(sentence)
    before, after = (_LIMIT, _LIMIT_AFTER) if claim.kind == "money" else (_SIZE, _SIZE_AFTER)
    return bool(before.search(text[: claim.start]) or after.match(text, claim.start + len(claim.text)))


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

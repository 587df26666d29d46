"""Whether two claims say the same: in value, unit, currency, date, and in what a share is a share of."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from agent.grounding import dates
from agent.grounding.claims import Claim
from agent.grounding.units import CURRENCIES, UNITS, same


def among(claim: Claim, known: Iterable[Claim]) -> bool:
    """Whether any of these claims proves a claim."""
    return any(agrees(claim, other) for other in known)


def same_thing(claim: Claim, other: Claim, *, bare: bool = True) -> bool:
    """Whether evidence says what a claim says.

    A share must be of the same thing ("80% cotton"), and a figure with a unit is not proven by a number of something
    else ("2 days" by "2 people"), though by a `bare` one.
    """
    if claim.unit in UNITS and other.kind == "number" and not other.unit and not bare:
        return False
    shares = claim.kind == other.kind == "percent" and claim.key and other.key
    return agrees(claim, other) and (not shares or claim.key == other.key)


def agrees(claim: Claim, other: Claim) -> bool:
    """Whether one claim says what another says."""
    if claim.kind == "date":
        return other.kind == "date" and dates.agree(claim.key, other.key)
    if claim.kind in {"time", "code"}:
        return other.kind == claim.kind and claim.key == other.key
    if claim.kind == "ratio":
        return other.kind == "ratio" and claim.value == other.value
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

"""Erases somebody: from every holding, then from the databases' free pages, and looks whether anything is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.privacy.place import Place, compact
from agent.privacy.proof import Proof, prove
from agent.privacy.registry import holdings
from agent.privacy.subject import Subject


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done."""

    counts: dict[str, int]  # by holding
    in_use: tuple[str, ...]  # what could not be compacted
    proof: Proof

    @property
    def clean(self) -> bool:
        """Whether nothing is left."""
        return self.proof.clean and not self.in_use


def plan(place: Place, subject: Subject) -> dict[str, int]:
    """How much each holding has of somebody; changes nothing."""
    return {holding.name: sum(1 for _ in holding.find(place, subject)) for holding in holdings()}


def erase(
    place: Place, subject: Subject, *, remove_orders: bool = False, done: Callable[[str], None] = lambda _: None
) -> Erased:
    """Erase somebody.

    Each holding is a transaction, and the customer's own record goes last: cut off anywhere, it can be run again.

    Args:
        place: the shop.
        subject: whose data.
        remove_orders: remove the orders too, instead of keeping them under a pseudonym.
        done: told of each step.
    """
    counts = {}
    _mark(place).touch()
    for holding in holdings(remove_orders=remove_orders):
        counts[holding.name] = holding.erase(place, subject)
        done(holding.name)
    in_use = compact(place)
    if not in_use:
        _mark(place).unlink(missing_ok=True)
    done("compacting")
    proof = prove(place, subject)
    done("looking for what is left")
    return Erased(counts, tuple(in_use), proof)


def cut_off(place: Place) -> bool:
    """Whether an erasure was stopped half-way, so that free pages may still hold somebody who is found no more."""
    return _mark(place).exists()


def _mark(place: Place) -> Path:
    return place.home.path / "erasing"

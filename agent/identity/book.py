"""Looks up whom somebody says they are, in the same steps whether anybody is found or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.identity.folding import (
    fold_email,
    fold_name,
    fold_order,
    order_ids,
    postcodes,
    same,
    same_name,
    same_postcode,
)
from agent.identity.levels import Facts
from knowledge_base.rows import fold_phone
from knowledge_base.schema import Customer, CustomerId, OrderId
from knowledge_base.store import Store

LONGEST = 200  # characters of a name, an address or a number


@dataclass(frozen=True, slots=True)
class Book:
    """The customers and orders of a shop."""

    store: Store

    def by_facts(self, facts: Facts, ways: Sequence[str]) -> Customer | None:
        """The one customer whom all of these ways show."""
        found = [self._by_order_email(facts) if way == "order_email" else self._by_name(facts) for way in ways]
        first = found[0] if found else None
        return first if first is not None and all(one is not None and one.id == first.id for one in found) else None

    def by_address(self, facts: Facts) -> Customer | None:
        """The one customer whom the e-mail address, the phone number and the order, where given, all belong to."""
        found: list[list[Customer]] = []
        if facts.email:
            found.append(list(self.store.customers(email=fold_email(facts.email))))
        if facts.phone:
            found.append(list(self.store.customers(phone=facts.phone)))
        if facts.order:
            found.append(self._buyers(facts.order))
        ids = set.intersection(*({one.id for one in some} for some in found)) if found else set()
        return next((one for one in found[0] if one.id in ids), None) if len(ids) == 1 else None

    def _by_order_email(self, facts: Facts) -> Customer | None:
        typed = fold_email(facts.email)
        buyers = [one for one in self._buyers(facts.order) if same(fold_email(one.email), typed)]
        return buyers[0] if len(buyers) == 1 and typed else None

    def _by_name(self, facts: Facts) -> Customer | None:
        near = [one for form in postcodes(facts.postcode) for one in self.store.customers(postcode=form)]
        named = [one for one in near if same_name(one, facts.name) and same_postcode(one, facts.postcode)]
        return named[0] if len(named) == 1 else None

    def _buyers(self, order: str) -> list[Customer]:
        orders = [self.store.order(OrderId(form)) for form in order_ids(order)]
        found_orders = [one for one in orders if one is not None]
        # An order that isn't there costs the look at a buyer too.
        buyers = dict.fromkeys([one.customer for one in found_orders] or [CustomerId("")])
        found = [self.store.customer(buyer) for buyer in buyers]
        return [one for one in found if one is not None]


def usable(facts: Facts, way: str) -> bool:
    """Whether enough was said to look somebody up in a way."""
    wanted = (facts.order, facts.email) if way == "order_email" else (facts.name, facts.postcode)
    return all(0 < len(one.strip()) <= LONGEST for one in wanted)


def targets(facts: Facts, ways: Sequence[str]) -> list[str]:
    """What is counted of whom is asked for: the order and the address, or the name; whether they exist or not."""
    found = []
    if "order_email" in ways:
        found += [f"order {fold_order(facts.order)}", f"email {fold_email(facts.email)}"]
    if "name_postcode" in ways:
        found.append(f"name {''.join(sorted(fold_name(facts.name)))}")  # in either order of first and last
    return found


def reached(facts: Facts) -> list[str]:
    """What is counted of where a code is asked to go."""
    found = []
    if facts.email:
        found.append(f"email {fold_email(facts.email)}")
    if facts.phone:
        found.append(f"phone {fold_phone(facts.phone)[-9:]}")
    if facts.order:
        found.append(f"order {fold_order(facts.order)}")
    return found


__all__ = ["LONGEST", "Book", "reached", "targets", "usable"]

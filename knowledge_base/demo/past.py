"""The demo shop's past: a seeded simulation of its customers, from their first visit to their reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from random import Random

from knowledge_base.demo.orders import Till, may_be_sent
from knowledge_base.demo.people import customers
from knowledge_base.demo.reviews import Reviewers
from knowledge_base.demo.tastes import Shelf
from knowledge_base.demo.visits import VISITORS, Street, Visit
from knowledge_base.schema import Customer, CustomerId, Interaction, InteractionId, InteractionKind, Order, Product

_SEED = "lantern and loom"


@dataclass(frozen=True, slots=True)
class Past:
    """What happened before the shop opened."""

    customers: Sequence[Customer]
    orders: Sequence[Order]
    interactions: Sequence[Interaction]  # in order of time


def past(products: Sequence[Product], opened: date) -> Past:
    """The past of a shop with these products; the same for the same arguments.

    Args:
        products: all articles' products, by id.
        opened: the day whose first moment everything lies before.
    """
    random = Random(_SEED)
    now = datetime.combine(opened, time(), UTC)
    shelf = Shelf(random)
    street = Street(random, shelf, [product.released or now for product in products], now)
    people = list(customers(random, now))
    visits = [visit for customer, gender in people for visit in street.of_customer(customer, gender)]
    visits += [street.of_visitor(number) for number in range(1, VISITORS + 1)]

    till = Till(random, now)
    orders: list[Order] = []
    for visit in sorted((visit for visit in visits if visit.bought), key=_bought):
        basket = _sendable(visit, products)
        if basket and visit.customer and visit.bought:
            orders.append(till.order(visit.customer, basket, visit.bought))
    events = [event for visit in visits for event in _seen(visit, products)]
    events += [event for order in orders for event in _purchases(order)]
    reviewers, who = Reviewers(random, products, now), {customer.id: customer for customer, _ in people}
    events += [event for order in orders for event in reviewers.of(order, who[order.customer])]
    events.sort(key=lambda event: (event.at, event.id))
    numbered = [replace(event, id=InteractionId(f"IN-{number:06d}")) for number, event in enumerate(events, 1)]
    return Past([customer for customer, _ in people], orders, numbered)


def _bought(visit: Visit) -> tuple[datetime, str]:
    return visit.bought or visit.last, visit.customer.id if visit.customer else ""


def _sendable(visit: Visit, products: Sequence[Product]) -> list[Product]:
    country = visit.customer.address.country if visit.customer and visit.customer.address else ""
    return [products[place] for place in visit.basket if may_be_sent(products[place], country)]


def _seen(visit: Visit, products: Sequence[Product]) -> Iterator[Interaction]:
    customer = CustomerId(visit.customer.id) if visit.customer else None
    for at, kind, place in visit.seen:
        yield Interaction(
            id=InteractionId(f"{customer or visit.visitor}"),
            kind=kind,
            product=products[place].id,
            at=at,
            customer=customer,
            visitor=visit.visitor,
        )


def _purchases(order: Order) -> Iterator[Interaction]:
    if order.placed is not None:
        for line in order.lines:
            yield Interaction(
                id=InteractionId(f"{order.customer}"),
                kind=InteractionKind.PURCHASE,
                product=line.product,
                at=order.placed,
                customer=order.customer,
                quantity=line.quantity,
            )

"""What every turn about orders needs: which order is meant, what is asked next, and how no is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.orders import naming
from agent.orders.desk import OrderDesk
from agent.orders.wish import WRITES, Wish
from agent.orders.wording import Wording
from agent.tools.results import OrderAnswer, Passage
from knowledge_base.orders import Action, Case, Refusal, possible
from knowledge_base.orders.policy import Source
from knowledge_base.schema import CustomerId, Money, Order, OrderId, OrderStatus, Product, ProductId
from knowledge_base.store import Store

ORDERLY = {
    "cancel": Action.CANCEL,
    "return": Action.RETURN,
    "exchange": Action.EXCHANGE,
    "change items": Action.CHANGE_ITEMS,
    "change address": Action.CHANGE_ADDRESS,
    "change payment": Action.CHANGE_PAYMENT,
}
CHOICES = 4
_LISTED = 5
_OPEN = {OrderStatus.PENDING, OrderStatus.PROCESSED, OrderStatus.SHIPPED}


class Invoices(Protocol):
    """Makes links to invoices."""

    hours: int

    def link(self, order: OrderId, language: str = "en") -> str:
        """A link that works for some hours, to the invoice in a language."""

    def total(self, order: Order) -> Money:
        """What an order costs in all."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One call: who asks, where, by which message, and the key that makes it happen once."""

    conversation: str
    customer: CustomerId
    message: str
    key: str


@dataclass(frozen=True, slots=True)
class House:
    """What turns work with."""

    store: Store
    desk: OrderDesk
    invoices: Invoices
    passage: Callable[[Source | None, str], Passage | None]


class Asking:
    """Finds what a wish is about, and asks."""

    def __init__(self, house: House, visit: Visit, wish: Wish, wording: Wording) -> None:
        self._house = house
        self._visit = visit
        self._wish = wish
        self._words = wording
        self._say = wording.say

    def case(self, order: OrderId) -> Case | None:
        """An order of the customer's with all that is needed for it."""
        return self._house.desk.desk.case(order, self._visit.customer)

    def _orders(self) -> list[Order]:
        found = list(self._house.store.orders(self._visit.customer))
        return sorted(found, key=lambda order: (order.placed is not None, order.placed, order.id), reverse=True)

    def _products(self, orders: Sequence[Order]) -> Mapping[ProductId, Product]:
        wanted = dict.fromkeys(line.product for order in orders for line in order.lines)
        return {product.id: product for product in self._house.store.products(list(wanted))}

    def _told(self, *said: str, **more: object) -> OrderAnswer:
        return OrderAnswer(action=self._wish.kind, outcome="told", said=said, **more)

    def _meant(self, orders: Sequence[Order]) -> Order | OrderAnswer:
        """The order that is meant, or the question which."""
        words = self._wish.order
        if words:
            meant = naming.orders_meant(words, orders, self._wish.shown)
            if len(meant) == 1:
                return meant[0]
            if not meant:
                number = naming.number_said(words)
                lead = self._say("unknown", order=number) if number else self._say("unknown_words")
                return self._which(orders, lead)
            return self._which(meant)
        if self._wish.kind in WRITES:
            return self._changeable(orders)
        if self._wish.kind == "status":
            waiting = [order for order in orders if order.status in _OPEN]
            return waiting[0] if len(waiting) == 1 else orders[0] if len(orders) == 1 else self._which(orders)
        return orders[0] if len(orders) == 1 else self._which(orders)

    def _changeable(self, orders: Sequence[Order]) -> Order | OrderAnswer:
        """Of the orders for which it can be asked at all: the only one, or the question which."""
        action = ORDERLY[self._wish.kind]
        cases = [case for order in orders if (case := self.case(order.id)) is not None]
        fitting = [case.order for case in cases if action in possible(case)]
        if self._wish.items and len(orders) > 1:
            named = naming.orders_meant(" ".join(self._wish.items), orders, ())
            fitting = [order for order in fitting if order in named] or list(named) or fitting
        if not fitting:
            return orders[0]  # the rules say what stands against it
        return fitting[0] if len(fitting) == 1 else self._which(fitting)

    def _which(self, orders: Sequence[Order], lead: str = "") -> OrderAnswer:
        listed = list(orders)[:_LISTED]
        products = self._products(listed)
        ids = tuple(order.id for order in listed)
        return OrderAnswer(
            action=self._wish.kind,
            outcome="ask",
            need="order",
            lead=lead,
            said=(self._say("list"),),
            rows=tuple(self._words.row(order, products) for order in listed),
            ask=self._say("which"),
            choices=ids[:CHOICES],
            wish=self._kept(order="", shown=ids),
            values=(*ids, *(line.title for order in listed for line in order.lines), *titles_of(products)),
        )

    def _kept(self, **changes: object) -> dict[str, object]:
        return self._wish.model_copy(update=changes).model_dump(mode="json", exclude_defaults=True) | {
            "kind": self._wish.kind
        }

    def _ask(self, need: str, ask: str, **more: object) -> OrderAnswer:
        given: dict[str, object] = {"wish": self._kept(), **more}
        return OrderAnswer(action=self._wish.kind, outcome="ask", need=need, ask=ask, **given)

    def refused(self, refusal: Refusal, case: Case | None, why: str = "") -> OrderAnswer:
        """Why not, with what is possible instead and where the shop's policy says so."""
        order = case.order if case else None
        said = [why or self._words.refusal(refusal, order, case.products if case else {})]
        instead = [action for action in refusal.instead if action.value in ORDERLY]
        if instead:
            can = self._words.listed([self._say(f"can.{action.value}") for action in instead])
            said.append(self._say("instead", choices=can))
        passage = self._house.passage(refusal.source, self._words.language)
        return OrderAnswer(
            action=self._wish.kind,
            outcome="refused",
            said=tuple(said),
            choices=tuple(self._say(f"quick.{action.value}") for action in instead)[:CHOICES],
            wish=self._kept(),
            passages=(passage,) if passage else (),
            can_help=not instead,
        )


def titles_of(products: Mapping[ProductId, Product]) -> list[str]:
    """What some products are called, in every language."""
    named = [product.title for product in products.values()]
    return named + [one.title for product in products.values() for one in product.translations.values()]

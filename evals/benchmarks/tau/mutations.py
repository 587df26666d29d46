"""Gold actions bent so that each breaks one known rule of the shop's policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from evals.benchmarks.tau.shop import World
from knowledge_base.orders import Rule
from knowledge_base.schema import Customer, Order, OrderStatus, PaymentKind, Product, TransactionKind

CANCEL = "cancel_pending_order"
ADDRESS = "modify_pending_order_address"
PAYMENT = "modify_pending_order_payment"
ITEMS = "modify_pending_order_items"
RETURN = "return_delivered_order_items"
EXCHANGE = "exchange_delivered_order_items"
_SWAPS = {ITEMS, EXCHANGE}
_BACK = {RETURN, EXCHANGE}


@dataclass(frozen=True)
class Mutation:
    """An action that must be refused. `rules` are those that may rightly say no; None: not this customer's order."""

    kind: str
    name: str
    arguments: dict[str, Any]
    rules: tuple[Rule | None, ...]
    again: bool = False  # it follows the gold action that it was made of
    orders: tuple[str, ...] = ()  # others than the task's that it names


@dataclass(frozen=True)
class _Subject:
    world: World
    customer: Customer
    order: Order
    name: str
    arguments: Mapping[str, Any]
    random: Random

    def bent(
        self, kind: str, *rules: Rule | None, again: bool = False, changes: Mapping[str, Any] | None = None, **more: Any
    ) -> Mutation:
        changes = {**(changes or {}), **more}
        other = changes.get("order_id", self.order.id)
        orders = () if other == self.order.id or other not in self.world.orders else (other,)
        arguments = {**deepcopy(dict(self.arguments)), **changes}
        return Mutation(kind, self.name, arguments, rules, again, orders)

    def products(self) -> list[Product]:
        """The product of each piece that the action names."""
        by_variant = {line.variant: line.product for line in self.order.lines}
        return [self.world.products[by_variant[item]] for item in self.arguments["item_ids"]]


def mutations(
    world: World, customer: Customer, order: Order, action: Mapping[str, Any], *, seed: str
) -> Iterator[Mutation]:
    """Every way that we know to break the policy with this action; `customer` and `order` are as they stand now."""
    subject = _Subject(world, customer, order, action["name"], action["kwargs"], Random(seed))
    if not _holds_as_given(subject):
        return
    for bend in _BENDS:
        yield from bend(subject)


def _holds_as_given(subject: _Subject) -> bool:
    """Whether the action names only what the order has as it was before the task."""
    items = subject.arguments.get("item_ids", [])
    has = {line.variant for line in subject.order.lines}
    wanted = OrderStatus.DELIVERED if subject.name in _BACK else OrderStatus.PENDING
    return set(items) <= has and subject.order.status is wanted


def _wrong_status(subject: _Subject) -> Iterator[Mutation]:
    back = subject.name in _BACK
    wanted = OrderStatus.DELIVERED if back else OrderStatus.PENDING
    mine = [
        order
        for order in subject.world.orders.values()
        if order.customer == subject.customer.id and order.status is not wanted
    ]
    if mine:
        other = subject.random.choice(mine)
        rule = Rule.NOT_DELIVERED if back else Rule.NOT_PENDING
        yield subject.bent(f"status {other.status.value}", rule, order_id=other.id)


def _another_customers(subject: _Subject) -> Iterator[Mutation]:
    others = [order for order in subject.world.orders.values() if order.customer != subject.customer.id]
    yield subject.bent("another customer's order", None, order_id=subject.random.choice(others).id)


def _no_such_order(subject: _Subject) -> Iterator[Mutation]:
    number = "#W" + "".join(subject.random.choices("0123456789", k=7))
    if number not in subject.world.orders:
        yield subject.bent("no such order", None, order_id=number)


def _twice(subject: _Subject) -> Iterator[Mutation]:
    if subject.name in _BACK:
        yield subject.bent("twice", Rule.NOT_DELIVERED, again=True)
    elif subject.name == CANCEL:
        yield subject.bent("twice", Rule.NOT_PENDING, again=True)
    elif subject.name == ITEMS:
        # Where the gold action itself is refused for its money, the second one is refused for it too.
        rules = (Rule.ITEMS_CHANGED_BEFORE, Rule.BALANCE)
        yield subject.bent("items changed twice", *rules, again=True)


def _reason(subject: _Subject) -> Iterator[Mutation]:
    if subject.name == CANCEL:
        for reason in ("found it cheaper", "", "it takes too long"):
            yield subject.bent("reason", Rule.REASON, reason=reason)


def _items(subject: _Subject) -> Iterator[Mutation]:
    if subject.name not in {*_SWAPS, RETURN}:
        return
    items: list[str] = list(subject.arguments["item_ids"])
    has: list[str] = [line.variant for line in subject.order.lines]
    foreign = [
        variant.id
        for product in subject.world.products.values()
        for variant in product.variants
        if variant.id not in has
    ]
    swapped = [subject.random.choice(foreign), *items[1:]]
    yield subject.bent("item not in the order", Rule.NOT_IN_ORDER, item_ids=swapped)
    more = items + [items[0]] * (has.count(items[0]) + 1 - items.count(items[0]))
    if subject.name == RETURN:
        yield subject.bent("more pieces than bought", Rule.NOT_IN_ORDER, item_ids=more)
        yield subject.bent("no items", Rule.NO_ITEMS, item_ids=[])


def _swaps(subject: _Subject) -> Iterator[Mutation]:
    if subject.name not in _SWAPS:
        return
    new: list[str] = list(subject.arguments["new_item_ids"])
    product = subject.products()[0]
    strangers = [other for other in subject.world.products.values() if other.id != product.id]
    stranger = subject.random.choice([one for other in strangers for one in other.variants if one.available])
    yield subject.bent("other product", Rule.OTHER_PRODUCT, Rule.NOT_AVAILABLE, new_item_ids=[stranger.id, *new[1:]])
    gone = [variant.id for variant in product.variants if not variant.available]
    if gone:
        chosen = subject.random.choice(gone)
        yield subject.bent("not available", Rule.NOT_AVAILABLE, new_item_ids=[chosen, *new[1:]])
    yield subject.bent("no such item", Rule.NOT_AVAILABLE, new_item_ids=["0000000000", *new[1:]])
    yield subject.bent("uneven swap", Rule.UNEVEN_SWAP, new_item_ids=[*new, new[0]])


def _payment(subject: _Subject) -> Iterator[Mutation]:
    if "payment_method_id" not in subject.arguments:
        return
    mine = {method.id for method in subject.customer.payment_methods}
    foreign = [
        method.id
        for customer in subject.world.customers.values()
        for method in customer.payment_methods
        if method.id not in mine
    ]
    chosen = subject.random.choice(foreign)
    yield subject.bent("another's payment method", Rule.UNKNOWN_PAYMENT_METHOD, payment_method_id=chosen)
    paid = [one.payment_method for one in subject.order.transactions if one.kind is TransactionKind.PAYMENT]
    if subject.name == PAYMENT:
        yield subject.bent("same payment method", Rule.SAME_PAYMENT_METHOD, payment_method_id=paid[0])
    if subject.name == RETURN:
        for method in subject.customer.payment_methods:
            if method.id not in paid and method.kind is not PaymentKind.GIFT_CARD:
                yield subject.bent("refund elsewhere", Rule.REFUND_ELSEWHERE, payment_method_id=method.id)


def _gift_card(subject: _Subject) -> Iterator[Mutation]:
    """Pay by a gift card that has too little on it."""
    if subject.name not in {PAYMENT, *_SWAPS}:
        return
    paid = {one.payment_method for one in subject.order.transactions}
    for method in subject.customer.payment_methods:
        if method.kind is not PaymentKind.GIFT_CARD or method.balance is None or method.id in paid:
            continue
        balance = method.balance.amount
        if subject.name == PAYMENT:
            if balance < subject.order.transactions[0].amount.amount:
                yield subject.bent("gift card too small", Rule.BALANCE, payment_method_id=method.id)
            continue
        dearest = [
            max((v for v in p.variants if v.available), key=lambda v: v.price.amount) for p in subject.products()
        ]
        if _difference(subject, [variant.price.amount for variant in dearest]) > balance:
            new = [variant.id for variant in dearest]
            yield subject.bent("gift card too small", Rule.BALANCE, payment_method_id=method.id, new_item_ids=new)


def _difference(subject: _Subject, new: Sequence[Decimal]) -> Decimal:
    prices = {line.variant: line.price.amount for line in subject.order.lines}
    return sum(new, Decimal(0)) - sum((prices[item] for item in subject.arguments["item_ids"]), Decimal(0))


def _addresses(subject: _Subject) -> Iterator[Mutation]:
    if subject.name == ADDRESS:
        for part in ("address1", "city", "zip", "country"):
            yield subject.bent("incomplete address", Rule.ADDRESS, changes={part: " "})


_BENDS: tuple[Callable[[_Subject], Iterator[Mutation]], ...] = (
    _wrong_status,
    _another_customers,
    _no_such_order,
    _twice,
    _reason,
    _items,
    _swaps,
    _payment,
    _gift_card,
    _addresses,
)

"""What goes into a decision about an order, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from knowledge_base.orders.policy import OrderPolicy, Source
from knowledge_base.schema import (
    Customer,
    Money,
    Order,
    PaymentMethod,
    Product,
    ProductId,
    TransactionKind,
    VariantId,
)


class Action(StrEnum):
    """What can be asked for an order."""

    CANCEL = "cancel"
    CHANGE_ITEMS = "change items"
    CHANGE_ADDRESS = "change address"
    CHANGE_PAYMENT = "change payment"
    RETURN = "return"
    EXCHANGE = "exchange"


class Rule(StrEnum):
    """Why something may not be done."""

    NOT_PENDING = "not pending"  # the order has left the state in which it can be cancelled or changed
    NOT_DELIVERED = "not delivered"  # what has not arrived, or is on its way back already, cannot be sent back
    ITEMS_CHANGED_BEFORE = "items changed before"
    REASON = "reason"
    NO_ITEMS = "no items"
    NOT_IN_ORDER = "not in the order"
    UNEVEN_SWAP = "uneven swap"  # not one new piece for each old one
    OTHER_PRODUCT = "other product"
    SAME_VARIANT = "same variant"
    NOT_AVAILABLE = "not available"
    UNKNOWN_PAYMENT_METHOD = "unknown payment method"
    SAME_PAYMENT_METHOD = "same payment method"
    SEVERAL_PAYMENTS = "several payments"
    BALANCE = "balance"
    REFUND_ELSEWHERE = "refund elsewhere"
    OTHER_CURRENCY = "other currency"
    WINDOW_OVER = "window over"
    DELIVERY_UNKNOWN = "delivery unknown"
    NOT_RETURNABLE = "not returnable"
    OPENED = "opened"
    EXCHANGED_BEFORE = "exchanged before"
    ADDRESS = "address"
    SAME_ADDRESS = "same address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order as it stands, with all that a decision about it needs. `products` holds those of its lines."""

    order: Order
    customer: Customer
    products: Mapping[ProductId, Product]
    policy: OrderPolicy
    now: datetime


@dataclass(frozen=True, slots=True)
class Swap:
    """One piece of an order for another."""

    old: VariantId
    new: VariantId


@dataclass(frozen=True, slots=True)
class Timing:
    """When money arrives: business days (from, to), counted from now or from the arrival of what is sent back."""

    days: tuple[int, int]
    after_arrival: bool = False

    @property
    def at_once(self) -> bool:
        """Whether it is there now."""
        return self.days == (0, 0) and not self.after_arrival


@dataclass(frozen=True, slots=True)
class MoneyMove:
    """Money that a change moves: a payment by the customer or a refund to them."""

    kind: TransactionKind
    amount: Money
    method: PaymentMethod
    timing: Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a permitted action does. `order` and `customer` are the records as they will be."""

    action: Action
    order: Order
    customer: Customer
    pieces: tuple[Swap | VariantId, ...] = ()  # what is sent back, or old and new; one entry a piece
    moves: tuple[MoneyMove, ...] = ()
    difference: Decimal = Decimal(0)  # new prices less old ones, of a swap
    stock: Mapping[VariantId, int] = field(default_factory=dict)  # pieces that come to the shelf (+) or leave it (-)
    until: datetime | None = None  # the last moment of the time that applied, where there is one
    unopened: tuple[VariantId, ...] = ()  # what must be unopened
    label_is_free: bool | None = None  # None where nothing is sent back
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not, in the shop's terms. `facts` are the figures and names that the reason is made of."""

    action: Action
    rule: Rule
    facts: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[Action, ...] = ()  # what may be done with this order now
    source: Source | None = None


Decision = Change | Refusal

"""The demo shop's orders: what visits bought, and how far each order has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from knowledge_base.demo.catalogue import CURRENCY
from knowledge_base.demo.people import CIRCLE
from knowledge_base.schema import (
    AttributeValue,
    Customer,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    PaymentKind,
    Product,
    Shipment,
    Transaction,
    TransactionKind,
    Variant,
)

FIRST = 100_001  # number of the first order
_EUROPE = {"United Kingdom", "Ireland", "Germany", "France"}
_USED_UP = {"Beauty", "Grocery"}
_SHARE_CANCELLED, _SHARE_REFUNDED, _SHARE_RETURNING, _SHARE_EXCHANGING = 0.04, 0.07, 0.2, 0.15
_WAITING = timedelta(days=10)  # how long a parcel that comes back is under way


@dataclass(frozen=True, slots=True)
class Zone:
    """How parcels go to some countries, as the shipping policy says."""

    cost: Decimal
    free_from: Decimal
    days: tuple[int, int]  # business days under way
    carriers: tuple[str, ...]


EXPRESS = Zone(Decimal("14.95"), Decimal("Infinity"), (1, 2), ("UPS",))
DOMESTIC = Zone(Decimal("5.95"), Decimal(59), (3, 5), ("UPS", "USPS"))
DOMESTIC_CIRCLE = replace(DOMESTIC, free_from=Decimal(39))  # for members, as the membership's page says


def zone(country: str, *, member: bool = False) -> Zone:
    """The zone of a country that the shop delivers to, for a member of the Loom Circle or anybody."""
    if country == "United States":
        return DOMESTIC_CIRCLE if member else DOMESTIC
    if country == "Canada":
        return Zone(Decimal(12), Decimal(120), (5, 8), ("DHL",))
    if country in _EUROPE:
        return Zone(Decimal(15), Decimal(120), (5, 9), ("DHL",))
    if country == "Australia":
        return Zone(Decimal(18), Decimal(120), (7, 12), ("DHL",))
    return Zone(Decimal(12), Decimal(120), (6, 10), ("SF Express",) if country == "China" else ("DHL",))


def may_be_sent(product: Product, country: str) -> bool:
    """Whether the shipping policy lets a product go to a country."""
    if "power bank" in product.title.casefold():
        return country in {"United States", "Canada"}
    return not (country == "Australia" and product.categories[0] == "Grocery")


def business_days(start: datetime, days: int) -> datetime:
    """The same hour some business days later; a start on a weekend counts from Monday."""
    at = start
    while at.weekday() >= 5:
        at += timedelta(days=1)
    for _ in range(days):
        at += timedelta(days=1 if at.weekday() < 4 else 3)
    return at


class Till:
    """Makes orders of baskets, and moves them on to where they stand when the shop opens."""

    def __init__(self, random: Random, now: datetime) -> None:
        self._random = random
        self._now = now
        self._number = FIRST - 1
        self._sizes: dict[tuple[str, tuple[str, ...]], int] = {}

    def order(self, customer: Customer, basket: Sequence[Product], at: datetime) -> Order:
        """The order of a basket that was bought at a time; call it in order of time."""
        self._number += 1
        country = customer.address.country if customer.address else "United States"
        lines = tuple(self._line(customer, product, at) for product in basket)
        subtotal = sum((line.price.amount * line.quantity for line in lines), Decimal(0))
        power = any(not may_be_sent(product, "United Kingdom") for product in basket)
        express = country == "United States" and not power and self._random.random() < 0.12
        way = EXPRESS if express else zone(country, member=CIRCLE in customer.groups)
        cost = Decimal(0) if subtotal >= way.free_from else way.cost
        draft = Order(
            id=OrderId(f"LL-{self._number}"),
            customer=customer.id,
            lines=lines,
            status=OrderStatus.PENDING,
            address=customer.address,
            placed=at,
            transactions=tuple(self._payments(customer, subtotal + cost, at)),
            details={
                "shipping_method": "express" if express else "standard",
                "shipping_cost": str(cost.quantize(Decimal("0.01"))),
            },
        )
        return self._moved_on(draft, at, way, {product.id: product for product in basket})

    def _line(self, customer: Customer, product: Product, at: datetime) -> OrderLine:
        variant = self._variant(customer, product)
        reduced_since = self._now - timedelta(days=30)
        price = variant.list_price if variant.list_price and at < reduced_since else variant.price
        many = product.categories[0] == "Grocery"
        quantity = self._random.choices((1, 2, 3), (6, 3, 1) if many else (30, 1, 0))[0]
        return OrderLine(
            product=product.id,
            variant=variant.id,
            title=product.title,
            price=price,
            quantity=quantity,
            options=variant.options,
        )

    def _variant(self, customer: Customer, product: Product) -> Variant:
        sizes = tuple(dict.fromkeys(variant.options.get("size", "") for variant in product.variants))
        # Somebody wears the same size every time.
        place = self._sizes.setdefault(
            (customer.id, sizes), min(int(self._random.gauss(0.5, 0.2) * len(sizes)), len(sizes) - 1)
        )
        size = sizes[max(place, 0)]
        fitting = [variant for variant in product.variants if variant.options.get("size", "") == size]
        return self._random.choice([variant for variant in fitting if variant.available] or fitting)

    def _payments(self, customer: Customer, total: Decimal, at: datetime) -> Iterator[Transaction]:
        cards = [method for method in customer.payment_methods if method.kind is PaymentKind.GIFT_CARD]
        rest = total
        if cards and self._random.random() < 0.2:
            part = min(total, Decimal(self._random.choice((10, 15, 20, 25, 30))))
            yield self._payment(cards[0].id, part, at)
            rest -= part
        if rest:
            others = [method for method in customer.payment_methods if method.kind is not PaymentKind.GIFT_CARD]
            yield self._payment(self._random.choice(others).id, rest, at)

    def _payment(self, method: str, amount: Decimal, at: datetime) -> Transaction:
        return Transaction(
            kind=TransactionKind.PAYMENT,
            amount=Money(amount.quantize(Decimal("0.01")), CURRENCY),
            payment_method=method,
            at=at,
        )

    def _moved_on(self, draft: Order, placed: datetime, way: Zone, products: Mapping[str, Product]) -> Order:
        now, random = self._now, self._random
        if (
            random.random() < _SHARE_CANCELLED
            and (cancelled := placed + timedelta(minutes=random.randint(4, 80))) < now
        ):
            return self._cancelled(draft, cancelled)
        if placed + timedelta(hours=random.uniform(1, 10)) > now:
            return draft
        shipped = business_days(placed, random.choice((0, 1, 1))) + timedelta(minutes=random.randint(660, 900))
        if shipped > now:
            return _with(draft, OrderStatus.PROCESSED)
        delivered = business_days(shipped, random.randint(*way.days)) + timedelta(minutes=random.randint(-360, 240))
        arrived = delivered <= now
        order = _with(
            draft,
            OrderStatus.DELIVERED if arrived else OrderStatus.SHIPPED,
            shipments=tuple(self._shipments(draft, way, shipped, delivered if arrived else None)),
        )
        return self._maybe_sent_back(order, delivered, products) if arrived else order

    def _cancelled(self, draft: Order, at: datetime) -> Order:
        reason = self._random.choice(("no longer needed", "ordered by mistake"))
        refunds = tuple(_refund(payment.payment_method, payment.amount.amount, at) for payment in draft.transactions)
        return _with(
            draft,
            OrderStatus.CANCELLED,
            transactions=draft.transactions + refunds,
            details={"cancel_reason": reason, "cancelled_at": at.isoformat()},
        )

    def _shipments(self, order: Order, way: Zone, shipped: datetime, delivered: datetime | None) -> Iterator[Shipment]:
        variants = [line.variant for line in order.lines]
        split = len(set(variants)) > 2 and self._random.random() < 0.3
        for parcel in (variants[:1], variants[1:]) if split else (variants,):
            carrier = self._random.choice(way.carriers)
            yield Shipment(
                tracking=(self._tracking(carrier),),
                variants=tuple(parcel),
                carrier=carrier,
                shipped=shipped,
                delivered=delivered,
            )

    def _tracking(self, carrier: str) -> str:
        def digits(count: int) -> str:
            return f"{self._random.randrange(10**count):0{count}d}"

        forms = {"UPS": f"1Z999AA1{digits(10)}", "USPS": f"9400{digits(18)}", "SF Express": f"SF{digits(13)}"}
        return forms.get(carrier) or digits(10)

    def _maybe_sent_back(self, order: Order, delivered: datetime, products: Mapping[str, Product]) -> Order:
        random, now = self._random, self._now
        lines = [line for line in order.lines if products[line.product].categories[0] not in _USED_UP]
        if not lines:
            return order
        line = random.choice(lines)
        window = timedelta(days=13 if products[line.product].categories[0] == "Electronics" else 29)
        if now - delivered > window:
            return self._refunded(order, line, delivered, window) if random.random() < _SHARE_REFUNDED else order
        chance = random.random()
        asked = delivered + (now - delivered) * random.random()
        asked = max(asked, now - _WAITING * random.random()).replace(microsecond=0)
        if chance < _SHARE_RETURNING:
            return _with(
                order,
                OrderStatus.RETURN_REQUESTED,
                details={
                    "return_items": (line.variant,),
                    "return_reason": self._reason(),
                    "refund_to": order.transactions[-1].payment_method,
                    "requested_at": asked.isoformat(),
                },
            )
        others = _others(products[line.product], line)
        if chance < _SHARE_RETURNING + _SHARE_EXCHANGING and others:
            wanted = random.choice(others)
            difference = (wanted.price.amount - line.price.amount) * line.quantity
            return _with(
                order,
                OrderStatus.EXCHANGE_REQUESTED,
                details={
                    "exchange_items": (line.variant,),
                    "exchange_new_items": (wanted.id,),
                    "exchange_price_difference": str(difference),
                    "requested_at": asked.isoformat(),
                },
            )
        return order

    def _refunded(self, order: Order, line: OrderLine, delivered: datetime, window: timedelta) -> Order:
        asked = (delivered + window * self._random.random()).replace(microsecond=0)
        at = business_days(asked, self._random.randint(6, 13))
        if at > self._now:
            return order
        # Back the way it was paid, the last way first.
        rest, refunds = line.price.amount * line.quantity, []
        for payment in reversed(order.transactions):
            if part := min(rest, payment.amount.amount):
                refunds.append(_refund(payment.payment_method, part, at))
                rest -= part
        return _with(
            order,
            OrderStatus.REFUNDED,
            transactions=order.transactions + tuple(refunds),
            details={
                "return_items": (line.variant,),
                "return_reason": self._reason(),
                "requested_at": asked.isoformat(),
                "refunded_at": at.isoformat(),
            },
        )

    def _reason(self) -> str:
        return self._random.choice(("does not fit", "changed my mind", "not as described", "faulty"))


def _others(product: Product, line: OrderLine) -> list[Variant]:
    return [variant for variant in product.variants if variant.id != line.variant and variant.available]


def _refund(method: str, amount: Decimal, at: datetime) -> Transaction:
    return Transaction(kind=TransactionKind.REFUND, amount=Money(amount, CURRENCY), payment_method=method, at=at)


def _with(order: Order, status: OrderStatus, details: Mapping[str, AttributeValue] | None = None, **more: Any) -> Order:
    return replace(order, status=status, details={**order.details, **(details or {})}, **more)

"""A small shop whose orders the tests decide about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from knowledge_base.orders import Case, OrderPolicy
from knowledge_base.schema import (
    Address,
    Customer,
    CustomerId,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    Product,
    ProductId,
    Shipment,
    Transaction,
    TransactionKind,
    Variant,
    VariantId,
)

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOME = Address(line1="1 Quay", city="Ghent", postcode="9000", country="Belgium")


def usd(amount: str | Decimal) -> Money:
    """Dollars."""
    return Money(Decimal(amount), "USD")


def variant(id_: str, price: str, stock: int | None = 5) -> Variant:
    """A variant that can be bought."""
    return Variant(id=VariantId(id_), price=usd(price), stock=stock)


SHIRT = Product(
    id=ProductId("shirt"),
    title="Shirt",
    categories=("Clothing", "Tops"),
    variants=(variant("shirt-s", "20.00"), variant("shirt-m", "22.50"), variant("shirt-l", "18.00", 0)),
)
LAMP = Product(
    id=ProductId("lamp"),
    title="Lamp",
    categories=("Electronics", "Lighting"),
    variants=(variant("lamp-red", "35.00"), variant("lamp-blue", "35.00", 1)),
)
SOAP = Product(id=ProductId("soap"), title="Soap", categories=("Beauty",), variants=(variant("soap", "4.00"),))
CARD = Product(
    id=ProductId("gift"), title="Gift card", categories=("Gift cards",), variants=(variant("gift", "25.00"),)
)
PRODUCTS = {product.id: product for product in (SHIRT, LAMP, SOAP, CARD)}

VISA = PaymentMethod(id="visa", kind=PaymentKind.CARD, brand="Visa", last_four="4242")
AMEX = PaymentMethod(id="amex", kind=PaymentKind.CARD, brand="Amex", last_four="1111")
VOUCHER = PaymentMethod(id="voucher", kind=PaymentKind.GIFT_CARD, balance=usd("30.00"))
BUYER = Customer(
    id=CustomerId("ada"),
    first_name="Ada",
    last_name="Poe",
    email="ada@example.com",
    address=HOME,
    payment_methods=(VISA, AMEX, VOUCHER),
)
POLICY = OrderPolicy.model_validate(
    {
        "returns": {
            "days": 30,
            "days_by_category": {"Electronics": 14},
            "days_by_group": {"members": 60},
            "never": ["Gift cards"],
            "unopened_only": ["Beauty"],
            "free_label_in": ["United States"],
            "shipping_back_days": 14,
            "source": {"topic": "returns", "heading": "How long you have"},
        },
        "cancel": {"source": {"topic": "cancellations"}},
    }
)


def line(variant_id: str, quantity: int = 1) -> OrderLine:
    """A line of an order at today's price."""
    product, found = next((p, v) for p in PRODUCTS.values() for v in p.variants if v.id == variant_id)
    return OrderLine(product=product.id, variant=found.id, title=product.title, price=found.price, quantity=quantity)


def order(*lines: OrderLine, status: OrderStatus = OrderStatus.PENDING, days_ago: int = 3, **more: Any) -> Order:
    """An order of these lines, paid by Visa; one that is delivered came some days ago."""
    lines = lines or (line("shirt-s"), line("lamp-red"))
    total = sum((one.price.amount * one.quantity for one in lines), Decimal(0))
    arrived = NOW - timedelta(days=days_ago)
    shipments = (Shipment(tracking=("T1",), variants=tuple(one.variant for one in lines), delivered=arrived),)
    made = Order(
        id=OrderId("O-1"),
        customer=BUYER.id,
        lines=lines,
        status=status,
        address=HOME,
        placed=arrived - timedelta(days=5),
        shipments=() if status is OrderStatus.PENDING else shipments,
        transactions=(Transaction(kind=TransactionKind.PAYMENT, amount=usd(total), payment_method="visa"),),
    )
    return replace(made, **more)


def case(subject: Order, *, policy: OrderPolicy = POLICY, customer: Customer = BUYER, now: datetime = NOW) -> Case:
    """The order before the rules."""
    return Case(order=subject, customer=customer, products=PRODUCTS, policy=policy, now=now)


def with_policy(**sections: Mapping[str, Any]) -> OrderPolicy:
    """The shop's policy with some sections changed."""
    data = POLICY.model_dump()
    for name, changes in sections.items():
        data[name] = {**data[name], **changes}
    return OrderPolicy.model_validate(data)

"""Between τ-bench's JSON records and ours, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from knowledge_base.orders.rules import ITEMS_CHANGED
from knowledge_base.schema import (
    Address,
    AttributeValue,
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

CURRENCY = "USD"
MODIFIED = "pending (item modified)"  # their status of a pending order whose items were changed

_LINES = {"line1": "address1", "line2": "address2", "city": "city", "region": "state", "postcode": "zip"}
# our detail -> their field of an order
_DETAILS = {
    "cancel_reason": "cancel_reason",
    "return_items": "return_items",
    "return_payment_method": "return_payment_method_id",
    "exchange_items": "exchange_items",
    "exchange_new_items": "exchange_new_items",
    "exchange_payment_method": "exchange_payment_method_id",
    "exchange_price_difference": "exchange_price_difference",
}


def product(data: Mapping[str, Any]) -> Product:
    """A product; a variant that they call unavailable has none in stock."""
    return Product(
        id=ProductId(data["product_id"]),
        title=data["name"],
        variants=tuple(
            Variant(
                id=VariantId(item["item_id"]),
                price=money(item["price"]),
                options=item["options"],
                stock=None if item["available"] else 0,
            )
            for item in data["variants"].values()
        ),
    )


def customer(id_: str, data: Mapping[str, Any]) -> Customer:
    """A customer with their ways to pay."""
    return Customer(
        id=CustomerId(id_),
        first_name=data["name"]["first_name"],
        last_name=data["name"]["last_name"],
        email=data["email"],
        address=address(data["address"]),
        payment_methods=tuple(
            PaymentMethod(
                id=method["id"],
                kind=PaymentKind(method["source"]),
                brand=method.get("brand", ""),
                last_four=method.get("last_four", ""),
                balance=money(method["balance"]) if "balance" in method else None,
            )
            for method in data["payment_methods"].values()
        ),
    )


def order(data: Mapping[str, Any]) -> Order:
    """An order as it stands."""
    modified = data["status"] == MODIFIED
    details: dict[str, AttributeValue] = {ITEMS_CHANGED: True} if modified else {}
    details |= {ours: _detail(data[theirs]) for ours, theirs in _DETAILS.items() if theirs in data}
    return Order(
        id=OrderId(data["order_id"]),
        customer=CustomerId(data["user_id"]),
        status=OrderStatus.PENDING if modified else OrderStatus(data["status"]),
        address=address(data["address"]),
        lines=tuple(
            OrderLine(
                product=ProductId(item["product_id"]),
                variant=VariantId(item["item_id"]),
                title=item["name"],
                price=money(item["price"]),
                options=item["options"],
            )
            for item in data["items"]
        ),
        shipments=tuple(
            Shipment(tracking=tuple(parcel["tracking_id"]), variants=tuple(map(VariantId, parcel["item_ids"])))
            for parcel in data["fulfillments"]
        ),
        transactions=tuple(
            Transaction(
                kind=TransactionKind(one["transaction_type"]),
                amount=money(one["amount"]),
                payment_method=one["payment_method_id"],
            )
            for one in data["payment_history"]
        ),
        details=details,
    )


def address(data: Mapping[str, Any]) -> Address:
    """A postal address."""
    return Address(country=data["country"], **{ours: data[theirs] for ours, theirs in _LINES.items()})


def money(amount: float | str) -> Money:
    """An amount, to the cent: theirs are floating-point sums."""
    return Money(Decimal(str(amount)).quantize(Decimal("0.01")), CURRENCY)


def their_order(record: Order) -> dict[str, Any]:
    """An order in their fields, amounts to the cent as text."""
    changed = record.details.get(ITEMS_CHANGED) and record.status is OrderStatus.PENDING
    data: dict[str, Any] = {
        "order_id": record.id,
        "user_id": record.customer,
        "address": _their_address(record.address),
        "items": [
            {
                "name": line.title,
                "product_id": line.product,
                "item_id": line.variant,
                "price": cents(line.price.amount),
                "options": dict(line.options),
            }
            for line in record.lines
            for _ in range(line.quantity)
        ],
        "fulfillments": [
            {"tracking_id": list(parcel.tracking), "item_ids": list(parcel.variants)} for parcel in record.shipments
        ],
        "status": MODIFIED if changed else record.status.value,
        "payment_history": [
            {
                "transaction_type": one.kind.value,
                "amount": cents(one.amount.amount),
                "payment_method_id": one.payment_method,
            }
            for one in record.transactions
        ],
    }
    for ours, theirs in _DETAILS.items():
        if ours in record.details:
            value = record.details[ours]
            data[theirs] = list(value) if isinstance(value, tuple) else value
    return data


def their_customer(record: Customer, orders: list[str]) -> dict[str, Any]:
    """A customer in their fields; `orders` are the ids that they list."""
    methods: dict[str, Any] = {}
    for method in record.payment_methods:
        data: dict[str, Any] = {"source": method.kind.value, "id": method.id}
        if method.brand or method.last_four:
            data |= {"brand": method.brand, "last_four": method.last_four}
        if method.balance is not None:
            data["balance"] = cents(method.balance.amount)
        methods[method.id] = data
    return {
        "name": {"first_name": record.first_name, "last_name": record.last_name},
        "address": _their_address(record.address),
        "email": record.email,
        "payment_methods": methods,
        "orders": orders,
    }


def normal(data: Any, key: str = "") -> Any:
    """Their record with its amounts to the cent as text, to be compared with ours."""
    if isinstance(data, Mapping):
        return {name: normal(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [normal(value) for value in data]
    return cents(data) if key in {"amount", "price", "balance", "exchange_price_difference"} else data


def cents(amount: float | Decimal) -> str:
    """An amount to the cent."""
    return str((Decimal(str(amount)) + 0).quantize(Decimal("0.01")))


def _their_address(value: Address | None) -> dict[str, str]:
    if value is None:
        return {}
    return {"country": value.country} | {theirs: getattr(value, ours) for ours, theirs in _LINES.items()}


def _detail(value: Any) -> AttributeValue:
    return tuple(value) if isinstance(value, list) else str(value)

"""Small records that the store's tests keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from knowledge_base.schema import (
    Customer,
    CustomerId,
    FaqEntry,
    FaqId,
    Interaction,
    InteractionId,
    InteractionKind,
    Money,
    Product,
    ProductId,
    Variant,
    VariantId,
)

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def faq(id: str, answer: str = "Yes.") -> FaqEntry:
    return FaqEntry(id=FaqId(id), question=f"Is {id} so?", answer=answer)


def variant(id: str, barcode: str | None = None, price: str = "10.00") -> Variant:
    return Variant(id=VariantId(id), price=Money(Decimal(price), "EUR"), barcode=barcode)


def product(id: str, *variants: Variant, model: str | None = None, codes: tuple[str, ...] = ()) -> Product:
    return Product(id=ProductId(id), title=id, variants=variants or (variant(id),), model=model, codes=codes)


def customer(id: str, email: str = "", phone: str = "") -> Customer:
    return Customer(id=CustomerId(id), first_name="A", last_name="B", email=email, phone=phone)


def view(id: str, product: str, minutes: int, customer: str | None = None) -> Interaction:
    at = NOON + timedelta(minutes=minutes)
    who = None if customer is None else CustomerId(customer)
    return Interaction(id=InteractionId(id), kind=InteractionKind.VIEW, product=ProductId(product), at=at, customer=who)

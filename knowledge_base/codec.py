"""Records to and from stored bytes, with the checks that keep a wrong record out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import orjson
import xxhash
from pydantic import TypeAdapter, ValidationError

from knowledge_base.errors import RecordError, StoreError
from knowledge_base.schema import (
    Customer,
    Document,
    FaqEntry,
    Interaction,
    Money,
    Order,
    Product,
    Record,
)
from knowledge_base.store import Kind

KINDS: dict[type[Record], Kind] = {
    Product: Kind.PRODUCT,
    FaqEntry: Kind.FAQ,
    Document: Kind.DOCUMENT,
    Customer: Kind.CUSTOMER,
    Order: Kind.ORDER,
    Interaction: Kind.INTERACTION,
}
LONGEST_ID = 255
MOST_MONEY = Decimal(10) ** 12
_CURRENCY = re.compile(r"[A-Z]{3}")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # an escape, not an escaped backslash before "u0000"

T = TypeVar("T", Product, FaqEntry, Document, Customer, Order, Interaction)


def encode(record: Record) -> tuple[Kind, bytes, bytes]:
    """The kind of a record, its bytes, and a 128-bit hash of them.

    Raises:
        RecordError: it cannot be stored as it is.
    """
    kind = KINDS.get(type(record))
    if kind is None:
        raise RecordError("record", type(record).__name__, "must be one of the schema's records")
    _check(record)
    try:
        payload = orjson.dumps(record, default=_plain)
    except TypeError as error:
        raise RecordError(f"{kind} {record.id!r}", _reason(error), "must be storable as JSON") from error
    if b"u0000" in payload and _NUL.search(payload):
        raise RecordError(f"{kind} {record.id!r}", "\0", "must hold no NUL character")
    return kind, payload, xxhash.xxh3_128_digest(payload)


def decode(type_: type[T], payload: bytes) -> T:
    """The record of these bytes."""
    try:
        record: T = _adapter(KINDS[type_]).validate_json(payload)
    except ValueError as error:
        raise StoreError(f"a stored {type_.__name__} is damaged: {error}") from error
    return record


def read_record(kind: Kind, values: object) -> Record:
    """A record of plain values, such as a JSON file holds.

    Raises:
        RecordError: a field is missing, unknown or of a wrong type.
    """
    try:
        record: Record = _adapter(kind).validate_json(orjson.dumps(values), extra="forbid")
    except (ValidationError, TypeError) as error:
        told = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error), "input": ""}
        place = ".".join(str(part) for part in told["loc"] if not str(part).startswith("function"))
        raise RecordError(place or kind.value, told["input"], str(told["msg"])) from error
    return record


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(next(type_ for type_, its in KINDS.items() if its is kind))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a type of the schema")


def _reason(error: TypeError) -> str:
    return str(error.__cause__ or error)


def _check(record: Record) -> None:
    _check_id("id", record.id)
    match record:
        case Product():
            _check_product(record)
        case FaqEntry() | Document():
            if len(record.topic) > LONGEST_ID:
                raise RecordError("topic", record.topic, f"must have at most {LONGEST_ID} characters")
        case Order():
            _check_order(record)
        case Interaction():
            _check_id("product", record.product)
            _check_time("at", record.at)
        case Customer():
            if len(record.email) > 320:
                raise RecordError("email", record.email, "must have at most 320 characters")
            _check_time("created", record.created)
            for balance in (method.balance for method in record.payment_methods if method.balance is not None):
                _check_money("balance", balance)


def _check_product(product: Product) -> None:
    if not product.variants:
        raise RecordError("variants", (), "a product has at least one")
    skus = [variant.id for variant in product.variants]
    if len(set(skus)) < len(skus):
        raise RecordError("variants", skus, "ids must differ within a product")
    for variant in product.variants:
        _check_id("variant", variant.id)
        _check_money("price", variant.price, least=0)
        if variant.list_price is not None:
            _check_money("list_price", variant.list_price, least=0)
        if variant.stock is not None and not -(2**31) <= variant.stock < 2**31:
            raise RecordError("stock", variant.stock, "must fit 32 bits")
    if product.rating is not None and not 0 <= product.rating <= 5:
        raise RecordError("rating", product.rating, "must be a mean of 1..5")
    _check_time("released", product.released)
    _check_attributes(product.attributes)
    for translation in product.translations.values():
        _check_attributes(translation.attributes)


def _check_order(order: Order) -> None:
    _check_id("customer", order.customer)
    for line in order.lines:
        _check_money("price", line.price)
    for transaction in order.transactions:
        _check_money("amount", transaction.amount)
        _check_time("at", transaction.at)
    for shipment in order.shipments:
        _check_time("shipped", shipment.shipped)
        _check_time("delivered", shipment.delivered)
    _check_time("placed", order.placed)
    _check_attributes(order.details)


def _check_id(field: str, id: str) -> None:
    if not id or len(id) > LONGEST_ID:
        raise RecordError(field, id, f"must have 1 to {LONGEST_ID} characters")


def _check_money(field: str, money: Money, *, least: int | None = None) -> None:
    amount = money.amount
    if not amount.is_finite() or abs(amount) >= MOST_MONEY or amount != amount.quantize(Decimal("1e-6")):
        raise RecordError(field, str(amount), "must be below 10^12 with at most 6 decimals")
    if least is not None and amount < least:
        raise RecordError(field, str(amount), "must not be negative")
    if not _CURRENCY.fullmatch(money.currency):
        raise RecordError("currency", money.currency, "must be three capital letters of ISO 4217")


def _check_time(field: str, time: datetime | None) -> None:
    if time is not None and time.tzinfo is None:
        raise RecordError(field, time.isoformat(), "must have a time zone")


def _check_attributes(attributes: Mapping[str, object]) -> None:
    for name, value in attributes.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise RecordError(name, value, "must be finite")

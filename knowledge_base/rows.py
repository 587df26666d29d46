"""What of a record goes into columns, beside its bytes; and the folded forms that look-ups compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from knowledge_base import tables
from knowledge_base.codec import LONGEST_ID
from knowledge_base.schema import Customer, Document, FaqEntry, Interaction, Order, Product, Record
from knowledge_base.store import Kind

Row = dict[str, Any]

TABLES: dict[Kind, Table] = {
    Kind.PRODUCT: tables.products,
    Kind.FAQ: tables.faq,
    Kind.DOCUMENT: tables.documents,
    Kind.CUSTOMER: tables.customers,
    Kind.ORDER: tables.orders,
    Kind.INTERACTION: tables.interactions,
}

_TAIL = 9  # digits of a phone number that are the same with and without a country's prefix


def columns(record: Record) -> Row:
    """The columns of a record's own table, without id, hash and payload."""
    match record:
        case Product():
            return {
                "title": record.title,
                "brand": record.brand,
                "language": record.language,
                "rating": record.rating,
            }
        case FaqEntry():
            return {"topic": record.topic, "language": record.language}
        case Document():
            return {"kind": record.kind.value, "topic": record.topic, "language": record.language}
        case Customer():
            phone = fold_phone(record.phone)
            return {
                "email": fold_email(record.email),
                "phone": phone,
                "phone_tail": phone_tail(phone),
                "postcode": fold_postcode(record.address.postcode if record.address else ""),
            }
        case Order():
            return {"customer": record.customer, "status": record.status.value, "placed": record.placed}
        case Interaction():
            return {
                "kind": record.kind.value,
                "product": record.product,
                "customer": record.customer,
                "visitor": record.visitor,
                "at": record.at,
            }


def variant_rows(product: Product) -> list[Row]:
    """The rows of a product's variants."""
    return [
        {
            "product": product.id,
            "position": position,
            "sku": variant.id,
            "barcode": variant.barcode,
            "price": variant.price.amount,
            "currency": variant.price.currency,
            "stock": variant.stock,
            "options": dict(variant.options),
        }
        for position, variant in enumerate(product.variants)
    ]


def code_rows(product: Product) -> list[Row]:
    """Every code that names a product, folded; a code that means several things keeps the first for each rank."""
    rows: dict[tuple[str, int], Row] = {}
    for rank, code, sku in _codes(product):
        folded = fold_code(code)
        if folded and len(folded) <= LONGEST_ID:
            rows.setdefault((folded, rank), {"code": folded, "product": product.id, "rank": rank, "sku": sku})
    return list(rows.values())


def _codes(product: Product) -> Iterator[tuple[int, str, str | None]]:
    yield 0, product.id, None
    for variant in product.variants:
        yield 1, variant.id, variant.id
        if variant.barcode:
            yield 2, variant.barcode, variant.id
    if product.model:
        yield 3, product.model, None
    for code in product.codes:
        yield 4, code, None


def fold_code(code: str) -> str:
    """A code without case, outer blanks and width; a GTIN of 12 to 14 digits is brought to 14."""
    folded = unicodedata.normalize("NFKC", code).strip().casefold()
    if 12 <= len(folded) <= 14 and folded.isascii() and folded.isdecimal():
        return folded.zfill(14)
    return folded


def fold_email(email: str) -> str:
    """An e-mail address without case and outer blanks."""
    return email.strip().casefold()


def fold_phone(phone: str) -> str:
    """The digits of a phone number without leading zeros."""
    digits = (str(unicodedata.digit(mark)) for mark in phone if mark.isdigit())
    return "".join(digits).lstrip("0")


def fold_postcode(postcode: str) -> str:
    """The letters and digits of a postcode, without case and width."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", postcode).casefold() if mark.isalnum())


def phone_tail(folded: str) -> str:
    """The last nine digits, which are the same with and without a country's prefix."""
    return folded[-_TAIL:]


def same_phone(one: str, other: str) -> bool:
    """Whether two folded numbers may be one, written with and without the country's prefix."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= _TAIL and long.endswith(short)

"""The records that a shop's knowledge is made of.

Records are frozen and hold the shop's own identifiers. Money is exact (`Decimal`), times are timezone-aware UTC,
languages are BCP 47 primary tags (`"en"`, `"zh"`). Mappings are read-only by convention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

ProductId = NewType("ProductId", str)
VariantId = NewType("VariantId", str)
FaqId = NewType("FaqId", str)
DocumentId = NewType("DocumentId", str)
CustomerId = NewType("CustomerId", str)
OrderId = NewType("OrderId", str)
InteractionId = NewType("InteractionId", str)
Language = NewType("Language", str)

AttributeValue = str | int | float | bool | tuple[str, ...]

ENGLISH = Language("en")
CHINESE = Language("zh")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units of a currency, such as `Money(Decimal("19.90"), "USD")`."""

    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a product: `path` is a URL, or a path below the pictures folder of the shop's home."""

    path: str
    alt: str = ""
    flat_lay: bool = False  # a garment photographed flat, fit for try-on


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing that can be bought; its id is the SKU. A product without options has exactly one."""

    id: VariantId
    price: Money
    list_price: Money | None = None  # before a reduction
    options: Mapping[str, str] = field(default_factory=dict)  # {"colour": "blue", "size": "42"}
    stock: int | None = None  # None: not tracked, always sold
    barcode: str | None = None  # EAN, UPC, GTIN or ISBN
    picture: str | None = None

    @property
    def available(self) -> bool:
        """Whether it can be bought now."""
        return self.stock is None or self.stock > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A product's words in another language. Option names and values not listed stay as they are."""

    title: str
    description: str = ""
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)  # original option name or value -> translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What the shop sells, with at least one variant."""

    id: ProductId
    title: str
    variants: tuple[Variant, ...]
    description: str = ""
    brand: str = ""
    categories: tuple[str, ...] = ()  # from the department down: ("Clothing", "Tops", "T-shirts")
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    url: str | None = None
    model: str | None = None  # the maker's model or part number
    codes: tuple[str, ...] = ()  # further barcodes and numbers by which it can be found
    rating: float | None = None  # mean of 1..5
    rating_count: int = 0
    language: Language = ENGLISH
    translations: Mapping[Language, Translation] = field(default_factory=dict)
    released: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """A question with the shop's answer. `alternatives` are other phrasings; `topic` joins translations."""

    id: FaqId
    question: str
    answer: str
    alternatives: tuple[str, ...] = ()
    topic: str = ""
    language: Language = ENGLISH


class DocumentKind(StrEnum):
    """What a document is for."""

    POLICY = "policy"
    GUIDE = "guide"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece of a document below one heading."""

    headings: tuple[str, ...]  # from the title down
    text: str
    page: int | None = None  # 1-based, where the source has pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A policy, guide or page, cut along its headings."""

    id: DocumentId
    title: str
    sections: tuple[Section, ...]
    kind: DocumentKind = DocumentKind.PAGE
    topic: str = ""  # joins translations: "returns", "shipping"
    language: Language = ENGLISH
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address."""

    line1: str
    city: str
    postcode: str
    country: str
    line2: str = ""
    region: str = ""


class PaymentKind(StrEnum):
    """How a customer pays."""

    CARD = "credit_card"
    PAYPAL = "paypal"
    GIFT_CARD = "gift_card"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A way to pay that a customer has on file; never a full card number."""

    id: str
    kind: PaymentKind
    brand: str = ""
    last_four: str = ""
    balance: Money | None = None  # gift cards only


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody who has bought or signed up."""

    id: CustomerId
    first_name: str
    last_name: str
    email: str
    phone: str = ""
    address: Address | None = None
    payment_methods: tuple[PaymentMethod, ...] = ()
    groups: tuple[str, ...] = ()  # that the shop's terms name, such as members or staff
    language: Language = ENGLISH
    created: datetime | None = None


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return requested"
    EXCHANGE_REQUESTED = "exchange requested"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order, with the price that was paid for each piece."""

    product: ProductId
    variant: VariantId
    title: str
    price: Money
    quantity: int = 1
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A parcel of an order."""

    tracking: tuple[str, ...]
    variants: tuple[VariantId, ...]
    carrier: str = ""
    shipped: datetime | None = None
    delivered: datetime | None = None


class TransactionKind(StrEnum):
    """Which way the money went."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """Money that moved for an order."""

    kind: TransactionKind
    amount: Money
    payment_method: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as it stands. `details` holds what a status adds, such as a cancel reason or the items to return."""

    id: OrderId
    customer: CustomerId
    lines: tuple[OrderLine, ...]
    status: OrderStatus
    address: Address | None = None
    placed: datetime | None = None
    shipments: tuple[Shipment, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    details: Mapping[str, AttributeValue] = field(default_factory=dict)


class InteractionKind(StrEnum):
    """What somebody did with a product."""

    VIEW = "view"
    CART = "cart"
    PURCHASE = "purchase"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One thing that a customer or visitor did with a product; reviews carry a rating and a text."""

    id: InteractionId
    kind: InteractionKind
    product: ProductId
    at: datetime
    customer: CustomerId | None = None
    visitor: str | None = None
    quantity: int = 1
    rating: int | None = None  # 1..5
    title: str = ""
    text: str = ""
    language: Language = ENGLISH


Record = Product | FaqEntry | Document | Customer | Order | Interaction

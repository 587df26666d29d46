"""The store's face: what the other packages may ask of a shop's database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from knowledge_base.schema import (
    Customer,
    CustomerId,
    Document,
    DocumentId,
    FaqEntry,
    FaqId,
    Interaction,
    Order,
    OrderId,
    Product,
    ProductId,
    Record,
    VariantId,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Kind(StrEnum):
    """The kinds of record that a store holds."""

    PRODUCT = "product"
    FAQ = "faq"
    DOCUMENT = "document"
    CUSTOMER = "customer"
    ORDER = "order"
    INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log. `removed` tells a deletion from a write."""

    sequence: int  # strictly rising over the life of a store
    kind: Kind
    id: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What one batch did; a record whose content hash is the same counts as unchanged and leaves no change."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Written) -> Written:
        """The sum over two batches."""
        return Written(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of the ledger: something that was done to an order, for good. `key` is what let it happen once."""

    key: str
    at: datetime
    action: str
    order: OrderId
    customer: CustomerId
    fingerprint: str  # of the effect that was agreed to
    request: str  # JSON
    actor: str = "customer"  # or a staff member's name
    conversation: str = ""


class Store(Protocol):
    """A shop's records. Reads are safe from any thread; writes are serialised and atomic for each call."""

    def put(self, records: Iterable[Record], *, source: str = "") -> Written:
        """Write records in one transaction, inserting or replacing by id.

        A named source (a file, a feed) is remembered as one that holds these records; see `withdraw`.

        Raises:
            RecordError: a record cannot be stored as it is; nothing of this call is written.
        """

    def remove(self, kind: Kind, ids: Iterable[str]) -> int:
        """Remove by id; the number that were there."""

    def withdraw(self, source: str, kind: Kind, ids: Iterable[str]) -> int:
        """Note that a source no longer holds these; those that no other source holds are removed and counted."""

    def ids(self, kind: Kind, *, source: str = "") -> Iterator[str]:
        """Every id of a kind, sorted; only those that this source holds where one is given."""

    def count(self, kind: Kind) -> int:
        """How many records of a kind there are."""

    def product(self, id: ProductId) -> Product | None:
        """The product with this id."""

    def products(self, ids: Sequence[ProductId] | None = None) -> Iterator[Product]:
        """The products with these ids in their order (unknown ids left out), or all by id."""

    def product_by_code(self, code: str) -> tuple[Product, VariantId | None] | None:
        """The product with this id, SKU, barcode or model number, in any case; and the variant if it names one."""

    def faq_entry(self, id: FaqId) -> FaqEntry | None:
        """The FAQ entry with this id."""

    def faq_entries(self) -> Iterator[FaqEntry]:
        """All FAQ entries by id."""

    def document(self, id: DocumentId) -> Document | None:
        """The document with this id."""

    def documents(self) -> Iterator[Document]:
        """All documents by id."""

    def customer(self, id: CustomerId) -> Customer | None:
        """The customer with this id."""

    def customers(
        self, *, email: str | None = None, phone: str | None = None, postcode: str | None = None
    ) -> Iterator[Customer]:
        """Customers by id, only those with this e-mail (case-insensitive), phone number and postcode where given."""

    def order(self, id: OrderId) -> Order | None:
        """The order with this id."""

    def orders(self, customer: CustomerId | None = None) -> Iterator[Order]:
        """Orders by id, only this customer's where given."""

    def interactions(
        self, *, product: ProductId | None = None, customer: CustomerId | None = None
    ) -> Iterator[Interaction]:
        """Interactions in order of time, only those of one product or customer where given."""

    def enter(self, deed: Deed) -> None:
        """Write a line of the ledger, in the transaction that does what it says.

        Raises:
            StoreError: the ledger has a line with this key.
        """

    def deed(self, key: str) -> Deed | None:
        """The line of the ledger with this key."""

    def deeds(self, *, order: OrderId | None = None, customer: CustomerId | None = None) -> Iterator[Deed]:
        """The ledger in order of time, only of one order or customer where given."""

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        """The change log after a sequence number, in order; each record at most once, at its newest change."""

    def last_change(self) -> int:
        """The newest sequence number, 0 for an empty store."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make several writes of this thread one transaction: all of them or none."""

    def connection(self, *, write: bool = False) -> AbstractContextManager[Connection]:
        """A connection for who keeps tables of its own here; in this thread's transaction where there is one."""

    def close(self) -> None:
        """Release the database."""

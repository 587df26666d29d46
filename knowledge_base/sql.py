"""The store over SQLAlchemy: SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, func, insert, literal, select, tuple_

from knowledge_base import tables
from knowledge_base.codec import decode
from knowledge_base.database import translated
from knowledge_base.errors import StoreError
from knowledge_base.rows import TABLES, fold_code, fold_email, fold_phone, fold_postcode, phone_tail, same_phone
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
from knowledge_base.store import Change, Deed, Kind, Written
from knowledge_base.writing import BATCH, Writer, batches

T = TypeVar("T", Product, FaqEntry, Document, Customer, Order, Interaction)
Conditions = Sequence[ColumnElement[bool]]


class SqlStore:
    """A `Store` in a SQL database.

    Long reads take a page at a time and hold no connection in between, so they may be left half-way, and see what is
    committed while they run.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writes = engine.execution_options(writes=True)
        self._lock = threading.Lock()
        self._local = threading.local()
        self._closed = False

    def put(self, records: Iterable[Record], *, source: str = "") -> Written:
        """Write records in one transaction, inserting or replacing by id."""
        with self._writing() as writer:
            return writer.put(records, source)

    def remove(self, kind: Kind, ids: Iterable[str]) -> int:
        """Remove by id; the number that were there."""
        with self._writing() as writer:
            return writer.remove(kind, ids)

    def withdraw(self, source: str, kind: Kind, ids: Iterable[str]) -> int:
        """Note that a source no longer holds these; those that no other source holds are removed and counted."""
        with self._writing() as writer:
            return writer.withdraw(source, kind, ids)

    def ids(self, kind: Kind, *, source: str = "") -> Iterator[str]:
        """Every id of a kind, sorted; only those that this source holds where one is given."""
        if not source:
            return (row[0] for row in self._pages(TABLES[kind], ("id",), ("id",)))
        origins = tables.origins
        where = [origins.c.source == source, origins.c.kind == kind.value]
        return (row[0] for row in self._pages(origins, ("id",), ("id",), where))

    def count(self, kind: Kind) -> int:
        """How many records of a kind there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(TABLES[kind])) or 0

    def product(self, id: ProductId) -> Product | None:
        """The product with this id."""
        return self._one(Kind.PRODUCT, Product, id)

    def products(self, ids: Sequence[ProductId] | None = None) -> Iterator[Product]:
        """The products with these ids in their order (unknown ids left out), or all by id."""
        if ids is None:
            yield from self._all(Kind.PRODUCT, Product)
            return
        table = tables.products
        for wanted in batches(ids):
            with self._reading() as connection:
                rows = connection.execute(select(table.c.id, table.c.payload).where(table.c.id.in_(wanted))).all()
            found = {row.id: row.payload for row in rows}
            yield from (decode(Product, found[key]) for key in wanted if key in found)

    def product_by_code(self, code: str) -> tuple[Product, VariantId | None] | None:
        """The product with this id, SKU, barcode or model number, in any case; and the variant if it names one.

        Of several, an id comes before a SKU, then barcodes, model and other numbers; then the same case, then order.
        """
        folded = fold_code(code)
        if not folded or "\0" in folded or not _encodable(folded):
            return None
        codes, products = tables.product_codes, tables.products
        named = select(codes.c.product, codes.c.rank, codes.c.sku).where(codes.c.code == folded)
        with self._reading() as connection:
            rows = connection.execute(named).all()
            if not rows:
                return None
            best = min(rows, key=lambda row: (row.rank, code not in {row.product, row.sku}, row.product))
            payload = connection.scalar(select(products.c.payload).where(products.c.id == best.product))
        return None if payload is None else (decode(Product, payload), best.sku)

    def faq_entry(self, id: FaqId) -> FaqEntry | None:
        """The FAQ entry with this id."""
        return self._one(Kind.FAQ, FaqEntry, id)

    def faq_entries(self) -> Iterator[FaqEntry]:
        """All FAQ entries by id."""
        return self._all(Kind.FAQ, FaqEntry)

    def document(self, id: DocumentId) -> Document | None:
        """The document with this id."""
        return self._one(Kind.DOCUMENT, Document, id)

    def documents(self) -> Iterator[Document]:
        """All documents by id."""
        return self._all(Kind.DOCUMENT, Document)

    def customer(self, id: CustomerId) -> Customer | None:
        """The customer with this id."""
        return self._one(Kind.CUSTOMER, Customer, id)

    def customers(
        self, *, email: str | None = None, phone: str | None = None, postcode: str | None = None
    ) -> Iterator[Customer]:
        """Customers by id, only those with this e-mail (case-insensitive), phone number and postcode where given."""
        table = tables.customers
        where: list[ColumnElement[bool]] = []
        if email is not None:
            where.append(table.c.email == fold_email(email))
        number = fold_phone(phone or "")
        if phone is not None:
            where.append(table.c.phone_tail == phone_tail(number))
        if postcode is not None:
            where.append(table.c.postcode == fold_postcode(postcode))
        for row in self._pages(table, ("id",), ("phone", "payload"), where):
            if phone is None or same_phone(row.phone, number):
                yield decode(Customer, row.payload)

    def order(self, id: OrderId) -> Order | None:
        """The order with this id."""
        return self._one(Kind.ORDER, Order, id)

    def orders(self, customer: CustomerId | None = None) -> Iterator[Order]:
        """Orders by id, only this customer's where given."""
        return self._all(Kind.ORDER, Order, () if customer is None else [tables.orders.c.customer == customer])

    def interactions(
        self, *, product: ProductId | None = None, customer: CustomerId | None = None
    ) -> Iterator[Interaction]:
        """Interactions in order of time, only those of one product or customer where given."""
        table = tables.interactions
        where = []
        if product is not None:
            where.append(table.c.product == product)
        if customer is not None:
            where.append(table.c.customer == customer)
        for row in self._pages(table, ("at", "id"), ("payload",), where):
            yield decode(Interaction, row.payload)

    def enter(self, deed: Deed) -> None:
        """Write a line of the ledger, in the transaction that does what it says."""
        with self._writing() as writer:
            line = {**asdict(deed), "request": deed.request.encode()}
            writer.connection.execute(insert(tables.deeds).values(line))

    def deed(self, key: str) -> Deed | None:
        """The line of the ledger with this key."""
        with self._reading() as connection:
            row = connection.execute(select(tables.deeds).where(tables.deeds.c.key == key)).one_or_none()
        return None if row is None else _deed(row)

    def deeds(self, *, order: OrderId | None = None, customer: CustomerId | None = None) -> Iterator[Deed]:
        """The ledger in order of time, only of one order or customer where given."""
        table = tables.deeds
        where = [] if order is None else [table.c.order == order]
        if customer is not None:
            where.append(table.c.customer == customer)
        for row in self._pages(table, ("at", "key"), table.c.keys(), where):
            yield _deed(row)

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        """The change log after a sequence number, in order; each record at most once, at its newest change."""
        log = tables.changes
        # A record that changes while this runs moves past the bound and comes with the next call, not twice.
        where = [log.c.sequence > after, log.c.sequence <= self.last_change()]
        for number, row in enumerate(self._pages(log, ("sequence",), ("sequence", "kind", "id", "removed"), where)):
            if number == limit:
                return
            yield Change(row.sequence, Kind(row.kind), row.id, row.removed)

    def last_change(self) -> int:
        """The newest sequence number, 0 for an empty store."""
        with self._reading() as connection:
            return connection.scalar(select(tables.clock.c.sequence)) or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several writes of this thread one transaction: all of them or none. A nested one may fail alone."""
        with self._writing():
            yield

    @contextmanager
    def connection(self, *, write: bool = False) -> Iterator[Connection]:
        """A connection for who keeps tables of its own here; in this thread's transaction where there is one."""
        if write:
            with self._writing() as writer:
                yield writer.connection
        else:
            with self._reading() as connection:
                yield connection

    def close(self) -> None:
        """Release the database."""
        self._closed = True
        self._engine.dispose()

    def _one(self, kind: Kind, type_: type[T], id: str) -> T | None:
        table = TABLES[kind]
        if "\0" in id or not _encodable(id):
            return None
        with self._reading() as connection:
            payload = connection.scalar(select(table.c.payload).where(table.c.id == id))
        return None if payload is None else decode(type_, payload)

    def _all(self, kind: Kind, type_: type[T], where: Conditions = ()) -> Iterator[T]:
        for row in self._pages(TABLES[kind], ("id",), ("payload",), where):
            yield decode(type_, row.payload)

    def _pages(
        self, table: Table, order: Sequence[str], wanted: Sequence[str], where: Conditions = ()
    ) -> Iterator[Any]:
        keys: list[Column[Any]] = [table.c[name] for name in order]
        statement = select(*(table.c[name] for name in wanted), *(key.label(f"key_{key.name}") for key in keys))
        statement = statement.where(*where).order_by(*keys).limit(BATCH)
        page = statement
        while True:
            with self._reading() as connection:
                rows = connection.execute(page).all()
            yield from rows
            if len(rows) < BATCH:
                return
            last = [literal(value, key.type) for value, key in zip(rows[-1][-len(keys) :], keys, strict=True)]
            page = statement.where(tuple_(*keys) > tuple_(*last) if len(keys) > 1 else keys[0] > last[0])

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._check_open()
        writer: Writer | None = getattr(self._local, "writer", None)
        if writer is not None:  # this thread sees what it has written so far
            yield writer.connection
            return
        with translated("the database cannot be read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        self._check_open()
        writer: Writer | None = getattr(self._local, "writer", None)
        if writer is not None:
            with translated("the database cannot be written"), writer.connection.begin_nested():
                yield writer
            return
        with self._lock, translated("the database cannot be written"), self._writes.begin() as connection:
            self._local.writer = writer = Writer(connection)
            try:
                yield writer
            finally:
                self._local.writer = None

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")


def _deed(row: Any) -> Deed:
    values = {name: getattr(row, name) for name in tables.deeds.c.keys()}  # noqa: SIM118 a collection of columns
    return Deed(**{**values, "request": bytes(values["request"]).decode()})


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

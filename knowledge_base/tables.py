"""The database's tables.

Each kind of record has a table with the record itself (`payload`, JSON), a hash of it, and columns for what is looked
up or computed with. Money is held exactly, as whole millionths; times as microseconds since 1970 in UTC, so that both
engines compare them alike.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

MICRO = Decimal(1_000_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Ids sort by code point on every engine, whatever the database's collation.
Id = Text().with_variant(Text(collation="C"), "postgresql")
Json = JSON().with_variant(JSONB(), "postgresql")


class Micros(TypeDecorator[Decimal]):
    """An exact amount, stored as whole millionths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 theirs
        """To millionths."""
        return None if value is None else int(value * MICRO)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 theirs
        """From millionths."""
        return None if value is None else Decimal(value) / MICRO


class Instant(TypeDecorator[datetime]):
    """A moment, stored as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 theirs
        """To microseconds."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 theirs
        """From microseconds."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData()


def _records(name: str, *columns: Column[object] | Index) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Id, primary_key=True),
        Column("hash", LargeBinary, nullable=False),
        *columns,
        Column("payload", LargeBinary, nullable=False),
    )


products = _records(
    "products",
    Column("title", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("rating", Float),
)

variants = Table(
    "variants",
    metadata,
    Column("product", Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sku", Id, nullable=False, index=True),
    Column("barcode", Text),
    Column("price", Micros, nullable=False),
    Column("currency", Text, nullable=False),
    Column("stock", Integer),
    Column("options", Json, nullable=False),
)

# `rank` says what the code is: 0 the product's id, 1 a SKU, 2 a barcode, 3 a model number, 4 another number.
product_codes = Table(
    "product_codes",
    metadata,
    Column("code", Id, primary_key=True),
    Column("product", Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("rank", SmallInteger, primary_key=True),
    Column("sku", Id),
)

faq = _records(
    "faq",
    Column("topic", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
)

documents = _records(
    "documents",
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
)

# `email` is case-folded; `phone` holds the digits without leading zeros, `phone_tail` the last nine of them.
customers = _records(
    "customers",
    Column("email", Id, nullable=False, index=True),
    Column("phone", Text, nullable=False),
    Column("phone_tail", Text, nullable=False, index=True),
)

orders = _records(
    "orders",
    Column("customer", Id, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("placed", Instant),
    Index("ix_orders_customer", "customer", "id"),
)

interactions = _records(
    "interactions",
    Column("kind", Text, nullable=False),
    Column("product", Id, nullable=False),
    Column("customer", Id),
    Column("visitor", Text),
    Column("at", Instant, nullable=False),
    Index("ix_interactions_at", "at", "id"),
    Index("ix_interactions_product", "product", "at", "id"),
    Index("ix_interactions_customer", "customer", "at", "id"),
)

# One row a record, at its newest change.
changes = Table(
    "changes",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("removed", Boolean, nullable=False),
)

# The one row holds the newest sequence number. A writer locks it first and until its commit, so numbers become
# visible in their order and a follower never skips one.
clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

# Which sources hold which records; a record that its last source gives up is removed.
origins = Table(
    "origins",
    metadata,
    Column("source", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Id, primary_key=True),
    Index("ix_origins_record", "kind", "id"),
)

# The ledger: what was done to orders. It is written in the transaction that changes the order, and `key` lets it
# happen once.
deeds = Table(
    "deeds",
    metadata,
    Column("key", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("order", Id, nullable=False),
    Column("customer", Id, nullable=False),
    Column("actor", Text, nullable=False),
    Column("conversation", Id, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Index("ix_deeds_order", "order", "at"),
    Index("ix_deeds_customer", "customer", "at"),
)

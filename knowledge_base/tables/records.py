"""What the shop knows: its records, their change log and where each came from."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from knowledge_base.tables.types import Id, Instant, Json, Micros, metadata


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

# `email` is case-folded; `phone` holds the digits without leading zeros, `phone_tail` the last nine of them; `postcode`
# its letters and digits.
customers = _records(
    "customers",
    Column("email", Id, nullable=False, index=True),
    Column("phone", Text, nullable=False),
    Column("phone_tail", Text, nullable=False, index=True),
    Column("postcode", Text, nullable=False, server_default="", index=True),
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

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

# People who answer customers, and what they do; `agent.handoff` keeps them.
staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Id, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # argon2id, with its parameters and salt
    Column("disabled", Boolean, nullable=False),
    Column("made", Instant, nullable=False),
    Column("seen", Instant),
    Column("wrong", Integer, nullable=False),  # log-ins in a row that failed
    Column("locked", Instant),
)

# `token` is a hash: who reads the table cannot log in with it.
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token", Id, primary_key=True),
    Column("staff", Id, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
)

# `open` is the conversation's id as long as the hand-off is not closed, so that there is at most one.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, nullable=False, index=True),
    Column("open", Id, unique=True),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("staff", Id),
    Column("made", Instant, nullable=False, index=True),
    Column("taken", Instant),
    Column("closed", Instant),
    Column("packet", LargeBinary, nullable=False),
)

# What staff said, and when they came and went; `anchor` is the customer's message that it follows.
staff_lines = Table(
    "staff_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, nullable=False),
    Column("anchor", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("staff", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_staff_lines_conversation", "conversation", "at"),
)

staff_notes = Table(
    "staff_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

staff_audit = Table(
    "staff_audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("staff", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Id, nullable=False),
    Column("detail", Text, nullable=False),
)

# Questions that had no good answer.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, nullable=False, index=True),
    Column("message", Id, nullable=False),
    Column("question", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("faq", Id),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("language", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)

# What is to be told to the outside of a hand-off, until it has been.
notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("handoff", Id, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Instant, nullable=False, index=True),
    Column("error", Text, nullable=False),
)

# Which conversation of a help desk elsewhere is which of ours.
helpdesk_links = Table(
    "helpdesk_links",
    metadata,
    Column("conversation", Id, primary_key=True),
    Column("desk", Text, nullable=False),
    Column("remote", Id, nullable=False, index=True),
)

# What customers were asked to agree to; `state` is open, done, declined, superseded or expired.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, nullable=False),
    Column("customer", Id, nullable=False),
    Column("message", Id, nullable=False),
    Column("action", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Index("ix_proposals_conversation", "conversation", "state"),
)

# Who a conversation is with: one customer for good, and how sure that is.
identities = Table(
    "identities",
    metadata,
    Column("conversation", Id, primary_key=True),
    Column("customer", Id, nullable=False, index=True),
    Column("level", SmallInteger, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
)

# The one-time code that a conversation waits for.
identity_codes = Table(
    "identity_codes",
    metadata,
    Column("conversation", Id, primary_key=True),
    Column("customer", Id),
    Column("digest", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)

# Wrong tries and codes sent, by conversation, by what was claimed and by address (both as keyed hashes).
identity_counts = Table(
    "identity_counts",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Id, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("last", Instant, nullable=False),
    Column("until", Instant),
)

# The audit record of identity.
identity_events = Table(
    "identity_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("conversation", Id, nullable=False),
    Column("event", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("customer", Id),
    Column("target", Text, nullable=False),
    Index("ix_identity_events_at", "at", "id"),
    Index("ix_identity_events_conversation", "conversation", "at"),
)

# What all processes of a shop must know and nobody else: keys.
secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What a demo shop, which has no mail server, would have sent.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_outbox_at", "at", "id"),
)

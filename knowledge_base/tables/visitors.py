"""Who conversations are with, and how sure that is."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from knowledge_base.tables.types import Id, Instant, metadata

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

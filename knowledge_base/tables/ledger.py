"""What customers were asked to agree to, and what was done."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
)

from knowledge_base.tables.types import Id, Instant, metadata

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

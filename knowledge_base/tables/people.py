"""The people who answer customers, and the conversations that they are handed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from knowledge_base.tables.types import Id, Instant, metadata

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

"""The database's tables.

Each kind of record has a table with the record itself (`payload`, JSON), a hash of it, and columns for what is looked
up or computed with. Money is held exactly, as whole millionths; times as microseconds since 1970 in UTC, so that both
engines compare them alike.
"""

from knowledge_base.tables.ledger import deeds, proposals
from knowledge_base.tables.people import (
    canned_replies,
    gaps,
    handoffs,
    helpdesk_links,
    notices,
    staff,
    staff_audit,
    staff_lines,
    staff_notes,
    staff_sessions,
)
from knowledge_base.tables.records import (
    changes,
    clock,
    customers,
    documents,
    faq,
    interactions,
    orders,
    origins,
    product_codes,
    products,
    variants,
)
from knowledge_base.tables.types import MICRO, Id, Instant, Json, Micros, metadata
from knowledge_base.tables.visitors import identities, identity_codes, identity_counts, identity_events, outbox, secrets

__all__ = [
    "MICRO",
    "Id",
    "Instant",
    "Json",
    "Micros",
    "canned_replies",
    "changes",
    "clock",
    "customers",
    "deeds",
    "documents",
    "faq",
    "gaps",
    "handoffs",
    "helpdesk_links",
    "identities",
    "identity_codes",
    "identity_counts",
    "identity_events",
    "interactions",
    "metadata",
    "notices",
    "orders",
    "origins",
    "outbox",
    "product_codes",
    "products",
    "proposals",
    "secrets",
    "staff",
    "staff_audit",
    "staff_lines",
    "staff_notes",
    "staff_sessions",
    "variants",
]

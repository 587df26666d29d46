"""The list of what holds personal data.

Who keeps something new of customers adds a line here; a test looks that no table stands in neither list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent.privacy.holdings import Folders, Holding, Lines, Rows
from agent.privacy.records import Records
from knowledge_base import tables

if TYPE_CHECKING:
    from agent.privacy.place import Place

# In the order in which they are erased: who is who goes last, so that an erasure that was cut off can be run again.
HOLDINGS: tuple[Folders | Lines | Rows, ...] = (
    Folders(name="uploads", what="Pictures that you uploaded", folder="uploads"),
    Lines(name="training", what="Examples to learn from that came from you", folder="training"),
    Lines(name="rejects", what="Rows of imported files that could not be read and name you", folder="rejects"),
    Rows(
        name="notices",
        what="Messages to the shop's staff about your conversations",
        table=tables.notices,
        through=("handoff", tables.handoffs),
        at="due",
    ),
    Rows(
        name="hand-offs",
        what="When a person was asked to answer you, and what they were told",
        table=tables.handoffs,
        conversation="conversation",
        texts=("contact", "summary"),
        at="made",
    ),
    Rows(
        name="staff lines",
        what="What the shop's staff wrote to you",
        table=tables.staff_lines,
        conversation="conversation",
        texts=("text",),
        at="at",
    ),
    Rows(
        name="staff notes",
        what="What the shop's staff noted about your conversations",
        table=tables.staff_notes,
        conversation="conversation",
        texts=("text",),
        at="at",
    ),
    Rows(
        name="staff audit",
        what="What the shop's staff did in your conversations",
        table=tables.staff_audit,
        conversation="subject",
        customer="subject",
        texts=("detail",),
        blank={"subject": "erased", "detail": ""},
        at="at",
        keep="audit",
    ),
    Rows(
        name="gaps",
        what="Questions of yours that had no good answer",
        table=tables.gaps,
        conversation="conversation",
        texts=("question",),
        at="at",
    ),
    Rows(
        name="help desk",
        what="Which conversation of another help desk is yours",
        table=tables.helpdesk_links,
        conversation="conversation",
    ),
    Rows(
        name="outbox",
        what="Messages that a demo shop would have sent to you",
        table=tables.outbox,
        texts=("target", "text"),
        at="at",
    ),
    Rows(
        name="turns",
        what="Your conversations, word by word",
        table="turns",
        database="memory",
        conversation="conversation",
    ),
    *(
        Rows(
            name=name.replace("_", " "),
            what="What the assistant remembers of your conversations",
            table=name,
            database="memory",
            conversation="thread_id",
            secret=("checkpoint", "metadata", "value", "blob"),
        )
        for name in ("checkpoints", "writes", "checkpoint_blobs", "checkpoint_writes")
    ),
    Rows(
        name="codes",
        what="One-time codes that were sent to you",
        table=tables.identity_codes,
        conversation="conversation",
        customer="customer",
        secret=("digest", "target"),
        at="expires",
    ),
    Rows(
        name="tries",
        what="How often a conversation of yours tried to show who it is with",
        table=tables.identity_counts,
        conversation="key",
        at="last",
    ),
    Rows(
        name="proposals",
        what="What you were asked to agree to",
        table=tables.proposals,
        conversation="conversation",
        customer="customer",
        at="made",
    ),
    Rows(
        name="identity events",
        what="When and how you showed who you are",
        table=tables.identity_events,
        conversation="conversation",
        customer="customer",
        secret=("target",),
        at="at",
        keep="audit",
    ),
    Rows(
        name="identities",
        what="Which conversations are yours",
        table=tables.identities,
        conversation="conversation",
        customer="customer",
        at="seen",
        keep="audit",
    ),
)

# `Records` (customers, orders, interactions, deeds, their lines of changes and origins) comes after all of these.
RECORDS = frozenset({"customers", "orders", "interactions", "deeds", "changes", "origins"})
IMPERSONAL = frozenset(
    {"products", "variants", "product_codes", "faq", "documents", "clock", "canned_replies", "secrets"}
    | {"staff", "staff_sessions"}  # the shop's own people
    | {"checkpoint_migrations", "xiaoer_version"}
)


def holdings(*, remove_orders: bool = False) -> Iterator[Holding]:
    """All of them, in the order in which they are erased."""
    yield from HOLDINGS
    yield Records(remove_orders=remove_orders)


def unlisted(place: Place) -> set[str]:
    """Tables of a shop that nobody has put into a list."""
    from sqlalchemy import inspect  # noqa: PLC0415

    listed = {one.table_name for one in HOLDINGS if isinstance(one, Rows)} | RECORDS | IMPERSONAL
    there = {name for engine in place.engines for name in inspect(engine).get_table_names()}
    return there - listed

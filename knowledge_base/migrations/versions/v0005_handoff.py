"""People who answer customers: accounts, the queue, what they said and did, knowledge gaps, notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, ID, nullable=nullable)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _at(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    _people()
    _queue()
    _knowledge()
    _outside()


def _people() -> None:
    op.create_table(
        "staff",
        _id("id"),
        _id("email"),
        *_text("name", "role", "password"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        _at("made"),
        _at("seen", nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        _at("locked", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "staff_sessions",
        _id("token"),
        _id("staff"),
        _at("made"),
        _at("seen"),
        _at("expires"),
        sa.PrimaryKeyConstraint("token"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_staff_sessions_staff", "staff_sessions", ["staff"])
    op.create_table(
        "staff_audit",
        _id("id"),
        _at("at"),
        _id("staff"),
        *_text("name", "action"),
        _id("subject"),
        *_text("detail"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_staff_audit_at", "staff_audit", ["at"])


def _queue() -> None:
    op.create_table(
        "handoffs",
        _id("id"),
        _id("conversation"),
        _id("open", nullable=True),
        *_text("state", "reason", "rule", "summary", "language", "contact"),
        _id("staff", nullable=True),
        _at("made"),
        _at("taken", nullable=True),
        _at("closed", nullable=True),
        sa.Column("packet", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open"),
    )
    op.create_index("ix_handoffs_conversation", "handoffs", ["conversation"])
    op.create_index("ix_handoffs_made", "handoffs", ["made"])
    op.create_table(
        "staff_lines",
        _id("id"),
        _id("conversation"),
        _id("anchor"),
        *_text("kind"),
        _id("staff"),
        *_text("name", "text"),
        _at("at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_staff_lines_conversation", "staff_lines", ["conversation", "at"])
    op.create_table(
        "staff_notes",
        _id("id"),
        _id("conversation"),
        *_text("name", "text"),
        _at("at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_staff_notes_conversation", "staff_notes", ["conversation"])


def _knowledge() -> None:
    op.create_table(
        "gaps",
        _id("id"),
        _id("conversation"),
        _id("message"),
        *_text("question", "language"),
        _at("at"),
        *_text("state"),
        _id("faq", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gaps_conversation", "gaps", ["conversation"])
    op.create_index("ix_gaps_state", "gaps", ["state"])
    op.create_table("canned_replies", _id("id"), *_text("language", "title", "text"), sa.PrimaryKeyConstraint("id"))


def _outside() -> None:
    op.create_table(
        "notices",
        _id("id"),
        _id("handoff"),
        *_text("channel"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_text("state"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _at("due"),
        *_text("error"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_handoff", "notices", ["handoff"])
    op.create_index("ix_notices_due", "notices", ["due"])
    op.create_table(
        "helpdesk_links", _id("conversation"), *_text("desk"), _id("remote"), sa.PrimaryKeyConstraint("conversation")
    )
    op.create_index("ix_helpdesk_links_remote", "helpdesk_links", ["remote"])


def downgrade() -> None:
    """Drop them."""
    for name in (
        "helpdesk_links",
        "notices",
        "canned_replies",
        "gaps",
        "staff_notes",
        "staff_lines",
        "handoffs",
        "staff_audit",
        "staff_sessions",
        "staff",
    ):
        op.drop_table(name)

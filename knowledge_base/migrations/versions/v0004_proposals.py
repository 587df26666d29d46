"""What customers were asked to agree to, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "proposals",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("message", ID, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposals_conversation", "proposals", ["conversation", "state"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("proposals")

"""What was done to orders, each once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the ledger."""
    op.create_table(
        "deeds",
        sa.Column("key", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("order", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("conversation", ID, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_deeds_order", "deeds", ["order", "at"])
    op.create_index("ix_deeds_customer", "deeds", ["customer", "at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("deeds")

"""Who a conversation is with, how that was proven, and how often it was tried in vain."""

from __future__ import annotations

import unicodedata

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_BATCH = 500


def upgrade() -> None:
    """Make the tables, and let customers be found by their postcode."""
    op.add_column("customers", sa.Column("postcode", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_customers_postcode", "customers", ["postcode"])
    _fill_postcodes()
    op.create_table(
        "identities",
        sa.Column("conversation", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("conversation"),
    )
    op.create_index("ix_identities_customer", "identities", ["customer"])
    op.create_table(
        "identity_codes",
        sa.Column("conversation", ID, nullable=False),
        sa.Column("customer", ID, nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("conversation"),
    )
    op.create_table(
        "identity_counts",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key"),
    )
    op.create_table(
        "identity_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("conversation", ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_identity_events_at", "identity_events", ["at", "id"])
    op.create_index("ix_identity_events_conversation", "identity_events", ["conversation", "at"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outbox_at", "outbox", ["at", "id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("outbox", "secrets", "identity_events", "identity_counts", "identity_codes", "identities"):
        op.drop_table(table)
    op.drop_index("ix_customers_postcode", "customers")
    op.drop_column("customers", "postcode")


def _fill_postcodes() -> None:
    """Give the customers that are there their column, a page at a time."""
    connection = op.get_bind()
    last = ""
    while True:
        page = connection.execute(
            sa.text("SELECT id, payload FROM customers WHERE id > :last ORDER BY id LIMIT :most"),
            {"last": last, "most": _BATCH},
        ).all()
        rows = [{"this": key, "folded": _folded(bytes(payload))} for key, payload in page]
        if filled := [row for row in rows if row["folded"]]:
            connection.execute(sa.text("UPDATE customers SET postcode = :folded WHERE id = :this"), filled)
        if len(page) < _BATCH:
            return
        last = page[-1].id


def _folded(payload: bytes) -> str:
    # As the code folds it at this step; a migration must not change when the code does.
    postcode = (orjson.loads(payload).get("address") or {}).get("postcode", "")
    return "".join(mark for mark in unicodedata.normalize("NFKC", postcode).casefold() if mark.isalnum())

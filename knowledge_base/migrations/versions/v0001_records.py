"""The records, the change log and where each record came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables of an empty shop."""
    _products()
    _knowledge()
    _people()
    _ledger()
    op.execute("INSERT INTO clock (id, sequence) VALUES (1, 0)")


def downgrade() -> None:
    """Drop everything."""
    for table in (
        "origins",
        "clock",
        "changes",
        "interactions",
        "orders",
        "customers",
        "documents",
        "faq",
        "product_codes",
        "variants",
        "products",
    ):
        op.drop_table(table)


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "variants",
        sa.Column("product", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", ID, nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("options", JSON, nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("product", "position"),
    )
    op.create_index("ix_variants_sku", "variants", ["sku"], unique=False)
    op.create_table(
        "product_codes",
        sa.Column("code", ID, nullable=False),
        sa.Column("product", ID, nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("sku", ID, nullable=True),
        sa.ForeignKeyConstraint(["product"], ["products.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", "product", "rank"),
    )
    op.create_index("ix_product_codes_product", "product_codes", ["product"], unique=False)


def _knowledge() -> None:
    op.create_table(
        "faq",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_faq_topic", "faq", ["topic"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_documents_topic", "documents", ["topic"], unique=False)


def _people() -> None:
    op.create_table(
        "customers",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", ID, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_tail", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customers_email", "customers", ["email"], unique=False)
    op.create_index("ix_customers_phone_tail", "customers", ["phone_tail"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("placed", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_orders_customer", "orders", ["customer", "id"], unique=False)
    op.create_index("ix_orders_status", "orders", ["status"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product", ID, nullable=False),
        sa.Column("customer", ID, nullable=True),
        sa.Column("visitor", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_interactions_at", "interactions", ["at", "id"], unique=False)
    op.create_index("ix_interactions_customer", "interactions", ["customer", "at", "id"], unique=False)
    op.create_index("ix_interactions_product", "interactions", ["product", "at", "id"], unique=False)


def _ledger() -> None:
    op.create_table(
        "changes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "origins",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "id"),
    )
    op.create_index("ix_origins_record", "origins", ["kind", "id"], unique=False)

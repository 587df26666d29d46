"""The types of columns, and the one catalogue of tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

MICRO = Decimal(1_000_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Ids sort by code point on every engine, whatever the database's collation.
Id = Text().with_variant(Text(collation="C"), "postgresql")
Json = JSON().with_variant(JSONB(), "postgresql")


class Micros(TypeDecorator[Decimal]):
    """An exact amount, stored as whole millionths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 theirs
        """To millionths."""
        return None if value is None else int(value * MICRO)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 theirs
        """From millionths."""
        return None if value is None else Decimal(value) / MICRO


class Instant(TypeDecorator[datetime]):
    """A moment, stored as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 theirs
        """To microseconds."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 theirs
        """From microseconds."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData()

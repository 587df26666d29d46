"""One write transaction: records, their change log and where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from knowledge_base import tables
from knowledge_base.codec import encode
from knowledge_base.errors import RecordError, StoreError
from knowledge_base.rows import TABLES, Row, code_rows, columns, variant_rows
from knowledge_base.schema import Product, Record
from knowledge_base.store import Kind, Written

BATCH = 500  # records of one statement; well below the engines' limits of bound values
LONGEST_SOURCE = 400  # characters; it is part of an index

T = TypeVar("T")
Encoded = tuple[Record, bytes, bytes]  # record, payload, hash


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


class Writer:
    """Writes on a connection whose transaction somebody else ends.

    Making one takes the lock on the clock, so that writers follow one another until their commit.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        sequence = connection.scalar(select(tables.clock.c.sequence).with_for_update())
        if sequence is None:
            raise StoreError("the database's clock is missing; it was emptied by hand")
        self._sequence: int = sequence

    def put(self, records: Iterable[Record], source: str) -> Written:
        """Insert or replace records by id."""
        _check_source(source)
        total = Written()
        pending: dict[Kind, dict[str, Encoded]] = {}
        size = 0
        for record in records:
            kind, payload, digest = encode(record)
            batch = pending.setdefault(kind, {})
            if size == BATCH or record.id in batch:
                total += self._write(pending, source)
                pending, size = {kind: (batch := {})}, 0
            batch[record.id] = (record, payload, digest)
            size += 1
        total += self._write(pending, source)
        self._keep_time()
        return total

    def remove(self, kind: Kind, ids: Iterable[str]) -> int:
        """Remove by id."""
        table, removed = TABLES[kind], 0
        for wanted in batches(dict.fromkeys(ids)):
            there = list(self.connection.scalars(select(table.c.id).where(table.c.id.in_(wanted))))
            if there:
                self.connection.execute(delete(table).where(table.c.id.in_(there)))
                origins = tables.origins
                self.connection.execute(delete(origins).where(origins.c.kind == kind.value, origins.c.id.in_(there)))
                self._log(kind, there, removed=True)
            removed += len(there)
        self._keep_time()
        return removed

    def withdraw(self, source: str, kind: Kind, ids: Iterable[str]) -> int:
        """Drop a source's claim on records, and the records that nobody claims any more."""
        origins, removed = tables.origins, 0
        for batch in batches(ids):
            these = (origins.c.kind == kind.value, origins.c.id.in_(batch))
            mine = set(self.connection.scalars(select(origins.c.id).where(*these, origins.c.source == source)))
            self.connection.execute(delete(origins).where(*these, origins.c.source == source))
            mine.difference_update(self.connection.scalars(select(origins.c.id).where(*these)))
            removed += self.remove(kind, sorted(mine))
        return removed

    def _write(self, pending: dict[Kind, dict[str, Encoded]], source: str) -> Written:
        total = Written()
        for kind, batch in pending.items():
            if batch:
                total += self._write_kind(kind, batch)
                if source:
                    claims = [{"source": source, "kind": kind.value, "id": key} for key in batch]
                    self.connection.execute(self._insert(tables.origins).on_conflict_do_nothing(), claims)
        return total

    def _write_kind(self, kind: Kind, batch: dict[str, Encoded]) -> Written:
        table = TABLES[kind]
        found = self.connection.execute(select(table.c.id, table.c.hash).where(table.c.id.in_(list(batch))))
        stored: dict[str, bytes] = {row.id: bytes(row.hash) for row in found}
        added = [key for key in batch if key not in stored]
        changed = [key for key in batch if key in stored and stored[key] != batch[key][2]]
        if added:
            self.connection.execute(insert(table), [_row(*batch[key]) for key in added])
        if changed:
            rows = [{**_row(*batch[key]), "this_id": key} for key in changed]
            self.connection.execute(update(table).where(table.c.id == bindparam("this_id")), rows)
        if kind is Kind.PRODUCT:
            self._write_parts([batch[key][0] for key in added + changed], stale=changed)
        self._log(kind, [key for key in batch if stored.get(key) != batch[key][2]], removed=False)
        return Written(len(added), len(changed), len(batch) - len(added) - len(changed))

    def _write_parts(self, products: Iterable[Record], *, stale: list[str]) -> None:
        parts: dict[Table, list[Row]] = {tables.variants: [], tables.product_codes: []}
        for product in products:
            if isinstance(product, Product):
                parts[tables.variants] += variant_rows(product)
                parts[tables.product_codes] += code_rows(product)
        for table, rows in parts.items():
            if stale:
                self.connection.execute(delete(table).where(table.c.product.in_(stale)))
            if rows:
                self.connection.execute(insert(table), rows)

    def _log(self, kind: Kind, ids: list[str], *, removed: bool) -> None:
        if not ids:
            return
        statement = self._insert(tables.changes)
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "id"],
            set_={"sequence": statement.excluded.sequence, "removed": statement.excluded.removed},
        )
        first = self._sequence + 1
        self._sequence += len(ids)
        self.connection.execute(
            statement,
            [
                {"kind": kind.value, "id": key, "sequence": sequence, "removed": removed}
                for sequence, key in enumerate(ids, first)
            ],
        )

    def _keep_time(self) -> None:
        self.connection.execute(update(tables.clock).values(sequence=self._sequence))

    def _insert(self, table: Table) -> Any:
        # The two dialects spell ON CONFLICT alike but share no type.
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        return dialect.insert(table)


def _row(record: Record, payload: bytes, digest: bytes) -> Row:
    return {"id": record.id, "hash": digest, "payload": payload, **columns(record)}


def _check_source(source: str) -> None:
    if len(source) > LONGEST_SOURCE or "\0" in source:
        raise RecordError("source", source, f"must have at most {LONGEST_SOURCE} characters and no NUL")

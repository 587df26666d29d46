"""A shop's home, opened for going through all of it: its database, the conversations', and its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from knowledge_base import Store, open_store
from knowledge_base.database import open_engine
from knowledge_base.home import Home

Database = Literal["shop", "memory"]
_BUSY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shop's data lies; on PostgreSQL both databases are one."""

    home: Home
    store: Store
    shop: Engine
    memory: Engine

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The databases, each once."""
        return (self.shop,) if self.shop is self.memory else (self.shop, self.memory)

    def engine(self, database: Database) -> Engine:
        """A database."""
        return self.shop if database == "shop" else self.memory

    def has(self, database: Database, table: str) -> bool:
        """Whether a table is there; the conversations' are made with the first of them."""
        return inspect(self.engine(database)).has_table(table)

    @contextmanager
    def reading(self, database: Database) -> Iterator[Connection]:
        """A connection to read on."""
        with self.engine(database).connect() as connection:
            yield connection

    @contextmanager
    def writing(self, database: Database) -> Iterator[Connection]:
        """A transaction."""
        with self.engine(database).execution_options(writes=True).begin() as connection:
            yield connection

    def rows(self, database: Database, statement: Any) -> Sequence[Any]:
        """All rows of a query."""
        with self.reading(database) as connection:
            return connection.execute(statement).all()


@contextmanager
def open_place(home: Home) -> Iterator[Place]:
    """Open a home that is there.

    Raises:
        StoreError: the database cannot be opened.
    """
    store = open_store(home)
    try:
        shop = open_engine(home.database)
        memory = shop if shop.dialect.name == "postgresql" else _sqlite(home)
        try:
            yield Place(home, store, shop, memory)
        finally:
            shop.dispose()
            memory.dispose()
    finally:
        store.close()


def _sqlite(home: Home) -> Engine:
    return create_engine(f"sqlite:///{home.conversations}", connect_args={"timeout": _BUSY_MS / 1000})


def compact(place: Place) -> list[str]:
    """Write the databases anew, so that no free page, dead row or log still holds what was deleted.

    Returns:
        What could not be compacted, because somebody was using it.
    """
    left = []
    for engine in place.engines:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if engine.dialect.name == "postgresql":
                names = ", ".join(f'"{name}"' for name in inspect(connection).get_table_names())
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {names}"))
                continue
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA secure_delete=ON").close()
            driver.execute("VACUUM").close()
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                left.append(f"{engine.url.database}: its log is in use; run it again")
    return left

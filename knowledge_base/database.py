"""Opens the shop's database: engine, connection settings, migrations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from knowledge_base.errors import StoreError

HEAD = "0005"  # the newest step in migrations/versions
VERSION_TABLE = "xiaoer_version"
MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 60_000
_ADVISORY_LOCK = 0x7869616F6572  # "xiaoer"


def open_engine(address: str | Path) -> Engine:
    """An engine on a database whose tables are up to date; a path is SQLite's.

    Raises:
        StoreError: the address is wrong, nothing answers there, or what is there is not ours or newer than we are.
    """
    url = _url(address)
    shown = url.render_as_string(hide_password=True)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with translated(f"database {shown} cannot be opened"):
            with engine.connect() as conn:
                current = _version(conn)
            if current != HEAD:
                with engine.execution_options(writes=True).begin() as conn:
                    if engine.dialect.name == "postgresql":
                        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                    migrate(conn, shown)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(connection: Connection, shown: str, scripts: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Bring the tables up to date inside the connection's transaction."""
    current = _version(connection)
    if current == head:
        return
    from alembic import command  # noqa: PLC0415 half a second, and only needed when there is something to do
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"database {shown} has schema {current!r}, newer than {head!r} that this Xiaoer knows; upgrade Xiaoer"
        )
    if current is None and (clash := {"products", "orders", "customers"} & set(inspect(connection).get_table_names())):
        raise StoreError(
            f"database {shown} holds other tables: {', '.join(sorted(clash))}; give Xiaoer a database of its own"
        )
    command.upgrade(config, "head")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"{doing}: {str(cause).strip() or type(cause).__name__}") from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 a constant
    return version


def _url(address: str | Path) -> URL:
    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError(f"database {address!r} is not a URL; such as sqlite:////data/shop.db") from error
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"database {url.render_as_string()!r} is of no known engine; use SQLite or PostgreSQL")
    return url


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError(f"database {str(url)!r} names no file; such as sqlite:////data/shop.db")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise StoreError(f"folder {folder} cannot be written to; the database lives there")
    engine = create_engine(url, pool_size=8, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions of its own, late and deferred; we begin them ourselves below.
        connection.isolation_level = None
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes the lock at once: upgrading from reading to writing fails when somebody wrote in between.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    options: dict[str, Any] = {"pool_size": 8, "max_overflow": 32, "pool_pre_ping": True}
    try:
        return create_engine(url, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("PostgreSQL needs the extra 'postgres': pip install 'xiaoer[postgres]'") from error

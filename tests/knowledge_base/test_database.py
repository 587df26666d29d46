from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from knowledge_base import Home, Kind, open_store
from knowledge_base.database import HEAD, MIGRATIONS, VERSION_TABLE, migrate, open_engine
from knowledge_base.errors import StoreError
from knowledge_base.schema import FaqEntry, FaqId
from knowledge_base.tables import metadata


def test_the_migrations_make_the_tables_that_the_code_names(address):
    engine = open_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_step_is_the_one_the_code_expects():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


NEXT_STEP = """
from alembic import op
revision, down_revision = "9999", {head!r}

def upgrade():
    op.execute("CREATE TABLE from_the_future (id INTEGER)")

def downgrade():
    op.drop_table("from_the_future")
"""


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later version."""
    folder = tmp_path / "later"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_next.py").write_text(NEXT_STEP.format(head=HEAD))
    return folder


def test_an_older_database_is_brought_up_to_date_and_keeps_its_records(address, later):
    with_records = open_store(address)
    with_records.put([FaqEntry(id=FaqId("a"), question="?", answer="!")])
    with_records.close()
    engine = open_engine(address)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection, "shop", later, "9999")
    with engine.connect() as connection:
        assert inspect(connection).has_table("from_the_future")
        assert connection.scalar(text("SELECT count(*) FROM faq")) == 1
    engine.dispose()


def test_a_newer_database_is_refused(address, later):
    engine = open_engine(address)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection, "shop", later, "9999")
    engine.dispose()
    with pytest.raises(StoreError, match=r"schema '9999', newer than .* upgrade Xiaoer"):
        open_store(address)


def test_a_step_that_fails_leaves_the_database_as_it_was(address, later):
    step = NEXT_STEP.format(head=HEAD).replace('INTEGER)")', 'INTEGER)"); op.execute("SELECT FROM WHERE")')
    (later / "versions" / "v9999_next.py").write_text(step)
    engine = open_engine(address)
    with pytest.raises(SQLAlchemyError, match="syntax"), engine.execution_options(writes=True).begin() as connection:
        migrate(connection, "shop", later, "9999")
    with engine.connect() as connection:
        assert not inspect(connection).has_table("from_the_future")
    engine.dispose()
    open_store(address).close()


def test_a_database_of_somebody_else_is_left_alone(address):
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    engine.dispose()
    with pytest.raises(StoreError, match="a database of its own"):
        open_store(address)


def _write(address: str, number: int) -> None:
    store = open_store(address)
    for turn in range(5):
        store.put([FaqEntry(id=FaqId(f"{number}-{turn}"), question="?", answer="!")])
    store.close()


def test_several_processes_open_and_write_one_new_database(address):
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_write, args=(address, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    store = open_store(address)
    assert store.count(Kind.FAQ) == 20
    assert [change.sequence for change in store.changes()] == list(range(1, 21))
    store.close()


def test_a_home_with_marks_of_a_url_in_its_name(tmp_path):
    home = Home(tmp_path / "50% off? #1 店小二")
    open_store(home).close()
    assert (home.path / "shop.db").exists()


def test_a_home_may_name_its_database(tmp_path):
    open_store(Home(tmp_path / "home", f"sqlite:///{tmp_path / 'else' / 'where.db'}")).close()
    assert (tmp_path / "else" / "where.db").exists()
    assert not (tmp_path / "home").exists()


def test_sqlite_writes_ahead_and_keeps_foreign_keys(tmp_path):
    engine = open_engine(tmp_path / "shop.db")
    with engine.connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("no url", "not a URL"),
        ("mysql://u:secret@host/db", "use SQLite or PostgreSQL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////proc/nowhere/shop.db", "/proc/nowhere"),
        ("postgresql://u:secret@127.0.0.1:1/db", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_opened(address, says):
    with pytest.raises(StoreError, match=says) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "shop.db").write_bytes(b"PNG" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        open_store(Home(tmp_path))


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(Home(tmp_path / "home"))


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(Home(tmp_path))


def test_a_damaged_database_is_an_error_of_ours(tmp_path):
    store = open_store(Home(tmp_path))
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("DROP TABLE faq")
    connection.close()
    with pytest.raises(StoreError, match="no such table"):
        store.count(Kind.FAQ)
    store.close()


def test_a_missing_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"xiaoer\[postgres\]"):
        open_store("postgresql://localhost/shop")

"""A shop's database on each engine. PostgreSQL is a server of these tests' own, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from knowledge_base import Store, open_store

# How long an example takes says more about the machine than about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
_numbers = count(1)


def _binaries() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    pytest.fail("PostgreSQL's initdb is neither on PATH nor below /usr/lib/postgresql; apt install postgresql", False)


def _run(*command: str | Path) -> None:
    # initdb refuses to run as root.
    user, group, groups = (_user(), pwd.getpwnam(_user()).pw_gid, list[int]()) if os.getuid() == 0 else (None,) * 3
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", user=user, group=group, extra_groups=groups, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-1000:]}{done.stderr[-1000:]}"


def _user() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running server's database."""
    binaries = _binaries()
    # Not below pytest's folders: another user must reach it, and a socket's path may have but 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-pg-", dir="/tmp"))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam(_user()).pw_uid, pwd.getpwnam(_user()).pw_gid)
    data = folder / "data"
    settings = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    try:
        _run(binaries / "initdb", "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://shop@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    server: str = request.getfixturevalue("postgres")
    # A schema for each test is as good as a database, and makes 10 files instead of 300.
    name = f"shop_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture
def opened(address: str) -> Iterator[Callable[[], Store]]:
    """Opens the same database again and again."""
    stores: list[Store] = []

    def open_again() -> Store:
        stores.append(open_store(address))
        return stores[-1]

    yield open_again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    """An empty shop."""
    return opened()

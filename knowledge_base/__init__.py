"""What the shop knows: records, the store, readers and the demo shop."""

from __future__ import annotations

from knowledge_base.home import Home
from knowledge_base.store import Change, Kind, Store, Written

__all__ = ["Change", "Home", "Kind", "Store", "Written", "open_store"]


def open_store(home: Home | str) -> Store:
    """Open a shop's database, creating it or bringing it up to date first.

    Args:
        home: the shop's folder, or a SQLAlchemy URL of SQLite or PostgreSQL.

    Raises:
        StoreError: it cannot be reached, is no database of ours, or is newer than this version of Xiaoer.
    """
    from knowledge_base.database import open_engine  # noqa: PLC0415 SQLAlchemy takes .3 s to load
    from knowledge_base.sql import SqlStore  # noqa: PLC0415

    if isinstance(home, str):
        return SqlStore(open_engine(home))
    # The folder's name may hold marks that mean something in a URL.
    return SqlStore(open_engine(home.database_url) if home.database_url else open_engine(home.path / "shop.db"))

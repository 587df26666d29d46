"""Puts the demo shop into a home: records, pictures and settings, once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from knowledge_base.demo.catalogue import articles
from knowledge_base.demo.files import folder, walk
from knowledge_base.demo.shop import WRITTEN, records
from knowledge_base.home import Home
from knowledge_base.schema import ProductId
from knowledge_base.store import Kind, Store, Written

SOURCE = "demo"
_STAMP = "demo.json"  # in the home: what was loaded, and the day the shop opened
_STEP = 2_000  # records between two reports of progress

SETTINGS = """\
# The demo shop's settings. Written once; yours to change.
[shop]
name = "Lantern & Loom 灯织"
language = "en"
currency = "USD"
brand_colour = "#b4532a"
contact = "care@lanternandloom.example or +1 207 555 0188, every day 8:00-22:00 ET"
contact_zh = "care@lanternandloom.example或+1 207 555 0188，每天8:00-22:00（美国东部时间）"
"""


class Progress(Protocol):
    """Hears how far a piece of work is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """`done` of `total` of what is being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load did."""

    opened: date  # the day that the shop's dates count from
    written: Written
    removed: int  # records of an earlier version that are no more
    pictures: int  # copied; those that were there are not counted
    records: Mapping[str, int]  # how many the shop has, by kind


def load(
    store: Store, home: Home, *, today: date | None = None, restore: bool = False, progress: Progress | None = None
) -> Loaded:
    """Put the demo shop into a store and a home.

    A shop that already holds this version is left as it is, with whatever its customers have done since, and keeps
    the dates of the day it opened.

    Args:
        store: where the records go.
        home: where the pictures and `xiaoer.toml` go; a file that is there is not written over.
        today: the day the shop opens, if it isn't open yet; today (UTC) if not given.
        restore: write every record back as it was on that day, even in a shop that is up to date.
        progress: told how far it is.

    Raises:
        KnowledgeBaseError: the store or the home cannot be written; the records are then as before.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    settings = home.path / "xiaoer.toml"
    if not settings.exists():
        _write(settings, SETTINGS.encode())
    policy = home.path / "orders.yaml"
    if not policy.exists():
        _write(policy, folder("data", "orders.yaml").read_bytes())
    drawings = dict(walk("pictures", suffixes=(".webp",)))
    copied = sum(_copy(home.pictures / name, content) for name, content in drawings.items())

    stamp = _read_stamp(home)
    edition = _edition(drawings)
    held = {kind: list(store.ids(kind, source=SOURCE)) for kind in Kind}
    opened = _opened(store, stamp) or today or datetime.now(UTC).date()
    if not restore and (stamp.get("edition"), stamp.get("ids")) == (edition, _digest(held)):
        counts = {kind.value: len(ids) for kind, ids in held.items()}
        unchanged = Written(unchanged=sum(counts.values()))
        return Loaded(opened=opened, written=unchanged, removed=0, pictures=copied, records=counts)

    shop = records(opened, drawings)
    written, removed = Written(), 0
    with store.transaction():
        for kind in Kind:
            having = shop.get(kind, ())
            for first in range(0, len(having), _STEP):
                written += store.put(having[first : first + _STEP], source=SOURCE)
                if progress is not None:
                    progress(kind.value, min(first + _STEP, len(having)), len(having))
            gone = set(held[kind]) - {record.id for record in having}
            removed += store.withdraw(SOURCE, kind, sorted(gone))
    counts = {kind.value: len(shop.get(kind, ())) for kind in Kind}
    _write_stamp(home, opened, edition, _digest({kind: [record.id for record in shop.get(kind, ())] for kind in Kind}))
    return Loaded(opened=opened, written=written, removed=removed, pictures=copied, records=counts)


def _edition(drawings: Iterable[str]) -> str:
    """A digest of everything that the records are made from."""
    digest = blake2b(digest_size=16)
    for name, content in walk(suffixes=(".py", ".yaml", ".md")):
        if not name.startswith("draw"):  # what draws the pictures makes no records; that a picture is there does
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    digest.update("\0".join(drawings).encode())
    return digest.hexdigest()


def _opened(store: Store, stamp: Mapping[str, object]) -> date | None:
    """The day a store's demo shop opened, None if it holds none."""
    written = {article.id: article.released for article in articles()}
    for key in store.ids(Kind.PRODUCT, source=SOURCE):
        if isinstance(day := stamp.get("opened"), str):
            return date.fromisoformat(day)
        # The home was lost or is another's; a product tells by how much its dates were moved.
        product = store.product(ProductId(key))
        if product is not None and product.released is not None and product.id in written:
            return WRITTEN + (product.released.date() - written[product.id])
    return None


def _read_stamp(home: Home) -> dict[str, object]:
    try:
        stamp = json.loads((home.path / _STAMP).read_text(encoding="utf-8"))
        date.fromisoformat(stamp["opened"])
    except (OSError, ValueError, TypeError, KeyError):
        return {}  # none yet, or spoilt: everything is then compared again
    return dict(stamp)


def _digest(ids: Mapping[Kind, Sequence[str]]) -> str:
    """A digest of which records there are."""
    digest = blake2b(digest_size=16)
    for kind in Kind:
        digest.update("\0".join([kind, *sorted(ids.get(kind, ()))]).encode() + b"\n")
    return digest.hexdigest()


def _write_stamp(home: Home, opened: date, edition: str, ids: str) -> None:
    stamp = {"opened": opened.isoformat(), "edition": edition, "ids": ids}
    _write(home.path / _STAMP, json.dumps(stamp, indent=2).encode())


def _copy(target: Path, content: bytes) -> bool:
    if target.exists() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, content)
    return True


def _write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(content)
    part.replace(target)

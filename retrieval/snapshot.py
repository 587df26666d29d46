"""Saved states of the index: whole or absent, checked before they are used, the last two kept.

    index/
      current                     the name of the newest snapshot
      snapshot-<time>-<random>/   manifest.json with the checksum of every other file; then what was saved

A snapshot is written into a hidden folder, flushed to disk, renamed, and only then pointed at. Killed at any moment,
the one before stays good.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import xxhash

from retrieval.errors import SnapshotError

SCHEMA = 1  # raise it when the layout of what is saved changes
_KEPT = 2
_STALE_SECONDS = 3600  # a hidden folder this old was left by a process that died
_BLOCK = 1 << 20
_POINTER, _MANIFEST, _LOCK = "current", "manifest.json", "lock"


@dataclass(frozen=True, slots=True)
class About:
    """What a snapshot is of."""

    model: str  # the hash of the embedding model
    sequence: int  # of the store's change log
    saved: float = 0.0  # seconds since 1970
    schema: int = SCHEMA


def save(index: Path, about: About, write: Callable[[Path], None]) -> Path | None:
    """Save what `write` puts into a folder; the snapshot's folder, or None while another process is saving."""
    index.mkdir(parents=True, exist_ok=True)
    with _only_one(index) as alone:
        if not alone:
            return None
        name = f"snapshot-{time.time_ns() // 1_000_000:015d}-{secrets.token_hex(3)}"
        unfinished = index / f".{name}"
        unfinished.mkdir()
        try:
            write(unfinished)
            _seal(unfinished, about)
            target = index / name
            unfinished.rename(target)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        _flush(index)
        pointer = index / f".{_POINTER}-{name}"
        pointer.write_text(name)
        _flush(pointer)
        pointer.replace(index / _POINTER)
        _flush(index)
        _tidy(index, name)
    return target


def kept(index: Path) -> list[Path]:
    """The folders of the snapshots, the one pointed at first, then the newest."""
    try:
        pointed = (index / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        pointed = ""
    folders = sorted(index.glob("snapshot-*"), reverse=True) if index.is_dir() else []
    return sorted(folders, key=lambda folder: folder.name != pointed)


def current(index: Path) -> Path | None:
    """The folder of the newest snapshot; None where there is none yet."""
    return next(iter(kept(index)), None)


def forget(index: Path) -> None:
    """Remove all snapshots."""
    (index / _POINTER).unlink(missing_ok=True)
    for folder in index.glob("snapshot-*"):
        shutil.rmtree(folder)


def check(folder: Path, model: str | None) -> About:
    """Read a snapshot's manifest and compare every file with its checksum.

    Args:
        folder: what `current` gave.
        model: the hash of the embedding model that it must be of; None: any.

    Raises:
        SnapshotError: it is damaged, of another version, or of another embedding model.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        about, files = About(**manifest["about"]), dict(manifest["files"])
        seal = manifest["seal"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the snapshot {folder.name} has no readable manifest ({error})") from error
    if about.schema != SCHEMA:
        raise SnapshotError(f"the snapshot {folder.name} is of version {about.schema}, this is version {SCHEMA}")
    if seal != _seal_of(manifest["about"], files):
        raise SnapshotError(f"the snapshot {folder.name} is damaged in {_MANIFEST}")
    if model is not None and about.model != model:
        raise SnapshotError(f"the snapshot {folder.name} is of embedding model {about.model}, now it is {model}")
    for name, expected in files.items():
        try:
            actual = _checksum(folder / name)
        except OSError as error:
            raise SnapshotError(f"the snapshot {folder.name} lacks {name} ({error.strerror})") from error
        if actual != expected:
            raise SnapshotError(f"the snapshot {folder.name} is damaged in {name}")
    return about


def _seal(folder: Path, about: About) -> None:
    """Write the manifest and flush everything to disk."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {str(path.relative_to(folder)): _checksum(path) for path in paths}
    described = asdict(about) | {"saved": round(time.time(), 3)}
    manifest = {"about": described, "files": files, "seal": _seal_of(described, files)}
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1))
    for path in (*paths, folder / _MANIFEST, *(path for path in folder.rglob("*") if path.is_dir()), folder):
        _flush(path)


def _seal_of(about: dict[str, object], files: dict[str, str]) -> str:
    return xxhash.xxh3_128_hexdigest(json.dumps([about, files], sort_keys=True).encode())


def _checksum(path: Path) -> str:
    total = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tidy(index: Path, newest: str) -> None:
    """Remove all but the last two snapshots, and what dead processes left."""
    older = sorted(path for path in index.glob("snapshot-*") if path.name != newest)
    for path in older[: 1 - _KEPT]:
        shutil.rmtree(path, ignore_errors=True)
    for path in (*index.glob(".snapshot-*"), *index.glob(f".{_POINTER}-*")):
        if time.time() - path.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


@contextmanager
def _only_one(index: Path) -> Iterator[bool]:
    """Whether no other process is saving here; a process that dies lets go."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where one process serves a home
    except ImportError:
        yield True
        return
    with (index / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True

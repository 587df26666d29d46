"""Finds the files below the paths that a user names: folders are walked, archives opened, bombs left alone."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from knowledge_base.errors import SourceError

MOST_MEMBERS = 10_000
MOST_UNPACKED = 4 << 30  # bytes of one archive in all
MOST_RATIO = 250  # unpacked to packed, of members beyond 16 MiB
_SMALL = 16 << 20
_IN_MEMORY = 32 << 20
_OFFICE = ("[Content_Types].xml", "mimetype")  # what tells a document in ZIP form from an archive


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, perhaps inside an archive."""

    path: Path
    source: str  # the path argument it was found under, which owns its records
    relative: PurePosixPath  # below that argument; a single file's own name
    size: int
    member: str = ""
    asked: bool = False  # the user named it, rather than a folder with it inside

    @property
    def name(self) -> str:
        """How to call it in messages."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes, seekable.

        Raises:
            SourceError: it cannot be opened or unpacked.
        """
        with ExitStack() as stack:
            try:
                file: BinaryIO
                if self.member:
                    archive = stack.enter_context(zipfile.ZipFile(self.path))
                    file = stack.enter_context(_unpacked(archive, self.member))
                else:
                    file = stack.enter_context(self.path.open("rb"))
            except OSError as error:
                raise SourceError(f"it cannot be read: {error.strerror or error}") from error
            yield file


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that could not be looked into."""

    name: str
    reason: str
    source: str


def find(paths: Sequence[Path], source: str = "") -> Iterator[File | Unreadable]:
    """Every file below the paths, in a fixed order."""
    for path in paths:
        absolute = path.expanduser().absolute()
        owner = source or str(absolute)
        if absolute.is_dir():
            yield from _folder(absolute, owner)
        elif absolute.is_file():
            yield from _file(absolute, owner, PurePosixPath(absolute.name), asked=True)
        elif absolute.exists():
            yield Unreadable(str(path), "it is no regular file; write what comes through it into one first", owner)
        else:
            yield Unreadable(str(path), "there is no such file or folder", owner)


def _folder(folder: Path, owner: str) -> Iterator[File | Unreadable]:
    try:
        found = sorted(each for each in folder.rglob("*") if each.is_file())
    except OSError as error:
        yield Unreadable(str(folder), f"it cannot be listed: {error.strerror}", owner)
        return
    for each in found:
        relative = each.relative_to(folder)
        if not any(part.startswith((".", "__MACOSX", "~$")) for part in relative.parts):
            yield from _file(each, owner, PurePosixPath(*relative.parts), asked=False)


def _file(path: Path, owner: str, relative: PurePosixPath, *, asked: bool) -> Iterator[File | Unreadable]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            packed = file.read(4) == b"PK\3\4"
    except OSError as error:
        yield Unreadable(str(path), f"it cannot be read: {error.strerror}", owner)
        return
    if not packed:
        yield File(path, owner, relative, size, asked=asked)
        return
    try:
        yield from _archive(path, owner, relative, size, asked=asked)
    except (zipfile.BadZipFile, SourceError, NotImplementedError, ValueError, OSError) as error:
        yield Unreadable(str(path), f"it is no archive that can be opened: {error}", owner)


def _archive(path: Path, owner: str, relative: PurePosixPath, size: int, *, asked: bool) -> Iterator[File | Unreadable]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename in _OFFICE for member in members):
        yield File(path, owner, relative, size, asked=asked)
        return
    if len(members) > MOST_MEMBERS:
        raise SourceError(f"it holds {len(members):,} files; at most {MOST_MEMBERS:,}")
    if (unpacked := sum(member.file_size for member in members)) > MOST_UNPACKED:
        raise SourceError(f"it unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,}")
    for member in sorted(members, key=lambda member: member.filename):
        inside = PurePosixPath(member.filename)
        if any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            continue
        try:
            _check(member)
        except SourceError as error:
            yield Unreadable(f"{path}!{member.filename}", str(error), owner)
            continue
        alone = asked and len(members) == 1
        yield File(path, owner, relative.with_suffix("") / inside, member.file_size, member.filename, asked=alone)


def _check(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise SourceError("it is encrypted; unpack it first")
    if member.file_size > _SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise SourceError(f"it unpacks to {member.file_size / max(member.compress_size, 1):,.0f} times its size")


@contextmanager
def _unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[BinaryIO]:
    """A member's bytes in memory, or on disk if they are many; no more than the archive declared."""
    member = archive.getinfo(name)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        try:
            with archive.open(member) as packed:
                copied = _copy(packed, cast("BinaryIO", spool), member.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise SourceError(f"it cannot be unpacked: {error}") from error
        if copied > member.file_size:
            raise SourceError("it unpacks to more than its archive declares")
        spool.seek(0)
        yield cast("BinaryIO", spool)


def _copy(source: IO[bytes], target: BinaryIO, most: int) -> int:
    copied = 0
    while copied <= most and (chunk := source.read(1 << 20)):
        target.write(chunk)
        copied += len(chunk)
    return copied


def check_office(file: BinaryIO) -> set[str]:
    """The names inside an office document, after the same checks as any archive's.

    Raises:
        SourceError: it is damaged, or a bomb.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            for member in members:
                _check(member)
            if sum(member.file_size for member in members) > 16 * _SMALL:
                raise SourceError("it unpacks to more than 256 MiB")
            return {member.filename for member in members}
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceError(f"it is damaged: {error}") from error
    finally:
        file.seek(0)

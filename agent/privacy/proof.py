"""Looks whether anything of somebody is left: every byte of every file of the home, every column of the database.

What another customer has too (a name, a household's address) is told apart from what was left behind.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, text

from agent.privacy.place import Place
from agent.privacy.subject import Subject, Term

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was found."""

    where: str  # a file of the home, or a table and column
    kind: str  # of the term
    count: int
    shared: bool  # another customer's record has the same


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked through, and what was found there."""

    files: int
    bytes: int
    columns: int
    left: tuple[Left, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is left that is this person's alone."""
        return all(one.shared for one in self.left)


def prove(place: Place, subject: Subject) -> Proof:
    """Look through everything for what gives this person away."""
    others = _others(place, subject)
    shared = {term: term.text.casefold() in others for term in subject.terms}
    left: list[Left] = []
    files = size = columns = 0
    for path in sorted(place.home.path.rglob("*")):
        if path.is_file() and not path.is_symlink():
            files, size = files + 1, size + path.stat().st_size
            found = _in_file(path, subject.terms)
            left += _left(str(path.relative_to(place.home.path)), found, shared)
    for engine in place.engines:
        if engine.dialect.name == "postgresql":
            for where, found in _in_database(engine, subject.terms):
                columns += 1
                left += _left(where, found, shared)
    return Proof(files, size, columns, tuple(left))


def _left(where: str, found: Counter[Term], shared: dict[Term, bool]) -> Iterator[Left]:
    for term, count in found.items():
        if count:
            yield Left(where, term.kind, count, shared[term])


def _others(place: Place, subject: Subject) -> str:
    """All that other customers' records say, to look in."""
    parts: list[str] = []
    for other in place.store.customers():
        if other.id not in subject.ids:
            name = f"{other.first_name} {other.last_name}\n{other.last_name} {other.first_name}\n"
            joined = f"{other.last_name}, {other.first_name}\n{other.last_name}{other.first_name}\n{other.id}\n"
            line = other.address.line1 if other.address else ""
            methods = "\n".join(method.id for method in other.payment_methods)
            parts.append(f"{name}{joined}{other.email}\n{other.phone}\n{line}\n{methods}")
    return "\n".join(parts).casefold()


def needles(term: Term) -> Iterator[bytes]:
    """The bytes as which a term may be written, in lower case."""
    low = term.text.lower()
    yield low.encode()
    if not low.isascii():
        yield low.encode("ascii", "backslashreplace")  # \\uXXXX, as JSON has it
    yield low.encode("utf-16-le")


def _in_file(path: Path, terms: Iterable[Term]) -> Counter[Term]:
    found: Counter[Term] = Counter()
    wanted = [(term, needle) for term in terms for needle in dict.fromkeys(needles(term))]
    with path.open("rb") as file:
        found += _in_stream(file, wanted)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    found += _in_stream(member, wanted)
    return found


def _in_stream(file: IO[bytes], wanted: list[tuple[Term, bytes]]) -> Counter[Term]:
    found: Counter[Term] = Counter()
    overlap = max((len(needle) for _, needle in wanted), default=1) - 1
    before = b""
    while chunk := file.read(_CHUNK):
        window = before + chunk.lower()
        for term, needle in wanted:
            # What lies in the overlap alone was counted with the chunk before.
            found[term] += window.count(needle) - before.count(needle)
        before = window[-overlap:] if overlap else b""
    return found


def _in_database(engine: Engine, terms: Iterable[Term]) -> Iterator[tuple[str, Counter[Term]]]:
    listed = text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns c JOIN information_schema.tables t "
        "USING (table_schema, table_name) WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
        "AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea') ORDER BY 1, 2"
    )
    with engine.connect() as connection:
        for table, column, kind in connection.execute(listed).all():
            cell = f'"{column}"' if kind != "bytea" else f"encode(\"{column}\", 'escape')"
            count = text(f'SELECT count(*) FROM "{table}" WHERE position(:term in lower({cell}::text)) > 0')  # noqa: S608 names from the catalogue
            found: Counter[Term] = Counter()
            for term in terms:
                low = term.text.lower()
                written = low if kind != "bytea" else "".join(_escaped(low))
                found[term] = connection.scalar(count, {"term": written}) or 0
            yield f"{table}.{column}", found


def _escaped(text: str) -> Iterator[str]:
    """As PostgreSQL writes bytes in its escape format."""
    for byte in text.encode():
        yield chr(byte) if 32 <= byte < 127 and byte != 92 else "\\\\" if byte == 92 else f"\\{byte:03o}"

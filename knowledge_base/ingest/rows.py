"""What readers hand on: rows of a source, records found, and what was rejected."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge_base.errors import RecordError
from knowledge_base.schema import Record

LONGEST_CELL = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or one object of a JSON file."""

    line: int  # 1-based, where it starts
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be taken, and why."""

    line: int
    reason: str
    field: str = ""
    value: str = ""
    row: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, row: Row, error: RecordError) -> Reject:
        """The rejection of a row for an error in it."""
        value = error.value if isinstance(error.value, str) else repr(error.value)
        return cls(row.line, error.need, error.field, value[:200], row.values)


@dataclass(frozen=True, slots=True)
class Found:
    """Records made of one row, or of rows that belong together."""

    line: int
    records: tuple[Record, ...]
    row: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is meant to stay out, such as a draft."""

    line: int


Item = Found | Reject | Skipped
RawRows = Iterator[Row | Reject]


def text(value: object) -> str:
    """A cell as clean text: without outer blanks and characters that no text holds."""
    match value:
        case str():
            cleaned = value.strip()
            if cleaned.isprintable():
                return cleaned
            return "".join(mark for mark in cleaned if mark >= " " or mark in "\n\t").replace("\x7f", "").strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _digits(value)
        case list():
            return ", ".join(part for part in map(text, value) if part)
        case _:
            return ""


def _digits(value: float) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    return str(value) if value.bit_length() < 1000 else ""


def first(values: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first of these cells that says anything."""
    for name in names:
        if found := text(values.get(name)):
            return found
    return ""


def check_cells(row: Row) -> None:
    """Refuse a row with a cell that is too long or not in the file's encoding.

    Raises:
        RecordError: the cell's name and its beginning.
    """
    for name, value in row.values.items():
        if isinstance(value, str):
            if len(value) > LONGEST_CELL:
                raise RecordError(str(name), value[:60], f"a cell holds at most {LONGEST_CELL:,} characters")
            if not value.isascii() and any("\ud800" <= mark <= "\udfff" for mark in value):
                shown = value.encode("utf-8", "replace").decode()
                raise RecordError(str(name), shown, "holds bytes that are not of the file's encoding")

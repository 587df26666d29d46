"""Reads delimited tables: CSV, TSV and their kin, however they are quoted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, TextIO

from knowledge_base.errors import SourceError
from knowledge_base.ingest.rows import LONGEST_CELL, RawRows, Reject, Row

DELIMITERS = ",\t;|"
_MOST_MENDED = 50  # quotes left open; a file with more of them is no table
_SEPARATOR = re.compile(r"sep=(.)?$", re.IGNORECASE)  # how spreadsheets are told the delimiter
_WIDEST = 2000  # columns


class _Lines:
    """Lines of a file that can be given back, counted, and that know whether more was asked than there is."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._file.readline(4 * LONGEST_CELL)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line.replace("\0", "")

    def begin(self) -> int:
        """Start a record; the number of its first line."""
        self.taken = []
        self.ended = False
        return self.number + 1

    def give_back(self) -> None:
        """Give back all but the first line of this record."""
        self._again += reversed(self.taken[1:])
        self.number -= len(self.taken) - 1


def read_table(file: BinaryIO, encoding: str, delimiter: str) -> RawRows:
    """The rows of a table whose first row names the columns.

    Raises:
        SourceError: it has no such row.
    """
    csv.field_size_limit(2 * LONGEST_CELL)
    stream = io.TextIOWrapper(file, encoding, errors=_errors(encoding), newline="")
    try:
        records = _records(stream, delimiter)
        header = _header(records)
        for record in records:
            if isinstance(record, Reject):
                yield record
                continue
            line, cells = record
            while cells and not cells[-1].strip():
                cells.pop()
            if not cells:
                continue
            if len(cells) > len(header):
                values = dict(zip(header, cells, strict=False))
                reason = (
                    f"has {len(cells)} cells where the header has {len(header)}; a delimiter inside a cell needs quotes"
                )
                yield Reject(line, reason, "row", " | ".join(cells[len(header) :])[:200], values)
                continue
            cells += [""] * (len(header) - len(cells))
            yield Row(line, dict(zip(header, cells, strict=True)))
    except UnicodeError as error:
        raise SourceError(f"it is not {encoding} throughout: {error}") from error
    finally:
        with suppress(ValueError):  # the file may be closed before this ends
            stream.detach()


def _errors(encoding: str) -> str:
    # A damaged byte becomes a lone surrogate, by which the row with it is told.
    return "surrogateescape" if encoding.startswith(("utf-8", "gb", "cp", "iso")) else "strict"


def _header(records: Iterator[tuple[int, list[str]] | Reject]) -> list[str]:
    for record in records:
        if isinstance(record, Reject):
            break
        names = [name.strip().lstrip("\ufeff") for name in record[1]]
        if names and _SEPARATOR.match(names[0]) and not any(names[1:]):
            continue
        while names and not names[-1]:
            names.pop()
        if not names:
            continue
        if len(names) > _WIDEST:
            raise SourceError(f"its first row has {len(names)} cells; a table has at most {_WIDEST} columns")
        seen: Counter[str] = Counter()
        for position, name in enumerate(names):
            seen[name] += 1
            names[position] = name or f"column {position + 1}"
            if name and seen[name] > 1:
                names[position] = f"{name} {seen[name]}"
        return names
    raise SourceError("it has no row that names the columns")


def _records(stream: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]] | Reject]:
    lines = _Lines(stream)
    mended = 0
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    while True:
        line = lines.begin()
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = str(error)
        if not problem and not lines.ended:
            yield line, cells
            continue
        # The reader asks for another line only inside quotes: one was opened here and never closed.
        mended += 1
        if mended > _MOST_MENDED:
            raise SourceError(f"its quotes do not match from line {line} on")
        first = lines.taken[0] if lines.taken else ""
        yield Reject(line, "a quote that opens here is never closed", "row", first[:200].strip())
        lines.give_back()
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def sniff_delimiter(head: str) -> str | None:
    """The delimiter that parts the first lines into the same number of columns, or None."""
    if (said := re.match(r"sep=([,;\t|])\r?\n", head, re.IGNORECASE)) is not None:
        return said[1]
    best: tuple[float, int, str] | None = None
    for delimiter in DELIMITERS:
        widths = _widths(head, delimiter)
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths) / len(widths)
        candidate = (round(same, 1), widths[0], delimiter)
        if same >= 0.5 and (best is None or candidate[:2] > best[:2]):
            best = candidate
    return best and best[2]


def _widths(head: str, delimiter: str) -> list[int]:
    csv.field_size_limit(2 * LONGEST_CELL)
    lines = head.splitlines(keepends=True)
    if len(lines) > 1:
        lines.pop()  # likely cut
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return []
    return [len(row) for row in rows if any(cell.strip() for cell in row)][:50]

"""Writes rejected rows where a person can open, mend and ingest them again."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson
import xxhash

from knowledge_base.errors import SourceError
from knowledge_base.ingest.reading import REJECT_COLUMNS
from knowledge_base.ingest.rows import Reject, text


class RejectFile:
    """The rejects of one source file, made at the first of them: CSV for a table's rows, else JSON lines.

    Its name depends on the source alone, so the next run replaces it, or takes it away when nothing is rejected.
    """

    def __init__(self, folder: Path | None, source: str) -> None:
        self._source = source
        self._file: IO[Any] | None = None
        self._writer: csv.DictWriter[str] | None = None
        self.path: Path | None = None
        self._stem = None if folder is None else folder / _name(source)

    def __enter__(self) -> Self:
        if self._stem is not None:
            for suffix in (".csv", ".jsonl"):
                with suppress(NotADirectoryError):  # told when there is something to write
                    self._stem.with_name(self._stem.name + suffix).unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, reject: Reject, *, table: bool) -> None:
        """Write one down.

        Raises:
            SourceError: the folder cannot be written.
        """
        if self._stem is None:
            return
        about = dict(
            zip(REJECT_COLUMNS, (self._source, reject.line, reject.field, reject.value, reject.reason), strict=True)
        )
        try:
            self._add(about, reject.row, table=table)
        except OSError as error:
            raise SourceError(
                f"its rejected rows cannot be written to {self._stem.parent}: {error.strerror}"
            ) from error

    def _add(self, about: Mapping[str, object], row: Mapping[str, Any], *, table: bool) -> None:
        if self._file is None:
            self._open(".csv" if table else ".jsonl")
        if self._file is None:
            return
        if not table:
            shown = (
                orjson.dumps({**about, "row": row}, default=str, option=orjson.OPT_NON_STR_KEYS) if _fits(row) else b""
            )
            self._file.write((shown or orjson.dumps({**about, "row": {}}, default=str)).decode() + "\n")
            return
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, [*about, *row], extrasaction="ignore", restval="")
            self._writer.writeheader()
        self._writer.writerow({**{name: text(value)[:10_000] for name, value in row.items()}, **about})

    def _open(self, suffix: str) -> None:
        if self._stem is not None:
            self._stem.parent.mkdir(parents=True, exist_ok=True)
            self.path = self._stem.with_name(self._stem.name + suffix)
            # The mark at its start lets spreadsheets see that it is UTF-8.
            encoding = "utf-8-sig" if suffix == ".csv" else "utf-8"
            self._file = self.path.open("w", encoding=encoding, errors="replace", newline="")


def _fits(row: Mapping[str, Any]) -> bool:
    try:
        orjson.dumps(row, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return False
    return True


def _name(source: str) -> str:
    stem = "".join(mark if mark.isalnum() or mark in "-._" else "-" for mark in source.rsplit("/", 1)[-1])[:80]
    return f"{stem}-{xxhash.xxh3_64_hexdigest(source.encode('utf-8', 'replace'))[:8]}"

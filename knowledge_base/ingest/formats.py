"""Tells what a file is by its content, with its name as a hint."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

from knowledge_base.errors import SourceError
from knowledge_base.ingest import encodings
from knowledge_base.ingest.files import check_office
from knowledge_base.ingest.json_rows import looks_like_lines
from knowledge_base.ingest.tables import sniff_delimiter

_HEAD = 1 << 16
_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
_TABLE = {".csv", ".tsv", ".tab"}
_HTML = re.compile(
    r"<!doctype\s+html|<html\b|<head\b|<body\b|<(?:div|p|h[1-6]|article|section|main|ul|table)\b", re.IGNORECASE
)
_PAGE = {".html", ".htm", ".xhtml"}
_PROSE = {".txt", ".text"}
_JSON = re.compile(r'[{\[]\s*["{\[\]}\d-]')
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BINARY = (
    (b"\x1f\x8b", "it is gzipped; unpack it first"),
    (b"7z\xbc\xaf", "it is a 7z archive; unpack it first, or use ZIP"),
    (b"Rar!", "it is a RAR archive; unpack it first, or use ZIP"),
    (b"\xd0\xcf\x11\xe0", "it is an old Office file; save it as .docx or .csv"),
    (b"{\\rtf", "it is RTF; save it as .docx"),
)


class Format(StrEnum):
    """What a file is."""

    TABLE = "table"
    JSON = "json"
    JSON_LINES = "json lines"
    FEED = "feed"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file is, and how its text is written."""

    format: Format
    encoding: str = ""
    delimiter: str = ""


def detect(file: BinaryIO, name: PurePosixPath) -> Shape:
    """What a file is; it is left at its start.

    Raises:
        SourceError: it is empty, or nothing that can be read.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip():
        raise SourceError("it is empty")
    if b"%PDF-" in head[:1024]:
        return Shape(Format.PDF)
    if head.startswith(b"PK\3\4"):
        return _office(file)
    for magic, reason in _BINARY:
        if head.startswith(magic):
            raise SourceError(reason)
    encoding = encodings.detect(file)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return _text(decoder.decode(head).lstrip("\ufeff"), name.suffix.casefold(), encoding)


def _office(file: BinaryIO) -> Shape:
    names = check_office(file)
    if "word/document.xml" in names:
        return Shape(Format.DOCX)
    if any(name.startswith("xl/") for name in names):
        raise SourceError("it is a spreadsheet; save its sheet as .csv")
    if any(name.startswith("ppt/") for name in names):
        raise SourceError("it is a presentation; save it as .pdf")
    raise SourceError("it is an archive inside an archive, or of an unknown kind; unpack it first")


def _text(head: str, suffix: str, encoding: str) -> Shape:
    if suffix in _MARKDOWN:
        return Shape(Format.MARKDOWN, encoding)
    return _marked_up(head.lstrip(), suffix, encoding) or _delimited(head, suffix, encoding)


def _marked_up(start: str, suffix: str, encoding: str) -> Shape | None:
    """What text that begins with a mark of HTML, XML or JSON is."""
    if start.startswith("<"):
        page = _HTML.search(start[:4096]) is not None and not start.startswith("<?xml")
        return Shape(Format.HTML if page or suffix in _PAGE else Format.FEED, encoding)
    if looks_like_lines(start):
        return Shape(Format.JSON_LINES, encoding)
    return Shape(Format.JSON, encoding) if _JSON.match(start) else None


def _delimited(head: str, suffix: str, encoding: str) -> Shape:
    """What other text is: a table, Markdown or prose."""
    if not head.strip():
        raise SourceError("it is empty")
    delimiter = sniff_delimiter(head)
    if suffix in _TABLE:
        return Shape(Format.TABLE, encoding, delimiter or ("," if suffix == ".csv" else "\t"))
    if _HEADING.search(head):
        return Shape(Format.MARKDOWN, encoding)
    prose = delimiter in {None, ","}  # prose has commas too
    if suffix in _PROSE and prose:
        return Shape(Format.TEXT, encoding)
    if delimiter is None:
        raise SourceError("it is no table, JSON, feed or document that is known")
    return Shape(Format.TABLE, encoding, delimiter)

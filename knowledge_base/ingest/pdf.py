"""Reads PDF: the text of each page, cut where larger or bolder lines are headings."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import IOBase
from itertools import pairwise
from statistics import median
from typing import Any, BinaryIO, cast

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect

from knowledge_base.errors import SourceError
from knowledge_base.schema import Section

MOST_PAGES = 1000
_LONGEST_HEADING = 120
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
# Radicals and ligatures, which fonts show for the letters that people type and search.
_ODD = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
_NO_HEADING = re.compile(r"^[\d\s./-]*$|[.,;:，。；：]$")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    bold: bool
    page: int
    block: int  # lines of one paragraph stand in one block


def read_pdf(file: BinaryIO) -> tuple[list[Section], str]:
    """The sections of a PDF with their pages, and its title.

    Raises:
        SourceError: it is damaged, protected by a password, or too long.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        lines = _without_margins(list(_lines(file)))
    except PDFPasswordIncorrect as error:
        raise SourceError("it is protected by a password") from error
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(f"it is a damaged PDF: {str(error)[:80] or type(error).__name__}") from error
    if not lines:
        return [], ""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    levels = sorted({line.size for line in lines if _is_heading(line, body)}, reverse=True)
    return _cut(lines, body, levels)


def _lines(file: BinaryIO) -> Iterator[_Line]:
    for number, page in enumerate(extract_pages(cast("IOBase", file)), 1):
        if number > MOST_PAGES:
            raise SourceError(f"it has more than {MOST_PAGES:,} pages")
        for block, line in _text_lines(page):
            chars = [char for char in line if isinstance(char, LTChar) and char.get_text().strip()]
            words = _ODD.sub(lambda odd: unicodedata.normalize("NFKC", odd[0]), line.get_text())
            words = " ".join(words.replace("\0", "").split())
            if chars and words:
                bold = sum(_BOLD.search(char.fontname) is not None for char in chars) > 0.8 * len(chars)
                yield _Line(words, round(median(char.size for char in chars), 1), bold, number, block)


def _text_lines(container: LTContainer[Any]) -> Iterator[tuple[int, LTTextLine]]:
    for each in container:
        if isinstance(each, LTTextLine):
            yield id(container), each
        elif isinstance(each, LTContainer):
            yield from _text_lines(each)


def _without_margins(lines: list[_Line]) -> list[_Line]:
    """Drop what stands on most pages alike: running heads, feet and page numbers."""
    pages = lines[-1].page if lines else 0
    if pages < 3:
        return lines
    alike = Counter(key for key, _ in {(re.sub(r"\d+", "#", line.text), line.page) for line in lines})
    return [line for line in lines if alike[re.sub(r"\d+", "#", line.text)] < max(3, 0.6 * pages)]


def _is_heading(line: _Line, body: float) -> bool:
    if len(line.text) > _LONGEST_HEADING or _NO_HEADING.search(line.text):
        return False
    return line.size >= body * 1.12 or (line.bold and line.size >= body * 0.98)


def _cut(lines: list[_Line], body: float, levels: list[float]) -> tuple[list[Section], str]:
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    title, gathered, page, before = "", list[_Line](), 1, None

    def finish() -> None:
        if gathered:
            text = _join(gathered)
            sections.append(Section(headings=tuple(name for _, name in path), text=text, page=gathered[0].page))
            gathered.clear()

    for line in lines:
        if not _is_heading(line, body):
            if gathered and gathered[-1].page != line.page:
                finish()  # a piece never spans pages, so its page is exact
            gathered.append(line)
            before = None
            continue
        finish()
        level = levels.index(line.size)
        if before is not None and before.size == line.size and before.page == line.page and path:
            path[-1] = (level, f"{path[-1][1]} {line.text}")  # a heading over two lines
        else:
            path = [*(each for each in path if each[0] < level), (level, line.text)]
        if level == 0 and page == 1 and (not title or before is not None):
            title = path[-1][1]
        before = line
    finish()
    return sections, title


def _join(lines: list[_Line]) -> str:
    """Lines to text: hyphens at line ends mended, Chinese joined without blanks."""
    joined = lines[0].text
    for before, line in pairwise(lines):
        if joined.endswith("-") and line.text[:1].islower():
            joined = joined[:-1] + line.text
        elif line.block == before.block and joined[-1:] > "\u2e80" and line.text[:1] > "\u2e80":
            joined += line.text
        elif line.block != before.block or re.match(r"[-•–▪◦*]\s|\d+[.)]\s", line.text):
            joined += "\n" + line.text
        else:
            joined += " " + line.text
    return joined

"""Cells to values: whole numbers, times, lists, languages, plain text of HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from knowledge_base.errors import RecordError
from knowledge_base.ingest.rows import text
from knowledge_base.schema import CHINESE, Language

_IN = {"in stock", "instock", "in_stock", "yes", "true", "available", "1", "y", "有货", "现货", "是", "有", "low stock"}
_OUT = {
    "out of stock", "outofstock", "out_of_stock", "no", "false", "unavailable", "0", "n", "sold out", "discontinued",
    "无货", "缺货", "售罄", "否", "无",
}  # fmt: skip
_WHOLE = re.compile(r"-?\d{1,3}(?:[, ]\d{3})+|-?\d+(?:[.,]0+)?")
_DATES = ("%Y/%m/%d", "%d.%m.%Y", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%B %d, %Y")
_LIST = re.compile(r"\s*[,;|，；、\n]\s*")
_PATH = re.compile(r"\s*[>»›|\\]\s*|\s+/\s+")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>|<!--")


def stock(value: object, availability: str) -> int | None:
    """How many there are; None where that is not tracked.

    Raises:
        RecordError: it is no whole number.
    """
    word = availability.casefold()
    given = text(value)
    if not given or given.casefold() in {"null", "none", "n/a", "-"}:
        return 0 if word in _OUT else None
    if given.casefold() in _IN | _OUT and not given.isdecimal():
        return 0 if given.casefold() in _OUT else None
    cleaned = unicodedata.normalize("NFKC", given).rstrip("+件个 ").removeprefix(">")
    if not _WHOLE.fullmatch(cleaned) or len(cleaned) > 12:
        raise RecordError("stock", given, "needs a whole number, or nothing where it isn't tracked")
    number = int(re.sub(r"[, ]|[.,]0+$", "", cleaned) if "," in cleaned or " " in cleaned else cleaned.split(".")[0])
    return min(max(number, 0), 2**31 - 1)  # oversold is none left


def moment(value: object) -> datetime | None:
    """The time that a cell names, in UTC; None if it names none."""
    given = text(value)
    if len(given) < 8 or len(given) > 40:
        return None
    for read in (datetime.fromisoformat, *(_reader(form) for form in _DATES)):
        try:
            time: datetime = read(given)
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _reader(form: str) -> Any:
    return lambda given: datetime.strptime(given, form)  # noqa: DTZ007 its caller adds the zone


def pieces(value: object) -> tuple[str, ...]:
    """The parts of a list, or of a cell that lists several."""
    parts = _names(value) if isinstance(value, list) else _LIST.split(text(value))
    return tuple(dict.fromkeys(part for part in parts if part))


def path(value: object) -> tuple[str, ...]:
    """A category from the department down: "Clothing > Tops", or a list."""
    parts = _names(value) if isinstance(value, list) else _PATH.split(html.unescape(text(value)))
    return tuple(dict.fromkeys(part.strip() for part in parts if any(mark.isalpha() for mark in part)))


def web_address(given: str) -> str | None:
    """A link that is safe to show: of the web, or a path on the shop's own host; None for anything else."""
    if re.match(r"https?://[^\s<>\"]+$|/(?!/)[^\s<>\"]*$", given, re.IGNORECASE):
        return given
    return f"https://{given}" if re.match(r"www\.[\w.-]+(?:/\S*)?$", given, re.IGNORECASE) else None


def addresses(value: object) -> tuple[str, ...]:
    """The URLs or paths of pictures in a list or a cell."""
    if isinstance(value, list):
        parts = [text(part) if not isinstance(part, dict) else _address(part) for part in value]
    else:
        parts = re.split(r"[,|;]\s*(?=https?://)|\s+(?=https?://)|\s*\|\s*|\n", text(value))
    stripped = (part.strip(" ,;") for part in parts)
    return tuple(dict.fromkeys(part for part in stripped if part and _is_picture(part)))


def _is_picture(part: str) -> bool:
    """Whether it is of the web, or a path that stays below the pictures folder."""
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", part, re.IGNORECASE)
    return part.startswith(("http://", "https://")) if scheme else ".." not in part.split("/")


def _address(part: dict[str, Any]) -> str:
    return next((text(part[name]) for name in ("src", "url", "link", "href", "path") if part.get(name)), "")


def _names(values: list[Any]) -> list[str]:
    return [text(part.get("name") or part.get("title")) if isinstance(part, dict) else text(part) for part in values]


def language_of(words: str, default: Language) -> Language:
    """Chinese if a good part of the letters is; otherwise the default, unless that is Chinese."""
    if words.isascii():
        return Language("en") if default == CHINESE else default
    han = sum("\u4e00" <= mark <= "\u9fff" for mark in words)
    kana = sum("\u3040" <= mark <= "\u30ff" for mark in words)
    letters = sum(mark.isalpha() for mark in words)
    if kana > 0.1 * letters:
        return Language("ja")
    # A Chinese character says about as much as two letters.
    if letters and 2 * han >= 0.3 * (letters + han):
        return CHINESE
    return Language("en") if default == CHINESE else default


def plain(words: str) -> str:
    """Text without HTML's tags and entities, a line for each block."""
    if "<" in words and _TAG.search(words):
        stripper = _Stripper()
        stripper.feed(words)
        stripper.close()
        words = "".join(stripper.parts)
    elif "&" in words:
        words = html.unescape(words)
    else:
        return words
    lines = (" ".join(line.split()) for line in text(words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Stripper(HTMLParser):
    _BLOCKS = frozenset(
        {"p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", *(f"h{n}" for n in "123456")}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 theirs
        if tag in {"script", "style"}:
            self._hidden += 1
        elif tag in self._BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in self._BLOCKS - {"li", "br"}:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

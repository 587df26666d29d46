"""One way to write what can be written in many: escapes undone, full width and odd dashes and blanks made plain."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote_to_bytes

_FULL = {0xFF01 + place: 0x21 + place for place in range(94) if chr(0x21 + place) not in "!,;?"}
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE58, 0xFE63, 0x30FC), 0x2D)
_BLANKS = dict.fromkeys((0xA0, 0x2000, 0x2002, 0x2003, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x205F, 0x3000), 0x20)
_NOTHING: dict[int, int | None] = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_DIGITS = {first + digit: 0x30 + digit for first in (0x660, 0x6F0, 0x966) for digit in range(10)}
_PLAIN: dict[int, int | None] = {**_FULL, **_DASHES, **_BLANKS, **_NOTHING, **_DIGITS}

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNICODE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_ROUNDS = 3  # an escape may stand in an escape: a URL in JSON in a log line


def fold(text: str) -> str:
    """The text as plainly as it can be written, for finding things in it; control characters stay escaped."""
    if text.isascii() and "%" not in text and "\\" not in text and "&#" not in text:
        return text
    for _ in range(_ROUNDS):
        before = text
        if "%" in text:
            text = _PERCENT.sub(lambda found: _readable(unquote_to_bytes(found[0]), found[0]), text)
        if "\\u" in text:
            text = _UNICODE.sub(_unicode, text)
        if "\\x" in text:
            text = _BYTES.sub(lambda found: _readable(bytes.fromhex(found[0].replace("\\x", "")), found[0]), text)
        if "&#" in text:
            text = html.unescape(text)
        if text == before:
            break
    return text if text.isascii() else text.translate(_PLAIN)


def _readable(data: bytes, otherwise: str) -> str:
    try:
        decoded = data.decode()
    except UnicodeDecodeError:
        return otherwise
    return decoded if decoded.isprintable() else otherwise


def _unicode(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("\\u", ""))
    try:
        decoded = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return found[0]
    return decoded if decoded.isprintable() else found[0]

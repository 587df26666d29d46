"""Which encoding a file's bytes are in."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from charset_normalizer import from_bytes

from knowledge_base.errors import SourceError

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROL = 0.02  # share of control characters in what is still text


def detect(file: BinaryIO) -> str:
    """The name of the encoding of a file, which is left at its start.

    A byte-order mark decides; then UTF-8 if all of it, or all but a few bytes, is; then UTF-16 by its zeros; then
    GB18030 if it reads as Chinese; then the likeliest single-byte encoding.

    Raises:
        SourceError: it is no text.
    """
    file.seek(0)
    head = file.read(_SAMPLE)
    file.seek(0)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if name := _utf16(head):
        return name
    if head.count(0) or _share_of_control(head) > _MOST_CONTROL:
        raise SourceError("it is no text")
    bad = _bad_utf8(file)
    if bad == 0:
        return "utf-8"
    if _is_chinese(file):
        return "gb18030"
    if 0 < bad <= 3 and _has_utf8(head):
        return "utf-8"  # with damage, which the rows concerned tell
    return _single_byte(_not_ascii(file))


def _single_byte(sample: bytes) -> str:
    guesses = from_bytes(sample, cp_isolation=["cp1252", "cp1250", "cp1251", "iso8859_15"])
    best = guesses.best()
    if best is None or best.encoding == "ascii":
        return "cp1252"
    # Where nothing tells them apart, the commonest is the likeliest.
    as_good = (each for each in guesses if each.chaos <= best.chaos and each.coherence >= best.coherence)
    return "cp1252" if any("cp1252" in each.could_be_from_charset for each in as_good) else best.encoding


def _utf16(head: bytes) -> str:
    if len(head) < 4:
        return ""
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * pairs and odd < 0.05 * pairs else ""


def _share_of_control(head: bytes) -> float:
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a\x1b")
    return control / max(len(head), 1)


def _bad_utf8(file: BinaryIO) -> int:
    """How many bytes of the file are not UTF-8, up to a hundred."""
    bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    file.seek(0)
    while bad < 100 and (chunk := file.read(_CHUNK)):
        decoded = decoder.decode(chunk)
        if not decoded.isascii():
            bad += _surrogates(decoded)
    file.seek(0)
    return bad + _surrogates(decoder.decode(b"", final=True))


def _surrogates(decoded: str) -> int:
    try:
        decoded.encode("utf-8")
    except UnicodeEncodeError:
        return sum("\udc80" <= mark <= "\udcff" for mark in decoded)
    return 0


def _has_utf8(head: bytes) -> bool:
    return any(
        not mark.isascii() and not "\udc80" <= mark <= "\udcff" for mark in head.decode("utf-8", "surrogateescape")
    )


def _not_ascii(file: BinaryIO) -> bytes:
    """The lines that tell encodings apart, up to a sample's size."""
    file.seek(0)
    lines, size = [], 0
    while size < _SAMPLE and (line := file.readline(_CHUNK)):
        if not line.isascii():
            lines.append(line)
            size += len(line)
    file.seek(0)
    return b"".join(lines)


def _is_chinese(file: BinaryIO) -> bool:
    """Whether the bytes are GB18030 whose characters beyond ASCII are nearly all common Chinese ones."""
    sample = _not_ascii(file)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        decoded = sample.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [mark for mark in decoded if not mark.isascii()]
    # Latin text read as GB18030 gives rare characters: GB 2312 holds the 6,763 common ones and the punctuation.
    common = 0
    for mark in beyond:
        try:
            common += len(mark.encode("gb2312"))
        except UnicodeEncodeError:
            continue
    return bool(beyond) and common >= 2 * 0.9 * len(beyond)

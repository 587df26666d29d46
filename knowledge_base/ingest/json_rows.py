"""Reads objects from JSON: an array, an object around an array, or one object a line."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import orjson

from knowledge_base.errors import SourceError
from knowledge_base.ingest.rows import RawRows, Reject, Row

_CHUNK = 1 << 20
_LONGEST_OBJECT = 16 << 20  # characters of one object in an array
_LARGEST_WHOLE = 64 << 20  # bytes of a file whose outermost value is an object
_BETWEEN = re.compile(r"[ \t\r\n,]*")


def read_lines(file: BinaryIO, encoding: str) -> RawRows:
    """The objects of a file with one on each line."""
    for number, line in enumerate(_raw_lines(file, encoding), 1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_OBJECT:
            yield Reject(number, f"a line holds at most {_LONGEST_OBJECT:,} bytes", "row", repr(line[:60]))
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield Reject(number, f"is no JSON: {error}", "row", line[:200].decode(errors="replace").strip())
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            yield Reject(number, "must be an object in braces", "row", line[:60].decode(errors="replace").strip())


def _raw_lines(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding in {"utf-8", "utf-8-sig"}:
        first = True
        while line := file.readline(_LONGEST_OBJECT + 2):
            yield line.removeprefix(b"\xef\xbb\xbf") if first else line
            first = False
            while len(line) > _LONGEST_OBJECT and not line.endswith(b"\n") and line:
                line = file.readline(_LONGEST_OBJECT + 2)
        return
    stream = io.TextIOWrapper(file, encoding, errors="replace")
    try:
        for decoded in stream:
            yield decoded.encode("utf-8", "replace")
    finally:
        with suppress(ValueError):  # the file may be closed before this ends
            stream.detach()


def read_json(file: BinaryIO, encoding: str, size: int) -> RawRows:
    """The objects of a JSON document.

    An array is read bit by bit. Of an object the longest array of objects inside is taken, or, where it has none, the
    object itself.

    Raises:
        SourceError: it is no JSON, or holds no objects.
    """
    stream = io.TextIOWrapper(file, encoding, errors="strict")
    try:
        start = stream.read(4096).lstrip("\ufeff \t\r\n")[:1]
        stream.seek(0)
        if start == "[":
            yield from _array(stream)
        elif size > _LARGEST_WHOLE:
            raise SourceError("its outermost value is an object; a JSON file of this size must be an array or JSONL")
        else:
            yield from _inside(json.loads(stream.read().lstrip("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"it is no JSON: {error}") from error
    finally:
        with suppress(ValueError):  # the file may be closed before this ends
            stream.detach()


def _array(stream: io.TextIOWrapper) -> RawRows:
    decoder = json.JSONDecoder()
    buffer, at, line = stream.read(_CHUNK), 0, 1
    at = buffer.index("[") + 1
    line += buffer.count("\n", 0, at)
    finished = False
    while True:
        space = _BETWEEN.match(buffer, at)
        end = space.end() if space else at
        line += buffer.count("\n", at, end)
        at = end
        if buffer[at : at + 1] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, at)
            if end == len(buffer) and not finished:
                raise json.JSONDecodeError("it may go on", buffer, end)
        except (ValueError, RecursionError) as error:
            more = "" if finished else stream.read(_CHUNK)
            if more and len(buffer) - at < _LONGEST_OBJECT:
                buffer, at = buffer[at:] + more, 0
                continue
            if finished or more or buffer[at:].strip():
                raise SourceError(f"it is no JSON from line {line} on: {_say(error)}") from error
            finished = True
            continue
        if isinstance(value, dict):
            yield Row(line, value)
        else:
            yield Reject(line, "must be an object in braces", "row", json.dumps(value)[:60])
        line += buffer.count("\n", at, end)
        at = end


def _say(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"


def _inside(value: Any) -> RawRows:
    best: list[Any] = []
    rest = [value]
    for _ in range(4):  # arrays of records lie near the top; what is deeper belongs to a record
        deeper: list[Any] = []
        for each in rest:
            if isinstance(each, dict):
                deeper += each.values()
            elif isinstance(each, list) and len(each) > len(best) and isinstance(each[0], dict):
                best = each
        rest = deeper
    if isinstance(value, dict) and (not best or _is_record(value)):
        best = _pairs(value) or [value]
    for number, each in enumerate(best, 1):
        if isinstance(each, dict):
            yield Row(number, each)
        else:
            yield Reject(number, "must be an object in braces", "row", repr(each)[:60])


def _is_record(value: dict[str, Any]) -> bool:
    names = {str(name).casefold() for name in value}
    return bool(names & {"title", "name", "question", "标题", "名称", "问题"})


def _pairs(value: dict[str, Any]) -> list[dict[str, Any]]:
    """{"May I return it?": "Yes.", …} as questions and answers."""
    asks = [isinstance(answer, str) and question.rstrip().endswith(("?", "？")) for question, answer in value.items()]
    if not asks or sum(asks) < 0.5 * len(asks):
        return []
    return [{"question": question, "answer": answer} for question, answer in value.items()]


def looks_like_lines(head: str) -> bool:
    """Whether the text holds one object a line, rather than one document."""
    lines = [line for line in head.lstrip("\ufeff").splitlines()[:4] if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:2]):
        return False
    try:
        orjson.loads(lines[0])
    except orjson.JSONDecodeError:
        return lines[1].startswith("{")  # a damaged first line
    return True

"""Cuts a stream of text into sentences, without losing a character."""

from __future__ import annotations

import re

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|incl|excl|vs|mr|mrs|ms|dr|st|no|nr|tel|fig|max|min|inc|ltd|co|u\.s|a\.m|p\.m)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？；]+[”’」』）]*|\n+")
_TAIL = re.compile(r"[ \t]*(?:\[\d{1,2}\][ \t]*)+")  # citations that follow the full stop belong to the sentence
_LONGEST = 600  # characters that wait for an end at most; then the next space or comma ends the sentence


class Splitter:
    """Collects pieces and gives back finished sentences; their concatenation is the text, whatever the pieces were."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that this piece finishes."""
        self._buffer += piece
        sentences = []
        while (cut := _cut(self._buffer)) is not None:
            sentences.append(self._buffer[:cut])
            self._buffer = self._buffer[cut:]
        return sentences

    def finish(self) -> list[str]:
        """What is left."""
        rest, self._buffer = self._buffer, ""
        sentences = []
        while rest and (cut := _cut(rest, final=True)) is not None:
            sentences.append(rest[:cut])
            rest = rest[cut:]
        return [*sentences, rest] if rest else sentences


def split(text: str) -> list[str]:
    """The sentences of a whole text."""
    splitter = Splitter()
    return [*splitter.feed(text), *splitter.finish()]


def _cut(text: str, *, final: bool = False) -> int | None:
    """Where the first sentence ends; None while that cannot be known."""
    start = len(text) - len(text.lstrip())
    for end in _END.finditer(text, start):
        if end.group().startswith(".") and _inside(text[start : end.end()]):
            continue
        cut = end.end()
        tail = _TAIL.match(text, cut)
        if tail:
            cut = tail.end()
        if cut > _LONGEST:
            break
        return cut if final or _known(text, cut) else None
    if len(text) > _LONGEST:
        at = max(text.rfind(mark, start + 1, _LONGEST) for mark in (" ", "，", ",", "、"))
        return at + 1 if at > start else _LONGEST
    return None


def _inside(head: str) -> bool:
    return bool(_ABBREVIATIONS.search(head)) or bool(re.fullmatch(r"\s*[-*#>\s]*\d+\.", head))


def _known(text: str, cut: int) -> bool:
    """Whether nothing that comes later can still belong to the sentence."""
    rest = text[cut:]
    if rest.lstrip(" \t") == "":
        return False
    return not re.match(r"[ \t]*\[\d{0,2}$", rest) and not re.match(r"[。！？；”’」』）\n]", rest)

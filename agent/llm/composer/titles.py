"""Products' titles in running text: a feed's title of a hundred characters is told by its beginning."""

from __future__ import annotations

import re

LONGEST = 60  # characters; the card shows the whole
_LEAST = 12  # characters that a shortened title keeps
_PARTS = re.compile(r"\s+[-–—|·•/]\s+|[,，;；|｜]\s*|\s*[(（\[【]|:\s+|：")
_LOOSE = re.compile(
    r"(?:[\s\-–—|·•/,，、;；:&+]|\b(?:with|for|and|or|of|in|the|a|an|to|by|on|from|w)\b\.?)+$", re.IGNORECASE
)


def short(title: str, longest: int = LONGEST) -> str:
    """A title as it is said: whole, or cut where a part of it ends, else between two words."""
    title = " ".join(title.split())
    if len(title) <= longest:
        return title
    title = _unclosed(title)
    if len(title) <= longest:
        return title
    ends = [part.start() for part in _PARTS.finditer(title) if _LEAST <= part.start() <= longest]
    cut = title[: ends[-1]] if ends else _between_words(title, longest)
    return _LOOSE.sub("", cut) or cut


def _unclosed(title: str) -> str:
    """Without what stands in brackets at the end; it is cut whole or not at all."""
    return re.sub(r"\s*(?:\([^()]*\)?|（[^（）]*）?|\[[^\[\]]*\]?|【[^【】]*】?)\s*$", "", title) or title


def _between_words(title: str, longest: int) -> str:
    """As many whole words as fit; characters, where the title is written without spaces."""
    space = title.rfind(" ", _LEAST, longest + 1)
    return title[:space] if space > 0 else title[:longest]

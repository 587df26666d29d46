"""Whether a message asks for a person and nothing else, by its words alone: "agent", "real persn pls", "转人工"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz.distance import OSA

_LONGEST = 60  # characters; a longer message tells what it is about
_TYPO_FROM = 5  # letters of a word that may hold one wrong


def asks_person(text: str) -> bool:
    """Whether somebody wants to talk to a person."""
    text = text.strip(" \t\n!！?？.。,，~～")
    if not text or len(text) > _LONGEST:
        return False
    if _chinese().fullmatch(re.sub(r"[\s,，!！.。]", "", text)):
        return True
    words = [_meant(word) for word in re.findall(r"[a-z]+", text.lower())]
    if not words or not text.isascii() or not all(words):
        return False
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in _words()["ask"])


def _meant(word: str) -> str:
    """The word of ours that is meant; "" for none."""
    known = _known()
    if word in known:
        return word
    if len(word) < _TYPO_FROM:
        return ""
    near = [one for one in known if len(one) >= _TYPO_FROM and OSA.distance(word, one, score_cutoff=2) <= _edits(word)]
    return min(near, key=lambda one: (OSA.distance(word, one), one), default="")


def _edits(word: str) -> int:
    return 2 if len(word) >= 10 else 1


@cache
def _known() -> frozenset[str]:
    read = _words()
    return frozenset(word for line in (*read["ask"], *read["beside"]) for word in str(line).split())


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(re.sub(r"\s", "", str(_words()["zh"])))


@cache
def _words() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load((files("agent.llm") / "data" / "person.yaml").read_text("utf-8"))
    return read

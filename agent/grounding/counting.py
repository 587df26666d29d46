"""Counts of products: "three of them are in stock", "I found five", "这两款"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent.grounding.claims import Claim
from agent.grounding.sources import Subject

_PICKED = re.compile(
    r"\b(?:these|those|the|top|here (?:are|is)|my|our|favou?rite)\W*$|[这那以下]\W*$|推荐\W*$", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")
_EMPTY = frozenset(
    [
        "them",
        "these",
        "those",
        "that",
        "this",
        "have",
        "with",
        "come",
        "comes",
        "also",
        "from",
        "only",
        "found",
        "find",
        "here",
        "there",
        "your",
        "options",
        "option",
        "items",
        "item",
        "products",
        "product",
        "ones",
        "choices",
        "matches",
        "results",
        "which",
        "they",
        "their",
        "about",
        "than",
        "under",
        "over",
        "price",
        "priced",
        "cost",
        "costs",
        "look",
        "looks",
        "good",
        "great",
        "like",
        "nice",
        "would",
        "suit",
        "well",
        "available",
        "currently",
        "more",
        "less",
        "shop",
        "store",
        "picks",
        "ideas",
    ]
)
_STOCKED = re.compile(r"\b(?:in stock|available)\b|现货|有货", re.IGNORECASE)
_SOLD_OUT = re.compile(r"\b0 in stock\b")


def counts(claim: Claim, text: str, subjects: Sequence[Subject], records: Mapping[str, str], named: int) -> bool:
    """Whether a count of products is right: all that were found, those named, or those of which the rest is true."""
    if claim.value is None or not subjects:
        return False
    before, after = text[: claim.start], text[claim.start + len(claim.text) :]
    if _PICKED.search(before) and "of" not in after[:4]:
        return claim.value <= len(subjects)
    telling = [word for word in _WORD.findall(after.lower()) if word not in _EMPTY]
    if _STOCKED.search(after):
        have = sum(not _SOLD_OUT.search(record) for record in records.values())
        return claim.value == have
    telling = [word for word in telling if any(_has(record, word) for record in records.values())]
    if telling:
        return claim.value == sum(all(_has(record, word) for word in telling) for record in records.values())
    return claim.value in {len(subjects), named}


def _has(record: str, word: str) -> bool:
    return (word[:-1] if word.isascii() and word.endswith("s") else word) in record

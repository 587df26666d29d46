"""Sizes in a customer's words: letters as words, and shoe sizes of other systems in the shop's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from retrieval.lexicon import sizes as _data
from retrieval.vocabulary import fold

_EU_LEAST, _EU_MOST = 34, 50
_CHILD = re.compile(
    r"\b(?:kids?|child(?:ren)?|toddlers?|boys?|girls?|bab(?:y|ies)|years? old)\b|儿童|童|宝宝|孩子", re.IGNORECASE
)
_WOMEN = re.compile(r"\b(?:wom[ae]n|ladies|wife|girlfriend|mum|mom|her)\b|女|妈妈|老婆", re.IGNORECASE)
_SHOE = re.compile(
    r"\b(?:(?P<uk>uk)|us)\s?(?:(?P<men>men|m)(?:['’]?s)?\s|(?P<women>women|w)(?:['’]?s)?\s)?(?:sizes?\s)?(?P<size>\d{1,2}(?:\.5)?)\b"
    r"(?!\s?(?:cm|mm|kg|gb|ml|l\b|inch|people|person|%|[$€£]|usd))"
    r"|(?P<zh>[英美])码\s?(?P<zh_size>\d{1,2}(?:\.5)?)",
    re.IGNORECASE,
)


@cache
def letters() -> Mapping[str, str]:
    """Words for letter sizes -> the letters: "extra large" -> "xl"."""
    return {word: letter for letter, words in _data()["letters"].items() for word in words}


@cache
def worn_size() -> re.Pattern[str]:
    """A letter size in words before something that is worn, as `value`."""
    sizes = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(letters(), key=len, reverse=True))
    garments = "|".join(re.escape(word) for word in sorted(_data()["worn"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w'’-])(?P<value>{sizes}|x{{1,4}}[sl]|[2-5]xl|[sml])\s+(?=(?:[\w'’-]+\s+){{0,3}}?(?:{garments})(?:e?s)?\b)",
        re.IGNORECASE,
    )


def fits_garment(after: str) -> bool:
    """Whether the Chinese words after "大号" let it be a size: a garment, or nothing that says what it is of."""
    thing = re.sub(r"^的|[吗呢么吧?？。!！]+$|^有.*", "", after.strip())
    return len(re.findall(r"[\u3400-\u9fff]", thing)) < 2 or any(word in thing for word in _data()["worn_zh"])


def european(text: str, known: Collection[str]) -> tuple[tuple[int, int], tuple[str, ...]] | None:
    """Where a UK or US size of adult shoes is named, and the shop's European sizes nearest to it.

    None where the shop has that size as it was said, or none of European shoes, or a child's is asked.
    """
    found = _SHOE.search(text)
    points = {float(value): value for value in known if re.fullmatch(r"\d{2}(?:\.5)?", value)}
    points = {point: value for point, value in points.items() if _EU_LEAST <= point <= _EU_MOST}
    if found is None or not points or _CHILD.search(text) or fold(found[0]) in {fold(value) for value in known}:
        return None
    asked = _converted(found, text)
    if asked is None:
        return None
    near = sorted((abs(point - asked), point) for point in points)
    kept = sorted(point for distance, point in near if distance <= max(0.5, near[0][0]) and distance <= 1)
    return (found.span(), tuple(points[point] for point in kept)) if kept else None


def sizing(text: str, sizes: Collection[str], language: str) -> str:
    """What a shoe size of another system was taken as, in words; "" where none was."""
    found = _SHOE.search(text)
    if found is None or not sizes or european(text, sizes) is None:
        return ""
    chinese = language == "zh"
    either = "或" if chinese else " or "
    name = str(_data()["shoes"]["names"][_system(found, text)][chinese]).format(size=found["size"] or found["zh_size"])
    points = either.join(sizes)
    return f"{name}约等于欧码{points}" if chinese else f"{name} is about EU {points}"


def _system(found: re.Match[str], text: str) -> str:
    if found["uk"] or found["zh"] == "英":
        return "uk"
    women = found["women"] or (not found["men"] and _WOMEN.search(text))
    return "us women" if women else "us men"


def _converted(found: re.Match[str], text: str) -> float | None:
    shoes: Mapping[str, Any] = _data()["shoes"]
    size = float(found["size"] or found["zh_size"])
    if not shoes["smallest"] <= size <= shoes["largest"]:
        return None
    factor, offset = float(shoes["factor"]), float(shoes["offsets"][_system(found, text)])
    return round(2 * factor * (size + offset)) / 2

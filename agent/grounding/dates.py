"""Dates and times of day in English and Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        [
            "monday mondays 周一 星期一 礼拜一",
            "tuesday tuesdays 周二 星期二 礼拜二",
            "wednesday wednesdays 周三 星期三 礼拜三",
            "thursday thursdays 周四 星期四 礼拜四",
            "friday fridays 周五 星期五 礼拜五",
            "saturday saturdays 周六 星期六 礼拜六",
            "sunday sundays 周日 周天 星期日 星期天 礼拜天",
        ],
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month>\d\d)-{_DAY}\b",
        rf"(?:{_YEAR}年)?(?P<month>\d{{1,2}})月(?:{_DAY}[日号])?",
        rf"\b{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_MONTH})\b\.?(?:,?\s+{_YEAR})?",
        rf"\b(?P<name>{_MONTH})\b\.?\s+{_DAY}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?",
        rf"\b(?P<name>{_MONTH})\b\.?\s+{_YEAR}\b",
        rf"\b(?P<month>\d{{1,2}})/{_DAY}/{_YEAR}\b",
        rf"{_YEAR}年",
    )
]
_BARE_MONTH = re.compile(r"\b(?:January|February|April|June|July|August|September|October|November|December)\b")
_AHEAD = {"tomorrow": "1", "明天": "1", "明日": "1", "后天": "2", "next week": "week", "下周": "week", "下星期": "week"}
_AHEAD |= {"next month": "month", "下个月": "month", "下月": "month"}
_RELATIVE = re.compile(
    r"\btomorrow\b|明[天日]|后天|\bnext (?:week|month)\b|下(?:周|星期)(?![一二三四五六日天])|下个?月", re.IGNORECASE
)
_WEEKDAY_RANGE = re.compile(rf"(?:\b(?=[A-Za-z]))?({_WEEKDAY})(?![A-Za-z])", re.IGNORECASE)
_TIMES = [
    re.compile(r"\b(?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:\s*(?P<half>[ap])\.?m\b)?", re.IGNORECASE),
    re.compile(r"\b(?P<hour>\d{1,2})\s*(?P<half>[ap])\.?m\b", re.IGNORECASE),
    re.compile(
        r"(?P<part>上午|早上|下午|晚上|中午)?(?P<hour>\d{1,2})(?:点|时(?!间))(?:(?P<minute>\d{1,2})分|(?P<thirty>半))?"
    ),
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, weekday or time that a text names. Missing parts of a date are ""."""

    kind: str  # "date" or "time"
    key: tuple[str, ...]
    start: int
    end: int


def find(text: str) -> Iterator[Moment]:
    """All dates and times, of which none overlaps another."""
    taken: list[tuple[int, int]] = []
    for moment in _candidates(text):
        if all(moment.end <= start or moment.start >= end for start, end in taken):
            taken.append((moment.start, moment.end))
            yield moment


def _candidates(text: str) -> Iterator[Moment]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            key = _date(match.groupdict())
            if key:
                yield Moment("date", key, *match.span())
    for match in _RELATIVE.finditer(text):
        yield Moment("date", ("relative", _AHEAD[match.group().lower()]), *match.span())
    for match in _BARE_MONTH.finditer(text):
        yield Moment("date", ("", str(_MONTHS[match.group().lower()]), ""), *match.span())
    for match in _WEEKDAY_RANGE.finditer(text):
        yield Moment("date", ("weekday", str(_WEEKDAYS[match.group(1).lower()])), *match.span())
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            yield Moment("time", _time(match.groupdict()), *match.span())


def _date(parts: dict[str, str | None]) -> tuple[str, ...] | None:
    month = _MONTHS[name.lower()] if (name := parts.get("name")) else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if month > 12 or day > 31:
        return None
    return (parts.get("year") or "", str(month or ""), str(day or ""))


def _time(parts: dict[str, str | None]) -> tuple[str, ...]:
    hour = int(parts["hour"] or 0)
    afternoon = (parts.get("half") or "").lower() == "p" or parts.get("part") in {"下午", "晚上"}
    if afternoon and hour < 12:
        hour += 12
    if (parts.get("half") or "").lower() == "a" and hour == 12:
        hour = 0
    minute = 30 if parts.get("thirty") else int(parts.get("minute") or 0)
    return (str(hour), str(minute))


def agree(claimed: tuple[str, ...], proven: tuple[str, ...]) -> bool:
    """Whether a proven date says at least what is claimed: "November 23" is proven by "2026-11-23"."""
    if len(claimed) != len(proven):
        return False
    return all(not part or part == known for part, known in zip(claimed, proven, strict=True))

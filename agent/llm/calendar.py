"""Days in a customer's words: dates in several notations, weekdays, yesterday, 上周五."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month[3:] else month for month in _MONTHS)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = re.compile(
    r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?:日|号)?(?!\d)"
    r"|(?<!\d)(?P<zm>\d{1,2})月(?P<zd>\d{1,2})(?:日|号)"
    rf"|\b(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<em>{_MONTH})\b(?:,?\s(?P<ey>20\d\d))?"
    rf"|\b(?P<am>{_MONTH})\s(?P<ad>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<ay>20\d\d))?"
    r"|\b(?P<near>today|tomorrow|yesterday)\b|(?P<znear>今天|明天|昨天|前天|后天)"
    rf"|\b(?:(?P<which>last|next|this|on)\s)(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|(?P<zwhich>上周|下周|这周|本周|周|星期)(?P<zweekday>[一二三四五六日天])",
    re.IGNORECASE,
)
_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1, "今天": 0, "明天": 1, "昨天": -1, "前天": -2, "后天": 2}


def find_dates(text: str, today: date | None) -> Iterator[tuple[date, int, int]]:
    """Days with their places. Without `today`, days that need it (yesterday, 3 March) are left out."""
    for match in _DATE.finditer(text):
        value = _date({name: group for name, group in match.groupdict().items() if group}, today)
        if value is not None:
            yield value, *match.span()


def _date(parts: dict[str, str], today: date | None) -> date | None:
    if near := parts.get("near") or parts.get("znear"):
        return today + timedelta(days=_NEAR[near.casefold()]) if today else None
    if "weekday" in parts or "zweekday" in parts:
        return _weekday(parts, today) if today else None
    month = parts.get("m") or parts.get("zm")
    named = parts.get("em") or parts.get("am")
    number = int(month) if month else [m[:3] for m in _MONTHS].index(str(named)[:3].casefold()) + 1
    day = int(next(parts[name] for name in ("d", "zd", "ed", "ad") if name in parts))
    year = next((int(parts[name]) for name in ("y", "ey", "ay") if name in parts), today.year if today else None)
    try:
        return date(year, number, day) if year else None
    except ValueError:
        return None


def _weekday(parts: dict[str, str], today: date) -> date:
    """The day that is meant: "last" and 上周 look back, "next" and 下周 forward, a bare one to the coming day."""
    if "weekday" in parts:
        ahead = (_WEEKDAYS.index(parts["weekday"].casefold()) - today.weekday()) % 7
        which = parts["which"].casefold()
        if which == "last":
            return today + timedelta(days=ahead - 7)
        return today + timedelta(days=ahead or 7 if which == "next" else ahead)
    monday = today - timedelta(days=today.weekday())
    weeks = {"上周": -1, "下周": 1}.get(parts["zwhich"], 0)
    place = 6 if parts["zweekday"] in "日天" else "一二三四五六".index(parts["zweekday"])
    return monday + timedelta(days=place, weeks=weeks)

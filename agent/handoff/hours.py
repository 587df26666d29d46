"""When people are there: opening hours as a shop writes them, in its own time zone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.errors import SettingsError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_DAY_NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}
_AHEAD = 366  # days in which there has to be an opening
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a week, in minutes of the day, without the days on which the shop is closed."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...] = ()  # by weekday; () means always
    closed: frozenset[date] = frozenset()

    @classmethod
    def read(cls, lines: Iterable[str], zone: str, closed: Iterable[str] = ()) -> Hours:
        """Hours written as "mon-fri 09:00-18:00"; no line means always, save on closed days.

        Raises:
            SettingsError: a line, a date or the time zone cannot be read; names it.
        """
        try:
            place = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise SettingsError(f"handoff.timezone {zone!r} is not known; such as Europe/Berlin") from error
        week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
        written = list(lines)
        for line in written:
            days, span = _span(line)
            for day in days:
                week[day].append(span)
        try:
            off = frozenset(date.fromisoformat(one) for one in closed)
        except ValueError as error:
            raise SettingsError(f"handoff.closed: {error}; such as 2026-12-25") from error
        return cls(place, tuple(tuple(sorted(spans)) for spans in week) if written else (), off)

    def open(self, at: datetime) -> bool:
        """Whether people are there at a moment."""
        here = at.astimezone(self.zone)
        if here.date() in self.closed:
            return False
        minute = here.hour * 60 + here.minute
        return not self.week or any(start <= minute < end for start, end in self.week[here.weekday()])

    def opens(self, at: datetime) -> datetime | None:
        """When people are there next, `at` itself if they are now; None if not within a year."""
        if self.open(at):
            return at
        here = at.astimezone(self.zone)
        for ahead in range(_AHEAD):
            day = here.date() + timedelta(days=ahead)
            if day in self.closed:
                continue
            for start, _ in self.week[day.weekday()] if self.week else ((0, _MIDNIGHT),):
                moment = datetime.combine(day, time(start // 60, start % 60), self.zone)
                if moment.astimezone(UTC) > at and self.open(moment.astimezone(UTC)):
                    return moment.astimezone(UTC)
        return None

    def told(self, moment: datetime, at: datetime, language: str) -> str:
        """A moment ahead as a customer reads it: "Monday 09:00 (Europe/Berlin)"; with its date when it is far."""
        here = moment.astimezone(self.zone)
        day = _DAY_NAMES["zh" if language == "zh" else "en"][here.weekday()]
        far = here.date() - at.astimezone(self.zone).date() > timedelta(days=6)
        date_ = f" {here.date().isoformat()}" if far else ""
        place = f"（{self.zone.key}）" if language == "zh" else f" ({self.zone.key})"
        return f"{day}{date_} {here:%H:%M}{place}"


def _span(line: str) -> tuple[list[int], tuple[int, int]]:
    wrong = SettingsError(f"handoff.hours {line!r} cannot be read; such as 'mon-fri 09:00-18:00'")
    found = _LINE.fullmatch(line.strip().lower())
    if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
        raise wrong
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    start, end = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    if not (0 <= start < end <= _MIDNIGHT) or int(found[4]) > 59 or int(found[6]) > 59:
        raise wrong
    days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return list(days), (start, end)

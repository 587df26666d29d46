"""Counts wrong tries and codes sent, and says until when no more are taken.

The counts are in the shop's database, so that several processes count together. Call everything within one
transaction of the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge_base.identity import Count, IdentityRecords

FORGOTTEN = timedelta(days=1)  # without another wrong try, after which the earlier ones count no more


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that is counted, and how much of it is allowed before there is a pause."""

    scope: str
    key: str  # a keyed hash
    most: int


class Tries:
    """Wrong tries: after so many each costs a pause, and each pause is twice as long as the one before."""

    def __init__(
        self, records: IdentityRecords, *, first: timedelta, longest: timedelta, now: Callable[[], datetime]
    ) -> None:
        self._records = records
        self._first = first
        self._longest = longest
        self._now = now

    def locked(self, bounds: Iterable[Bound]) -> datetime | None:
        """The moment until which one of these takes no tries; None when all do."""
        now = self._now()
        found = (self._records.count(bound.scope, bound.key) for bound in bounds)
        return max((one.until for one in found if one and one.until and one.until > now), default=None)

    def left(self, bounds: Iterable[Bound]) -> int:
        """How many tries there are before the next pause."""
        return min(max(1, bound.most - self._counted(bound)) for bound in bounds)

    def wrong(self, bounds: Iterable[Bound]) -> tuple[int, datetime | None]:
        """Count a wrong try; how many are left, and the pause that it costs."""
        bounds = list(bounds)
        now = self._now()
        for bound in bounds:
            count = self._counted(bound) + 1
            over = count - bound.most
            pause = None if over < 0 else min(self._first * 2 ** min(over, 30), self._longest)
            until = None if pause is None else now + pause
            line = Count(scope=bound.scope, key=bound.key, count=count, since=now, last=now, until=until)
            self._records.put(line)
        until = self.locked(bounds)
        return (0 if until else self.left(bounds)), until

    def _counted(self, bound: Bound) -> int:
        found = self._records.count(bound.scope, bound.key)
        if found is None:
            return 0
        over = max(found.last, found.until or found.last) + FORGOTTEN
        return 0 if self._now() >= over else found.count


class Quotas:
    """So many within a window of time, such as codes within an hour."""

    def __init__(self, records: IdentityRecords, *, now: Callable[[], datetime]) -> None:
        self._records = records
        self._now = now

    def take(self, wanted: Iterable[tuple[Bound, timedelta]]) -> datetime | None:
        """Take one of each within its window; or take none, and say when there will be some again."""
        now = self._now()
        having = [(bound, window, self._records.count(bound.scope, bound.key)) for bound, window in wanted]
        alive = [
            (bound, window, found if found and now < found.since + window else None) for bound, window, found in having
        ]
        full = [found.since + window for bound, window, found in alive if found and found.count >= bound.most]
        if full:
            return max(full)
        for bound, _, found in alive:
            since, count = (found.since, found.count + 1) if found else (now, 1)
            self._records.put(Count(scope=bound.scope, key=bound.key, count=count, since=since, last=now))
        return None

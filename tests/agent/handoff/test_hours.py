from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import SettingsError
from agent.handoff.hours import DAYS, Hours

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = ["mon-fri 09:00-18:00", "sat 10:00-14:00"]


@pytest.mark.parametrize(
    ("zone", "day", "hour", "opened"),
    [
        ("UTC", 0, 8, False),
        ("UTC", 0, 9, True),
        ("UTC", 0, 18, False),
        ("UTC", 5, 13, True),
        ("UTC", 6, 13, False),
        ("Asia/Shanghai", 0, 1, True),  # nine there
        ("Asia/Shanghai", 0, 12, False),
        ("America/New_York", 0, 13, False),
        ("America/New_York", 0, 15, True),
    ],
)
def test_hours_are_the_shop_s_own(zone, day, hour, opened):
    assert Hours.read(WEEK, zone).open(MONDAY + timedelta(days=day, hours=hour)) is opened


def test_without_hours_it_is_always_open_but_on_closed_days():
    hours = Hours.read([], "UTC", ["2026-03-03"])
    assert hours.open(MONDAY)
    assert not hours.open(MONDAY + timedelta(days=1, hours=12))
    assert hours.opens(MONDAY + timedelta(days=1, hours=12)) == MONDAY + timedelta(days=2)


def test_the_next_opening_skips_the_weekend_and_closed_days():
    hours = Hours.read(["mon-fri 09:00-18:00"], "UTC", ["2026-03-09"])
    friday = MONDAY + timedelta(days=4, hours=19)
    assert hours.opens(friday) == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert hours.told(datetime(2026, 3, 10, 9, tzinfo=UTC), friday, "en") == "Tuesday 09:00 (UTC)"
    assert hours.told(datetime(2026, 3, 10, 9, tzinfo=UTC), MONDAY, "en") == "Tuesday 2026-03-10 09:00 (UTC)"
    assert hours.told(datetime(2026, 3, 10, 9, tzinfo=UTC), friday, "zh") == "星期二 09:00（UTC）"


def test_over_the_change_of_clocks_the_shop_opens_at_its_own_nine():
    hours = Hours.read(["mon-sun 09:00-18:00"], "Europe/Berlin")
    assert hours.opens(datetime(2026, 3, 28, 20, tzinfo=UTC)) == datetime(2026, 3, 29, 7, tzinfo=UTC)  # summer time
    assert hours.opens(datetime(2026, 3, 27, 20, tzinfo=UTC)) == datetime(2026, 3, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "zone", "closed", "named"),
    [
        (["monday 9-18"], "UTC", [], "monday 9-18"),
        (["mon 18:00-09:00"], "UTC", [], "mon 18:00-09:00"),
        (["mon 09:00-24:30"], "UTC", [], "24:30"),
        (["mon 09:00-10:75"], "UTC", [], "10:75"),
        ([], "Mars/Base", [], "Mars/Base"),
        ([], "UTC", ["Christmas"], "Christmas"),
    ],
)
def test_what_cannot_be_read_is_named(lines, zone, closed, named):
    with pytest.raises(SettingsError, match=named):
        Hours.read(lines, zone, closed)


@given(
    st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 22), st.integers(1, 23)), min_size=1, max_size=5),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 hypothesis wants them naive
)
def test_the_next_opening_is_the_first_open_minute(spans, zone, naive):
    lines = [f"{day} {start:02}:00-{max(end, start + 1):02}:00" for day, start, end in spans]
    hours, at = Hours.read(lines, zone), naive.replace(tzinfo=UTC, second=0, microsecond=0)
    opens = hours.opens(at)
    assert opens is not None
    assert opens >= at
    assert hours.open(opens)
    probe = at
    while probe < min(opens, at + timedelta(days=2)):
        assert not hours.open(probe)
        probe += timedelta(minutes=30)

"""What is kept no longer goes, by the settings; what is younger stays."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from agent.privacy import sweep as sweeping
from agent.privacy.place import open_place
from agent.privacy.sweep import keep, sweep, sweep_now
from agent.settings import PrivacySettings, Settings
from knowledge_base import tables
from tests.agent.privacy.conftest import ANN, TALK, WEI, on_both

TODAY = datetime(2026, 11, 24, tzinfo=UTC)
FOR_GOOD = {"conversation_days": 0, "audit_days": 0, "ledger_days": 0}


def settings(home, **kept):
    return Settings(home=home.path, database_url=home.database_url, privacy=PrivacySettings(**{**FOR_GOOD, **kept}))


def age(place, conversation, days):
    stamp = (TODAY - timedelta(days=days)).isoformat(timespec="milliseconds")
    with place.writing("memory") as connection:
        connection.execute(
            text("UPDATE turns SET started = :at, ended = :at WHERE conversation = :id"),
            {"at": stamp, "id": conversation},
        )


def conversations(place):
    return {row[0] for row in place.rows("memory", text("SELECT conversation FROM turns"))}


@on_both
def test_a_conversation_goes_with_all_that_hangs_on_it(opened):
    age(opened, TALK[ANN.id], 31)
    age(opened, TALK[WEI.id], 29)
    gone = sweep(opened, settings(opened.home, conversation_days=30), TODAY)
    assert gone["turns"] == gone["uploads"] == gone["hand-offs"] == 1
    assert conversations(opened) == {TALK[WEI.id]}
    assert [path.name for path in opened.home.uploads.iterdir()] == [TALK[WEI.id]]
    notes = tables.staff_notes
    assert [row[0] for row in opened.rows("shop", select(notes.c.conversation))] == [TALK[WEI.id]]
    assert opened.store.customer(ANN.id) == ANN  # a customer and what they bought are no conversation
    assert len(opened.rows("shop", select(tables.identities))) == 2


def test_nothing_goes_that_is_kept_for_good(opened):
    age(opened, TALK[ANN.id], 5000)
    assert sweep(opened, settings(opened.home), TODAY) == {}
    assert len(conversations(opened)) == 2


@pytest.mark.parametrize(("days", "left"), [(200, 0), (400, 2)])
def test_the_audit_record_has_an_age_of_its_own(opened, days, left):
    sweep(opened, settings(opened.home, audit_days=days), TODAY)  # the rows are of the first of March
    assert len(opened.rows("shop", select(tables.identity_events))) == left
    assert len(opened.rows("shop", select(tables.staff_audit))) == left


@on_both
def test_the_ledger_keeps_the_deed_and_forgets_who(opened):
    assert sweep(opened, settings(opened.home, ledger_days=100), TODAY)["deeds"] == 2
    deeds = tables.deeds
    rows = opened.rows("shop", select(deeds.c.action, deeds.c.customer, deeds.c.conversation, deeds.c.request))
    assert len(rows) == 2
    assert {(row.action, row.conversation, bytes(row.request)) for row in rows} == {("change_address", "", b"{}")}
    assert len({row.customer for row in rows}) == 2  # two people stay two
    assert "deeds" not in sweep(opened, settings(opened.home, ledger_days=100), TODAY)


def test_pictures_go_by_their_own_age(opened):
    path = opened.home.uploads / TALK[ANN.id] / "picture.png"
    os.utime(path, (TODAY.timestamp() - 31 * 86_400,) * 2)
    assert sweep(opened, settings(opened.home), TODAY) == {"old uploads": 1}
    assert not path.parent.exists()


async def test_the_service_sweeps_by_itself_and_goes_on_after_a_failure(full, monkeypatch, caplog):
    with open_place(full) as place:
        age(place, TALK[ANN.id], 5000)
    kept = settings(full, conversation_days=30, sweep_hours=1e-6)
    calls: list[Settings] = []
    thrice, loop = asyncio.Event(), asyncio.get_running_loop()

    def broken_once(given):
        calls.append(given)
        if len(calls) == 1:
            raise OSError("the disk hangs")
        if len(calls) == 3:
            loop.call_soon_threadsafe(thrice.set)
        return sweep_now(given)

    monkeypatch.setattr(sweeping, "sweep_now", broken_once)
    task = asyncio.create_task(keep(kept))
    async with asyncio.timeout(20):
        await thrice.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with open_place(full) as place:
        assert conversations(place) == {TALK[WEI.id]}
    assert "could not be removed" in caplog.text

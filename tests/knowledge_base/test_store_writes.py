"""What others see of a store's writes, and when: the change log, transactions, threads."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from knowledge_base import Change, Kind, Store
from knowledge_base.errors import RecordError
from knowledge_base.schema import (
    FaqId,
)
from tests.knowledge_base.records import faq, product


def test_the_change_log_holds_each_record_once_at_its_newest(store):
    store.put([faq("a"), faq("b"), product("p")])
    store.put([faq("a", "No.")])
    store.remove(Kind.FAQ, ["b", "never"])
    changes = list(store.changes())
    assert [(each.kind, each.id, each.removed) for each in changes] == [
        (Kind.PRODUCT, "p", False),
        (Kind.FAQ, "a", False),
        (Kind.FAQ, "b", True),
    ]
    assert [each.sequence for each in changes] == sorted({each.sequence for each in changes})
    assert changes[-1].sequence == store.last_change()
    assert list(store.changes(after=changes[0].sequence)) == changes[1:]
    assert list(store.changes(limit=2)) == changes[:2]
    assert list(store.changes(limit=0)) == []
    store.put([faq("b")])
    assert list(store.changes(after=changes[-1].sequence)) == [
        Change(store.last_change(), Kind.FAQ, "b", removed=False)
    ]


def test_a_record_that_changes_while_the_log_is_read_comes_with_the_next_reading(store):
    store.put([faq(f"{index:04}") for index in range(700)])
    reading = store.changes()
    seen = [next(reading)]
    store.put([faq("0699", "No.")])
    seen += reading
    assert len({change.id for change in seen}) == len(seen) == 699
    assert [change.id for change in store.changes(after=seen[-1].sequence)] == ["0699"]


def test_a_transaction_is_all_or_nothing(store, opened):
    other = opened()
    with store.transaction():
        store.put([faq("a")])
        store.put([product("p")])
        assert store.faq_entry(FaqId("a")) is not None, "a thread sees its own writes"
        assert other.faq_entry(FaqId("a")) is None, "nobody else does before the end"
    assert other.faq_entry(FaqId("a")) is not None

    before = store.last_change()

    def replace_it_badly() -> None:
        with store.transaction():
            store.remove(Kind.FAQ, ["a"])
            store.put([faq("b")])
            store.put([faq("")])

    with pytest.raises(RecordError):
        replace_it_badly()
    assert list(store.ids(Kind.FAQ)) == ["a"]
    assert store.last_change() == before


def test_a_write_that_fails_inside_a_transaction_takes_only_itself_back(store):
    with store.transaction():
        store.put([faq("a")])
        with pytest.raises(RecordError):
            store.put([faq("b"), faq("")])
        store.put([faq("c")])
    assert list(store.ids(Kind.FAQ)) == ["a", "c"]
    assert [change.id for change in store.changes()] == ["a", "c"]


def test_a_transaction_belongs_to_its_thread(store):
    written = threading.Event()
    seen: list[int] = []

    def look() -> None:
        written.wait()
        seen.append(store.count(Kind.FAQ))

    thread = threading.Thread(target=look)
    thread.start()
    with store.transaction():
        store.put([faq("a")])
        written.set()
        thread.join()
    assert seen == [0]


def test_a_follower_never_misses_a_change_of_concurrent_writers(opened: Callable[[], Store]):
    stores = [opened() for _ in range(3)]
    follower = opened()
    done = threading.Event()
    seen: dict[str, int] = {}

    def write(number: int) -> None:
        for turn in range(25):
            stores[number].put([faq(f"{number}-{turn}"), faq(f"shared-{turn}", f"by {number}")])

    def follow() -> None:
        last = 0
        while True:
            finished = done.is_set()
            for change in follower.changes(after=last):
                assert change.sequence > last
                last = change.sequence
                seen[change.id] = change.sequence
            if finished:
                return

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    watcher = threading.Thread(target=follow)
    for thread in [watcher, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    watcher.join()
    assert seen == {change.id: change.sequence for change in follower.changes()}
    assert len(seen) == 3 * 25 + 25


def test_threads_share_one_store(store):
    def write(number: int) -> None:
        for turn in range(10):
            store.put([faq(f"{number}-{turn}")])
            assert store.faq_entry(FaqId(f"{number}-{turn}")) is not None

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count(Kind.FAQ) == 60


def test_a_reading_left_half_way_does_not_block_writing(store):
    store.put([faq(f"{index:04}") for index in range(1200)])
    reading = store.faq_entries()
    next(reading)
    store.put([faq("0001", "No.")])
    assert sum(1 for _ in reading) == 1199

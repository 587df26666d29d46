"""What is kept of who conversations are with, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from knowledge_base import Store, open_store
from knowledge_base.database import MIGRATIONS, VERSION_TABLE, open_engine
from knowledge_base.identity import Code, Count, IdentityRecords, Letter, Note, Standing
from knowledge_base.schema import Address, Customer, CustomerId

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
ANNA = CustomerId("C-1")
HOME = Address(line1="1 Quay", city="Ghent", postcode=" m5v-2t6 ", country="Belgium")


@pytest.fixture
def records(store: Store) -> IdentityRecords:
    return IdentityRecords(store)


def standing(**changes: Any) -> Standing:
    return Standing(
        **{"conversation": "a", "customer": ANNA, "level": 2, "how": "token", "at": NOW, "seen": NOW, **changes}
    )


def note(number: int, **changes: Any) -> Note:
    return Note(**{"id": f"{number}", "at": NOW, "conversation": "a", "event": "wrong", "way": "email", **changes})


CODE = Code(
    conversation="a", customer=None, digest=b"\0\xff", channel="email", target="x", tries=3, expires=NOW
)  # fmt: skip
COUNT = Count(scope="conversation", key="k", count=3, since=NOW, last=NOW, until=NOW + timedelta(minutes=1))


def test_lines_come_back_as_they_were_written(records):
    records.put(standing())
    records.put(CODE)
    records.put(COUNT)
    records.put(standing(level=1))
    assert (records.standing("a"), records.code("a"), records.count("conversation", "k")) == (
        standing(level=1), CODE, COUNT,
    )  # fmt: skip
    assert records.standing("b") is records.code("b") is records.count("address", "k") is None


def test_only_who_was_not_silent_for_long_is_seen_again(records):
    records.put(standing())
    assert records.touch("a", NOW + timedelta(minutes=5), since=NOW)
    assert not records.touch("a", NOW + timedelta(hours=9), since=NOW + timedelta(hours=8))
    assert not records.touch("b", NOW, since=NOW)
    assert records.standing("a") == standing(seen=NOW + timedelta(minutes=5))


def test_a_secret_is_made_once_for_every_process(opened):
    first, second = IdentityRecords(opened()), IdentityRecords(opened())
    assert first.secret("x", b"1") == second.secret("x", b"2") == b"1"
    assert second.secret("y", b"2") == b"2"


def test_a_failed_transaction_leaves_no_trace(store, records):
    def fail() -> None:
        with store.transaction():
            records.put(COUNT)
            records.add(note(1))
            assert records.count("conversation", "k") == COUNT
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert records.count("conversation", "k") is None
    assert list(records.notes()) == []


def test_a_forgotten_conversation_leaves_only_its_record(records):
    records.put(standing())
    records.put(CODE)
    records.add(note(1))
    records.add(note(2, conversation="b"))
    records.forget("a")
    assert records.standing("a") is records.code("a") is None
    assert [one.id for one in records.notes("a")] == ["1"]
    assert [one.id for one in records.notes()] == ["1", "2"]


def test_the_newest_letters_come_first(records):
    for number in range(3):
        records.add(Letter(id=f"{number}", at=NOW, channel="email", target="a@b.example", text="hello"))
    assert [one.id for one in records.letters(2)] == ["2", "1"]


@pytest.mark.parametrize("typed", ["M5V 2T6", "m5v2t6", "Ｍ５Ｖ-2T6"])
def test_customers_are_found_by_their_postcode(store, typed):
    anna = Customer(id=ANNA, first_name="Anna", last_name="Lind", email="a@b.example", address=HOME)
    store.put([anna, Customer(id=CustomerId("C-2"), first_name="No", last_name="Home", email="c@d.example")])
    assert list(store.customers(postcode=typed)) == [anna]


def test_customers_of_an_older_database_are_found_by_their_postcode_too(address):
    store = open_store(address)
    people = [
        Customer(
            id=CustomerId(f"C-{n:04}"),
            first_name="A",
            last_name="B",
            email="a@b.example",
            address=HOME if n % 2 else None,
        )
        for n in range(1001)
    ]
    store.put(people)
    store.close()
    engine = open_engine(address)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.downgrade(config, "0002")
        assert connection.scalar(text("SELECT count(*) FROM customers")) == 1001
    engine.dispose()
    store = open_store(address)
    assert len(list(store.customers(postcode="M5V 2T6"))) == 500
    store.close()

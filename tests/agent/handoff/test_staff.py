from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from agent.handoff.errors import DeskError, LogInError
from agent.handoff.staff import Accounts, Role, csrf_of
from knowledge_base import tables

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(store, time):
    made = Accounts(store, hours=12, idle_minutes=120, now=time)
    made.add("Anna@Example.org", "Anna", PASSWORD, Role.LEAD)
    return made


def test_a_log_in_gives_a_session_that_can_be_ended(accounts):
    session = accounts.log_in("anna@example.ORG", PASSWORD)
    assert accounts.session(session.token).staff.name == "Anna"
    accounts.log_out(session.token)
    assert accounts.session(session.token) is None


def test_neither_password_nor_token_can_be_read_from_the_database(accounts, store):
    session = accounts.log_in("anna@example.org", PASSWORD)
    with store.connection() as connection:
        kept = repr([connection.execute(select(table)).all() for table in (tables.staff, tables.staff_sessions)])
    assert PASSWORD not in kept
    assert session.token not in kept
    assert csrf_of(session.token) not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize(("idle", "lasts"), [(119, True), (121, False)])
def test_a_session_that_is_not_used_ends(accounts, time, idle, lasts):
    token = accounts.log_in("anna@example.org", PASSWORD).token
    time.passes(minutes=idle)
    assert (accounts.session(token) is not None) is lasts


def test_a_session_ends_after_its_hours_however_much_it_is_used(accounts, time):
    token = accounts.log_in("anna@example.org", PASSWORD).token
    for _ in range(11):
        time.passes(hours=1)
        assert accounts.session(token) is not None
    time.passes(hours=1)
    assert accounts.session(token) is None


def test_wrong_tries_lock_an_account_for_a_while_and_say_nothing_of_it(accounts, time):
    words = set()
    for email in ["anna@example.org"] * 5 + ["nobody@example.org"]:
        with pytest.raises(LogInError) as raised:
            accounts.log_in(email, "wrong")
        words.add(str(raised.value))
    with pytest.raises(LogInError) as raised:
        accounts.log_in("anna@example.org", PASSWORD)
    words.add(str(raised.value))
    assert len(words) == 1
    time.passes(minutes=16)
    assert accounts.log_in("anna@example.org", PASSWORD)


def test_four_wrong_tries_lock_nothing(accounts):
    for _ in range(4):
        with pytest.raises(LogInError):
            accounts.log_in("anna@example.org", "wrong")
    assert accounts.log_in("anna@example.org", PASSWORD)


def test_a_disabled_account_is_out_at_once(accounts):
    token = accounts.log_in("anna@example.org", PASSWORD).token
    accounts.disable("anna@example.org")
    assert accounts.session(token) is None
    with pytest.raises(LogInError):
        accounts.log_in("anna@example.org", PASSWORD)
    accounts.disable("anna@example.org", disabled=False)
    assert accounts.log_in("anna@example.org", PASSWORD)


def test_a_new_password_ends_all_sessions(accounts):
    tokens = [accounts.log_in("anna@example.org", PASSWORD).token for _ in range(2)]
    accounts.set_password("anna@example.org", "another long password")
    assert [accounts.session(token) for token in tokens] == [None, None]
    with pytest.raises(LogInError):
        accounts.log_in("anna@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("email", "name", "password", "wrong"),
    [
        ("anna@example.org", "Anna", PASSWORD, "already"),
        ("anna", "Anna", PASSWORD, "not an address"),
        ("b@example.org", "  ", PASSWORD, "name"),
        ("b@example.org", "Customer", PASSWORD, "name"),  # a customer must not be taken for staff, nor staff for one
        ("b@example.org", "Agent", PASSWORD, "name"),
        ("b@example.org", "Ben", "short", "12"),
    ],
)
def test_what_no_account_can_be_is_said(accounts, email, name, password, wrong):
    with pytest.raises(DeskError, match=wrong):
        accounts.add(email, name, password)


def test_roles_hold_what_those_below_may():
    assert [role.rank for role in (Role.AGENT, Role.LEAD, Role.ADMIN)] == [0, 1, 2]


def test_who_has_the_console_open_is_online_for_a_while(accounts, time):
    anna = accounts.find("anna@example.org")
    accounts.present(anna.id)
    time.passes(seconds=60)
    assert accounts.online(timedelta(seconds=90)) == 1
    time.passes(seconds=60)
    assert accounts.online(timedelta(seconds=90)) == 0

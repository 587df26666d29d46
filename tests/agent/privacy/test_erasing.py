"""Erasing a customer, on SQLite and PostgreSQL: nothing of them is left, all of the others is."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from agent.privacy import erasing, proof
from agent.privacy.exporting import collected
from agent.privacy.holdings import Rows
from agent.privacy.place import open_place
from agent.privacy.proof import prove
from agent.privacy.registry import HOLDINGS, unlisted
from agent.privacy.subject import NobodyError, find_subject
from knowledge_base import tables
from knowledge_base.schema import CustomerId, OrderId
from knowledge_base.store import Kind
from tests.agent.privacy.conftest import ANN, TALK, WEI, on_both, order_of


def left_in_files(home, words):
    """Raw bytes of every file, without anything of ours in between."""
    data = b"\n".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file()).lower()
    return [word for word in words if word.lower().encode() in data]


def left_in_tables(place, words):
    """Every row of every table as text."""
    if place.shop.dialect.name != "postgresql":
        return []
    with place.reading("shop") as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = [str(row) for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"')).all()]
    return [word for word in words if any(word.lower() in row.lower() for row in rows)]


@on_both
def test_every_table_is_listed(opened):
    assert unlisted(opened) == set()


@on_both
@pytest.mark.parametrize(("customer", "other"), [(ANN, WEI), (WEI, ANN)], ids=["Latin", "Chinese"])
def test_nothing_is_left_of_them_and_all_of_the_others(opened, ways, customer, other):
    subject = find_subject(opened, customer.id)
    assert subject.conversations == {TALK[customer.id]}
    others = find_subject(opened, other.id)
    before = collected(opened, others)["held"]
    held = erasing.plan(opened, subject)
    assert not [one.name for one in HOLDINGS if not held[one.name] and _there(opened, one)]
    report = erasing.erase(opened, subject)
    assert report.proof.left == ()
    assert report.clean
    words = [*ways(customer), TALK[customer.id], f"1Z999AA1012345{customer.id[-4:]}"]
    assert left_in_files(opened.home, words) == []
    assert left_in_tables(opened, words) == []
    assert collected(opened, others)["held"] == before


def _there(place, holding):
    return not isinstance(holding, Rows) or place.has(holding.database, holding.table_name)


@on_both
def test_accounts_keep_the_order_and_the_deed_without_the_person(opened):
    erasing.erase(opened, find_subject(opened, ANN.email.upper()))
    order = opened.store.order(OrderId("LL-7001"))
    assert order is not None
    before = order_of(ANN)
    assert (order.lines, order.status, order.placed) == (before.lines, before.status, before.placed)
    assert [money.amount for money in order.transactions] == [money.amount for money in before.transactions]
    assert order.details == {"cancel_reason": "no longer needed"}
    assert order.address is not None
    assert (order.address.country, order.address.line1) == ("United States", "")
    deed = next(opened.store.deeds(order=order.id))
    assert (deed.action, deed.customer, deed.request) == ("change_address", order.customer, "{}")
    assert deed.customer.startswith("erased-")
    assert list(opened.store.interactions(customer=ANN.id)) == []


def test_orders_go_too_where_the_shop_says_so(opened):
    erasing.erase(opened, find_subject(opened, ANN.id), remove_orders=True)
    assert opened.store.order(OrderId("LL-7001")) is None
    assert opened.store.order(OrderId("LL-7002")) == order_of(WEI)


def test_staff_audit_keeps_its_lines(opened):
    audit = tables.staff_audit
    before = len(opened.rows("shop", select(audit)))
    erasing.erase(opened, find_subject(opened, ANN.id))
    rows = opened.rows("shop", select(audit.c.subject, audit.c.detail))
    assert len(rows) == before
    assert ("erased", "") in [tuple(row) for row in rows]


@on_both
@pytest.mark.parametrize("step", ["uploads", "records"])
def test_cut_off_anywhere_it_can_be_run_again(full, ways, step):
    class Stop(BaseException):
        pass

    def stop(done):
        if done == step:
            raise Stop

    with open_place(full) as place, pytest.raises(Stop):
        erasing.erase(place, find_subject(place, ANN.email), done=stop)
    with open_place(full) as place:
        assert erasing.cut_off(place)
        report = erasing.erase(place, find_subject(place, ANN.email, needed=False))
        assert report.clean
        assert not erasing.cut_off(place)
        assert left_in_files(place.home, ways(ANN)) == []
        with pytest.raises(NobodyError, match="annabel"):
            find_subject(place, ANN.email)


def test_who_only_wrote_their_address_is_found_by_it(opened):
    opened.store.remove(Kind.CUSTOMER, [ANN.id])
    with opened.writing("shop") as connection:
        connection.execute(tables.identities.delete())
        connection.execute(tables.deeds.delete())
        connection.execute(tables.proposals.delete())
        connection.execute(tables.identity_events.delete())
    subject = find_subject(opened, ANN.email)
    assert not subject.customers
    assert subject.conversations == {TALK[ANN.id]}


def test_a_conversation_of_somebody_else_stays_and_is_told(opened):
    with opened.writing("memory") as connection:
        connection.execute(
            text("UPDATE turns SET text = 'my friend is annabel.q@mail.example' WHERE conversation = :id"),
            {"id": TALK[WEI.id]},
        )
    report = erasing.erase(opened, find_subject(opened, ANN.id))
    assert not report.clean
    assert {left.kind for left in report.proof.left} == {"e-mail"}
    found = opened.rows("memory", text("SELECT conversation FROM turns"))
    assert [row[0] for row in found] == [TALK[WEI.id]]


def test_what_others_share_is_told_apart(opened):
    twin = replace(ANN, id=CustomerId("CU-7009"), email="twin@mail.example", phone="", payment_methods=())
    opened.store.put([twin])
    report = erasing.erase(opened, find_subject(opened, ANN.id))
    assert report.clean
    assert {left.kind for left in report.proof.left} == {"name", "address"} or {
        left.kind for left in report.proof.left
    } == {"address"}
    assert all(left.shared for left in report.proof.left)


def test_the_proof_sees_what_lies_about(opened, monkeypatch):
    subject = find_subject(opened, ANN.id)
    erasing.erase(opened, subject)
    assert prove(opened, subject).clean
    monkeypatch.setattr(proof, "_CHUNK", 64)
    path = opened.home.path
    (path / "plain.bin").write_bytes(b"x" * 57 + b"Annabel.Q@mail.example" + b"y" * 90)  # over the edge of a chunk
    (path / "wide.bin").write_bytes("annabel.q@mail.example".encode("utf-16-le"))
    with zipfile.ZipFile(path / "packed.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("names", "annabel.q@mail.example " * 3)
    left = {one.where: one.count for one in prove(opened, subject).left}
    assert left == {"plain.bin": 1, "wide.bin": 1, "packed.npz": 3}

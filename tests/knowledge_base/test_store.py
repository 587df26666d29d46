from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from knowledge_base import Kind, Written
from knowledge_base.errors import RecordError, StoreError
from knowledge_base.schema import (
    CustomerId,
    FaqId,
    Money,
    Order,
    OrderId,
    OrderStatus,
    Product,
    ProductId,
)
from tests.knowledge_base.records import customer, faq, product, variant, view


def test_an_empty_store(store):
    assert store.last_change() == 0
    assert list(store.changes()) == []
    assert [store.count(kind) for kind in Kind] == [0] * 6
    assert list(store.products()) == []
    assert store.product(ProductId("x")) is None
    assert store.product_by_code("x") is None


def test_writing_tells_added_from_changed_and_unchanged(store):
    assert store.put([faq("a"), faq("b")]) == Written(added=2)
    assert store.put([faq("a"), faq("b", "No."), faq("c")]) == Written(added=1, changed=1, unchanged=1)
    assert [entry.answer for entry in store.faq_entries()] == ["Yes.", "No.", "Yes."]


def test_an_unchanged_record_leaves_no_change(store):
    store.put([product("p")])
    before = store.last_change()
    store.put([product("p")])
    assert store.last_change() == before


def test_of_the_same_id_twice_in_one_call_the_last_stays(store):
    assert store.put([faq("a"), faq("a", "No."), faq("a", "No.")]) == Written(added=1, changed=1, unchanged=1)
    assert store.faq_entry(FaqId("a")) == faq("a", "No.")
    assert len(list(store.changes())) == 1


@pytest.mark.parametrize("number", [499, 500, 501, 1203])
def test_more_records_than_a_batch(store, number):
    records = [faq(f"{index:05}") for index in range(number)]
    assert store.put(iter(records)) == Written(added=number)
    assert list(store.faq_entries()) == records
    assert list(store.ids(Kind.FAQ)) == [record.id for record in records]
    assert len(list(store.changes())) == store.count(Kind.FAQ) == number
    assert store.remove(Kind.FAQ, (record.id for record in records)) == number


def test_ids_sort_by_code_point(store):
    ids = ["B", "a", "Z-1", "é", "中", "_", "10", "9"]
    store.put([faq(each) for each in ids])
    assert list(store.ids(Kind.FAQ)) == sorted(ids)


def test_a_wrong_record_leaves_nothing_of_its_call(store):
    with pytest.raises(RecordError, match="has at least one"):
        store.put([faq("a"), Product(id=ProductId("p"), title="p", variants=())])
    assert store.count(Kind.FAQ) == 0
    assert store.last_change() == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (product(""), "id is ''"),
        (product("x" * 256), "1 to 255 characters"),
        (product("x\0"), "no NUL"),
        (product("x\ud800"), "surrogates"),
        (product("x", variant("s", price="NaN")), "price is 'NaN'"),
        (product("x", variant("s", price="-1")), "must not be negative"),
        (product("x", variant("s", price="0.0000001")), "at most 6 decimals"),
        (product("x", variant("s", price="1e12")), "below 10\\^12"),
        (product("x", variant("s"), variant("s")), "ids must differ"),
        (product("x", replace(variant("s"), price=Money(Decimal(1), "euro"))), "currency is 'euro'"),
        (product("x", replace(variant("s"), stock=2**31)), "stock"),
        (replace(product("x"), attributes={"weight": float("nan")}), "weight is nan"),
        (replace(product("x"), attributes={"weight": 2**70}), "64-bit"),
        (replace(product("x"), rating=5.5), "rating is 5.5"),
        (replace(product("x"), released=datetime(2024, 1, 1)), "must have a time zone"),  # noqa: DTZ001 it is the fault
        (replace(view("v", "p", 0), at=datetime(2024, 1, 1)), "must have a time zone"),  # noqa: DTZ001
        (replace(faq("f"), topic="x" * 256), "topic"),
        (customer("c", email="x" * 321), "email"),
        ("not a record", "one of the schema's records"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(store, wrong, says):
    with pytest.raises(RecordError, match=says):
        store.put([wrong])
    assert store.last_change() == 0


def test_a_text_that_only_looks_like_an_escaped_nul_is_kept(store):
    entry = faq("f", "write \\u0000 or \\\\u0000")
    store.put([entry])
    assert store.faq_entry(FaqId("f")) == entry


def test_products_by_id_come_in_the_order_asked(store):
    store.put([product(each) for each in "abc"])
    wanted = [ProductId(each) for each in ["c", "nope", "a", "c"]]
    assert [found.id for found in store.products(wanted)] == ["c", "a", "c"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("P-1", ("P-1", None)),
        (" p-1 ", ("P-1", None)),
        ("sku-1a", ("P-1", "SKU-1a")),
        ("5901234123457", ("P-1", "SKU-1a")),
        ("05901234123457", ("P-1", "SKU-1a")),  # the same GTIN in 14 digits
        ("５９０１２３４１２３４５７", ("P-1", "SKU-1a")),  # full width
        ("WH-1000XM5", ("P-2", None)),
        ("wh-1000xm5", ("P-2", None)),
        ("036000291452", ("P-2", None)),
        ("0036000291452", ("P-2", None)),  # a UPC as EAN
        ("Straße", ("P-3", None)),
        ("STRASSE", ("P-3", None)),
        ("P-2", ("P-2", None)),  # the id of one, the model of another: the id wins
        ("", None),
        ("  ", None),
        ("P", None),
        ("P-1\0", None),
        ("\ud800", None),
    ],
)
def test_products_are_found_by_any_of_their_codes(store, code, found):
    store.put(
        [
            product("P-1", variant("SKU-1a", "5901234123457"), variant("SKU-1b")),
            product("P-2", model="WH-1000XM5", codes=("036000291452", "x" * 300)),
            product("P-3", model="Straße"),
            product("P-4", model="P-2"),
        ]
    )
    hit = store.product_by_code(code)
    assert (hit and (hit[0].id, hit[1])) == found


def test_ids_that_differ_by_case_alone_are_told_apart_by_case(store):
    store.put([product("AB", variant("s1")), product("ab", variant("s2"))])
    assert [store.product_by_code(code)[0].id for code in ("AB", "ab")] == ["AB", "ab"]


def test_codes_follow_a_change_and_a_removal(store):
    store.put([product("p", variant("old", "11111111"))])
    store.put([product("p", variant("new", "22222222"))])
    assert store.product_by_code("old") is None
    assert store.product_by_code("22222222")[1] == "new"
    store.remove(Kind.PRODUCT, ["p"])
    assert store.product_by_code("new") is None


@pytest.mark.parametrize(
    ("email", "found"),
    [("ann@example.org", ["c1"]), (" ANN@Example.ORG", ["c1"]), ("ann@example", []), ("", ["c3"])],
)
def test_customers_by_email(store, email, found):
    store.put([customer("c1", "Ann@example.org"), customer("c2", "bo@example.org"), customer("c3")])
    assert [who.id for who in store.customers(email=email)] == found


@pytest.mark.parametrize(
    ("kept", "asked", "same"),
    [
        ("+1 (555) 010-9999", "555 010 9999", True),
        ("0171 2345678", "+49 171 2345678", True),
        ("06 12 34 56 78", "0033612345678", True),
        ("13800138000", "+86 138 0013 8000", True),
        ("١٣٨٠٠١٣٨٠٠٠", "13800138000", True),
        ("555-010-9999", "655-010-9999", False),
        ("555-010-9999", "010-9999", False),
        ("", "", False),
        ("", "0", False),
    ],
)
def test_customers_by_phone(store, kept, asked, same):
    store.put([customer("c", phone=kept)])
    assert bool(list(store.customers(phone=asked))) is same


def test_orders_of_a_customer(store):
    def order(id: str, of: str) -> Order:
        return Order(id=OrderId(id), customer=CustomerId(of), lines=(), status=OrderStatus.PENDING)

    store.put([order("2", "a"), order("1", "a"), order("3", "b")])
    assert [each.id for each in store.orders(CustomerId("a"))] == ["1", "2"]
    assert [each.id for each in store.orders()] == ["1", "2", "3"]
    assert store.order(OrderId("3")) == order("3", "b")


def test_interactions_come_in_order_of_time(store):
    many = [view(f"{index:04}", "p", minutes=-(index // 3), customer="c") for index in range(1100)]
    store.put([*many, view("x", "q", 1, customer="d")])
    by_time = sorted(many, key=lambda each: (each.at, each.id))
    assert list(store.interactions(product=ProductId("p"))) == by_time
    assert list(store.interactions(customer=CustomerId("c"))) == by_time
    assert [each.id for each in store.interactions()][-1] == "x"
    assert list(store.interactions(product=ProductId("p"), customer=CustomerId("d"))) == []


def test_a_source_gives_up_what_no_other_source_holds(store):
    store.put([faq("a"), faq("b"), faq("c")], source="one.csv")
    store.put([faq("b")], source="two.csv")
    store.put([faq("d")])
    assert list(store.ids(Kind.FAQ, source="one.csv")) == ["a", "b", "c"]
    assert store.withdraw("one.csv", Kind.FAQ, ["a", "b", "d", "never"]) == 1
    assert list(store.ids(Kind.FAQ)) == ["b", "c", "d"]
    assert list(store.ids(Kind.FAQ, source="one.csv")) == ["c"]
    assert store.withdraw("two.csv", Kind.FAQ, ["b"]) == 1
    assert list(store.ids(Kind.FAQ, source="two.csv")) == []


def test_a_removed_record_has_no_source(store):
    store.put([faq("a")], source="one.csv")
    store.remove(Kind.FAQ, ["a"])
    assert list(store.ids(Kind.FAQ, source="one.csv")) == []


@pytest.mark.parametrize("source", ["x" * 401, "a\0b"])
def test_a_source_that_cannot_be_kept(store, source):
    with pytest.raises(RecordError, match="source"):
        store.put([faq("a")], source=source)


def test_a_closed_store_says_so(store):
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.count(Kind.FAQ)
    with pytest.raises(StoreError, match="closed"):
        store.put([faq("a")])

"""Any record of any kind comes back as it went in, on each engine."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from knowledge_base import Kind
from knowledge_base.codec import KINDS, decode, encode
from knowledge_base.errors import StoreError
from knowledge_base.schema import (
    Address,
    Customer,
    Document,
    DocumentKind,
    FaqEntry,
    Interaction,
    InteractionKind,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    Picture,
    Product,
    Section,
    Shipment,
    Transaction,
    TransactionKind,
    Translation,
    Variant,
)

MARKS = st.characters(codec="utf-8", exclude_characters="\0")
text = st.text(MARKS, max_size=20)
ids = st.text(MARKS, min_size=1, max_size=20)
maybe = st.none() | text
languages = st.sampled_from(["en", "zh", "de"])
zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))])
times = st.datetimes(timezones=zones).filter(lambda time: 2 < time.year < 9998)
amounts = st.decimals(min_value=0, max_value=Decimal(10) ** 11, places=6) | st.integers(0, 10**11).map(Decimal)
money = st.builds(Money, amounts, st.sampled_from(["USD", "EUR", "CNY", "JPY"]))
numbers = st.integers(-(2**63), 2**63 - 1)
tuples = st.lists(text, max_size=3).map(tuple)
values = text | numbers | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | tuples
attributes = st.dictionaries(text, values, max_size=4) | st.dictionaries(text, values, max_size=2).map(MappingProxyType)
options = st.dictionaries(text, text, max_size=3)


def many(one, **limits):
    return st.lists(one, max_size=3, **limits).map(tuple)


variants = st.builds(
    Variant,
    id=ids,
    price=money,
    list_price=st.none() | money,
    options=options,
    stock=st.none() | st.integers(-(2**31), 2**31 - 1),
    barcode=maybe,
    picture=maybe,
)
translations = st.builds(
    Translation, title=text, description=text, attributes=attributes, categories=tuples, options=options
)
addresses = st.none() | st.builds(Address, line1=text, city=text, postcode=text, country=text, line2=text, region=text)
payments = st.builds(
    PaymentMethod,
    id=text,
    kind=st.sampled_from(PaymentKind),
    brand=text,
    last_four=text,
    balance=st.none() | money,
)
lines = st.builds(
    OrderLine, product=ids, variant=ids, title=text, price=money, quantity=st.integers(1, 99), options=options
)

records = st.one_of(
    st.builds(
        Product,
        id=ids,
        title=text,
        variants=many(variants, min_size=1, unique_by=lambda variant: variant.id),
        description=text,
        brand=text,
        categories=tuples,
        attributes=attributes,
        tags=tuples,
        pictures=many(st.builds(Picture, path=text, alt=text, flat_lay=st.booleans())),
        url=maybe,
        model=maybe,
        codes=tuples,
        rating=st.none() | st.floats(0, 5),
        rating_count=st.integers(0, 2**40),
        language=languages,
        translations=st.dictionaries(languages, translations, max_size=2),
        released=st.none() | times,
    ),
    st.builds(FaqEntry, id=ids, question=text, answer=text, alternatives=tuples, topic=text, language=languages),
    st.builds(
        Document,
        id=ids,
        title=text,
        sections=many(st.builds(Section, headings=tuples, text=text, page=st.none() | st.integers(1, 999))),
        kind=st.sampled_from(DocumentKind),
        topic=text,
        language=languages,
        url=maybe,
    ),
    st.builds(
        Customer,
        id=ids,
        first_name=text,
        last_name=text,
        email=text,
        phone=text,
        address=addresses,
        payment_methods=many(payments),
        language=languages,
        created=st.none() | times,
    ),
    st.builds(
        Order,
        id=ids,
        customer=ids,
        lines=many(lines),
        status=st.sampled_from(OrderStatus),
        address=addresses,
        placed=st.none() | times,
        shipments=many(st.builds(Shipment, tracking=tuples, variants=tuples, carrier=text, shipped=st.none() | times)),
        transactions=many(
            st.builds(Transaction, kind=st.sampled_from(TransactionKind), amount=money, payment_method=text, at=times)
        ),
        details=attributes,
    ),
    st.builds(
        Interaction,
        id=ids,
        kind=st.sampled_from(InteractionKind),
        product=ids,
        at=times,
        customer=st.none() | ids,
        visitor=maybe,
        quantity=st.integers(1, 99),
        rating=st.none() | st.integers(1, 5),
        title=text,
        text=text,
        language=languages,
    ),
)


@given(records)
def test_bytes_and_back(record):
    kind, payload, digest = encode(record)
    back = decode(type(record), payload)
    assert back == record
    assert encode(back)[0] is kind
    assert len(digest) == 16


@given(records, records)
def test_records_that_differ_have_hashes_that_differ(one, other):
    assume(one != other)
    assert encode(one)[2] != encode(other)[2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(records)
def test_any_record_comes_back_from_the_database(store, record):
    kind = KINDS[type(record)]
    read = {
        Kind.PRODUCT: store.product,
        Kind.FAQ: store.faq_entry,
        Kind.DOCUMENT: store.document,
        Kind.CUSTOMER: store.customer,
        Kind.ORDER: store.order,
        Kind.INTERACTION: lambda _: next(store.interactions(product=record.product), None),
    }[kind]
    assert store.put([record]).unchanged == 0
    assert read(record.id) == record
    assert store.put([record]).unchanged == 1
    assert store.remove(kind, [record.id]) == 1
    assert read(record.id) is None


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"id": 1}', b"\xff"])
def test_damaged_bytes_are_told(payload):
    with pytest.raises(StoreError, match="damaged"):
        decode(FaqEntry, payload)

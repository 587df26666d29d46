"""Orders changed in a real store, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from knowledge_base import Store
from knowledge_base.errors import StoreError
from knowledge_base.orders import (
    Cancel,
    Change,
    ChangeItems,
    ChangePayment,
    Desk,
    Done,
    Refusal,
    Request,
    Rule,
    fingerprint,
)
from knowledge_base.schema import CustomerId, OrderId, OrderStatus, VariantId
from tests.knowledge_base.orders.shop import BUYER, NOW, POLICY, PRODUCTS, SHIRT, order

ADA = BUYER.id
EVE = CustomerId("eve")
CANCEL = Cancel(order=OrderId("O-1"), reason="bored")


@pytest.fixture
def desk(store: Store) -> Desk:
    eve = replace(BUYER, id=EVE, email="eve@example.com")
    store.put([*PRODUCTS.values(), BUYER, eve, order()])
    return Desk(store, POLICY, now=lambda: NOW)


def shown(desk: Desk, request: Request) -> str:
    change = desk.look(request, ADA)
    assert isinstance(change, Change)
    return fingerprint(request, change)


def stock(store: Store, variant: str) -> int | None:
    found = store.product_by_code(variant)
    assert found is not None
    return next(one.stock for one in found[0].variants if one.id == variant)


def test_what_is_shown_is_done_with_its_line_in_the_ledger(store: Store, desk: Desk) -> None:
    request = ChangeItems(order=OrderId("O-1"), old=(VariantId("shirt-s"),), new=(VariantId("shirt-m"),))
    done = desk.do(request, ADA, key="k", agreed=shown(desk, request), conversation="c")
    assert isinstance(done, Done)
    assert not done.before
    now = store.order(OrderId("O-1"))
    assert now is not None
    assert [line.variant for line in now.lines] == ["shirt-m", "lamp-red"]
    assert (stock(store, "shirt-s"), stock(store, "shirt-m")) == (6, 4)
    assert list(store.deeds(order=now.id)) == [done.deed] == list(store.deeds(customer=ADA))
    assert (done.deed.at, done.deed.actor, done.deed.conversation) == (NOW, "customer", "c")


def test_looking_writes_nothing(store: Store, desk: Desk) -> None:
    before = store.last_change()
    assert isinstance(desk.look(CANCEL, ADA), Change)
    assert store.last_change() == before
    assert list(store.deeds()) == []


def test_the_same_key_does_it_once(store: Store, desk: Desk) -> None:
    request = ChangePayment(order=OrderId("O-1"), payment_method="amex")
    agreed = shown(desk, request)
    first = desk.do(request, ADA, key="k", agreed=agreed)
    again = desk.do(request, ADA, key="k", agreed=agreed)
    assert isinstance(first, Done)
    assert again == replace(first, before=True)
    now = store.order(OrderId("O-1"))
    assert now is not None
    assert len(now.transactions) == 3


def test_a_hundred_hands_do_it_once(store: Store, desk: Desk) -> None:
    agreed = shown(desk, CANCEL)
    together = Barrier(8)

    def hand(_: int) -> bool:
        together.wait()
        done = desk.do(CANCEL, ADA, key="k", agreed=agreed)
        assert isinstance(done, Done)
        return done.before

    with ThreadPoolExecutor(8) as hands:
        assert sorted(hands.map(hand, range(8))) == [False] + [True] * 7
    assert stock(store, "shirt-s") == 6


def test_two_keys_for_one_order_cannot_both_win(store: Store, desk: Desk) -> None:
    agreed = shown(desk, CANCEL)
    assert isinstance(desk.do(CANCEL, ADA, key="tab 1", agreed=agreed), Done)
    second = desk.do(CANCEL, ADA, key="tab 2", agreed=agreed)
    assert isinstance(second, Refusal)
    assert second.rule is Rule.NOT_PENDING
    assert len(list(store.deeds())) == 1


def test_consent_covers_only_what_was_shown(store: Store, desk: Desk) -> None:
    request = ChangeItems(order=OrderId("O-1"), old=(VariantId("shirt-s"),), new=(VariantId("shirt-m"),))
    agreed = shown(desk, request)
    dearer = replace(
        SHIRT.variants[1], price=replace(SHIRT.variants[1].price, amount=SHIRT.variants[1].price.amount + 1)
    )
    store.put([replace(SHIRT, variants=(SHIRT.variants[0], dearer, SHIRT.variants[2]))])
    before = store.order(OrderId("O-1"))
    again = desk.do(request, ADA, key="k", agreed=agreed)
    assert isinstance(again, Change)
    assert again.difference == 1 + SHIRT.variants[1].price.amount - SHIRT.variants[0].price.amount
    assert (store.order(OrderId("O-1")), list(store.deeds())) == (before, [])


@pytest.mark.parametrize(("customer", "number"), [(EVE, "O-1"), (ADA, "O-2"), (CustomerId("nobody"), "O-1")])
def test_an_order_of_somebody_else_is_as_one_that_is_not_there(
    store: Store, desk: Desk, customer: CustomerId, number: str
) -> None:
    request = Cancel(order=OrderId(number))
    assert desk.look(request, customer) is None
    assert desk.do(request, customer, key="k", agreed=shown(desk, CANCEL)) is None
    kept = store.order(OrderId("O-1"))
    assert kept is not None
    assert kept.status is OrderStatus.PENDING


def test_a_key_is_never_two_things(store: Store, desk: Desk) -> None:
    assert isinstance(desk.do(CANCEL, ADA, key="k", agreed=shown(desk, CANCEL)), Done)
    with pytest.raises(StoreError, match="'k' stands for something else"):
        desk.do(CANCEL, EVE, key="k", agreed="other")
    assert len(list(store.deeds())) == 1


@pytest.mark.parametrize("part", ["label_is_free", "unopened", "difference", "moves", "pieces"])
def test_every_part_of_the_effect_is_agreed_to(desk: Desk, part: str) -> None:
    change = desk.look(CANCEL, ADA)
    assert isinstance(change, Change)
    others = {
        "label_is_free": replace(change, label_is_free=False),
        "unopened": replace(change, unopened=(VariantId("soap"),)),
        "difference": replace(change, difference=change.difference + 1),
        "moves": replace(change, moves=()),
        "pieces": replace(change, pieces=(VariantId("soap"),)),
    }
    assert fingerprint(CANCEL, others[part]) != fingerprint(CANCEL, change)

"""What holds for every request on every order, whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.orders import (
    Action,
    Cancel,
    Case,
    Change,
    ChangeItems,
    ChangePayment,
    Exchange,
    OrderPolicy,
    Request,
    SendBack,
    decide,
    fingerprint,
    read_request,
)
from knowledge_base.schema import Customer, Order, OrderId, OrderStatus, TransactionKind, VariantId
from tests.knowledge_base.orders.shop import NOW, POLICY, PRODUCTS, case, line, order, with_policy

VARIANTS = [variant.id for product in PRODUCTS.values() for variant in product.variants]
POLICIES = [
    POLICY,
    OrderPolicy(),
    with_policy(change={"final": True, "same_variant": True, "record_even": True}, returns={"days": None}),
    with_policy(cancel={"statuses": ("pending", "processed")}, returns={"refund_to": "any", "free_label_in": None}),
]
pieces = st.lists(st.sampled_from([*VARIANTS, VariantId("nothing")]), max_size=4).map(tuple)
methods = st.sampled_from(["", "visa", "amex", "voucher", "nobody's"])
subject = OrderId("O-1")
requests: st.SearchStrategy[Request] = st.one_of(
    st.builds(Cancel, order=st.just(subject), reason=st.text(max_size=5)),
    st.builds(ChangeItems, order=st.just(subject), old=pieces, new=pieces, payment_method=methods),
    st.builds(ChangePayment, order=st.just(subject), payment_method=methods),
    st.builds(
        SendBack, order=st.just(subject), pieces=pieces, payment_method=methods, opened=st.none() | st.booleans()
    ),
    st.builds(Exchange, order=st.just(subject), old=pieces, new=pieces, payment_method=methods),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """An order in any state, at any age, under any policy."""
    chosen = draw(st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=3, unique=True))
    lines = [line(variant, draw(st.integers(1, 3))) for variant in chosen]
    made = order(*lines, status=draw(st.sampled_from(OrderStatus)), days_ago=draw(st.integers(0, 90)))
    if draw(st.booleans()):
        made = replace(made, shipments=())
    return case(made, policy=draw(st.sampled_from(POLICIES)), now=NOW + timedelta(days=draw(st.integers(0, 3))))


@given(cases(), requests)
def test_a_decision_is_pure(before: Case, request: Request) -> None:
    assert decide(before, request) == decide(before, request)


@given(cases(), requests)
def test_money_is_neither_made_nor_lost(before: Case, request: Request) -> None:
    done = decide(before, request)
    if not isinstance(done, Change):
        return
    now, then = _account(done.order), _account(before.order)
    entered = done.order.transactions[len(before.order.transactions) :]
    assert done.order.transactions[: len(before.order.transactions)] == before.order.transactions
    assert all(move.amount.amount >= 0 for move in done.moves)
    if request.action in {Action.RETURN, Action.EXCHANGE}:
        assert entered == ()
    else:
        assert [(one.kind, one.amount, one.payment_method) for one in entered] == [
            (move.kind, move.amount, move.method.id) for move in done.moves
        ]
    if request.action is Action.CANCEL:
        assert now == 0
    if request.action in {Action.CHANGE_PAYMENT, Action.CHANGE_ADDRESS}:
        assert now == then
    if request.action is Action.CHANGE_ITEMS:
        assert now - then == done.difference == _worth(done.order) - _worth(before.order)
    if request.action is Action.RETURN:
        assert sum(move.amount.amount for move in done.moves) <= then
    drawn = _cards(before.customer) - _cards(done.customer)
    assert drawn == sum(
        (
            move.amount.amount if move.kind is TransactionKind.PAYMENT else -move.amount.amount
            for move in done.moves
            if move.method.id == "voucher" and not move.timing.after_arrival
        ),
        Decimal(0),
    )
    assert _cards(done.customer) >= 0


@given(cases(), requests)
def test_only_what_was_asked_for_changes(before: Case, request: Request) -> None:
    done = decide(before, request)
    if not isinstance(done, Change):
        assert done.rule is not None
        assert done.action is request.action
        assert request.action not in done.instead
        return
    assert (done.order.id, done.order.customer) == (before.order.id, before.order.customer)
    assert replace(done.customer, payment_methods=()) == replace(before.customer, payment_methods=())
    if request.action is not Action.CHANGE_ITEMS:
        assert done.order.lines == before.order.lines
    assert sum(one.quantity for one in done.order.lines) == sum(one.quantity for one in before.order.lines)
    if request.action is not Action.CHANGE_ADDRESS:
        assert done.order.address == before.order.address


@given(cases(), requests)
def test_an_effect_has_one_fingerprint_and_a_request_one_form(before: Case, request: Request) -> None:
    assert read_request(request.model_dump_json()) == request
    done = decide(before, request)
    if isinstance(done, Change):
        later = decide(replace(before, now=before.now + timedelta(seconds=1)), request)
        if isinstance(later, Change) and later.moves == done.moves:
            assert fingerprint(request, later) == fingerprint(request, done)
        dearer = replace(done, difference=done.difference + 1)
        assert fingerprint(request, dearer) != fingerprint(request, done)


def _account(subject: Order) -> Decimal:
    """What was paid less what was refunded."""
    return sum(
        (
            one.amount.amount if one.kind is TransactionKind.PAYMENT else -one.amount.amount
            for one in subject.transactions
        ),
        Decimal(0),
    )


def _worth(subject: Order) -> Decimal:
    return sum((one.price.amount * one.quantity for one in subject.lines), Decimal(0))


def _cards(customer: Customer) -> Decimal:
    return sum((one.balance.amount for one in customer.payment_methods if one.balance), Decimal(0))

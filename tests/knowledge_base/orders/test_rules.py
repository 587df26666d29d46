"""What may be done to an order, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from knowledge_base.orders import (
    Action,
    Change,
    Decision,
    Refusal,
    Rule,
    cancel,
    change_address,
    change_items,
    change_payment,
    exchange,
    possible,
    send_back,
)
from knowledge_base.schema import Address, OrderStatus, TransactionKind, VariantId
from tests.knowledge_base.orders.shop import (
    AMEX,
    BUYER,
    HOME,
    NOW,
    POLICY,
    VOUCHER,
    case,
    line,
    order,
    usd,
    with_policy,
)

DELIVERED = OrderStatus.DELIVERED


def ids(*names: str) -> list[VariantId]:
    return [VariantId(name) for name in names]


def change(decision: Decision) -> Change:
    assert isinstance(decision, Change), decision
    return decision


def refused(decision: Decision) -> Refusal:
    assert isinstance(decision, Refusal), decision
    return decision


def test_a_cancelled_order_gives_each_payment_back_the_way_it_came() -> None:
    done = change(cancel(case(order()), reason="no longer needed"))
    assert done.order.status is OrderStatus.CANCELLED
    assert done.order.details["cancel_reason"] == "no longer needed"
    assert [(move.kind, move.amount, move.method.id) for move in done.moves] == [
        (TransactionKind.REFUND, usd("55.00"), "visa")
    ]
    assert done.moves[0].timing.days == (5, 7)
    assert done.stock == {"shirt-s": 1, "lamp-red": 1}


def test_what_a_gift_card_paid_is_back_on_it_at_once() -> None:
    part = replace(order().transactions[0], amount=usd("10.00"), payment_method="voucher")
    rest = replace(part, amount=usd("45.00"), payment_method="visa")
    done = change(cancel(case(replace(order(), transactions=(part, rest)))))
    balances = {method.id: method.balance for method in done.customer.payment_methods}
    assert balances["voucher"] == usd("40.00")
    assert {move.method.id: move.timing.at_once for move in done.moves} == {"voucher": True, "visa": False}


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PENDING])
def test_only_a_pending_order_is_cancelled(status: OrderStatus) -> None:
    no = refused(cancel(case(order(status=status))))
    assert (no.rule, no.facts["status"]) == (Rule.NOT_PENDING, status.value)
    assert no.source == POLICY.cancel.source


def test_a_refusal_says_what_can_be_done_instead() -> None:
    assert refused(cancel(case(order(status=DELIVERED)))).instead == (Action.RETURN, Action.EXCHANGE)
    assert refused(cancel(case(order(status=OrderStatus.SHIPPED)))).instead == ()
    late = refused(send_back(case(order(line("lamp-red"), status=DELIVERED, days_ago=20)), ids("lamp-red")))
    assert late.instead == ()


def test_the_shop_decides_which_reasons_it_takes() -> None:
    policy = with_policy(cancel={"reasons": ("no longer needed",)})
    assert (
        change(cancel(case(order(), policy=policy), reason=" No Longer Needed ")).order.details["cancel_reason"]
        == "no longer needed"
    )
    no = refused(cancel(case(order(), policy=policy), reason="bored"))
    assert (no.rule, no.facts["given"], no.facts["needed"]) == (Rule.REASON, "bored", "no longer needed")


def test_a_swap_before_it_leaves_is_settled_now() -> None:
    done = change(change_items(case(order()), ids("shirt-s"), ids("shirt-m")))
    assert [one.variant for one in done.order.lines] == ["shirt-m", "lamp-red"]
    assert done.order.status is OrderStatus.PENDING
    assert done.difference == Decimal("2.50")
    assert [(move.kind, move.amount, move.method.id) for move in done.moves] == [
        (TransactionKind.PAYMENT, usd("2.50"), "visa")
    ]
    assert done.stock == {"shirt-s": 1, "shirt-m": -1}
    assert change(change_items(case(order()), ids("lamp-red"), ids("lamp-blue"))).moves == ()


def test_items_are_changed_once_for_an_order() -> None:
    changed = change(change_items(case(order()), ids("shirt-s"), ids("shirt-m"))).order
    no = refused(change_items(case(changed), ids("shirt-m"), ids("shirt-s")))
    assert no.rule is Rule.ITEMS_CHANGED_BEFORE
    assert Action.CANCEL in no.instead
    assert isinstance(cancel(case(changed)), Change)
    final = with_policy(change={"final": True})
    assert refused(cancel(case(changed, policy=final))).rule is Rule.ITEMS_CHANGED_BEFORE


def test_one_piece_of_several_is_swapped_and_its_line_split() -> None:
    subject = order(line("shirt-s", 3))
    done = change(change_items(case(subject), ids("shirt-s", "shirt-s"), ids("shirt-m", "shirt-m")))
    assert [(one.variant, one.quantity) for one in done.order.lines] == [("shirt-m", 2), ("shirt-s", 1)]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (["soap"], ["soap"], Rule.NOT_IN_ORDER),
        (["shirt-s", "shirt-s"], ["shirt-m", "shirt-m"], Rule.NOT_IN_ORDER),
        (["shirt-s"], ["shirt-m", "shirt-m"], Rule.UNEVEN_SWAP),
        (["shirt-s"], ["lamp-blue"], Rule.OTHER_PRODUCT),
        (["shirt-s"], ["shirt-l"], Rule.NOT_AVAILABLE),
        (["shirt-s"], ["shirt-xxl"], Rule.NOT_AVAILABLE),
        (["shirt-s"], ["shirt-s"], Rule.SAME_VARIANT),
        ([], [], Rule.NO_ITEMS),
    ],
)
def test_a_swap_that_cannot_be(old: list[str], new: list[str], rule: Rule) -> None:
    assert refused(change_items(case(order()), ids(*old), ids(*new))).rule is rule


def test_more_pieces_than_are_in_stock_are_not_swapped_for() -> None:
    subject = order(line("lamp-red", 2), status=DELIVERED)
    assert isinstance(exchange(case(subject), ids("lamp-red"), ids("lamp-blue")), Change)
    no = exchange(case(subject), ids("lamp-red", "lamp-red"), ids("lamp-blue", "lamp-blue"))
    assert refused(no).rule is Rule.NOT_AVAILABLE


def test_a_gift_card_pays_a_difference_only_as_far_as_it_reaches() -> None:
    poor = replace(BUYER, payment_methods=(replace(VOUCHER, balance=usd("2.49")),))
    no = refused(change_items(case(order(), customer=poor), ids("shirt-s"), ids("shirt-m"), payment_method="voucher"))
    assert (no.rule, no.facts["balance"], no.facts["needed"]) == (Rule.BALANCE, "2.49", "2.50")
    done = change(change_items(case(order()), ids("shirt-s"), ids("shirt-m"), payment_method="voucher"))
    assert {method.id: method.balance for method in done.customer.payment_methods}["voucher"] == usd("27.50")


def test_an_address_is_changed_whole_and_before_it_leaves() -> None:
    there = replace(HOME, line1="2 Quay")
    done = change(change_address(case(order()), there))
    assert (done.order.address, done.customer) == (there, BUYER)
    assert refused(change_address(case(order()), HOME)).rule is Rule.SAME_ADDRESS
    assert refused(change_address(case(order(status=OrderStatus.SHIPPED)), there)).rule is Rule.NOT_PENDING


@pytest.mark.parametrize("part", ["line1", "city", "postcode", "country"])
@pytest.mark.parametrize("text", ["", "  ", "a\nb", "x" * 201])
def test_an_address_that_no_parcel_reaches_names_its_part(part: str, text: str) -> None:
    values = {"line1": "1", "city": "c", "postcode": "p", "country": "d", part: text}
    no = refused(change_address(case(order()), Address(**values)))
    assert (no.rule, no.facts["part"]) == (Rule.ADDRESS, part)


def test_another_way_to_pay_takes_over_the_whole_amount() -> None:
    done = change(change_payment(case(order()), "amex"))
    assert [(move.kind, move.method.id, move.amount) for move in done.moves] == [
        (TransactionKind.PAYMENT, "amex", usd("55.00")),
        (TransactionKind.REFUND, "visa", usd("55.00")),
    ]
    assert len(done.order.transactions) == 3


@pytest.mark.parametrize(
    ("method", "rule"),
    [("visa", Rule.SAME_PAYMENT_METHOD), ("voucher", Rule.BALANCE), ("nobody's", Rule.UNKNOWN_PAYMENT_METHOD)],
)
def test_a_way_to_pay_that_will_not_do(method: str, rule: Rule) -> None:
    assert refused(change_payment(case(order()), method)).rule is rule


def test_an_order_that_several_ways_paid_keeps_them() -> None:
    subject = order()
    twice = replace(subject, transactions=subject.transactions * 2)
    assert refused(change_payment(case(twice), "amex")).rule is Rule.SEVERAL_PAYMENTS
    assert Action.CHANGE_PAYMENT not in possible(case(twice))


def test_a_return_promises_the_money_after_the_arrival() -> None:
    done = change(send_back(case(order(status=DELIVERED)), ids("shirt-s"), reason="does not fit"))
    assert done.order.status is OrderStatus.RETURN_REQUESTED
    assert done.order.transactions == order().transactions
    assert done.order.details["return_items"] == ("shirt-s",)
    assert [(move.amount, move.method.id, move.timing.after_arrival) for move in done.moves] == [
        (usd("20.00"), "visa", True)
    ]
    assert done.moves[0].timing.days == (5, 10)
    assert done.label_is_free is False
    assert done.until is not None
    assert done.until.date() == (NOW + timedelta(days=27)).date()


def test_a_refund_goes_where_it_came_from_or_to_a_gift_card() -> None:
    subject = case(order(status=DELIVERED))
    assert change(send_back(subject, ids("shirt-s"), payment_method="voucher")).moves[0].method == VOUCHER
    no = refused(send_back(subject, ids("shirt-s"), payment_method="amex"))
    assert no.rule is Rule.REFUND_ELSEWHERE
    anywhere = case(order(status=DELIVERED), policy=with_policy(returns={"refund_to": "any"}))
    assert change(send_back(anywhere, ids("shirt-s"), payment_method="amex")).moves[0].method == AMEX
    only = case(order(status=DELIVERED), policy=with_policy(returns={"refund_to": "original"}))
    assert refused(send_back(only, ids("shirt-s"), payment_method="voucher")).rule is Rule.REFUND_ELSEWHERE


def test_a_refund_of_a_mixed_payment_takes_the_last_way_first() -> None:
    part = replace(order().transactions[0], amount=usd("40.00"), payment_method="voucher")
    rest = replace(part, amount=usd("15.00"), payment_method="visa")
    subject = replace(order(status=DELIVERED), transactions=(part, rest))
    moves = change(send_back(case(subject), ids("shirt-s"))).moves
    assert [(move.method.id, move.amount) for move in moves] == [("visa", usd("15.00")), ("voucher", usd("5.00"))]


@pytest.mark.parametrize(
    ("variant", "days_ago", "groups", "allowed"),
    [
        ("shirt-s", 30, (), True),
        ("shirt-s", 31, (), False),
        ("shirt-s", 60, ("members",), True),
        ("shirt-s", 61, ("members",), False),
        ("lamp-red", 14, (), True),
        ("lamp-red", 15, (), False),
        ("lamp-red", 15, ("members",), False),
    ],
)
def test_how_long_things_may_come_back(variant: str, days_ago: int, groups: tuple[str, ...], allowed: bool) -> None:
    subject = order(line(variant), status=DELIVERED, days_ago=days_ago)
    decision = send_back(case(subject, customer=replace(BUYER, groups=groups)), ids(variant))
    assert isinstance(decision, Change) is allowed
    if not allowed:
        no = refused(decision)
        assert (no.rule, no.facts["item"], no.source) == (Rule.WINDOW_OVER, variant, POLICY.returns.source)
        assert no.facts["until"] < NOW.date().isoformat()


def test_the_whole_last_day_counts() -> None:
    subject = order(line("lamp-red"), status=DELIVERED, days_ago=14)
    evening = NOW.replace(hour=23, minute=59)
    assert isinstance(send_back(case(subject, now=evening), ids("lamp-red")), Change)
    assert (
        refused(send_back(case(subject, now=evening + timedelta(minutes=1)), ids("lamp-red"))).rule is Rule.WINDOW_OVER
    )


@pytest.mark.parametrize(
    ("bought", "now", "allowed"),
    [
        ("2026-11-01", "2027-01-31", True),
        ("2026-12-24", "2027-01-31", True),
        ("2026-12-24", "2027-02-01", False),
        ("2026-10-31", "2027-01-15", False),
    ],
)
def test_a_season_keeps_the_door_open_longer(bought: str, now: str, allowed: bool) -> None:
    season = {"bought_from": (11, 1), "bought_to": (12, 24), "until": (1, 31)}
    placed = datetime.fromisoformat(bought).replace(tzinfo=UTC)
    subject = order(line("lamp-red"), status=DELIVERED, placed=placed)
    subject = replace(
        subject, shipments=tuple(replace(one, delivered=placed + timedelta(days=3)) for one in subject.shipments)
    )
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    policy = with_policy(returns={"seasons": [season]})
    assert isinstance(send_back(case(subject, policy=policy, now=moment), ids("lamp-red")), Change) is allowed


def test_some_things_do_not_come_back() -> None:
    subject = case(order(line("gift"), line("soap"), status=DELIVERED))
    assert refused(send_back(subject, ids("gift"))).rule is Rule.NOT_RETURNABLE
    assert refused(send_back(subject, ids("soap"), opened=True)).rule is Rule.OPENED
    assert change(send_back(subject, ids("soap"))).unopened == ("soap",)


def test_without_a_day_of_delivery_a_time_limit_cannot_be_kept() -> None:
    subject = replace(order(status=DELIVERED), shipments=())
    assert refused(send_back(case(subject), ids("shirt-s"))).rule is Rule.DELIVERY_UNKNOWN
    unlimited = with_policy(returns={"days": None, "days_by_category": {}})
    assert isinstance(send_back(case(subject, policy=unlimited), ids("shirt-s")), Change)


def test_postage_comes_back_with_a_whole_order_that_is_sent_back_soon() -> None:
    def refund(pieces: list[VariantId], days_ago: int) -> Decimal:
        subject = order(line("shirt-s", 2), status=DELIVERED, days_ago=days_ago, details={"shipping_cost": "5.95"})
        return sum((move.amount.amount for move in change(send_back(case(subject), pieces)).moves), Decimal(0))

    assert refund(ids("shirt-s", "shirt-s"), 14) == Decimal("45.95")
    assert refund(ids("shirt-s"), 14) == Decimal("20.00")
    assert refund(ids("shirt-s", "shirt-s"), 15) == Decimal("40.00")


def test_an_exchange_sets_the_new_piece_aside_and_settles_later() -> None:
    done = change(exchange(case(order(status=DELIVERED)), ids("shirt-s"), ids("shirt-m"), payment_method="amex"))
    assert done.order.status is OrderStatus.EXCHANGE_REQUESTED
    assert done.order.lines == order().lines
    assert done.order.transactions == order().transactions
    assert done.order.details["exchange_price_difference"] == "2.50"
    assert done.moves[0].timing.after_arrival
    assert done.stock == {"shirt-m": -1}


def test_what_came_by_an_exchange_is_not_exchanged_again() -> None:
    subject = order(status=DELIVERED, details={"exchanged_items": ("shirt-s",)})
    assert refused(exchange(case(subject), ids("shirt-s"), ids("shirt-m"))).rule is Rule.EXCHANGED_BEFORE
    assert isinstance(exchange(case(subject), ids("lamp-red"), ids("lamp-blue")), Change)


def test_a_shop_that_keeps_its_stock_elsewhere_has_none_moved() -> None:
    policy = POLICY.model_copy(update={"stock": "kept elsewhere"})
    assert change(cancel(case(order(), policy=policy))).stock == {}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            OrderStatus.PENDING,
            (Action.CANCEL, Action.CHANGE_ITEMS, Action.CHANGE_ADDRESS, Action.CHANGE_PAYMENT),
        ),
        (OrderStatus.PROCESSED, ()),
        (OrderStatus.SHIPPED, ()),
        (DELIVERED, (Action.RETURN, Action.EXCHANGE)),
        (OrderStatus.RETURN_REQUESTED, ()),
    ],
)
def test_what_may_be_asked_of_an_order(status: OrderStatus, expected: tuple[Action, ...]) -> None:
    assert possible(case(order(status=status))) == expected

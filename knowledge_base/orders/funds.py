"""Which money a change moves, and what that does to the order's account and to gift cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from knowledge_base.orders import windows
from knowledge_base.orders.case import Case, MoneyMove, Rule, Timing
from knowledge_base.orders.refused import Refused
from knowledge_base.schema import (
    Customer,
    Money,
    Order,
    PaymentKind,
    PaymentMethod,
    Transaction,
    TransactionKind,
    VariantId,
)


def refunds_of_everything(case: Case) -> tuple[MoneyMove, ...]:
    """All that was paid and not yet refunded, each part back the way it came."""
    return tuple(_refund(case, _method(case, id_), amount) for id_, amount in _balance(case.order).items())


def settlement(
    case: Case, difference: Decimal, payment_method: str, *, after_arrival: bool = False, even: bool = False
) -> tuple[MoneyMove, ...]:
    """A difference in price, paid (above 0) or refunded (below); nothing, or a refund of 0, where it is even.

    Raises:
        Refused: the customer has no such method, or its balance is too small.
    """
    method = _method(case, payment_method or _first_method(case), known=bool(payment_method))
    if difference > 0:
        _check_balance(method, difference)
        money = Money(difference, _currency(case))
        return (MoneyMove(TransactionKind.PAYMENT, money, method, Timing((0, 0), after_arrival)),)
    if difference < 0 or even:
        return (_refund(case, method, -difference, after_arrival=after_arrival),)
    return ()


def repaid(case: Case, payment_method: str) -> tuple[MoneyMove, ...]:
    """The order's whole amount from another method, and what the first one paid back to it.

    Raises:
        Refused: the method will not do, or several have paid.
    """
    method = _method(case, payment_method, known=True)
    if len(case.order.transactions) != 1 or case.order.transactions[0].kind is not TransactionKind.PAYMENT:
        raise Refused(Rule.SEVERAL_PAYMENTS)
    before = case.order.transactions[0]
    if before.payment_method == method.id:
        raise Refused(Rule.SAME_PAYMENT_METHOD, method=method.id)
    _check_balance(method, before.amount.amount)
    return (
        MoneyMove(TransactionKind.PAYMENT, before.amount, method, Timing((0, 0))),
        _refund(case, _method(case, before.payment_method), before.amount.amount),
    )


def has_another_way(case: Case) -> bool:
    """Whether any method on file could take an order's payment over."""
    for method in case.customer.payment_methods:
        try:
            repaid(case, method.id)
        except Refused:
            continue
        return True
    return False


def refund(case: Case, amount: Decimal, payment_method: str) -> tuple[MoneyMove, ...]:
    """A refund that follows the arrival of what is sent back.

    Without a method it goes back the way it was paid, the last way first.

    Raises:
        Refused: the shop does not refund to that method.
    """
    balance = _balance(case.order)
    if payment_method:
        method = _method(case, payment_method, known=True)
        to = case.policy.returns.refund_to
        gift = method.kind is PaymentKind.GIFT_CARD and to == "original or gift card"
        paid_with = {one.payment_method for one in case.order.transactions if one.kind is TransactionKind.PAYMENT}
        if to != "any" and not gift and method.id not in paid_with:
            raise Refused(Rule.REFUND_ELSEWHERE, method=method.id, needed=to)
        return (_refund(case, method, amount, after_arrival=True),) if amount else ()
    moves = []
    rest = amount
    for id_, paid_so in reversed(balance.items()):
        if part := min(rest, paid_so):
            moves.append(_refund(case, _method(case, id_), part, after_arrival=True))
            rest -= part
    if rest and moves:  # more than was paid for: what remains goes the first way
        moves[0] = replace(moves[0], amount=replace(moves[0].amount, amount=moves[0].amount.amount + rest))
    return tuple(moves)


def postage_back(case: Case, pieces: Sequence[VariantId]) -> Decimal:
    """The postage that comes back with a whole order that is sent back soon."""
    days, delivered = case.policy.returns.shipping_back_days, windows.delivered_at(case)
    if days is None or delivered is None or case.now > delivered + timedelta(days=days):
        return Decimal(0)
    whole: Counter[VariantId] = Counter()
    for line in case.order.lines:
        whole[line.variant] += line.quantity
    if Counter(pieces) != whole or case.order.details.get("shipping_method", "standard") != "standard":
        return Decimal(0)
    try:
        return max(Decimal(str(case.order.details.get("shipping_cost", "0"))), Decimal(0))
    except InvalidOperation:
        return Decimal(0)


def paid(order: Order, moves: Sequence[MoneyMove], now: datetime) -> Order:
    """The order with these moves in its account."""
    done = tuple(
        Transaction(kind=move.kind, amount=move.amount, payment_method=move.method.id, at=now) for move in moves
    )
    return replace(order, transactions=order.transactions + done)


def booked(customer: Customer, moves: Sequence[MoneyMove]) -> Customer:
    """The customer with the balances of their gift cards after these moves."""
    sums: dict[str, Decimal] = dict.fromkeys((move.method.id for move in moves), Decimal(0))
    for move in moves:
        sums[move.method.id] += move.amount.amount if move.kind is TransactionKind.REFUND else -move.amount.amount
    methods = tuple(
        replace(method, balance=replace(method.balance, amount=method.balance.amount + sums[method.id]))
        if method.balance is not None and method.id in sums
        else method
        for method in customer.payment_methods
    )
    return replace(customer, payment_methods=methods)


def _balance(order: Order) -> dict[str, Decimal]:
    """What each method has paid, less what it got back; only what is above 0, in the order of payment."""
    balance: dict[str, Decimal] = {}
    for one in order.transactions:
        sign = 1 if one.kind is TransactionKind.PAYMENT else -1
        balance[one.payment_method] = balance.get(one.payment_method, Decimal(0)) + sign * one.amount.amount
    return {id_: amount for id_, amount in balance.items() if amount > 0}


def _refund(case: Case, method: PaymentMethod, amount: Decimal, *, after_arrival: bool = False) -> MoneyMove:
    refunds = case.policy.refunds
    least, most = refunds.days(method.kind)
    if after_arrival:
        least, most = least + refunds.issue[0], most + refunds.issue[1]
    money = Money(amount, _currency(case))
    return MoneyMove(TransactionKind.REFUND, money, method, Timing((least, most), after_arrival))


def _method(case: Case, id_: str, *, known: bool = False) -> PaymentMethod:
    """The customer's method; one that they have removed since can still be refunded, but not chosen."""
    for method in case.customer.payment_methods:
        if method.id == id_:
            return method
    if known or not id_:
        raise Refused(Rule.UNKNOWN_PAYMENT_METHOD, method=id_)
    return PaymentMethod(id=id_, kind=PaymentKind.OTHER)


def _first_method(case: Case) -> str:
    return next((one.payment_method for one in case.order.transactions), "")


def _check_balance(method: PaymentMethod, amount: Decimal) -> None:
    if method.kind is PaymentKind.GIFT_CARD and (method.balance is None or method.balance.amount < amount):
        balance = method.balance.amount if method.balance else Decimal(0)
        raise Refused(Rule.BALANCE, method=method.id, balance=str(balance), needed=str(amount))


def _currency(case: Case) -> str:
    moneys = [line.price for line in case.order.lines] + [one.amount for one in case.order.transactions]
    return moneys[0].currency if moneys else "USD"

"""Which part of a policy an action falls under."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge_base.orders.case import Action, Rule
from knowledge_base.orders.policy import OrderPolicy, Source
from knowledge_base.schema import OrderStatus

_MONEY = {
    Rule.BALANCE,
    Rule.REFUND_ELSEWHERE,
    Rule.SAME_PAYMENT_METHOD,
    Rule.SEVERAL_PAYMENTS,
    Rule.UNKNOWN_PAYMENT_METHOD,
}
_TIME = {Rule.WINDOW_OVER, Rule.NOT_RETURNABLE, Rule.OPENED}


def allowed_statuses(policy: OrderPolicy, action: Action) -> Sequence[OrderStatus]:
    """The states in which an order lets an action happen."""
    if action is Action.CANCEL:
        return policy.cancel.statuses
    if action is Action.RETURN:
        return policy.returns.statuses
    if action is Action.EXCHANGE:
        return policy.exchange.statuses
    return policy.change.statuses


def source_of(policy: OrderPolicy, action: Action, rule: Rule) -> Source | None:
    """Where the shop's published policy says what a rule rests on."""
    if rule in _MONEY and policy.refunds.source:
        return policy.refunds.source
    if rule in _TIME:
        return policy.returns.source
    if action is Action.CANCEL:
        return policy.cancel.source
    if action is Action.RETURN:
        return policy.returns.source
    if action is Action.EXCHANGE:
        return policy.exchange.source or policy.returns.source
    return policy.change.source

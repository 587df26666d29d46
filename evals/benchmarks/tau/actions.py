"""τ-bench's retail actions at our order desk, and what their tools would have answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evals.benchmarks.tau.records import address
from knowledge_base.orders import (
    Action,
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    Refusal,
    Request,
    Rule,
    SendBack,
)

OK = "ok"

_ANSWERS: dict[Rule | tuple[Rule, Action], str] = {
    Rule.NOT_PENDING: "non-pending order cannot be {done}",
    Rule.ITEMS_CHANGED_BEFORE: "non-pending order cannot be {done}",
    Rule.NOT_DELIVERED: "non-delivered order cannot be {done}",
    Rule.REASON: "invalid reason",
    Rule.NOT_IN_ORDER: "{item} not found",
    (Rule.NOT_IN_ORDER, Action.RETURN): "some item not found",
    Rule.UNEVEN_SWAP: "the number of items to be exchanged should match",
    Rule.NOT_AVAILABLE: "new item {item} not found or available",
    Rule.OTHER_PRODUCT: "new item {item} not found or available",
    Rule.UNKNOWN_PAYMENT_METHOD: "payment method not found",
    Rule.SAME_PAYMENT_METHOD: "the new payment method should be different from the current one",
    Rule.SEVERAL_PAYMENTS: "there should be exactly one payment for a pending order",
    Rule.BALANCE: "insufficient gift card balance to pay for {cost}",
    Rule.REFUND_ELSEWHERE: "payment method should be either the original payment method or a gift card",
}

_REQUESTS: dict[str, Callable[[Mapping[str, Any]], Request]] = {
    "cancel_pending_order": lambda a: Cancel(order=a["order_id"], reason=a["reason"]),
    "modify_pending_order_address": lambda a: ChangeAddress(order=a["order_id"], address=address(a)),
    "modify_pending_order_payment": lambda a: ChangePayment(order=a["order_id"], payment_method=a["payment_method_id"]),
    "modify_pending_order_items": lambda a: ChangeItems(
        order=a["order_id"],
        old=tuple(a["item_ids"]),
        new=tuple(a["new_item_ids"]),
        payment_method=a["payment_method_id"],
    ),
    "return_delivered_order_items": lambda a: SendBack(
        order=a["order_id"], pieces=tuple(a["item_ids"]), payment_method=a["payment_method_id"]
    ),
    "exchange_delivered_order_items": lambda a: Exchange(
        order=a["order_id"],
        old=tuple(a["item_ids"]),
        new=tuple(a["new_item_ids"]),
        payment_method=a["payment_method_id"],
    ),
}
NAMES = tuple(_REQUESTS)

_DONE = {
    Action.CANCEL: "cancelled",
    Action.RETURN: "returned",
    Action.EXCHANGE: "exchanged",
}
_COSTS = {
    Action.CHANGE_ITEMS: "the new item",
    Action.CHANGE_PAYMENT: "the order",
    Action.EXCHANGE: "the price difference",
}


def request(name: str, arguments: Mapping[str, Any]) -> Request:
    """What an action of theirs asks."""
    return _REQUESTS[name](arguments)


def answer(refusal: Refusal | None) -> str:
    """What their tool says where we refuse; None stands for an order that is not there, or not the customer's."""
    if refusal is None:
        return "Error: order not found"
    action = refusal.action
    words = _ANSWERS.get((refusal.rule, action)) or _ANSWERS.get(refusal.rule) or refusal.rule.value
    return "Error: " + words.format_map(
        {"done": _DONE.get(action, "modified"), "cost": _COSTS.get(action, ""), **refusal.facts}
    )

"""What may be done to an order: pure rules, the shop's own limits, and what a change does.

Chat, phone, console and evals ask here, so they cannot disagree. Nothing is read or written: a `Case` goes in, and a
`Change` (the records as they will be, and the money that moves) or a `Refusal` (the rule, and what can be done
instead) comes out.
"""

from knowledge_base.orders.case import Action, Case, Change, Decision, MoneyMove, Refusal, Rule, Swap, Timing
from knowledge_base.orders.desk import Desk, Done, fingerprint
from knowledge_base.orders.policy import OrderPolicy, read_policy
from knowledge_base.orders.requests import (
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    Request,
    SendBack,
    decide,
    read_request,
)
from knowledge_base.orders.rules import (
    cancel,
    change_address,
    change_items,
    change_payment,
    exchange,
    possible,
    send_back,
)

__all__ = [
    "Action",
    "Cancel",
    "Case",
    "Change",
    "ChangeAddress",
    "ChangeItems",
    "ChangePayment",
    "Decision",
    "Desk",
    "Done",
    "Exchange",
    "MoneyMove",
    "OrderPolicy",
    "Refusal",
    "Request",
    "Rule",
    "SendBack",
    "Swap",
    "Timing",
    "cancel",
    "change_address",
    "change_items",
    "change_payment",
    "decide",
    "exchange",
    "fingerprint",
    "possible",
    "read_policy",
    "read_request",
    "send_back",
]

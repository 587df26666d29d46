"""What can be asked for an order, as data: it can be kept, compared, and decided upon again later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge_base.orders.case import Action, Case, Decision
from knowledge_base.orders.rules import cancel, change_address, change_items, change_payment, exchange, send_back
from knowledge_base.schema import Address, OrderId, VariantId

Words = Annotated[str, Field(max_length=400)]
Pieces = Annotated[tuple[VariantId, ...], Field(max_length=500)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    order: OrderId


class Cancel(_Request):
    """Call the order off."""

    action: Literal[Action.CANCEL] = Action.CANCEL
    reason: Words = ""


class ChangeItems(_Request):
    """Swap pieces of an order that has not left; `old` and `new` go in pairs, a variant a piece."""

    action: Literal[Action.CHANGE_ITEMS] = Action.CHANGE_ITEMS
    old: Pieces
    new: Pieces
    payment_method: Words = ""


class ChangeAddress(_Request):
    """Send the order somewhere else."""

    action: Literal[Action.CHANGE_ADDRESS] = Action.CHANGE_ADDRESS
    address: Address


class ChangePayment(_Request):
    """Pay the order another way."""

    action: Literal[Action.CHANGE_PAYMENT] = Action.CHANGE_PAYMENT
    payment_method: Words


class SendBack(_Request):
    """Return pieces, a variant each."""

    action: Literal[Action.RETURN] = Action.RETURN
    pieces: Pieces
    payment_method: Words = ""
    reason: Words = ""
    opened: bool | None = None


class Exchange(_Request):
    """Swap delivered pieces; `old` and `new` go in pairs, a variant a piece."""

    action: Literal[Action.EXCHANGE] = Action.EXCHANGE
    old: Pieces
    new: Pieces
    payment_method: Words = ""
    reason: Words = ""
    opened: bool | None = None


Request = Cancel | ChangeItems | ChangeAddress | ChangePayment | SendBack | Exchange
_adapter: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="action")])
read_request: Callable[[bytes | str], Request] = _adapter.validate_json


def decide(case: Case, request: Request) -> Decision:
    """What the rules say to a request."""
    match request:
        case Cancel():
            return cancel(case, reason=request.reason)
        case ChangeItems():
            return change_items(case, request.old, request.new, payment_method=request.payment_method)
        case ChangeAddress():
            return change_address(case, request.address)
        case ChangePayment():
            return change_payment(case, request.payment_method)
        case SendBack():
            return send_back(
                case,
                request.pieces,
                payment_method=request.payment_method,
                reason=request.reason,
                opened=request.opened,
            )
        case Exchange():
            return exchange(
                case,
                request.old,
                request.new,
                payment_method=request.payment_method,
                reason=request.reason,
                opened=request.opened,
            )
        case _:
            assert_never(request)

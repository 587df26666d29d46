"""The rules themselves: each action on an order is one function from a `Case` to a `Decision`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import wraps
from typing import Concatenate, ParamSpec

from knowledge_base.orders import funds, windows
from knowledge_base.orders.case import Action, Case, Change, Decision, Refusal, Rule, Swap
from knowledge_base.orders.refused import Refused
from knowledge_base.orders.terms import allowed_statuses, source_of
from knowledge_base.schema import (
    Address,
    AttributeValue,
    Order,
    OrderLine,
    OrderStatus,
    ProductId,
    Variant,
    VariantId,
)

P = ParamSpec("P")

ITEMS_CHANGED = "items_changed"  # the detail of an order whose items were changed once
_REQUIRED = ("line1", "city", "postcode", "country")
_LONGEST_LINE = 200  # characters of a line of an address


def _rule(
    action: Action,
) -> Callable[[Callable[Concatenate[Case, P], Change]], Callable[Concatenate[Case, P], Decision]]:
    """Make a function that raises `Refused` one that returns a `Refusal` with what can be done instead."""

    def decorate(decide: Callable[Concatenate[Case, P], Change]) -> Callable[Concatenate[Case, P], Decision]:
        @wraps(decide)
        def decision(case: Case, /, *args: P.args, **kwargs: P.kwargs) -> Decision:
            try:
                return decide(case, *args, **kwargs)
            except Refused as refused:
                return Refusal(
                    action=action,
                    rule=refused.rule,
                    facts={"order": case.order.id, **refused.facts},
                    instead=tuple(other for other in possible(case) if other is not action),
                    source=source_of(case.policy, action, refused.rule),
                )

        return decision

    return decorate


@_rule(Action.CANCEL)
def cancel(case: Case, *, reason: str = "") -> Change:
    """Call an order off; each payment goes back the way it came."""
    _open(case, Action.CANCEL)
    reason = _known_reason(case.policy.cancel.reasons, reason)
    moves = funds.refunds_of_everything(case)
    stock: Counter[VariantId] = Counter()
    for line in case.order.lines:
        stock[line.variant] += line.quantity
    details: dict[str, AttributeValue] = {"cancelled_at": case.now.isoformat()}
    if reason:
        details["cancel_reason"] = reason
    return Change(
        action=Action.CANCEL,
        order=_with(funds.paid(case.order, moves, case.now), OrderStatus.CANCELLED, details),
        customer=funds.booked(case.customer, moves),
        moves=moves,
        stock=_kept(case, stock),
        source=case.policy.cancel.source,
    )


@_rule(Action.CHANGE_ITEMS)
def change_items(case: Case, old: Sequence[VariantId], new: Sequence[VariantId], *, payment_method: str = "") -> Change:
    """Swap pieces of an order that has not left for other variants of the same products; once for an order.

    Args:
        case: the order.
        old: the variant of each piece that is swapped.
        new: what each of them is swapped for, in the same order.
        payment_method: pays or receives the difference; "": the one that the order was paid with.
    """
    _open(case, Action.CHANGE_ITEMS)
    if case.policy.change.items_once and case.order.details.get(ITEMS_CHANGED):
        raise Refused(Rule.ITEMS_CHANGED_BEFORE)
    swaps, variants = _swapped(case, old, new, same=case.policy.change.same_variant)
    difference = _difference(case.order, swaps, variants)
    moves = funds.settlement(case, difference, payment_method, even=case.policy.change.record_even)
    order = replace(case.order, lines=_relined(case.order.lines, swaps, variants))
    return Change(
        action=Action.CHANGE_ITEMS,
        order=_with(funds.paid(order, moves, case.now), order.status, {ITEMS_CHANGED: True}),
        customer=funds.booked(case.customer, moves),
        pieces=swaps,
        moves=moves,
        difference=difference,
        stock=_kept(case, _moved(swaps)),
        source=case.policy.change.source,
    )


@_rule(Action.CHANGE_ADDRESS)
def change_address(case: Case, address: Address) -> Change:
    """Send an order that has not left somewhere else."""
    _open(case, Action.CHANGE_ADDRESS)
    check_address(address)
    if address == case.order.address:
        raise Refused(Rule.SAME_ADDRESS)
    return Change(
        action=Action.CHANGE_ADDRESS,
        order=replace(case.order, address=address),
        customer=case.customer,
        source=case.policy.change.source,
    )


@_rule(Action.CHANGE_PAYMENT)
def change_payment(case: Case, payment_method: str) -> Change:
    """Pay an order that has not left another way: the new way pays all of it, the old one is refunded."""
    _open(case, Action.CHANGE_PAYMENT)
    moves = funds.repaid(case, payment_method)
    return Change(
        action=Action.CHANGE_PAYMENT,
        order=funds.paid(case.order, moves, case.now),
        customer=funds.booked(case.customer, moves),
        moves=moves,
        source=case.policy.change.source,
    )


@_rule(Action.RETURN)
def send_back(
    case: Case,
    pieces: Sequence[VariantId],
    *,
    payment_method: str = "",
    reason: str = "",
    opened: bool | None = None,
) -> Change:
    """Send pieces of a delivered order back; the refund follows when they have arrived.

    Args:
        case: the order.
        pieces: a variant for each piece.
        payment_method: receives the refund; "": back the way it was paid.
        reason: the customer's.
        opened: whether what must be unopened has been opened; None: not said, so it becomes a condition.
    """
    _open(case, Action.RETURN)
    lines = _chosen(case.order, pieces)
    reason = _known_reason(case.policy.returns.reasons, reason)
    until = windows.check(case, lines)
    unopened = windows.unopened(case, lines, opened=opened)
    amount = sum((line.price.amount for line in lines), Decimal(0)) + funds.postage_back(case, pieces)
    moves = funds.refund(case, amount, payment_method)
    details: dict[str, AttributeValue] = {
        "return_items": tuple(sorted(pieces)),
        "return_payment_method": payment_method or moves[0].method.id if moves else payment_method,
        "return_refund": str(amount),
        "requested_at": case.now.isoformat(),
    }
    if reason:
        details["return_reason"] = reason
    return Change(
        action=Action.RETURN,
        order=_with(case.order, OrderStatus.RETURN_REQUESTED, details),
        customer=case.customer,
        pieces=tuple(pieces),
        moves=moves,
        until=until,
        unopened=unopened,
        label_is_free=windows.free_label(case),
        source=case.policy.returns.source,
    )


@_rule(Action.EXCHANGE)
def exchange(
    case: Case,
    old: Sequence[VariantId],
    new: Sequence[VariantId],
    *,
    payment_method: str = "",
    reason: str = "",
    opened: bool | None = None,
) -> Change:
    """Swap delivered pieces for other variants of the same products; the difference is settled on arrival."""
    _open(case, Action.EXCHANGE)
    terms = case.policy.exchange
    swaps, variants = _swapped(case, old, new, same=terms.same_variant)
    lines = _chosen(case.order, old)
    before = case.order.details.get("exchanged_items")
    if terms.once and isinstance(before, tuple) and (again := sorted({line.variant for line in lines} & set(before))):
        raise Refused(Rule.EXCHANGED_BEFORE, item=again[0])
    until = windows.check(case, lines)
    unopened = windows.unopened(case, lines, opened=opened)
    difference = _difference(case.order, swaps, variants)
    moves = funds.settlement(case, difference, payment_method, after_arrival=True)
    details: dict[str, AttributeValue] = {
        "exchange_items": tuple(sorted(swap.old for swap in swaps)),
        "exchange_new_items": tuple(sorted(swap.new for swap in swaps)),
        "exchange_swaps": tuple(f"{swap.old} -> {swap.new}" for swap in swaps),
        "exchange_payment_method": payment_method or (moves[0].method.id if moves else ""),
        "exchange_price_difference": str(difference),
        "requested_at": case.now.isoformat(),
    }
    if reason:
        details["exchange_reason"] = reason
    taken = Counter(swap.new for swap in swaps)
    return Change(
        action=Action.EXCHANGE,
        order=_with(case.order, OrderStatus.EXCHANGE_REQUESTED, details),
        customer=case.customer,
        pieces=swaps,
        moves=moves,
        difference=difference,
        stock=_kept(case, Counter({variant: -count for variant, count in taken.items()})),
        until=until,
        unopened=unopened,
        label_is_free=windows.free_label(case),
        source=terms.source or case.policy.returns.source,
    )


def possible(case: Case) -> tuple[Action, ...]:
    """What may be asked for this order now; whether it may be done still depends on what is asked."""
    return tuple(action for action in Action if _may_be_asked(case, action))


def check_address(address: Address) -> None:
    """Refuse an address that no parcel reaches.

    Raises:
        Refused: a part of it is missing, too long or not text.
    """
    for part in fields(Address):
        text = str(getattr(address, part.name))
        if part.name in _REQUIRED and not text.strip():
            raise Refused(Rule.ADDRESS, part=part.name, needed="must not be empty")
        if len(text) > _LONGEST_LINE or any(not char.isprintable() for char in text):
            needed = f"must be a line of at most {_LONGEST_LINE} characters"
            raise Refused(Rule.ADDRESS, part=part.name, needed=needed)


def _may_be_asked(case: Case, action: Action) -> bool:
    try:
        _open(case, action)
        if action is Action.CHANGE_ITEMS and case.policy.change.items_once and case.order.details.get(ITEMS_CHANGED):
            return False
        if action is Action.CHANGE_PAYMENT:
            return funds.has_another_way(case)
        if action in {Action.RETURN, Action.EXCHANGE}:
            return any(windows.still_open(case, line) for line in case.order.lines)
    except Refused:
        return False
    return True


def _open(case: Case, action: Action) -> None:
    order = case.order
    allowed = allowed_statuses(case.policy, action)
    back = action in {Action.RETURN, Action.EXCHANGE}
    final = case.policy.change.final and order.details.get(ITEMS_CHANGED)
    if order.status not in allowed or (final and not back):
        raise Refused(
            Rule.NOT_DELIVERED if back else Rule.ITEMS_CHANGED_BEFORE if order.status in allowed else Rule.NOT_PENDING,
            status=order.status.value,
            needed=", ".join(allowed),
        )


def _known_reason(reasons: Sequence[str], given: str) -> str:
    given = given.strip()
    if not reasons:
        return given
    for reason in reasons:
        if reason.casefold() == given.casefold():
            return reason
    raise Refused(Rule.REASON, given=given, needed=", ".join(reasons))


def _chosen(order: Order, pieces: Sequence[VariantId]) -> list[OrderLine]:
    """The line of each piece, one by one, with a quantity of 1."""
    if not pieces:
        raise Refused(Rule.NO_ITEMS)
    stock = [[line, line.quantity] for line in order.lines]
    chosen: list[OrderLine] = []
    for piece in pieces:
        for entry in stock:
            line, left = entry
            if isinstance(line, OrderLine) and isinstance(left, int) and line.variant == piece and left > 0:
                entry[1] = left - 1
                chosen.append(replace(line, quantity=1))
                break
        else:
            raise Refused(Rule.NOT_IN_ORDER, item=piece)
    return chosen


def _swapped(
    case: Case, old: Sequence[VariantId], new: Sequence[VariantId], *, same: bool
) -> tuple[tuple[Swap, ...], dict[VariantId, Variant]]:
    """The swaps, and the new variants by id, once it is sure that each may be made."""
    lines = _chosen(case.order, old)
    if len(old) != len(new):
        raise Refused(Rule.UNEVEN_SWAP, old=str(len(old)), new=str(len(new)))
    wanted = Counter(new)
    variants: dict[VariantId, Variant] = {}
    for id_, line in zip(new, lines, strict=True):
        product = case.products.get(line.product)
        variant = next((one for one in product.variants if one.id == id_), None) if product else None
        if variant is None:
            elsewhere = _elsewhere(case, line.product, id_)
            raise Refused(Rule.OTHER_PRODUCT if elsewhere else Rule.NOT_AVAILABLE, item=id_, title=line.title)
        if line.variant == id_ and not same:
            raise Refused(Rule.SAME_VARIANT, item=id_, title=line.title)
        if variant.price.currency != line.price.currency:
            raise Refused(Rule.OTHER_CURRENCY, item=id_, currency=variant.price.currency)
        if variant.stock is not None and variant.stock < wanted[id_]:
            raise Refused(Rule.NOT_AVAILABLE, item=id_, title=line.title)
        variants[id_] = variant
    return tuple(Swap(*pair) for pair in zip(old, new, strict=True)), variants


def _elsewhere(case: Case, product: ProductId, variant: VariantId) -> bool:
    """Whether a variant is known, but of another product."""
    others = (other for id_, other in case.products.items() if id_ != product)
    return any(one.id == variant for other in others for one in other.variants)


def _difference(order: Order, swaps: Sequence[Swap], new: Mapping[VariantId, Variant]) -> Decimal:
    old = sum((line.price.amount for line in _chosen(order, [swap.old for swap in swaps])), Decimal(0))
    return sum((new[swap.new].price.amount for swap in swaps), Decimal(0)) - old


def _relined(
    lines: Sequence[OrderLine], swaps: Sequence[Swap], new: Mapping[VariantId, Variant]
) -> tuple[OrderLine, ...]:
    """The lines with the new variants in the places of the old; a line of several pieces is split where it must be."""
    left = list(swaps)
    result: list[OrderLine] = []
    for line in lines:
        mine = [swap for swap in left if swap.old == line.variant][: line.quantity]
        for swap in mine:
            left.remove(swap)
        for target, count in Counter(swap.new for swap in mine).items():
            variant = new[target]
            result.append(
                replace(line, variant=target, price=variant.price, options=dict(variant.options), quantity=count)
            )
        if rest := line.quantity - len(mine):
            result.append(replace(line, quantity=rest))
    return tuple(result)


def _moved(swaps: Sequence[Swap]) -> Counter[VariantId]:
    moved: Counter[VariantId] = Counter()
    for swap in swaps:
        moved[swap.old] += 1
        moved[swap.new] -= 1
    return moved


def _kept(case: Case, moved: Counter[VariantId]) -> dict[VariantId, int]:
    """What moves on the shelf, where the shop's stock is kept here."""
    if case.policy.stock != "kept here":
        return {}
    return {variant: count for variant, count in moved.items() if count}


def _with(order: Order, status: OrderStatus, details: Mapping[str, AttributeValue]) -> Order:
    return replace(order, status=status, details={**order.details, **details})

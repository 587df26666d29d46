"""How long, and in what condition, things may be sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from knowledge_base.orders.case import Case, Rule
from knowledge_base.orders.refused import Refused
from knowledge_base.schema import OrderLine, VariantId


def check(case: Case, lines: Sequence[OrderLine]) -> datetime | None:
    """The moment until which all of these may be sent back; None where there is no end.

    Raises:
        Refused: one of them may not, or no longer.
    """
    ends = [_end(case, line) for line in lines]
    for line, end in zip(lines, ends, strict=True):
        if end is not None and case.now > end:
            raise Refused(
                Rule.WINDOW_OVER,
                item=line.variant,
                title=line.title,
                until=end.date().isoformat(),
                days=_days(case, line),
            )
    return min((end for end in ends if end is not None), default=None)


def still_open(case: Case, line: OrderLine) -> bool:
    """Whether a line could be sent back now."""
    try:
        check(case, [line])
    except Refused:
        return False
    return True


def unopened(case: Case, lines: Sequence[OrderLine], *, opened: bool | None) -> tuple[VariantId, ...]:
    """Which of these are taken back only unopened.

    Raises:
        Refused: they have been opened.
    """
    terms = set(case.policy.returns.unopened_only)
    sealed = [line for line in lines if terms & set(_names(case, line))]
    if sealed and opened:
        raise Refused(Rule.OPENED, item=sealed[0].variant, title=sealed[0].title)
    return tuple(dict.fromkeys(line.variant for line in sealed))


def free_label(case: Case) -> bool:
    """Whether the shop pays the way back."""
    countries = case.policy.returns.free_label_in
    if countries is None:
        return True
    return case.order.address is not None and case.order.address.country in countries


def delivered_at(case: Case, variant: VariantId | None = None) -> datetime | None:
    """When a piece arrived, or the whole order; None when that is not known."""
    parcels = [parcel for parcel in case.order.shipments if variant is None or variant in parcel.variants]
    arrivals = [parcel.delivered for parcel in parcels]
    known = [arrival for arrival in arrivals if arrival is not None]
    return max(known) if known and len(known) == len(arrivals) else None


def _end(case: Case, line: OrderLine) -> datetime | None:
    returns = case.policy.returns
    if set(returns.never) & set(_names(case, line)):
        raise Refused(Rule.NOT_RETURNABLE, item=line.variant, title=line.title)
    days = _allowed(case, line)
    if days is None:
        return None
    delivered = delivered_at(case, line.variant) or delivered_at(case)
    if delivered is None:
        raise Refused(Rule.DELIVERY_UNKNOWN, item=line.variant, title=line.title)
    end = datetime.combine((delivered + timedelta(days=days)).date(), time.max, UTC)
    placed = case.order.placed
    if placed is not None:
        seasons = [last for season in returns.seasons if (last := season.end(placed.date()))]
        end = max([end, *(datetime.combine(last, time.max, UTC) for last in seasons)])
    return end


def _allowed(case: Case, line: OrderLine) -> int | None:
    """The days from delivery; a category's own come before a group's, a group's before everybody's."""
    returns = case.policy.returns
    product = case.products.get(line.product)
    for category in reversed(product.categories if product else ()):
        if category in returns.days_by_category:
            return returns.days_by_category[category]
    groups = [returns.days_by_group[group] for group in case.customer.groups if group in returns.days_by_group]
    if None in groups or returns.days is None:
        return None
    return max([returns.days, *(days for days in groups if days is not None)])


def _days(case: Case, line: OrderLine) -> str:
    days = _allowed(case, line)
    return "" if days is None else str(days)


def _names(case: Case, line: OrderLine) -> tuple[str, ...]:
    product = case.products.get(line.product)
    return (*product.categories, *product.tags) if product else ()

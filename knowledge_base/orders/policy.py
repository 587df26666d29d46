"""The shop's own limits on what may be done to an order, from a YAML file.

An absent key keeps the default below; an unknown one is an error. `Source` says where the shop's published policy
states a limit, so that a reply can cite it and a check can compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge_base.errors import SourceError
from knowledge_base.schema import OrderStatus, PaymentKind

CARRIERS = {
    "DHL": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "SF Express": "https://www.sf-express.com/we/ow/chn/en/waybill/waybill-detail/{number}",
    "UPS": "https://www.ups.com/track?tracknum={number}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
}

Days = Annotated[int, Field(ge=0, le=3650)]


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Terms):
    """Where the published policy says it: a document's topic and a heading in it."""

    topic: str
    heading: str = ""


class CancelTerms(_Terms):
    """When an order may be called off."""

    statuses: tuple[OrderStatus, ...] = (OrderStatus.PENDING,)
    reasons: tuple[str, ...] = ()  # that a customer may give; () takes any, and none
    source: Source | None = None


class ChangeTerms(_Terms):
    """When an order may be changed before it leaves."""

    statuses: tuple[OrderStatus, ...] = (OrderStatus.PENDING,)
    items_once: bool = True  # one change of items for an order
    final: bool = False  # nothing more can be done to an order whose items were changed
    same_variant: bool = False  # a swap for the very same variant is taken as one
    record_even: bool = False  # a swap at no difference is entered in the order's account, as a refund of 0
    source: Source | None = None


class Season(_Terms):
    """What is bought between two days of a year may come back until a day; the last is in the next year if earlier."""

    bought_from: tuple[int, int]  # month, day
    bought_to: tuple[int, int]
    until: tuple[int, int]

    @model_validator(mode="after")
    def _real_days(self) -> Season:
        for month, day in (self.bought_from, self.bought_to, self.until):
            date(2024, month, day)
        return self

    def end(self, bought: date) -> date | None:
        """Until when something bought on a day may come back; None outside the season."""
        first, last = self.bought_from, self.bought_to
        today = (bought.month, bought.day)
        inside = first <= today <= last if first <= last else today >= first or today <= last
        if not inside:
            return None
        began = bought.year if today >= first else bought.year - 1
        end_year = began + (self.until < first)
        month, day = self.until
        return date(end_year, month, min(day, 28) if (month, day) == (2, 29) else day)


class ReturnTerms(_Terms):
    """When an order may be sent back, and what it costs."""

    statuses: tuple[OrderStatus, ...] = (OrderStatus.DELIVERED,)
    days: Days | None = 30  # from delivery; None: for ever
    days_by_category: Mapping[str, Days | None] = {}  # the deepest category of a product that is named here wins
    days_by_group: Mapping[str, Days | None] = {}  # a customer's groups; never overrides `days_by_category`
    seasons: tuple[Season, ...] = ()
    never: tuple[str, ...] = ()  # categories or tags that are not taken back
    unopened_only: tuple[str, ...] = ()  # categories that are taken back only unopened
    reasons: tuple[str, ...] = ()
    refund_to: Literal["original", "original or gift card", "any"] = "original or gift card"
    hand_in_days: Days | None = None  # from asking until the parcel must be on its way
    free_label_in: tuple[str, ...] | None = None  # countries; None: everywhere
    shipping_back_days: Days | None = None  # from delivery: a whole order sent back so soon gets its postage back
    source: Source | None = None


class ExchangeTerms(_Terms):
    """When an item may be swapped for another variant of its product. Its time is that of a return."""

    statuses: tuple[OrderStatus, ...] = (OrderStatus.DELIVERED,)
    once: bool = True  # an item that came by an exchange is not exchanged again
    same_variant: bool = True  # a faulty piece may be swapped for the same
    hold_days: Days | None = None  # that the new piece is set aside
    source: Source | None = None


class RefundTerms(_Terms):
    """How long money takes to be back, in business days (from, to); (0, 0) is at once."""

    issue: tuple[int, int] = (0, 3)  # from the arrival of what is sent back
    by_kind: Mapping[PaymentKind, tuple[int, int]] = {PaymentKind.GIFT_CARD: (0, 0)}
    otherwise: tuple[int, int] = (5, 7)
    source: Source | None = None

    def days(self, kind: PaymentKind) -> tuple[int, int]:
        """How long a kind of payment takes to show a refund."""
        return self.by_kind.get(kind, self.otherwise)


class OrderPolicy(_Terms):
    """All of a shop's limits."""

    cancel: CancelTerms = CancelTerms()
    change: ChangeTerms = ChangeTerms()
    returns: ReturnTerms = ReturnTerms()
    exchange: ExchangeTerms = ExchangeTerms()
    refunds: RefundTerms = RefundTerms()
    stock: Literal["kept here", "kept elsewhere"] = "kept here"  # whether a change moves the variants' stock
    carriers: Mapping[str, str] = CARRIERS  # name -> where its parcels are followed, with {number}


def read_policy(path: Path) -> OrderPolicy:
    """The limits in a YAML file.

    Raises:
        SourceError: the file cannot be read, or a line of it is not what is needed; names both.
    """
    import yaml  # noqa: PLC0415 only where a policy is read

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the order policy {path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise SourceError(f"the order policy {path} is not YAML: {error}") from error
    try:
        return OrderPolicy.model_validate({} if found is None else found)
    except ValidationError as error:
        lines = (
            f"{'.'.join(map(str, one['loc'])) or 'the file'} is {one.get('input')!r}; {one['msg']}"
            for one in error.errors()
        )
        raise SourceError(f"the order policy {path}: " + "; ".join(lines)) from error

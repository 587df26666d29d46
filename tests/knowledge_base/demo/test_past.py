"""The demo shop's past hangs together, and a recommender can learn from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from knowledge_base.demo.orders import business_days, may_be_sent, zone
from knowledge_base.demo.past import Past, past
from knowledge_base.demo.people import CIRCLE
from knowledge_base.schema import (
    CHINESE,
    ENGLISH,
    Interaction,
    InteractionKind,
    Order,
    OrderStatus,
    PaymentKind,
    Product,
    ProductId,
    TransactionKind,
)

OPENED = date(2026, 11, 23)  # as in conftest
NOW = datetime.combine(OPENED, time(), UTC)
SENT = {
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.RETURN_REQUESTED,
    OrderStatus.EXCHANGE_REQUESTED,
    OrderStatus.REFUNDED,
}


def paid(order: Order, kind: TransactionKind) -> Decimal:
    return sum((part.amount.amount for part in order.transactions if part.kind is kind), Decimal(0))


def reviews(history: Past) -> list[Interaction]:
    return [event for event in history.interactions if event.kind is InteractionKind.REVIEW]


def test_there_is_enough_of_everything(history: Past):
    kinds = Counter(event.kind for event in history.interactions)
    statuses = Counter(order.status for order in history.orders)
    assert len(history.customers) >= 200
    assert len(history.orders) >= 600
    assert len(history.interactions) >= 20_000
    assert kinds[InteractionKind.REVIEW] >= 1_500
    assert min(statuses[status] for status in OrderStatus) >= 10


@pytest.mark.parametrize("opened", [date(2026, 3, 1), date(2027, 12, 31)])
def test_there_is_enough_on_whatever_day_the_shop_opens(products: list[Product], opened: date):
    history = past(moved(products, opened - OPENED), opened)
    assert len(reviews(history)) >= 1_500
    assert min(Counter(order.status for order in history.orders).values()) >= 10
    assert {order.status for order in history.orders} == set(OrderStatus)


def moved(products: list[Product], by: timedelta) -> list[Product]:
    return [replace(item, released=item.released + by) if item.released else item for item in products]


def test_the_same_day_has_the_same_past(products: list[Product], history: Past):
    assert past(products, OPENED) == history


def test_customers_can_be_told_apart_and_reached(history: Past):
    emails = [customer.email for customer in history.customers]
    assert len(set(emails)) == len({customer.phone for customer in history.customers}) == len(history.customers)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d*@example\.com", email) for email in emails)
    for customer in history.customers:
        assert customer.address is not None
        assert customer.created is not None
        assert customer.created < NOW
        assert any(method.kind is not PaymentKind.GIFT_CARD for method in customer.payment_methods)
        for method in customer.payment_methods:
            assert (method.kind is PaymentKind.CARD) == bool(re.fullmatch(r"\d{4}", method.last_four))
            assert (method.kind is PaymentKind.GIFT_CARD) == (method.balance is not None)
    assert min(Counter(customer.language for customer in history.customers).values()) >= 40
    assert {customer.language for customer in history.customers} == {ENGLISH, CHINESE}


def test_orders_are_numbered_in_order_of_time(history: Past):
    assert [order.id for order in history.orders] == [f"LL-{100_001 + place}" for place in range(len(history.orders))]
    placed = [order.placed for order in history.orders if order.placed]
    assert placed == sorted(placed)
    assert len(placed) == len(history.orders)
    assert placed[-1] < NOW


def test_members_of_the_circle_are_many_but_not_most(history: Past):
    members = sum(CIRCLE in customer.groups for customer in history.customers)
    assert 0.1 < members / len(history.customers) < 0.5


def test_the_money_of_an_order_adds_up(history: Past):
    customers = {customer.id: customer for customer in history.customers}
    for order in history.orders:
        goods = sum((line.price.amount * line.quantity for line in order.lines), Decimal(0))
        cost = Decimal(str(order.details["shipping_cost"]))
        assert paid(order, TransactionKind.PAYMENT) == goods + cost, order.id
        methods = {method.id for method in customers[order.customer].payment_methods}
        assert {part.payment_method for part in order.transactions} <= methods
        assert order.address is not None
        if order.details["shipping_method"] == "express":
            assert order.address.country == "United States"
            assert cost == Decimal("14.95")
        else:
            way = zone(order.address.country, member=CIRCLE in customers[order.customer].groups)
            assert cost == (0 if goods >= way.free_from else way.cost)


def test_refunds_are_what_the_status_says(history: Past):
    for order in history.orders:
        refunded = paid(order, TransactionKind.REFUND)
        if order.status is OrderStatus.CANCELLED:
            assert refunded == paid(order, TransactionKind.PAYMENT)
            assert order.details["cancel_reason"] in {"no longer needed", "ordered by mistake"}
        elif order.status is OrderStatus.REFUNDED:
            back = set(order.details["return_items"])  # type: ignore[arg-type]  # a tuple of variants
            worth = sum((x.price.amount * x.quantity for x in order.lines if x.variant in back), Decimal(0))
            assert refunded == worth > 0
        else:
            assert refunded == 0, order.id


def test_lines_name_a_variant_that_the_product_has_at_a_price_it_had(products: list[Product], history: Past):
    by_id = {item.id: item for item in products}
    for order in history.orders:
        assert len({line.variant for line in order.lines}) == len(order.lines) > 0
        for line in order.lines:
            variant = next(variant for variant in by_id[line.product].variants if variant.id == line.variant)
            assert line.price in {variant.price, variant.list_price}
            assert (line.title, line.options) == (by_id[line.product].title, variant.options)
            assert line.quantity >= 1


def test_what_must_not_cross_a_border_does_not(products: list[Product], history: Past):
    by_id = {item.id: item for item in products}
    for order in history.orders:
        assert order.address is not None
        assert all(may_be_sent(by_id[line.product], order.address.country) for line in order.lines)
    bank = next(item for item in products if "Power Bank" in item.title)
    tea = next(item for item in products if item.categories[0] == "Grocery")
    assert [may_be_sent(bank, country) for country in ("Canada", "China")] == [True, False]
    assert [may_be_sent(tea, country) for country in ("China", "Australia")] == [True, False]


def test_parcels_travel_in_order_and_hold_what_was_bought(history: Past):
    numbers = [number for order in history.orders for parcel in order.shipments for number in parcel.tracking]
    assert len(set(numbers)) == len(numbers)
    for order in history.orders:
        assert bool(order.shipments) == (order.status in SENT), order.id
        inside = [variant for parcel in order.shipments for variant in parcel.variants]
        if order.shipments:
            assert Counter(inside) == Counter(line.variant for line in order.lines)
        for parcel in order.shipments:
            assert order.placed is not None
            assert parcel.shipped is not None
            assert order.placed < parcel.shipped <= NOW
            assert (parcel.delivered is not None) == (order.status is not OrderStatus.SHIPPED)
            assert parcel.delivered is None or parcel.shipped < parcel.delivered <= NOW
            assert parcel.carrier
        for transaction in order.transactions:
            assert transaction.at is not None
            assert order.placed is not None
            assert order.placed <= transaction.at <= NOW


def test_returns_are_asked_for_in_time_and_never_for_what_is_used_up(products: list[Product], history: Past):
    by_id = {item.id: item for item in products}
    for order in history.orders:
        back = order.details.get("return_items") or order.details.get("exchange_items")
        if back is None:
            continue
        assert isinstance(back, tuple)
        asked = datetime.fromisoformat(str(order.details["requested_at"]))
        arrived = max(parcel.delivered for parcel in order.shipments if parcel.delivered)
        line = next(line for line in order.lines if line.variant in back)
        department = by_id[line.product].categories[0]
        assert department not in {"Beauty", "Grocery"}
        assert arrived <= asked <= min(NOW, arrived + timedelta(days=14 if department == "Electronics" else 30))


def test_an_exchange_is_for_another_variant_of_the_same_product(products: list[Product], history: Past):
    for order in history.orders:
        if order.status is OrderStatus.EXCHANGE_REQUESTED:
            old, new = (str(order.details[name][0]) for name in ("exchange_items", "exchange_new_items"))  # type: ignore[index]  # tuples of one
            line = next(line for line in order.lines if line.variant == old)
            item = next(item for item in products if item.id == line.product)
            wanted = next(variant for variant in item.variants if variant.id == new)
            assert new != old
            assert wanted.available
            difference = Decimal(str(order.details["exchange_price_difference"]))
            assert difference == (wanted.price.amount - line.price.amount) * line.quantity


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-11-23", 0, "2026-11-23"),  # a Monday
        ("2026-11-23", 4, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-11-29", 1, "2026-12-01"),
        ("2026-11-25", 5, "2026-12-02"),
    ],
)
def test_business_days_leave_out_weekends(start: str, days: int, expected: str):
    assert business_days(datetime.fromisoformat(start), days) == datetime.fromisoformat(expected)


def test_interactions_are_numbered_in_order_of_time_and_after_the_release(products: list[Product], history: Past):
    released = {item.id: item.released for item in products}
    times = [event.at for event in history.interactions]
    assert times == sorted(times)
    assert times[-1] <= NOW
    assert len({event.id for event in history.interactions}) == len(times)
    for event in history.interactions:
        out = released[event.product]
        assert out is not None
        assert event.at >= out
        assert (event.customer is None) != (event.visitor is None)


def test_purchases_are_the_lines_of_the_orders(history: Past):
    bought = Counter(
        (event.customer, event.product, event.at, event.quantity)
        for event in history.interactions
        if event.kind is InteractionKind.PURCHASE
    )
    assert bought == Counter(
        (order.customer, line.product, order.placed, line.quantity) for order in history.orders for line in order.lines
    )


def test_reviewers_bought_what_they_review_and_had_it(history: Past):
    arrived: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for order in history.orders:
        for line in order.lines:
            arrived[order.customer, line.product] += [x.delivered for x in order.shipments if x.delivered]
    for review in reviews(history):
        assert review.customer is not None
        assert min(arrived[review.customer, review.product]) < review.at <= NOW


def test_reviews_are_varied_and_fit_their_language(history: Past):
    found = reviews(history)
    texts = [review.text for review in found]
    assert len(set(texts)) > 0.95 * len(texts)
    assert not [text for text in texts if "{" in text or len(text) < 4]
    for review in found:
        assert review.title
        assert bool(re.search(r"[\u4e00-\u9fff]", review.text + review.title)) == (review.language == CHINESE)
    languages = Counter(review.language for review in found)
    assert min(languages[ENGLISH], languages[CHINESE]) > 200
    ratings = Counter(review.rating for review in found)
    assert set(ratings) == {1, 2, 3, 4, 5}
    assert ratings[5] > ratings[3] > ratings[1] >= 20
    assert len({review.product for review in found}) > 200


def test_what_is_used_up_is_bought_again(products: list[Product], history: Past):
    used_up = {item.id for item in products if item.categories[0] in {"Grocery", "Beauty"}}
    times = Counter((order.customer, line.product) for order in history.orders for line in order.lines)
    again = {
        kind: sum(count > 1 for (_, item), count in times.items() if (item in used_up) == kind)
        for kind in (True, False)
    }
    assert again[True] > 100
    assert again[True] > 3 * again[False]


Ranking = Callable[[Sequence[ProductId]], Iterable[ProductId]]


def recall_at_10(held_out: Sequence[tuple[list[ProductId], ProductId]], ranking: Ranking) -> float:
    hits = 0
    for known, target in held_out:
        new = (item for item in ranking(known) if item not in known)
        hits += target in [item for item, _ in zip(new, range(10), strict=False)]
    return hits / len(held_out)


def test_what_goes_together_predicts_the_next_product_better_than_what_is_popular(history: Past):
    """Leave one out: each person's last product, from those before it (counts of neighbours within five steps)."""
    trails: dict[str, list[ProductId]] = defaultdict(list)
    for event in history.interactions:
        trail = trails[event.customer or event.visitor or ""]
        if event.kind is not InteractionKind.REVIEW and event.product not in trail:
            trail.append(event.product)
    held_out = [(trail[:-1], trail[-1]) for trail in trails.values() if len(trail) > 2]
    popular = Counter(item for known, _ in held_out for item in known)
    together: dict[ProductId, Counter[ProductId]] = defaultdict(Counter)
    for known, _ in held_out:
        for place, item in enumerate(known):
            together[item].update(known[max(0, place - 5) : place] + known[place + 1 : place + 6])

    def by_company(known: Sequence[ProductId]) -> Iterable[ProductId]:
        scores: Counter[ProductId] = Counter()
        for item in known[-5:]:
            for other, times in together[item].items():
                scores[other] += times / popular[item]  # type: ignore[assignment]  # shares, not counts
        return [item for item, _ in scores.most_common()]

    best = [item for item, _ in popular.most_common()]
    company, popularity = recall_at_10(held_out, by_company), recall_at_10(held_out, lambda _: best)
    assert company > 3 * popularity
    assert popularity > 0.03

"""Simulated visits to the demo shop: what people look at, put into the cart and buy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from knowledge_base.demo.tastes import Shelf, Taste
from knowledge_base.schema import Customer, InteractionKind

DAYS = 400  # of history before the shop opens
VISITORS = 1_250  # who never signed in
_EVERY = 20  # days after which something used up is bought again


@dataclass(slots=True)
class Visit:
    """One visit; places are those of articles on the shelf."""

    customer: Customer | None
    visitor: str | None
    seen: list[tuple[datetime, InteractionKind, int]] = field(default_factory=list)
    basket: list[int] = field(default_factory=list)
    bought: datetime | None = None

    @property
    def last(self) -> datetime:
        """When something happened last."""
        return self.seen[-1][0]


class Street:
    """Where the visits come from.

    Args:
        random: where the choices come from.
        shelf: what there is.
        released: when each article came out.
        now: when the shop opens; all visits end before.
    """

    def __init__(self, random: Random, shelf: Shelf, released: list[datetime], now: datetime) -> None:
        self._random = random
        self._shelf = shelf
        self._released = released
        self._now = now

    def of_customer(self, customer: Customer, gender: str) -> Iterator[Visit]:
        """All visits of a customer, in order of time."""
        taste = self._shelf.taste(self._random, gender)
        used_up: dict[int, datetime] = {}
        owned: set[int] = set()
        count = 3 + int(self._random.expovariate(1 / 5))
        for at in sorted(self._moment() for _ in range(count)):
            visit = Visit(customer, None)
            again = [place for place, bought in used_up.items() if at - bought > timedelta(days=_EVERY)]
            first = self._random.choice(again) if again and self._random.random() < 0.6 else None
            self._stroll(visit, at, taste, first, owned)
            if visit.basket and self._random.random() < 0.78:
                visit.bought = visit.last + timedelta(seconds=self._random.randint(40, 400))
                for place in visit.basket:
                    if self._shelf.articles[place].categories[0][0] in self._shelf.repeated:
                        used_up[place] = visit.bought
                    elif self._random.random() < 0.95:  # now and then somebody wants a second one
                        owned.add(place)
            yield visit

    def of_visitor(self, number: int) -> Visit:
        """The one visit of somebody who never signed in."""
        taste = self._shelf.taste(self._random, self._random.choice(("men", "women")))
        visit = Visit(None, f"V-{number:05d}")
        self._stroll(visit, self._moment(), taste, None, set())
        return visit

    def _moment(self) -> datetime:
        # A shop that grows: the nearer, the denser.
        ago = DAYS * self._random.random() ** 2
        return self._now - timedelta(hours=1.5) - timedelta(seconds=int(ago * 86_400))

    def _stroll(self, visit: Visit, at: datetime, taste: Taste, first: int | None, owned: set[int]) -> None:
        random = self._random
        place = first if first is not None else self._drawn(at, taste)
        want = 0.95 if first is not None else 0.2
        for _ in range(2 + min(9, int(random.expovariate(1 / 3.6)))):
            visit.seen.append((at, InteractionKind.VIEW, place))
            at += timedelta(seconds=random.randint(15, 160))
            if random.random() < want and place not in visit.basket and place not in owned:
                visit.seen.append((at, InteractionKind.CART, place))
                visit.basket.append(place)
                at += timedelta(seconds=random.randint(5, 60))
            chosen, want = self._next(place, at, taste, {seen for _, _, seen in visit.seen})
            if chosen is None:
                return
            place = chosen

    def _drawn(self, at: datetime, taste: Taste) -> int:
        while True:
            place = taste.any.draw(self._random)
            if place is not None and self._released[place] <= at:
                return place

    def _next(self, place: int, at: datetime, taste: Taste, seen: set[int]) -> tuple[int | None, float]:
        """What is looked at next, and how likely it goes into the cart."""
        for _ in range(8):
            way = self._random.random()
            found: int | None
            if way < 0.58:
                found, want = self._shelf.similar(self._random, place, taste), 0.22
            elif way < 0.80:
                found, want = self._shelf.complement(self._random, place, taste), 0.36
            elif way < 0.95:
                found, want = taste.any.draw(self._random), 0.24
            else:
                found, want = self._shelf.famous.draw(self._random), 0.16
            if found is not None and found not in seen and self._released[found] <= at:
                return found, want
        return None, 0.0

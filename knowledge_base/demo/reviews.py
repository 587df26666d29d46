"""The demo shop's reviews: what buyers thought, put together from written sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from knowledge_base.demo.catalogue import articles
from knowledge_base.demo.files import read_yaml
from knowledge_base.schema import (
    CHINESE,
    Customer,
    Interaction,
    InteractionId,
    InteractionKind,
    Language,
    Order,
    OrderLine,
    OrderStatus,
    Product,
)

_SHARE = 0.92  # of the lines that arrived
_SLOT = re.compile(r"\{(\w+)\}")


class Reviewers:
    """Writes reviews.

    Args:
        random: where the choices come from.
        products: all products; each has its own quality.
        now: when the shop opens; all reviews are older.
    """

    def __init__(self, random: Random, products: Sequence[Product], now: datetime) -> None:
        self._random = random
        self._now = now
        self._stock: Mapping[str, Any] = read_yaml("reviews.yaml")
        self._products = {product.id: product for product in products}
        self._kinds = {article.id: article.kind for article in articles()}
        self._quality = {product.id: random.gauss(4.5, 0.45) for product in products}

    def of(self, order: Order, customer: Customer) -> Iterator[Interaction]:
        """What a customer wrote about the lines of an order that has arrived."""
        arrived = max((parcel.delivered for parcel in order.shipments if parcel.delivered), default=None)
        if arrived is None:
            return
        sent_back = order.details.get("return_items", ())
        for line in order.lines:
            soon = self._random.random() < 0.7
            days = 1 + self._random.expovariate(1 / 9 if soon else 1 / 90)
            at = arrived + timedelta(seconds=int(days * 86_400))
            if self._random.random() > _SHARE or at >= self._now:
                continue
            unhappy = isinstance(sent_back, tuple) and line.variant in sent_back
            rating = self._rating(line, unhappy=unhappy and order.status is OrderStatus.REFUNDED)
            slots = dict(line.options)
            if (months := (at - arrived).days // 30) > 1:
                slots["months"] = str(months)
            title, text = self._words(line, rating, customer.language, slots)
            yield Interaction(
                id=InteractionId(f"{customer.id}"),
                kind=InteractionKind.REVIEW,
                product=line.product,
                at=at,
                customer=customer.id,
                rating=rating,
                title=title,
                text=text,
                language=customer.language,
            )

    def _rating(self, line: OrderLine, *, unhappy: bool) -> int:
        felt = self._quality[line.product] + self._random.gauss(0, 0.8)
        if self._random.random() < 0.09:
            felt -= 2.3  # something went wrong
        if unhappy:
            felt -= 2
        return min(5, max(1, round(felt)))

    def _words(self, line: OrderLine, rating: int, language: Language, slots: Mapping[str, str]) -> tuple[str, str]:
        """A title and a text in which only what is in the slots is spoken of."""
        stock, random = self._stock[language], self._random
        mood = "good" if rating >= 4 else "fair" if rating == 3 else "bad"
        parts: list[str] = []
        if random.random() < (0.55 if mood == "good" else 0.75):
            parts.append(random.choice(_sayable(stock["openers"][mood], slots)))
        parts += self._judgement(line, rating, stock, slots)
        if random.random() < 0.35:
            parts.append(random.choice(stock["closers"][mood]))
        text = ("" if language == CHINESE else " ").join(parts)
        return random.choice(stock["titles"][rating]), _SLOT.sub(lambda slot: slots[slot[1]], text)

    def _judgement(self, line: OrderLine, rating: int, stock: Mapping[str, Any], slots: Mapping[str, str]) -> list[str]:
        random = self._random

        def say(mood: str, *counts: int) -> list[str]:
            return self._sentences(line, stock["aspects"], mood, random.choice(counts), slots)

        if rating <= 2:
            return [*(say("good", 1) if random.random() < 0.25 else []), *say("bad", 1, 2, 2)]
        if rating == 3:
            return [*say("good", 1, 2), *say("bad", 1)]
        praise = say("good", 1, 2, 2, 3) if rating == 5 else say("good", 1, 2)
        if rating == 5 or random.random() < 0.4:
            return praise
        return [*praise, random.choice(stock["turns"]), random.choice(stock["quibbles"])]

    def _sentences(
        self, line: OrderLine, aspects: Sequence[Any], mood: str, count: int, slots: Mapping[str, str]
    ) -> list[str]:
        """Sentences on different aspects of the goods."""
        fitting = [aspect for aspect in aspects if self._concerns(aspect["for"], line)]
        weights = [0.5 if "any" in aspect["for"] else 1.0 for aspect in fitting]
        chosen: list[str] = []
        while fitting and len(chosen) < count:
            place = self._random.choices(range(len(fitting)), weights)[0]
            del weights[place]
            if sentences := _sayable(fitting.pop(place)[mood], slots):
                chosen.append(self._random.choice(sentences))
        return chosen

    def _concerns(self, names: Sequence[str], line: OrderLine) -> bool:
        product = self._products[line.product]
        return "any" in names or product.categories[0] in names or self._kinds[product.id] in names


def _sayable(sentences: Sequence[str], slots: Mapping[str, str]) -> list[str]:
    return [sentence for sentence in sentences if all(slot in slots for slot in _SLOT.findall(sentence))]

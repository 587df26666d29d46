"""What draws the demo shop's visitors: lifestyles, brands, prices, and which products go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log
from random import Random
from statistics import median
from typing import Any

from knowledge_base.demo.catalogue import Article, articles
from knowledge_base.demo.files import read_yaml

_NEIGHBOURS = 12
_SPREAD = 0.8  # of prices around what somebody likes to pay, in logarithms


@dataclass(frozen=True, slots=True)
class Weighted:
    """Places on the shelf to draw from."""

    places: Sequence[int]
    cumulative: Sequence[float]

    @classmethod
    def of(cls, weights: Mapping[int, float]) -> Weighted:
        """With these weights."""
        return cls(list(weights), list(accumulate(weights.values())))

    def draw(self, random: Random) -> int | None:
        """One of them, None if there are none."""
        if not self.places or self.cumulative[-1] <= 0:
            return None
        return random.choices(self.places, cum_weights=self.cumulative)[0]


@dataclass(frozen=True, slots=True)
class Taste:
    """How much each article draws one person."""

    weights: Sequence[float]
    any: Weighted


class Shelf:
    """The articles with what is alike, what goes together and what sells."""

    def __init__(self, random: Random) -> None:
        self.articles = articles()
        data = read_yaml("behaviour.yaml")
        self._lifestyles: Mapping[str, Any] = data["lifestyles"]
        self._complements: Mapping[str, Sequence[str]] = data["complements"]
        self.repeated = frozenset(data["repeated"])
        ranks = list(range(len(self.articles)))
        random.shuffle(ranks)
        # Few sell much and many a little, as in any shop.
        self.fame = [
            (3.0 if "bestseller" in article.tags else 1.0) / (8 + rank) ** 0.6
            for article, rank in zip(self.articles, ranks, strict=True)
        ]
        self.famous = Weighted.of(dict(enumerate(self.fame)))
        self._dear = _dearness(self.articles)
        self._draws = {
            name: [_draws(style, article) for article in self.articles] for name, style in self._lifestyles.items()
        }
        self._fits = {
            (gender, kids): [_fits(article, gender, kids=kids) for article in self.articles]
            for gender in ("men", "women")
            for kids in (True, False)
        }
        self.alike = [self._neighbours(place) for place in range(len(self.articles))]
        self._by_kind: dict[str, list[int]] = {}
        for place, article in enumerate(self.articles):
            self._by_kind.setdefault(article.kind, []).append(place)

    def taste(self, random: Random, gender: str) -> Taste:
        """Somebody's taste: two lifestyles, a favourite brand and what they like to pay."""
        fitting = [name for name, style in self._lifestyles.items() if style.get("for", gender) == gender]
        one, two = random.sample(fitting, 2)
        brand = random.choice(self.articles).brand
        level = random.gauss(0, 0.6)
        kids = any("kids" in self._lifestyles[name]["tags"] for name in (one, two))
        weights = [
            fame
            * (0.05 + first + 0.45 * second + (article.brand == brand)) ** 1.6
            * exp(-((dear - level) ** 2) / (2 * _SPREAD * _SPREAD))
            * fits
            for article, fame, first, second, dear, fits in zip(
                self.articles,
                self.fame,
                self._draws[one],
                self._draws[two],
                self._dear,
                self._fits[gender, kids],
                strict=True,
            )
        ]
        return Taste(weights, Weighted.of(dict(enumerate(weights))))

    def complement(self, random: Random, place: int, taste: Taste) -> int | None:
        """Something that goes with an article, None if nothing does."""
        kinds = self._complements.get(self.articles[place].kind, ())
        candidates = [other for kind in kinds for other in self._by_kind.get(kind, ())]
        return Weighted.of({other: taste.weights[other] ** 0.5 for other in candidates}).draw(random)

    def similar(self, random: Random, place: int, taste: Taste) -> int | None:
        """Something like an article, the rather the more it is liked."""
        near = self.alike[place]
        return Weighted.of({other: weight * taste.weights[other] ** 0.35 for other, weight in near.items()}).draw(
            random
        )

    def _neighbours(self, place: int) -> dict[int, float]:
        scores = {
            other: score
            for other in range(len(self.articles))
            if other != place and (score := _likeness(self.articles[place], self.articles[other])) > 2
        }
        best = sorted(scores, key=lambda other: (-scores[other], other))[:_NEIGHBOURS]
        return {other: scores[other] ** 2 for other in best}


def _department(article: Article) -> str:
    return article.categories[0][0]


def _likeness(one: Article, other: Article) -> float:
    if _department(one) != _department(other):
        return 0
    score = 5.0 if one.kind == other.kind else 2.0 if one.categories[1] == other.categories[1] else 0.0
    score += 1.0 * len(set(one.tags) & set(other.tags) - {"bestseller", "gift"})
    score += 0.8 if one.brand == other.brand else 0
    if {one.attributes.get("gender"), other.attributes.get("gender")} in (
        {"men", "women"},
        {"kids", "men"},
        {"kids", "women"},
    ):
        score *= 0.3
    return score


def _draws(style: Mapping[str, Any], article: Article) -> float:
    tags = sum(style["tags"].get(tag, 0) for tag in article.tags)
    return float(tags + 1.5 * style["kinds"].get(article.kind, 0)) * (1.6 if article.brand in style["brands"] else 1.0)


def _fits(article: Article, gender: str, *, kids: bool) -> float:
    whom = article.attributes.get("gender", "unisex")
    if whom == "kids":
        return 1.0 if kids else 0.08
    if "men" in article.tags and gender == "women":
        return 0.15
    return 1.0 if whom in {"unisex", gender} else 0.08


def _dearness(shelf: Sequence[Article]) -> list[float]:
    """How dear each article is for its department, in logarithms."""
    prices = [log(float(min(article.prices.values()))) for article in shelf]
    departments: dict[str, list[float]] = {}
    for article, price in zip(shelf, prices, strict=True):
        departments.setdefault(_department(article), []).append(price)
    middles = {department: median(known) for department, known in departments.items()}
    return [price - middles[_department(article)] for article, price in zip(shelf, prices, strict=True)]

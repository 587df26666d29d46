"""Why a product fits what was asked: facts of it that the customer can check, and that mean something to a shopper."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from agent.tools.matching import matching, words_of
from agent.tools.results import ProductFacts, Reason, Value
from agent.tools.text import shown
from retrieval.search import Filters

_MOST = 2
_LONGEST = 48  # characters of a value that is said in passing
_BARE = re.compile(r"[\d\s.,x×*/~–—:%-]+")
_UNREADABLE = re.compile(r"https?:|\\n|\n|[;<>{}|®™]|^\W*$")


def reasons(product: ProductFacts, query: str, filters: Filters, sort: str) -> tuple[Reason, ...]:
    """At most two, the most telling first: what answers the words, the price, then what else speaks for it."""
    matched = matching(product.model_copy(update={"description": ""}), query, None) if query else ()
    found = [
        Reason(kind="attribute", name=match.name, value=shown(match.value))
        for match in matched
        if match.name and speaks(match.name, match.value)
    ]
    if filters.price_max is not None or filters.price_min is not None or sort.startswith("price"):
        found.append(Reason(kind="price"))
    if product.list_price is not None and product.list_price > product.price:
        found.append(Reason(kind="reduced"))
    if product.rating is not None and product.rating >= 4.5 and product.rating_count >= 5:
        found.append(Reason(kind="rating"))
    told = {reason.name for reason in found}
    title = words_of(product.title)
    features = [
        (name, value)
        for name, value in product.attributes.items()
        if name not in told and speaks(name, value) and not _is("dull", name) and not _said(value, title)
    ]
    features.sort(key=lambda fact: _is("minor", fact[0]))
    found += [Reason(kind="feature", name=name, value=shown(value)) for name, value in features]
    unique = {reason.name.casefold() or reason.kind: reason for reason in reversed(found)}
    return tuple(reversed(unique.values()))[:_MOST]


def telling(product: ProductFacts) -> tuple[tuple[str, Value], ...]:
    """The facts that speak to a shopper, those that say most first; dull ones last, raw ones not at all."""
    facts = [(name, value) for name, value in product.attributes.items() if speaks(name, value)]
    return tuple(sorted(facts, key=lambda fact: 2 * _is("dull", fact[0]) + _is("minor", fact[0])))


def speaks(name: str, value: Value) -> bool:
    """Whether a fact means something to a shopper: no packaging, no number without a unit, no denial."""
    if value is False or _is("raw", name):
        return False
    words = shown(value).strip()
    if value is True:
        return True
    if len(words) > _LONGEST or (len(words) < 2 and not words.isdigit()) or _UNREADABLE.search(words):
        return False
    return not _BARE.fullmatch(words) or _is("counted", name)


def _said(value: Value, title: set[str]) -> bool:
    """Whether the title says it already."""
    words = words_of(shown(value)) if value is not True else set()
    return bool(words) and words <= title


@lru_cache(maxsize=8192)
def _is(kind: str, name: str) -> bool:
    return bool(_patterns()[kind].search(name.replace("_", " ")))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = yaml.safe_load((files(__package__) / "reasons.yaml").read_text("utf-8"))
    return {
        kind: re.compile(rf"\b(?:{'|'.join(words['en'])})\b|{'|'.join(words['zh'])}", re.IGNORECASE)
        for kind, words in data.items()
    }

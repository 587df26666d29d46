"""Figures that nobody wrote down but that follow from evidence: differences, sums, ratios, percentages, limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from agent.grounding.binding import Mention
from agent.grounding.claims import Claim
from agent.grounding.roles import Role
from agent.grounding.sources import Fact
from agent.grounding.units import CURRENCIES, UNITS

_MOST = 8  # products of which pairs and sums are tried
_TOLERANCE = Decimal("0.06")  # of a ratio: "twice as heavy"
_THAN = re.compile(r"\bthan\b|比", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:more|dearer|extra|higher|heavier|longer|taller|wider|larger|bigger|over)\b|贵|高|重|长|多|大", re.IGNORECASE
)
_LESS = re.compile(
    r"\b(?:less|cheaper|lower|lighter|shorter|smaller|sav(?:e|es|ing)|below|under)\b|便宜|低|轻|短|少|省|小",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:\bunder|\bbelow|\bless than|\bfewer than|\bup to|\bat most|\bwithin|不到|低于|少于|不超过|最多)\s*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(r"(?:\bover|\babove|\bmore than|\bat least|\bfrom|超过|高于|多于|至少|不少于)\s*$", re.IGNORECASE)
_BELOW_AFTER = re.compile(r"\s*(?:以内|以下|之内|or less\b|or under\b|or below\b|and under\b)", re.IGNORECASE)
_ABOVE_AFTER = re.compile(r"\s*(?:以上|or more\b|and (?:up|more|over)\b|\+)", re.IGNORECASE)
_TOPICS = {  # what a ratio compares, by the words for it
    "price": re.compile(r"price|cost|expensive|dear|cheap|价|贵|便宜", re.IGNORECASE),
    "mass": re.compile(r"heav|weigh|light|重|轻", re.IGNORECASE),
    "length": re.compile(r"long|tall|wide|high|size|big|large|长|高|宽|大", re.IGNORECASE),
    "volume": re.compile(r"volume|capacity|hold|big|large|容量|大", re.IGNORECASE),
}

Value = tuple[str, Decimal]  # whose, how much


def follows(
    claim: Claim, role: Role, text: str, facts: Sequence[Fact], named: Sequence[Mention], keys: Sequence[str]
) -> bool:
    """Whether a figure of a text follows from these facts.

    Args:
        claim: the figure.
        role: what it is in its sentence.
        text: the sentence in its normal form.
        facts: the evidence.
        named: the products that the sentence names.
        keys: those that the figure is about, none for any.
    """
    about = tuple(dict.fromkeys(key for mention in named for key in mention.keys)) or tuple(keys)
    if claim.kind == "ratio":
        return _ratio(claim, text, facts, about)
    if limit := _limit(claim, text):
        return _holds(claim, role, facts, keys, limit)
    if role == "difference":
        return _difference(claim, text, facts, named, about)
    if role == "total":
        return _total(claim, text, facts, about)
    if claim.kind == "number" and not claim.unit:
        return _quantity_of_totals(claim, text, facts, about)
    return False


def _values(facts: Iterable[Fact], wanted: Callable[[Fact], bool], keys: Sequence[str]) -> list[Value]:
    found = [
        (fact.subject, _base(fact.claim))
        for fact in facts
        if fact.claim.value is not None and fact.origin in {"record", "tool"} and wanted(fact)
        if not keys or fact.subject in keys
    ]
    return list(dict.fromkeys(found))


def _base(claim: Claim) -> Decimal:
    assert claim.value is not None  # noqa: S101 only figures come here
    return claim.value * UNITS[claim.unit][1] if claim.unit in UNITS else claim.value


def _priced(claim: Claim) -> Callable[[Fact], bool]:
    known = CURRENCIES.get(claim.unit, frozenset())
    return lambda fact: fact.role == "price" and bool(known & CURRENCIES.get(fact.claim.unit, frozenset()))


def _limit(claim: Claim, text: str) -> int:
    """-1 for a figure that is said to be an upper limit, 1 for a lower one, 0 for neither."""
    before, after = text[: claim.start], text[claim.start + len(claim.text) :]
    if _BELOW.search(before) or _BELOW_AFTER.match(after):
        return -1
    return 1 if _ABOVE.search(before) or _ABOVE_AFTER.match(after) else 0


def _holds(claim: Claim, role: Role, facts: Sequence[Fact], keys: Sequence[str], limit: int) -> bool:
    """Whether a limit is true of every product that it is said of."""
    if claim.kind == "money" and role == "price":
        values = _values(facts, _priced(claim), keys)
    elif role in {"stock", "rating"} and claim.value is not None:
        values = _values(facts, lambda fact: fact.role == role, keys)
    else:
        return False
    bound = _base(claim)
    return bool(values) and all(value * limit >= bound * limit for _, value in values)


def _pairs(values: Sequence[Value]) -> Iterator[tuple[Value, Value]]:
    owners = list(dict.fromkeys(owner for owner, _ in values))[:_MOST]
    kept = [value for value in values if value[0] in owners]
    for one in kept:
        for other in kept:
            if one[0] != other[0]:
                yield one, other


def _comparable(claim: Claim, facts: Sequence[Fact], keys: Sequence[str]) -> list[list[Value]]:
    """Values of which a difference can be said: prices, or one attribute's."""
    if claim.kind in {"money", "percent"}:
        wanted = _priced(claim) if claim.kind == "money" else (lambda fact: fact.role == "price")
        return [_values(facts, wanted, keys)]
    dimension = UNITS[claim.unit][0] if claim.unit in UNITS else ""
    labels = {fact.label for fact in facts if fact.label and fact.claim.unit in UNITS}
    return [
        _values(
            facts,
            lambda fact, label=label: fact.label == label and UNITS.get(fact.claim.unit, ("",))[0] == dimension,  # type: ignore[misc]
            keys,
        )
        for label in labels
    ]


def _difference(claim: Claim, text: str, facts: Sequence[Fact], named: Sequence[Mention], about: Sequence[str]) -> bool:
    if len(about) < 2 and claim.kind in {"money", "percent"} and _reduction(claim, facts, about):
        return True
    keys = about if len(about) > 1 else ()
    for values in _comparable(claim, facts, keys):
        for one, other in _pairs(values):
            if len(about) == 1 and about[0] not in {one[0], other[0]}:
                continue
            if _directed(text, claim, named, one, other) and _gap(claim, one[1], other[1]):
                return True
    return False


def _gap(claim: Claim, one: Decimal, other: Decimal) -> bool:
    if claim.value is None or one == other:
        return False
    if claim.kind == "percent":
        bases = [base for base in (one, other) if base]
        return any(abs(abs(one - other) / base * 100 - claim.value) <= Decimal("0.5") for base in bases)
    return abs(abs(one - other) - _base(claim)) <= _base(claim) * Decimal("0.005")


def _directed(text: str, claim: Claim, named: Sequence[Mention], one: Value, other: Value) -> bool:
    """Whether "A is $40 cheaper than B" has its A and B, and its more and less, the right way round."""
    if len(named) != 2 or not _THAN.search(text[named[0].end : named[1].start]):
        return True
    stretch = text[claim.start : claim.start + len(claim.text) + 24] + text[max(0, claim.start - 6) : claim.start]
    less, more = bool(_LESS.search(stretch)), bool(_MORE.search(stretch))
    if less == more:
        return True
    if one[0] not in named[0].keys or other[0] not in named[1].keys:
        return False
    return (one[1] < other[1]) == less


def _reduction(claim: Claim, facts: Sequence[Fact], about: Sequence[str]) -> bool:
    """Whether one product's former price less its price is the figure, as a sum or in percent."""
    was = _values(facts, lambda fact: fact.role == "was", about)
    now = _values(facts, lambda fact: fact.role == "price", about)
    for (owner, before), (other, after) in ((one, two) for one in was for two in now):
        if owner != other or claim.value is None or before <= after:
            continue
        saved = (before - after) / before * 100 if claim.kind == "percent" else before - after
        if abs(saved - claim.value) <= (Decimal("0.5") if claim.kind == "percent" else Decimal(0)):
            return True
    return False


def _total(claim: Claim, text: str, facts: Sequence[Fact], about: Sequence[str]) -> bool:
    """Whether a sum is that of the prices it is said of, or one price so many times."""
    values = _values(facts, _priced(claim) if claim.kind == "money" else (lambda fact: fact.role == "stock"), about)
    goal = _base(claim)
    times = {int(found) for found in re.findall(r"(?<![\d.$])\d{1,2}(?![\d.])", text)} | {1, 2, 3}
    if len(about) < 2 and any(value * count == goal for _, value in values for count in times if count > 1):
        return True
    owners = list(dict.fromkeys(owner for owner, _ in values))[:_MOST]
    sizes = [len(about)] if len(about) > 1 else range(2, len(owners) + 1)
    for size in sizes:
        for chosen in combinations(owners, size):
            if any(sum(picks) == goal for picks in _picks(values, chosen)):
                return True
    return False


def _picks(values: Sequence[Value], owners: Sequence[str]) -> Iterator[tuple[Decimal, ...]]:
    """The lowest and the highest of each owner."""
    for choose in (min, max):
        yield tuple(choose(value for owner, value in values if owner == key) for key in owners)


def _quantity_of_totals(claim: Claim, text: str, facts: Sequence[Fact], about: Sequence[str]) -> bool:
    """Whether a number only says how many of one thing a true total is for: "3 of them come to $147"."""
    money = re.search(r"(?:\$|US\$|€|£|¥)\s*(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s*(?:美元|元|块|dollars?)", text)
    if (
        not money
        or claim.value is None
        or not re.search(r"total|together|cost|come to|for|一共|总共|合计", text, re.IGNORECASE)
    ):
        return False
    goal = Decimal((money.group(1) or money.group(2)).replace(",", ""))
    return any(value * claim.value == goal for _, value in _values(facts, lambda fact: fact.role == "price", about))


def _ratio(claim: Claim, text: str, facts: Sequence[Fact], about: Sequence[str]) -> bool:
    if claim.value is None:
        return False
    topics = [topic for topic, words in _TOPICS.items() if words.search(text)] or list(_TOPICS)
    keys = about if len(about) > 1 else ()
    for topic in topics:
        for values in _by_topic(topic, facts, keys):
            for one, other in _pairs(values):
                if about and one[0] != about[0]:
                    continue
                if other[1] and abs(one[1] / other[1] / claim.value - 1) <= _TOLERANCE:
                    return True
    return False


def _by_topic(topic: str, facts: Sequence[Fact], keys: Sequence[str]) -> list[list[Value]]:
    if topic == "price":
        return [_values(facts, lambda fact: fact.role == "price", keys)]
    labels = {fact.label for fact in facts if UNITS.get(fact.claim.unit, ("",))[0] == topic}
    return [
        _values(
            facts,
            lambda fact, label=label: fact.label == label and UNITS.get(fact.claim.unit, ("",))[0] == topic,  # type: ignore[misc]
            keys,
        )
        for label in labels
    ]

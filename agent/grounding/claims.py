"""Reads the claims of a text that can be proven: amounts, money, percentages, dates, times, codes and promises.

Ordinals, list markers, citation numbers and "one" claim nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from agent.grounding import dates, numerals, promises
from agent.grounding.units import CURRENCIES, UNITS

Kind = Literal["number", "money", "percent", "date", "time", "code", "promise", "ratio"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement.

    `unit` is a currency for money, a unit for a number; `key` is a date, a time, a code or a promise.
    """

    kind: Kind
    text: str
    value: Decimal | None = None
    unit: str = ""
    key: tuple[str, ...] = ()
    start: int = 0


def _either(names: list[str]) -> str:
    """One pattern for all names, Latin ones only as whole words."""
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name) + (r"(?![A-Za-z])" if name[-1].isascii() and name[-1].isalpha() else "") for name in ordered
    )


_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_RANGE = r"\s*(?:-|–|—|~|～|to|and|至|到)\s*"
_CURRENCY = _either(list(CURRENCIES))
_UNIT = _either(list(UNITS))
_SHORT_UNITS = frozenset({"m", "l", "h", "w", "v", "in", "min", "sec"})  # only right behind digits or one space
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9_/.-]*[A-Za-z])(?=[A-Za-z0-9_/.-]*\d)[A-Za-z0-9]+(?:[-_/.][A-Za-z0-9]+)*"
)
_LONG_DIGITS = re.compile(r"(?<![\d.,])(?:\+?\d[\d ()-]{5,}\d)(?![\d.,]*\d)")
_ORDINAL = re.compile(
    r"\b\d+(?:st|nd|rd|th)\b|第\s*[\d零一二两三四五六七八九十百]+|\b(?:No\.?|number|#)\s*\d{1,2}\b(?!\d)", re.IGNORECASE
)
_MARKER = re.compile(r"\[\d{1,2}\]|(?m:^[ \t]*(?:[-*>#]+[ \t]*)?\d{1,2}[.)、](?=\s|[^\d\s]))")
_AMOUNT = re.compile(
    rf"(?P<before>{_CURRENCY})?\s*(?P<first>{_DIGITS})"
    rf"(?:(?P<between>{_RANGE})(?P<currency2>{_CURRENCY})?\s*(?P<second>{_DIGITS})(?![\d:]))?"
    rf"(?P<gap>[\s-]?)(?:business |working |calendar |full |whole |个)?(?P<after>%|percent\b|{_UNIT}|{_CURRENCY})?",
    re.IGNORECASE,
)
_CHINESE_AMOUNT = re.compile(
    rf"(?P<percent>百分之)?(?P<number>{numerals.CHINESE.pattern})(?P<discount>折)?(?:个)?(?P<unit>{_UNIT}|{_CURRENCY}|[件款种双条只个张本台部位]|次)?"
)
_TIMES = {"twice": Decimal(2), "double": Decimal(2), "triple": Decimal(3), "half": Decimal("0.5")}
_RATIO = re.compile(
    r"\b(?P<en>twice|half|(?:two|three|four|five|six|ten|\d+(?:\.\d+)?) times)(?= (?:as|the (?:weight|cost|size|length"
    r"|capacity|volume|height))\b)|\b(?P<en2>double|triple)(?= (?:the|its)\b)"
    r"|(?P<zh>[一二两三四五六十]|\d+(?:\.\d+)?)倍|(?P<half>的?一半)(?=[的，。！]|$)",
    re.IGNORECASE,
)
_DOZEN = re.compile(r"\b(?:half a|a|two|three|four|five) dozen\b", re.IGNORECASE)
_SHARE = re.compile(r"[ -]+([a-z]{4,})", re.IGNORECASE)  # what a percentage is of: "80% cotton"
_NO_SHARE = frozenset(
    [
        "less",
        "more",
        "cheaper",
        "lower",
        "higher",
        "reduced",
        "lighter",
        "heavier",
        "dearer",
        "from",
        "with",
        "when",
        "than",
        "discount",
        "saving",
        "savings",
        "your",
        "this",
        "that",
        "their",
    ]
)
_COUNTERS = frozenset("件款种双条只个张本台部位") | {"次"}


@lru_cache(maxsize=2048)
def claims(text: str) -> tuple[Claim, ...]:
    """Every claim of a text, in order."""
    normal = unicodedata.normalize("NFKC", text).replace("’", "'")
    found: list[Claim] = []
    taken = [False] * (len(normal) + 1)
    _mark(taken, _MARKER, normal)
    for reader in (_moments, _discounts, _ratios, _codes, _dozens, _amounts, _english, _chinese):
        for claim, end in reader(normal):
            if not any(taken[claim.start : end]):
                taken[claim.start : end] = [True] * (end - claim.start)
                found.append(claim)
        if reader is _moments:
            _mark(taken, _ORDINAL, normal)  # what is left of them: "23rd" of a date is none
    found += [Claim("promise", words, key=(promise,), start=start) for promise, words, start in promises.find(normal)]
    return tuple(sorted(found, key=lambda claim: claim.start))


def _mark(taken: list[bool], pattern: re.Pattern[str], text: str) -> None:
    for match in pattern.finditer(text):
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())


def _ratios(text: str) -> Iterator[tuple[Claim, int]]:
    """How many times one thing's figure is another's: "twice as heavy", "half the weight", "是它的两倍"."""
    for match in _RATIO.finditer(text):
        words = (match.group("en") or match.group("en2") or "").lower()
        if words:
            value = _TIMES.get(words) or numerals.english(words.split()[0]) or _decimal(words.split()[0].rstrip("x×"))
        elif match.group("half"):
            value = Decimal("0.5")
        else:
            number = match.group("zh")
            value = numerals.chinese(number) or Decimal(0) if not number[0].isdigit() else Decimal(number)
        yield Claim("ratio", match.group(), value, start=match.start()), match.end()


def _dozens(text: str) -> Iterator[tuple[Claim, int]]:
    for match in _DOZEN.finditer(text):
        words = match.group().lower()
        count = numerals.english(words.split()[0]) if words[0] not in "ah" else None
        value = Decimal(6) if words.startswith("half") else Decimal(12) * (count or 1)
        yield Claim("number", match.group(), value, start=match.start()), match.end()


def _moments(text: str) -> Iterator[tuple[Claim, int]]:
    for moment in dates.find(text):
        kind: Kind = "date" if moment.kind == "date" else "time"
        yield Claim(kind, text[moment.start : moment.end], key=moment.key, start=moment.start), moment.end


def _codes(text: str) -> Iterator[tuple[Claim, int]]:
    for match in _CODE.finditer(text):
        word = match.group()
        if _is_quantity(word):
            continue
        key = re.sub(r"[^a-z0-9]", "", word.lower())
        yield Claim("code", word, key=(key,), start=match.start()), match.end()
    for match in _LONG_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= 7:
            yield Claim("code", match.group(), key=(digits,), start=match.start()), match.end()


def _is_quantity(word: str) -> bool:
    """Whether digits and letters are a number with its unit ("390g", "2-year", "10x"), not a code ("IPX4")."""
    match = re.fullmatch(rf"({_DIGITS})(?:[-–]({_DIGITS}))?-?([A-Za-z°%]+)", word)
    if not match:
        return False
    tail = match.group(3).lower()
    return tail in UNITS or tail in CURRENCIES or tail in {"x", "s", "k"} or len(tail) > 4 or bool(word.count("-"))


def _amounts(text: str) -> Iterator[tuple[Claim, int]]:
    for match in _AMOUNT.finditer(text):
        parts = match.groupdict()
        if match.start("first") and re.match(r"[\d.]", text[match.start("first") - 1]) and not parts["before"]:
            continue
        unit = (parts["after"] or "").lower()
        if unit in _SHORT_UNITS and parts["gap"] == " " and re.match(r"\s+\w", text[match.end() :]):
            parts["after"] = unit = ""  # "size 42 in blue"
        end = match.end("after") if parts["after"] else match.end("second") if parts["second"] else match.end("first")
        if parts["between"] and "and" in parts["between"] and not (unit or parts["currency2"]):
            unit = ""
        before = (parts["before"] or parts["currency2"] or "").lower()
        first_start = match.start("before") if parts["before"] else match.start("first")
        first_end = match.end("first") if parts["second"] else end
        yield _amount_of(text, _decimal(parts["first"]), before or unit, first_start, first_end), first_end
        if parts["second"]:
            start = match.start("currency2") if parts["currency2"] else match.start("second")
            yield _amount_of(text, _decimal(parts["second"]), before or unit, start, end), end


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _english(text: str) -> Iterator[tuple[Claim, int]]:
    for match in numerals.ENGLISH.finditer(text):
        value = numerals.english(match.group())
        if value is None or value < 2:
            continue
        after = re.match(
            rf"[\s-]*(?:business |working |full |whole )?(percent\b|{_UNIT}|{_CURRENCY})",
            text[match.end() :],
            re.IGNORECASE,
        )
        unit = after.group(1).lower() if after else ""
        if unit in _SHORT_UNITS:
            after, unit = None, ""
        end = match.end() + (after.end() if after else 0)
        yield _amount_of(text, value, unit, match.start(), end), end


def _chinese(text: str) -> Iterator[tuple[Claim, int]]:
    for match in _CHINESE_AMOUNT.finditer(text):
        number, unit = match.group("number"), match.group("unit") or ""
        value = numerals.chinese(number)
        if value is None:
            continue
        start, end = match.span()
        if match.group("percent"):
            yield Claim("percent", match.group(), value, "%", start=start), end
        elif match.group("discount"):
            yield _discount(match.group(), value, start), match.end("discount")
        elif value >= 2 and (unit or len(number) > 1) and (unit or not set(number) <= set("万千百十亿")):
            yield _amount_of(text, value, "" if unit in _COUNTERS else unit, start, end), end


def _discounts(text: str) -> Iterator[tuple[Claim, int]]:
    for match in re.finditer(r"(\d(?:\.\d)?)\s*折", text):
        yield _discount(match.group(), Decimal(match.group(1)), match.start()), match.end()


def _discount(words: str, value: Decimal, start: int) -> Claim:
    """What "8折" and "八五折" say is paid, in tenths; the claim is the percentage off."""
    return Claim("percent", words, 100 - (value * 10 if value < 10 else value), "%", start=start)


def _amount_of(text: str, value: Decimal, unit: str, start: int, end: int) -> Claim:
    """The claim of a value and the unit, currency or percent sign beside it."""
    words = text[start:end].strip()
    if unit in CURRENCIES:
        return Claim("money", words, value, unit, start=start)
    if unit in {"%", "percent"}:
        share = _SHARE.match(text, end)
        of = (share.group(1).lower(),) if share and share.group(1).lower() not in _NO_SHARE else ()
        return Claim("percent", words, value, "%", of, start)
    return Claim("number", words, value, unit if unit in UNITS else "", start=start)

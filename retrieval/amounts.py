"""Ranges of prices in a customer's words, English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from retrieval.currencies import SIGN, WORD, named
from retrieval.tokens import is_chinese

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_CHINESE = "[零〇一二两三四五六七八九十百千万]+"

# What may follow a bare number that is a price: the end, punctuation, or a word that starts something else.
_END = (
    r"(?=\s*(?:$|[,.;!?，。！？；)]|(?:for|in|with|and|or|please|pls|but|if|from|by|on|that|which|would|is|at|max|tops|"
    r"only|now|size|as)\b))"
)
_MOST = (
    r"(?:under|below|less\s+than|cheaper\s+than|lower\s+than|no\s+more\s+than|not\s+more\s+than|not\s+over|up\s+to"
    r"|at\s+most|max(?:imum)?(?:\s+of)?|within|<=?)"
)
_LEAST = (
    r"(?:over|above|more\s+than|at\s+least|no\s+less\s+than|min(?:imum)?(?:\s+of)?|starting\s+(?:at|from)"
    r"|upwards\s+of|>=?)"
)
_NEAR = r"(?:around|about|roughly|approximately|approx\.?|circa|near|~)"
_BUDGET = r"(?:(?:my\s+)?budget\s+(?:is|of|:)?\s*(?:around|about|up\s+to)?)"

_NEAR_SHARE = Decimal("0.2")  # "around 30" is 24 to 36


@dataclass(frozen=True, slots=True)
class PriceRange:
    """What was asked and where it stands in the text."""

    least: Decimal | None
    most: Decimal | None
    currency: str | None  # the likeliest that was named
    start: int
    end: int
    possible: frozenset[str] | None = None  # what that name may mean; None: the shop's own, as in "50", "50块"


def _money(name: str, *, chinese: bool = False) -> str:
    number = f"{_ARABIC}|{_CHINESE}" if chinese else _ARABIC
    return rf"(?P<s{name}>{SIGN})?\s?(?P<n{name}>{number})(?P<k{name}>k)?(?!\w*[%\"'″])(?:\s?(?P<w{name}>{WORD}))?"


def _english(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$]){pattern}", re.IGNORECASE)


# name, pattern, whether a number without a currency will do where nothing that it counts follows
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("between", _english(rf"(?:priced?\s+|costs?\s+)?between\s+{_money('a')}\s+(?:and|to|-)\s+{_money('b')}")),
    ("between", _english(rf"(?:from\s+)?{_money('a')}\s*(?:-|–|—|to)\s*{_money('b')}(?![\w-])")),
    ("most", _english(rf"(?:for\s+|priced?\s+|costs?\s+|costing\s+)?{_MOST}\s*{_money('a')}")),
    ("most", _english(rf"{_BUDGET}\s*{_money('a')}")),
    ("least", _english(rf"(?:priced?\s+|costs?\s+|costing\s+)?{_LEAST}\s*{_money('a')}")),
    ("near", _english(rf"(?:for\s+|priced?\s+|costs?\s+)?{_NEAR}\s*{_money('a')}")),
    ("most", _english(rf"{_money('a')}\s+(?:or\s+(?:less|under|below)|max(?:imum)?|tops)\b")),
    ("least", _english(rf"{_money('a')}\s+(?:or\s+(?:more|over|above)|and\s+up|minimum)\b")),
    ("between", re.compile(rf"(?:价格)?{_money('a', chinese=True)}\s*(?:到|至|-|~|—)\s*{_money('b', chinese=True)}"
                           r"(?P<in>之间)?")),
    ("most", re.compile(r"(?:价格|预算)?(?:不超过|不高于|低于|少于|小于|最多|不到|别超过)\s*"
                        rf"{_money('a', chinese=True)}(?P<in>)")),
    ("most", re.compile(rf"(?:价格|预算)?(?:在)?{_money('a', chinese=True)}\s*(?:以内|以下|之内|之下)(?P<in>)")),
    ("least", re.compile(rf"(?:价格)?(?:超过|高于|多于|大于|至少|不低于|不少于)\s*"
                         rf"{_money('a', chinese=True)}(?P<in>)")),
    ("least", re.compile(rf"(?:价格)?(?:在)?{_money('a', chinese=True)}\s*(?:以上|之上|起)(?P<in>)")),
    ("near", re.compile(rf"(?:价格|预算)?(?:在)?(?:大概|大约|约)?{_money('a', chinese=True)}\s*(?:左右|上下)(?P<in>)")),
    ("most", re.compile(rf"预算(?:是|为|只有)?\s*{_money('a', chinese=True)}(?P<in>)")),
)  # fmt: skip
_COUNTED = re.compile(
    r"\s*(?:天|日|小时|分钟|岁|个|件|米|公斤|斤|克|寸|英寸|码|号|星|年|月|人|毫升|升|瓦|度|%|公里|页|次|代|系列)"
)
_NOT_MONEY_BEFORE = re.compile(r"(?:\bsizes?|\bages?d?|\bmodels?|\byears?|尺码|年龄|型号|号)\s*:?\s*$", re.IGNORECASE)


def read_price(text: str) -> PriceRange | None:
    """The first range of prices in a text; numbers that count something else are left alone."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found = _range(kind, match, text)
            if found is not None:
                return found
    return None


def read_number(text: str) -> Decimal | None:
    """A number in digits or in Chinese numerals: 350 of "三百五", 12.5 of "12.5"."""
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return _chinese_number(text)


def _range(kind: str, match: re.Match[str], text: str) -> PriceRange | None:
    groups = match.groupdict()
    money = " ".join(groups.get(name) or "" for name in ("sa", "wa", "sb", "wb")).casefold().strip()
    after, before = text[match.end() :], text[: match.start()]
    if _COUNTED.match(after) or _NOT_MONEY_BEFORE.search(before):
        return None
    if not money and "in" not in groups and not re.match(_END, after, re.IGNORECASE):
        return None
    if not money and kind == "between" and groups.get("in") is None and not _bare_range(match, before):
        return None
    first, second = _amount(groups, "a"), _amount(groups, "b")
    if first is None or (kind == "between" and second is None):
        return None
    currency, possible = named(money, chinese=is_chinese(text))
    low, high = _ends(kind, first, second)
    return PriceRange(low, high, currency, match.start(), match.end(), possible)


def _bare_range(match: re.Match[str], before: str) -> bool:
    """Whether "50-100" without a currency is a price: not ages, not a part of a number with more parts."""
    second = read_number(match.group("nb"))
    return second is not None and second >= 20 and not re.search(r"[\w-]$", before)


def _ends(kind: str, first: Decimal, second: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    if kind == "between" and second is not None:
        return min(first, second), max(first, second)  # "between 80 and 50" is between 50 and 80
    if kind == "near":
        return first * (1 - _NEAR_SHARE), first * (1 + _NEAR_SHARE)
    return (None, first) if kind == "most" else (first, None)


def _amount(groups: dict[str, str | None], name: str) -> Decimal | None:
    written = groups.get(f"n{name}")
    number = read_number(written) if written else None
    return number * 1000 if number is not None and groups.get(f"k{name}") else number


def _chinese_number(text: str) -> Decimal | None:
    digits = {
        "零": 0,
        "〇": 0,
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
    }
    units = {"十": 10, "百": 100, "千": 1000}
    total = section = digit = 0
    last_unit = 1
    for character in text:
        if character in digits:
            digit = digits[character]
            last_unit = 1 if digit == 0 else last_unit
        elif character in units:
            section += (digit or 1) * units[character]
            digit, last_unit = 0, units[character]
        elif character == "万":
            total, section, digit, last_unit = (section + digit) * 10_000, 0, 0, 10_000
        else:
            return None
    if not text:
        return None
    # "三百五" is 350: a digit after a unit counts the next smaller unit.
    return Decimal(total + section + digit * (last_unit // 10 if last_unit > 10 else 1))

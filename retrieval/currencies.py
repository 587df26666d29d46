"""Currencies as customers name them, English and Chinese, and what a name may mean in a shop."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"})
_YUAN_SIGN = frozenset({"CNY", "JPY"})

# before the number
SIGN = (
    r"(?:(?:us|hk|nt|[ac])?\s?\$|£|€|¥|￥|₩|₹|人民币\s?"
    r"|(?:usd|eur|gbp|cny|rmb|jpy|cad|aud|hkd|chf|krw|inr)\s?)"
)
# after the number
WORD = (
    r"(?:(?:(?:(?:us|hong\s+kong|canadian|australian)\s+)?dollars?|bucks?|usd|euros?|eur|pounds?|quid|gbp|yuan|rmb|cny"
    r"|kuai|renminbi|yen|jpy|cad|aud|nzd|sgd|hkd|twd|chf|francs?|krw|won|inr|rupees?|sek|nok|dkk)(?![a-z])"
    r"|€|£|\$|¥|￥|(?:元|块)钱?(?:人民币|美元|美金|港币)?|人民币|美元|美金|美刀|欧元|英镑|日元|日币|日圆|円|港元|港币"
    r"|新?台币|加元|加币|澳元|澳币|韩元|韩币|卢比|瑞士法郎|刀)"
)

# Whoever says just "dollars" or "块" means the shop's own; a plainer name comes first.
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("CNY", r"cny|rmb|renminbi|yuan|kuai|人民币"),
        ("HKD", r"hk\s?\$|hkd|hong\s+kong|港"),
        ("TWD", r"nt\s?\$|twd|台币"),
        ("CAD", r"c\s?\$|cad|canadian|加元|加币"),
        ("AUD", r"a\s?\$|aud|australian|澳"),
        ("NZD", r"nzd"),
        ("SGD", r"sgd"),
        ("USD", r"us\s?\$|usd|us\s+dollar|美"),
        ("JPY", r"jpy|yen|日元|日币|日圆|円"),
        ("KRW", r"krw|won|₩|韩"),
        ("INR", r"inr|rupee|₹|卢比"),
        ("CHF", r"chf|franc|瑞士"),
        ("SEK", r"sek"),
        ("NOK", r"nok"),
        ("DKK", r"dkk"),
        ("EUR", r"€|eur|欧元"),
        ("GBP", r"£|gbp|pound|quid|英镑"),
    )
)
_DOLLAR = re.compile(r"\$|dollar|buck|刀")
_YUAN = re.compile(r"¥|￥")
_UNIT = re.compile(r"元|块")


def named(words: str, *, chinese: bool = False) -> tuple[str | None, frozenset[str] | None]:
    """The likeliest currency that these words name, and all that they may mean; None: whatever the shop has.

    Args:
        words: signs and words beside an amount, in lower case.
        chinese: whether they stand in a Chinese sentence, where ¥ is the yuan.
    """
    for code, pattern in _NAMES:
        if pattern.search(words):
            return code, frozenset({code})
    if _DOLLAR.search(words):
        return "USD", _DOLLARS
    if _YUAN.search(words):
        return "CNY", frozenset({"CNY"}) if chinese else _YUAN_SIGN
    return ("CNY" if _UNIT.search(words) else None), None


def of_shop(currency: str | None, possible: frozenset[str] | None, known: Sequence[str]) -> str | None:
    """Which of the shop's currencies is meant; None where none of them is, or nothing says which."""
    if currency in known:
        return currency
    fitting = [code for code in known if possible is None or code in possible]
    return fitting[0] if fitting and (possible is not None or len(known) == 1) else None

"""What somebody who is to get a present likes: "a gift for my dad who likes photography" looks for photography."""

from __future__ import annotations

import re

_GIFT = re.compile(r"\b(?:gifts?|presents?|birthday|christmas)\b|礼物|礼品|送|生日", re.IGNORECASE)
_LIKES = re.compile(
    r"\b(?:likes?|loves?|enjoys?|adores?|(?:is|['’]s|are|am) (?:really |very |so )?(?:into|fond of|keen on|crazy about"
    r"|mad about|interested in|passionate about)|into|fond of|keen on|fan of|obsessed with)\s+(?:to\s+)?"
    r"(?P<what>[^,.;!?]+?)"
    r"(?=\s*(?:$|[,.;!?]|\b(?:for|under|below|around|about|between|up to|less than|who|and (?:is|has))\b))",
    re.IGNORECASE,
)
_LIKES_ZH = re.compile(r"(?:喜欢|爱好是?|热爱|迷上了?|爱)(?P<what>[^,，。!！?？]{1,8}?)(?=的|[,，。!！?？]|$)")
_LOVER = re.compile(
    r"\bfor (?:an? |my )?(?P<what>[a-z]+(?: [a-z]+)?)[- ](?:lovers?|fans?|enthusiasts?|geeks?|addicts?)\b",
    re.IGNORECASE,
)


def interest_of(query: str) -> tuple[str, bool]:
    """The words to look for, and whether they are an interest: not a kind of thing, but all that goes with it."""
    if not _GIFT.search(query):
        return query, False
    for pattern in (_LIKES, _LOVER, _LIKES_ZH):
        if found := pattern.search(query):
            rest = query[found.end() :].strip(" ,，")
            price = rest if re.search(r"\d", rest) else ""
            return f"{found['what'].strip()} {price}".strip(), True
    return query, False

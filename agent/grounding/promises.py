"""Promises made in words alone: "half price", "free shipping", "lifetime warranty"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.grounding.echo import normal

_SHIPPING = r"(?:shipping|delivery|postage|shipment)"
_GAP = r"(?:[\w-]+ ){0,2}"
_FREE_SHIPPING = (
    rf"(?<!feel )(?<![\w-])free {_GAP}{_SHIPPING}\b|\b{_SHIPPING} (?:is |are |comes? )?{_GAP}(?:for )?free\b"
    r"|\b(?:ships?|delivers?|delivered|shipped) (?:\w+ ){0,3}(?:for )?free\b"
    r"|免运费|免邮|包邮|免费(?:配送|送货|发货|邮寄|快递)"
)
_FREE_SHIPPING_PROOF = (
    rf"(?<![\w-])free\b[^.\n]{{0,60}}\b{_SHIPPING}|\b{_SHIPPING}\b[^.\n]{{0,60}}(?<![\w-])free\b"
    r"|运费[^。\n]{0,12}免|免[^。\n]{0,6}运费|(?:配送|送货|运费)[^。\n]{0,20}免费|免费[^。\n]{0,12}(?:配送|送货)"
)
_FREE_RETURNS = (
    rf"(?<!feel )(?<![\w-])free {_GAP}(?:returns?|exchanges?)\b|\b(?:returns?|exchanges?) are (?:always )?free\b"
    r"|免费退[货换]|免费换货"
)
_FREE_RETURNS_PROOF = (
    r"(?<![\w-])free\b[^.\n]{0,60}\b(?:returns?|exchanges?)"
    r"|\b(?:returns?|exchanges?)\b[^.\n]{0,60}(?<![\w-])free\b|退[货换][^。\n]{0,20}免费|免费[^。\n]{0,12}退"
)
_LIFETIME = (
    r"\blife-?time (?:\w+ )?(?:warrant\w+|guarantee)|\b(?:warrant\w+|guarantee\w*) for life\b"
    r"|终[身生](?:保修|质保|保固|保用)"
)
_LIFETIME_PROOF = r"\b(?:warrant\w+|guarantee)\b[^.\n]{0,20}\blife-?time|(?:保修|质保)[^。\n]{0,6}终[身生]"
_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|without|neither)\b|n't\b|不(?!错|仅|但|限)|无(?!需)|没有", re.IGNORECASE
)
_UNAVAILABLE = re.compile(
    r"^[^.;,。；，\n]{0,32}\b(?:is|are|isn't|aren't|was) ?(?:not|n't|never)|^[^.;,。\n]{0,32}\b(?:isn't|aren't"
    r"|not available)\b"
    r"|^[^。；，\n]{0,8}(?:不可|不适用|除外)",
    re.IGNORECASE,
)
# promise -> (how it is made, how evidence may put it, which may be looser)
_PROMISES = {
    promise: (re.compile(made, re.IGNORECASE), re.compile(rf"{made}|{proof}" if proof else made, re.IGNORECASE))
    for promise, made, proof in (
        ("half price", r"\bhalf[- ]price\b|\bhalf off\b|\bhalf the price\b(?! of)|半价|对折", r"\b50\s*%|[五5]折"),
        ("a third off", r"\b(?:a|one)[- ]third off\b|\bthird off\b", r"\b33\s*%"),
        ("a quarter off", r"\b(?:a|one)[- ]quarter off\b", r"\b25\s*%|七五折|7\.5折"),
        ("free shipping", _FREE_SHIPPING, _FREE_SHIPPING_PROOF),
        ("free returns", _FREE_RETURNS, _FREE_RETURNS_PROOF),
        ("a free gift", r"\bfree (?:gift(?!s? wrap)|sample|trial)s?\b|免费(?:赠品|试用|礼品)|送赠品", ""),
        ("a lifetime warranty", _LIFETIME, _LIFETIME_PROOF),
        ("buy one get one", r"\bbuy one,? get one\b|\bbogo\b|买一[送赠]一", ""),
        ("money back", r"\bmoney[- ]back\b|\bfull refund\b|全额退款", r"\brefund\w*\b[^.\n]{0,40}\b(?:full|whole)\b"),
        (
            "next-day delivery",
            r"\b(?:next|same)[- ]day (?:shipping|delivery)\b|\bovernight delivery\b|[次当隔]日达",
            "",
        ),
    )
}


def find(text: str) -> Iterator[tuple[str, str, int]]:
    """Each promise of a text: which, its words and where they begin."""
    for promise, (made, _) in _PROMISES.items():
        for match in made.finditer(text):
            yield promise, match.group(), match.start()


def proven(promise: str, text: str, sentence: str = "", start: int = 0) -> bool:
    """Whether a text makes this promise, in its words or others, and affirms or denies it as the sentence does."""
    denied = bool(sentence) and _denied(normal(sentence), start)
    return any(_denied(text, match.start()) == denied for match in _PROMISES[promise][1].finditer(text))


def _denied(text: str, start: int) -> bool:
    """Whether the clause before a place, or what directly follows it, negates what stands there."""
    first = max(text.rfind(mark, 0, start) for mark in (".", ";", "。", "；", ",", "，", "\n", "|"))
    return bool(_NEGATION.search(text[first + 1 : start]) or _UNAVAILABLE.search(text[start : start + 48]))

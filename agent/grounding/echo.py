"""Whether a sentence only gives the customer's own words back: as what they asked, as a denial or as a question."""

from __future__ import annotations

import re
import unicodedata

_SEE = r"(?:find|found|open|see|confirm|check|say|tell|promise|know|look up|look into|change|offer|match|verify|access)"
_HEDGE = re.compile(
    rf"\byou(?:'ve| have| had| just)? (?:asked|said|mentioned|wrote|told|gave|wanted|named|typed|meant)\b"
    rf"|\byou(?:'re| are) (?:asking|looking)\b|\byour (?:budget|limit|question|message|number)\b"
    rf"|\bI(?:'ve)? (?:looked|searched) for\b|\bwithout\b|\bno luck\b|^\W*on .*: that I don't know"
    rf"|(?:\b(?:cannot|can not|unable to|not)|n't)(?: \w+)? {_SEE}\b"
    rf"|(?:\b(?:do|does|did) not|\b(?:do|does|did)n't)(?: (?:seem to|even|currently|actually))?"
    rf" (?:think|believe|have|carry|sell|stock|come|cost|keep|fit|mean)\b"
    rf"|(?:\b(?:is|are|was|were) not|\b(?:is|are|was|were)n't)\b(?! (?:only|just|merely|simply))"
    rf"|\bno (?:\w+ )?(?:product|order|item|model|match|such|[\w-]+ (?:in|called|named|under|by))\b"
    rf"|\bthere(?:'s| is| are) no(?:ne|thing)?\b(?! (?:doubt|question|problem|reason|need))|\bnothing\b"
    r"|[您你](?:说|提到|问|要的|想要|写|给的)|预算|关于[“\"]|查找"
    r"|没有(?!问题|疑问|错)|没找到|没出|找不到|查不到|打不开|看不到|改不了|无法(?!拒绝)|没法"
    r"|不能(?:确认|保证|提供|承诺|查|看|打开)|不是|并非|不知道|不清楚|不确定|不卖|不带",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:or|and|so|sorry|ok|okay|then),? )?(?:shall|should|would|could|can|may|do|does|did|are|is|was|were"
    r"|has|have|which|what|how|when|where|who)\b(?! you know\b)|吗|呢|是不是|要不要|还是|哪|什么|多少",
    re.IGNORECASE,
)
_TAG = re.compile(r"\b(?:right|correct|okay|ok|isn't it|no)\W*\?\W*$|知道|[对好是]吗\W*$|吧\W*$", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"[;。!?…]|[:](?! that I don't know)|\s[-–—]+\s|—|,(?=\s*[\u3400-\u9fff])"
    r"|,\s*(?=(?:your|the|it|its|it's|we|our|this|that|you|i|they|there|however|here|all|every|so)\b)"
    r"|\b(?:but|because|and|since|while|although|though|as|whereas)\b|但|不过|而且|所以|因为",
    re.IGNORECASE,
)
_ENCLOSED = re.compile(r"\([^()]*\)|“[^”]*”|\"[^\"]*\"")


def normal(text: str) -> str:
    """The form in which claims count their positions."""
    return unicodedata.normalize("NFKC", text).replace("’", "'")


def echoes(sentence: str, start: int) -> bool:
    """Whether the clause at this position (of the normal form) asserts nothing but what was asked.

    A hedge in one clause ("No problem, ...") says nothing of the next ("... your discount is approved").
    """
    text = normal(sentence)
    masked = _ENCLOSED.sub(lambda match: "x" * len(match.group()), text)
    first, last = 0, len(text)
    for boundary in _BOUNDARY.finditer(masked):
        if boundary.end() <= start:
            first = boundary.end()
        elif boundary.start() > start:
            last = boundary.end()
            break
    clause = text[first:last]
    if _HEDGE.search(clause):
        return True
    asks = text.rstrip().rstrip(')”"*_').endswith("?") and last >= len(text.rstrip()) - 2
    return asks and bool(_QUESTION.search(clause)) and not _TAG.search(text)

"""What a reply says was done, may be done or is sure: actions, permissions and absolutes, each with its polarity.

An action needs a tool's result of this turn. A permission ("can be returned") needs a sentence of the shop's own texts
that speaks of the same thing and says the same; the sentence that has most words in common decides, so that "opened
groceries can be returned" is not proven by a rule for everything else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agent.grounding.echo import normal

_I = re.IGNORECASE
_DONE = (
    r"cancel+ed|refunded|exchanged|replaced|returned|shipped|dispatched|changed|updated|amended|modified|ordered"
    r"|placed|reserved|booked"
    r"|applied|issued|processed|arranged|scheduled|credited|waived|extended|upgraded|removed|forwarded|escalated"
    r"|notified|informed|e-?mailed|transferred|approved|authori[sz]ed|confirmed|charged|reimbursed|rescheduled"
    r"|submitted|completed"
    r"|put aside|set aside|held back|sent|added|opened a ticket|created"
)
_ADVERB = r"(?:(?:already|just|now|also|successfully|gladly|have|been|fully|gone ahead and|went ahead and) ){0,4}"
_ACTION = re.compile(
    rf"\b(?:I|we)(?:'ve| have)? {_ADVERB}(?P<done>{_DONE})\b"
    r"|\b(?:I|we)(?:'ll| will|'m going to| am going to| shall) (?:\w+ ){0,3}?(?P<will>cancel|refund|exchange"
    r"|reserve|process|waive|credit"
    r"|put \w+ aside|arrange|issue|reimburse)\b"
    r"|\b(?:I|we)(?:'ve| have)? put (?:\w+ )?(?P<put>aside)\b"
    r"|我们?(?:马上|这就|立刻|立即|现在|会)?(?:就|来)?[给帮为替][您你](?P<now>退款|取消|换货|退货|赔偿|预留|补发"
    r"|下单|免单|减免)"
    rf"|\b(?:your|the|this|that|order) (?:[\w-]+ ){{1,4}}?(?:has|have) (?:\w+ )?been (?P<done2>{_DONE})\b"
    rf"|\b(?:your|the) (?:order|refund|return|request|discount|exchange|cancellation|payment|address|parcel"
    rf"|package)(?: \w+)? (?:is|was)"
    rf" (?:now |already )?(?P<done3>{_DONE}|on (?:its|the) way|complete|done)\b"
    r"|(?:已经?|刚刚?|成功)(?:为|帮|给|替)?[您你]?(?:把|将)?[\u3400-\u9fff]{0,8}?"
    r"(?P<zh>取消|退款|退货|换货|换好|修改|更改|改好|下单|预[订定留]|寄出|发货|发出|补发|赔付|批准|通过|提交"
    r"|登记|安排|升级|申请|通知|转接|发放|免除|延长|预约|扣款)"
    r"|(?:帮|为|给|替)[您你](?:把|将)?[\u3400-\u9fff]{0,6}?(?P<zh2>取消|退款|退|换|修改|改|下单|预订|预留|安排"
    r"|申请|提交|登记)(?:好|完|成功)?了",
    _I,
)
_WHEN = re.compile(
    r"\b(?:if|once|after|when|whenever|unless|until|before|as soon as|while|whether|where|should|have|has"
    r"|did)\b[^.;]*$"
    r"|如果|若|一旦|[后时前](?=[^。]*$)|是否|当",
    _I,
)
_VERBS = {
    "return": r"return(?:ed|able)?|send(?:ing)? (?:it|them|this) back|sent back|bring (?:it|them) back"
    r"|退货|退回|退换|可退|能退|退(?![款差换货回])",
    "refund": r"refund(?:ed|able)?|(?:get|give you|have) your money back|money back|reimburse(?:d)?"
    r"|退款|退钱|返还|退还",
    "exchange": r"exchange(?:d|able)?|swap(?:ped)?|换货|退换|可换|能换|更换",
    "cancel": r"cancel(?:led|ed|lable)?|取消",
    "match": r"(?:price[- ])?match(?:ed)?|beat any|比价|保价|按[^，。]{0,6}价格给",
    "ship": r"ship(?:ped)?|deliver(?:ed)?|配送|发货|送到|寄到|送货",
    "repair": r"repair(?:ed)?|维修|修理|免费修",
    "replace": r"replace(?:d)?|补发|换新",
    "cover": r"cover(?:s|ed)?|保修|质保",
    "pay": r"pay for (?:the )?(?:return|postage|shipping)|bear the (?:cost|postage)|承担(?:运费|邮费)",
    "guarantee": r"guarantee[ds]?|保证|承诺|担保",
    "compensate": r"compensate(?:d)?|赔偿|赔付|补偿",
    "hold": r"hold (?:it|one|them)|reserve(?:d)?|预留|留货",
}
_MODAL = (
    r"(?:can|could|may|will|'ll|would|shall|(?:are|is|be) able to|able to|eligible (?:for|to be)|accept|offer"
    r"|get a|get your|do)"
)
_PERMISSIONS = {
    topic: re.compile(
        rf"\b(?:is|are) (?:not |never |always |fully |non-?)*(?:{verbs})(?<=able)\b"
        rf"|\bwe (?:do not |don't |also |always |gladly |never |even )?(?:{verbs})\b"
        rf"|\b(?:you|we|it|they|this|that|these|those|items?|products?|orders?|goods|everything|anything"
        rf"|\w+s)(?:'ll| {_MODAL}| cannot| can't| won't|n't| always| happily| gladly)"
        rf"(?: not| never| always| also| still| even| happily| gladly| then| fully| just)*(?: be)?(?: get| have"
        rf"| give you)?(?: a| your| it| them| any| full)*"
        rf" ?\b(?:{verbs})"
        rf"|(?:可以?|能够?|支持|接受|会|不能|不可以?|不支持|无法|不接受|不会|都|均可?|随时)(?!以?(?:解答|帮|查"
        rf"|告诉|说明|协助|介绍|问))(?:[\u3400-\u9fff]{{0,5}}?)(?:{verbs})"
        + (
            r"|\bwe (?:always |fully |personally )?guarantee\b|\b(?:is|are) guaranteed\b|(?:我们|本店)(?:保证"
            r"|承诺)|包您满意|\b(?:price|satisfaction|money-back) guarantee\b"
            if topic == "guarantee"
            else ""
        ),
        _I,
    )
    for topic, verbs in _VERBS.items()
}
_TOPICS = {topic: re.compile(verbs, _I) for topic, verbs in _VERBS.items()}
_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|without|neither|nor|except|unless|excluded?)\b|n't\b|不(?!过|仅|但|妨)|无法|没有?"
    r"|未(?![拆使穿洗付打激])|除外|勿",
    _I,
)
_SELF = re.compile(r"\bI(?:'ll| can| could| will| would)\b|我(?:可以|能|会|来)", _I)
_ABSOLUTE = re.compile(
    r"\b(?:100\s*%|completely|fully|totally|absolutely|entirely|perfectly) (?P<word>[a-z][\w-]{3,})"
    r"|(?:100\s*%|百分之百|百分百|完全|绝对)(?P<zh>防水|防风|有机|天然|纯棉|正品|安全|环保|防晒|不含|无毒|可降解"
    r"|防摔|防尘)",
    _I,
)
_PLAIN = frozenset(
    [
        "understand",
        "understandable",
        "agree",
        "sure",
        "right",
        "certain",
        "honest",
        "normal",
        "happy",
        "fine",
        "satisfied",
        "free",
        "optional",
    ]
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|[。！？；\n|]+")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "and",
        "or",
        "in",
        "is",
        "are",
        "be",
        "it",
        "we",
        "you",
        "your",
        "our",
        "can",
        "may",
        "will",
        "with",
        "for",
        "on",
        "at",
        "by",
        "if",
        "this",
        "that",
        "they",
        "them",
        "i",
        "us",
        "as",
        "from",
        "within",
        "any",
    ]
)

_ALIGNED = 0.2  # of a sentence's words that a rule must hold to speak of the same

Kind = Literal["action", "permission", "absolute"]


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that a reply commits the shop to."""

    kind: Kind
    topic: str
    text: str
    start: int
    denied: bool = False


@lru_cache(maxsize=512)
def find(sentence: str) -> tuple[Commitment, ...]:
    """The commitments of a sentence. Questions make none, and neither does what is said to hold on a condition."""
    text = normal(sentence)
    if re.search(r"[?？]\W*$", text) or re.search(r"吗\W*$", text):
        return ()
    return (*_actions(text), *_permissions(text), *_absolutes(text))


def _actions(text: str) -> Iterator[Commitment]:
    for match in _ACTION.finditer(text):
        denied = _NEGATION.search(text[max(0, match.start() - 4) : match.end()])
        if not _WHEN.search(text[: match.start()]) and not denied:
            done = next(part for part in match.groupdict().values() if part)
            yield Commitment("action", done.lower(), match.group(), match.start())


def _permissions(text: str) -> Iterator[Commitment]:
    for topic, pattern in _PERMISSIONS.items():
        for match in pattern.finditer(text):
            if _SELF.search(text[max(0, match.start() - 3) : match.end()]):
                continue
            denied = bool(_NEGATION.search(_clause(text, match.start(), match.end())))
            yield Commitment("permission", topic, match.group().strip(), match.start(), denied)
            break


def _absolutes(text: str) -> Iterator[Commitment]:
    for match in _ABSOLUTE.finditer(text):
        word = (match.group("word") or match.group("zh")).lower()
        if word not in _PLAIN and not _NEGATION.search(text[max(0, match.start() - 12) : match.start()]):
            yield Commitment("absolute", word, match.group(), match.start())


def _clause(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in (",", "，", ";", "；", "。", ":", "："))
    return text[first + 1 : end]


def proven(commitment: Commitment, sentence: str, tools: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a sentence's commitment rests on a tool's result or, but for actions, on the shop's own texts.

    Args:
        commitment: what is promised.
        sentence: where.
        tools: results of tools that acted or looked something up in orders.
        texts: FAQ, policies and records.
    """
    if commitment.kind == "action":
        return any(_did(commitment, text) for text in tools) or _quoted(commitment.text, texts)
    if commitment.kind == "absolute":
        return _quoted(commitment.text, (*tools, *texts))
    return _quoted(sentence.strip(), texts) or _permitted(commitment, sentence, (*tools, *texts))


def _did(commitment: Commitment, text: str) -> bool:
    stem = _stem(commitment.topic)
    return any(stem in part.lower() and not _NEGATION.search(part) for part in _parts(text))


def _stem(word: str) -> str:
    word = word.rsplit(maxsplit=1)[-1]
    return word.removesuffix("ed").rstrip("l") if word.isascii() else word


def _quoted(words: str, texts: Sequence[str]) -> bool:
    plain = normal(words).lower()
    return any(plain in normal(part).lower() and not _negated(part, plain) for text in texts for part in _parts(text))


def _negated(part: str, words: str) -> bool:
    at = normal(part).lower().find(words)
    return bool(_NEGATION.search(part[max(0, at - 16) : at]))


def _permitted(commitment: Commitment, sentence: str, texts: Sequence[str]) -> bool:
    about = _TOPICS[commitment.topic]
    wanted = _words(sentence)
    best, answers = 0.0, set[bool]()
    for part in (part for text in texts for part in _parts(text)):
        if not about.search(part):
            continue
        share = _share(wanted, part)
        polarities = {
            bool(_NEGATION.search(_clause(part, match.start(), match.end()))) for match in about.finditer(part)
        }
        if share > best + 0.08:
            best, answers = share, polarities
        elif share >= best - 0.08:
            answers |= polarities
    return best >= _ALIGNED and commitment.denied in answers


def _share(wanted: frozenset[str], part: str) -> float:
    """How much of a sentence's words a rule holds; a rule in another script can only be held against its topic."""
    words = _words(part)
    scripts, others = ({word.isascii() for word in some if not word.isdigit()} for some in (wanted, words))
    if scripts and others and not scripts & others:
        return _ALIGNED
    return len(wanted & words) / (len(wanted) or 1)


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(text.lower())
    pairs = [a + b for a, b in itertools.pairwise(found) if not a.isascii() and not b.isascii()]
    latin = [word.removesuffix("s").removesuffix("ed") for word in found if word.isascii() and word not in _EMPTY]
    return frozenset(pairs + latin)


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in _SENTENCE.split(text) if part.strip())

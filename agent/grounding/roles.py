"""What a figure is in its sentence: a price, a former price, a saving, a fee, stock, a rating, a limit, a count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from agent.grounding.claims import Claim
from agent.grounding.echo import normal

Role = Literal["", "price", "was", "difference", "fee", "total", "stock", "rating", "scale", "count", "options"]

_I = re.IGNORECASE
_NEAR = 36  # characters to either side that may say what a figure is
_WAS = re.compile(
    r"(?:\bwas|\bwere|\boriginally|\bdown from|\binstead of|\breduced from|\bregular(?:ly)?|\blist|\bRRP|\bformerly"
    r"|\bused to (?:be|cost)|原价|原来|原售价|原先|划线价|之前)(?: price)?\W*(?:of|is|was|at|为|是|卖)?\W*$",
    _I,
)
_WAS_AFTER = re.compile(
    r"\W*(?:originally\b|before the|降(?:到|至)|(?:has |have )?(?:been )?reduced to\b|(?:down|now) to\b)", _I
)
_DIFFERENCE = re.compile(
    r"(?:\bsav(?:e|es|ed|ing|ings)|\bdiscount|\bdifference|\breduc\w+ by|\bby|\boff by|\bextra|省(?:下|了)?"
    r"|便宜(?:了)?|优惠(?:了)?|立减|直降"
    r"|降了|差价?|贵(?:了|出)?|多花|多付|少花|少付|相差|[轻重长短多少](?:了|出)?)(?: you)?(?: of| is)?(?:为"
    r"|是)?\W*(?:just |only |about |around )?\W*$",
    _I,
)
_DIFFERENCE_AFTER = re.compile(
    r"[\s-]*(?:\w+ )?(?:less|more|cheaper|dearer|off|difference|extra|savings?|lower|higher|discount|lighter"
    r"|heavier|longer"
    r"|shorter|taller|wider|bigger|smaller|larger|warmer|thicker|thinner)\b|\W*(?:的?差价|优惠|折扣|的差距)",
    _I,
)
_FEE = re.compile(
    r"shipping|delivery|deliver|postage|\bfees?\b|\borders?\b|gift[- ]?wrap|gift cards?|surcharge|import|customs"
    r"|spend|voucher|coupon"
    r"|points?\b|运费|邮费|配送|快递|[订下]单|包装|礼品卡|手续费|满|积分|费用?",
    _I,
)
_TOTAL = re.compile(
    r"\btotal|together|altogether|\bin all\b|\bsum\b|\bcombined\b|合计|一共|总共|总价|总计|加起来|共计"
    r"|共(?=\W*[\d$¥一二两三四五六七八九十])",
    _I,
)
_STOCK = re.compile(
    r"(?:\bin stock|\bstock|\bonly|\bavailability|\bleft|库存|现货|还剩|仅剩|只剩|剩下?|剩余|有货)"
    r"\W*(?:is|are|of|has|have|有|为|是|只有|还有|only|just|共)?\W*$",
    _I,
)
_STOCK_AFTER = re.compile(
    r"\W*(?:units?|pieces?|pairs?|items?|of (?:it|them|those|these)|件|个|双|条|台|款|只|顶|副|瓶|盒|袋"
    r"|套)?\s*(?:\w+ ){0,3}?"
    r"(?:in stock|left|available|remaining|on hand|on the shelf)\b"
    r"|\s*(?:件|个|双|条|台|款|只|顶|副|瓶|盒|袋|套)?(?:的)?(?:现货|库存|有货|在库|可售|有现货)",
    _I,
)
_ONLY_STOCK = re.compile(r"\b(?:stock|left|availab|remaining)|库存|现货|剩|有货", _I)
_RATING = re.compile(
    r"(?:\brat(?:ed|ing)|\bscor\w+|评分|评价|打分)(?: price)?\W*(?:of|is|at|an average of|为|是|高达)?\W*$", _I
)
_RATING_AFTER = re.compile(r"[\s-]*(?:stars?\b|颗?星|out of (?:5|five)|of (?:5|five)\b|/\s*5)", _I)
_SCALE = re.compile(r"(?:\bout of|\d of|\d\s*/|满分(?:为|是)?)\s*$", _I)
_COUNT_AFTER = re.compile(
    r"\W*(?:of (?:them|these|those|our|the)\b|(?:\w+[ -]){0,3}?(?:products?|options?|items?|choices?|picks?"
    r"|matches|results?|models?"
    r"|suggestions?|ideas?|ones)\b)|\s*[款种件双](?!装|现货|库存)|\s*(?:个(?:选择|选项|结果|商品))",
    _I,
)
_COUNT = re.compile(
    r"(?:\bthese|\bthose|\bthe|\ball|\btop|\bfound|here (?:are|is)|[这那以]下?|找到(?:了)?|推荐)\W*$", _I
)
_OF_THEM = re.compile(r"\W*of (?:them|these|those|our)\b", _I)
_COUNTED = re.compile(r"\W*(?:of the\b|units?\b|pieces?\b|pairs?\b)|\s*[件个双条台款只顶副瓶盒袋套]", _I)
_LEFT = re.compile(r"(?:还有|仅有|只有|还剩|仅剩)\W*$")
_APART = re.compile(r"(?:[轻重长短高](?:了|出)?|相?差)\s*$")  # "比它重200克"
_CLAUSE = re.compile(r"[;；。!?！？]|,(?!\d)|，|\b(?:and|but|while)\b")


def role_of(sentence: str, claim: Claim, others: Sequence[Claim] = ()) -> Role:
    """What a figure of this sentence is. `others` are the sentence's claims, between which nothing reaches across."""
    text = normal(sentence)
    start, end = claim.start, claim.start + len(claim.text)
    low = max((other.start + len(other.text) for other in others if other.start < start), default=0)
    high = min((other.start for other in others if other.start > start), default=len(text))
    before, after = text[max(min(low, start), start - _NEAR) : start], text[end : min(high, end + _NEAR)]
    if claim.kind == "money":
        return _of_money(text, start, end, before, after)
    if claim.kind == "percent":
        return "difference" if _DIFFERENCE.search(before) or _DIFFERENCE_AFTER.match(after) else ""
    if claim.kind == "number":
        return _of_number(text, claim, before, after)
    return ""


def _of_money(text: str, start: int, end: int, before: str, after: str) -> Role:
    if _WAS.search(before) or _WAS_AFTER.match(after):
        return "was"
    if _DIFFERENCE.search(before) or _DIFFERENCE_AFTER.match(after):
        return "difference"
    clause = _clause(text, start, end)
    if _TOTAL.search(text):
        return "total"
    return "fee" if _FEE.search(clause) else "price"


def _of_number(text: str, claim: Claim, before: str, after: str) -> Role:
    end = claim.start + len(claim.text)
    if claim.unit:
        apart = _APART.search(before) and ("比" in text or "差" in before)
        return "difference" if _DIFFERENCE_AFTER.match(after) or apart else ""
    if _SCALE.search(text[: claim.start]):
        return "scale"
    scored = re.search(r"评[分为]|打", before) and re.match(r"\s*分(?!钟)", text[end:])
    if scored or _RATING.search(before) or _RATING_AFTER.match(text[end:]):
        return "rating"
    if not _OF_THEM.match(after) and _stocked(text, claim.start, end, before, after):
        return "stock"
    return "count" if _COUNT_AFTER.match(after) or _COUNT.search(before) else ""


def _stocked(text: str, start: int, end: int, before: str, after: str) -> bool:
    """Whether a number says how many are in stock."""
    if (_LEFT.search(before) and re.match(r"\s*[件双条台只顶副瓶盒袋套]", after)) or _STOCK_AFTER.match(after):
        return True
    stock = _STOCK.search(before)
    if stock and ("nly" not in stock.group() or _ONLY_STOCK.search(after)):
        return True
    return bool(_COUNTED.match(after) and _ONLY_STOCK.search(_clause(text, start, end, whole=True)))


def _clause(text: str, start: int, end: int, *, whole: bool = False) -> str:
    """The clause around a figure; the whole sentence but for asides where that is asked."""
    first, last = 0, len(text)
    for boundary in () if whole else _CLAUSE.finditer(text):
        if boundary.end() <= start:
            first = boundary.end()
        elif boundary.start() >= end:
            last = boundary.start()
            break
    return text[first:last]

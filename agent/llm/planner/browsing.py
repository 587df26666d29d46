"""Questions about the shelves: which brands there are, what is sold here, whether a brand is carried."""

from __future__ import annotations

import re

from agent.llm.phrases.cues import cue
from agent.llm.planner import questions, searching
from agent.llm.planner.draft import Draft
from agent.llm.reading import Part
from agent.tools.matching import words_of

# A brand is told from a thing by its capital, so this one heeds case.
_CARRIES = re.compile(
    r"^\W*(?:[Aa]nd |[Ss]o )?(?:(?i:do (?:you|u|ya|you guys)|does the (?:shop|store)) (?:carry|stock|sell|have|do)"
    r"|(?i:have you got|got))(?i: any(?:thing)?)?(?i: from| by)? "
    r"(?P<brand>[A-Z][\w’'-]+(?: (?:& |and |of )?[A-Z][\w’'-]+){0,2})(?i: brand| products?| stuff| things)?\W*$"
)
_CARRIES_ZH = re.compile(
    r"^(?:请问)?(?:你们|店里|这里|你家)?(?:卖不卖|有没有|有|卖)(?P<brand>[\w&’' -]{2,20}?)(?:这个|的)?(?:牌子|品牌)"
    r"(?:的)?(?:东西|产品|商品)?(?:吗|么|嘛)?[?？]?$"
)
_ASKS = ("product_detail", "product_price", "product_stock")
_OF_ANYTHING = words_of(
    "quality good well size colour stock available left 质量 品质 尺码 颜色 现货 有货 库存 商品 产品"
)
_EVERYTHING = ("everything", "全部")
_SOME = 0.2
_SHOP, _LIKELY = ("ask_policy", "order_status", "return_order"), 0.5
_NO_BRAND = words_of("gift card paypal visa mastercard klarna alipay wechat apple google pay amazon 支付宝 微信")


def about_shelves(draft: Draft, part: Part) -> bool:  # noqa: PLR0911 a list of rules, the first that fits
    """Whether the part asks what the shop has in general, rather than for a product."""
    text = part.text.strip()
    if cue("newest").search(text) and not part.proper:
        return _newest(draft, part)
    if part.proper or (part.mentions and not cue("departments").search(text)):
        return False
    if cue("brands").search(text):
        return _browse(draft, part, "brands", _kind(part, "brands"))
    if cue("departments").search(text):
        return _browse(draft, part, "categories", "")
    if cue("kinds_of").search(text):
        return _browse(draft, part, "categories", _kind(part, "kinds_of"))
    if cue("liked").search(text):
        return _liked(draft, part)
    if part.filters.on_sale and not words_of(part.rest) - _OF_ANYTHING and not draft.focus.search:
        return searching.fresh(draft, part)
    brand = _brand(part)
    return bool(brand) and _browse(draft, part, "categories", brand, brand=brand)


def about_nothing_yet(draft: Draft, part: Part) -> bool:
    """A question about "this" before anything was shown or named: "how much is it?", "质量怎么样"."""
    spoken_of = draft.focus.product or draft.focus.listed or part.mentions or part.proper
    if spoken_of or part.filters or part.share(*_ASKS) < _LIKELY or part.share(*_SHOP) >= _SOME:
        return False
    telling = words_of(cue("price").sub(" ", part.text)) - _OF_ANYTHING
    if telling and not (part.refs.it and len(telling) == 1):
        return False
    return draft.say("which_product")


def about_gifts(draft: Draft, part: Part) -> bool:
    """A gift card, or a gift that is none though the words sound like it: "gifts under 30 dollars"."""
    if cue("card").search(part.text):
        return not part.refs.points and questions.answer(draft, part, kind="doubt")
    priced = part.filters.price_min is not None or part.filters.price_max is not None
    if cue("gift").search(part.text) and (part.intent == "gift_card" or (priced and part.share(*_SHOP) < _LIKELY)):
        return searching.fresh(draft, part)
    return False


def _brand(part: Part) -> str:
    """The brand that is asked for and nothing beside it: "do you carry Northpeak?"."""
    found = _CARRIES.match(part.text) or _CARRIES_ZH.match(part.text)
    if found is None or words_of(found["brand"]) & _NO_BRAND:
        return ""
    return found["brand"].strip()


def _liked(draft: Draft, part: Part) -> bool:
    """Best sellers: what customers rate best, since sales are nobody's business; said as what it is."""
    kind = _kind(part, "liked")
    call = draft.call("search_products", query=kind, sort="rating", limit=searching.LIMIT)
    return draft.act("search", call, query=kind, intent=part.intent)


def _newest(draft: Draft, part: Part) -> bool:
    """What came in last, of everything or of a kind."""
    kind = _kind(part, "newest")
    call = draft.call(
        "search_products", query=kind or _EVERYTHING[draft.language == "zh"], sort="newest", limit=searching.LIMIT
    )
    return draft.act("search", call, query=kind, intent=part.intent)


def _kind(part: Part, name: str) -> str:
    """The kind of thing of which brands or sorts are asked: what the question holds beside that."""
    left = cue("around_kind").sub(" ", cue(name).sub(" ", part.text))
    left = re.sub(r"\s+", " ", left).strip(" ?？.。!！,，的")
    return left if words_of(left) else ""


def _browse(draft: Draft, part: Part, facet: str, of: str, *, brand: str = "") -> bool:
    """List the shelves; where there is a kind of thing, what stands there may say more than a list of one."""
    call = draft.call("browse_catalogue", facet=facet, of=of)
    search = draft.call("search_products", query=of, limit=4) if of else ""
    return draft.act("shelves", call, of=of, brand=brand, search=search, query=of, question=part.text)

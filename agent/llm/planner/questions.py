"""Parts of a message that the shop's own texts answer: policies, how things are done, orders."""

from __future__ import annotations

from typing import Any

from agent.llm.phrases.cues import cue
from agent.llm.planner.draft import Draft
from agent.llm.problems import problem_question
from agent.llm.reading import Part
from agent.tools.matching import words_of
from agent.tools.wanted import wanted

# What is done to orders by tools one day; until then the policy is told, and that a person can do it.
ORDERS = {
    "order_status": {"en": "How do I track my parcel?", "zh": "我的包裹到哪了？"},
    "cancel_order": {"en": "Can I cancel my order?", "zh": "可以取消订单吗？"},
    "return_order": {"en": "How do I return something?", "zh": "怎么退货？"},
    "exchange_order": {"en": "How do I exchange an item for another size?", "zh": "怎么换尺码？"},
    "change_order": {"en": "Can I change the address or items of my order?", "zh": "可以修改收货地址吗？"},
}
_ASKED = ("ask_policy", "invoice", "gift_card", *ORDERS)
_OF_ORDERS = frozenset({"complaint", "unknown", "ask_policy", *ORDERS})
_PRODUCTS = ("search_products", "recommend", "product_detail", "product_stock", "product_price")
_MEASURES = words_of(
    "cost costs price fee charge does that be your money long take takes soon free much"
    " 钱 多少钱 多久 几天 时间 费用 要 贵"
)  # what may stand in a question that only asks for a measure of what was asked about before
_SURE = 0.4
_LIKELY_PRODUCT = 0.15
# A wish about an order of one's own, rather than a question about how such things are done.


def asks_more(draft: Draft, part: Part) -> bool:
    """A measure asked right after a question about the shop, as "what does it cost": both are one question."""
    before = draft.acts[-1] if draft.acts else None
    if before is None or before.kind != "policy" or part.mentions or part.kinds or not wanted(part.text):
        return False
    if words_of(part.text) - _MEASURES:
        return False
    asked = {before.call, before.slots.get("general")}
    question = f"{before.slots['question']} {part.text}"
    draft.acts.pop()
    draft.calls = [call for call in draft.calls if call.id not in asked]
    return draft.act("policy", draft.call("answer_question", question=question), question=question, intent="ask_policy")


def how_to_reach(draft: Draft, part: Part) -> bool:
    """How the shop is reached: its phone number is no phone."""
    return "reach" in wanted(part.text) and not part.mentions and answer(draft, part, kind="policy")


def about_the_shop(draft: Draft, part: Part) -> bool:
    """A question about the shop or an order."""
    if part.intent in ORDERS:
        own = bool(draft.reading.order or cue("own_order").search(part.text))
        return answer(draft, part, kind="order" if own or part.intent == "order_status" else "policy")
    if part.intent in _ASKED:
        return answer(draft, part, kind="policy")
    if part.share(*_ASKED) >= _SURE:
        return answer(draft, part, kind="policy")
    return False


def delivery_times(draft: Draft, part: Part) -> bool:
    """On "I need it by Friday": how long delivery takes."""
    question = {"en": "How long does delivery take?", "zh": "多久能送到？"}[draft.language]
    return draft.act(
        "policy", draft.call("answer_question", question=question), question=part.text, intent="ask_policy"
    )


def asked_on(draft: Draft, part: Part) -> bool:
    """The last question about the shop again, of another subject."""
    question = f"{draft.focus.question.rstrip(' ?？。.')} {part.text}"
    return draft.act("policy", draft.call("answer_question", question=question), question=question, intent="ask_policy")


def answer(draft: Draft, part: Part, *, kind: str, search: bool = True) -> bool:
    """Look the question up; an order's in the words of its policy too. In doubt, products are looked for as well."""
    words = part.text.replace(draft.reading.order, "").replace("#", "").strip() if draft.reading.order else part.text
    call = draft.call("answer_question", question=words)
    slots: dict[str, Any] = {"question": part.text, "intent": part.intent}
    if part.intent in _OF_ORDERS and (asked := problem_question(part.text, draft.language)):
        slots |= {"general": draft.call("answer_question", question=asked), "problem": True}
    elif part.intent in ORDERS:
        slots["general"] = draft.call("answer_question", question=ORDERS[part.intent][draft.language])
    if search and kind == "doubt" and part.rest and part.share(*_PRODUCTS) >= _LIKELY_PRODUCT:
        slots["search"] = draft.call("search_products", query=part.text, limit=3)
    return draft.act(kind, call, order=draft.reading.order, **slots)

"""Parts of a message that the shop's own texts answer: policies, how things are done, orders."""

from __future__ import annotations

from typing import Any

from agent.llm.phrases.cues import cue
from agent.llm.planner.draft import Draft
from agent.llm.problems import problem_question
from agent.llm.reading import Part

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
_SURE = 0.4
_LIKELY_PRODUCT = 0.15
# A wish about an order of one's own, rather than a question about how such things are done.


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


def answer(draft: Draft, part: Part, *, kind: str) -> bool:
    """Look the question up; an order's in the words of its policy too."""
    words = part.text.replace(draft.reading.order, "").replace("#", "").strip() if draft.reading.order else part.text
    call = draft.call("answer_question", question=words)
    slots: dict[str, Any] = {"question": part.text, "intent": part.intent}
    if part.intent in _OF_ORDERS and (asked := problem_question(part.text, draft.language)):
        slots |= {"general": draft.call("answer_question", question=asked), "problem": True}
    elif part.intent in ORDERS:
        slots["general"] = draft.call("answer_question", question=ORDERS[part.intent][draft.language])
    if kind == "doubt" and part.rest and part.share(*_PRODUCTS) >= _LIKELY_PRODUCT:
        slots["search"] = draft.call("search_products", query=part.text, limit=3)
    return draft.act(kind, call, order=draft.reading.order, **slots)

"""Parts of a message about the customer's own orders: new wishes, answers to what was asked, yes and no.

Which order, item or variant is meant is found by the tools, which know the records; here the words are only taken
apart. What a task already knows stands in the last result, so a task survives any change of topic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent.llm.agreement import agrees
from agent.llm.conversation_cues import consent
from agent.llm.dialogue import Dialogue
from agent.llm.handoff import asks_person
from agent.llm.meta import Act, Meta
from agent.llm.planner.draft import Draft, ToolUse
from agent.llm.problems import problem_question
from agent.llm.reading import Part
from agent.orders.naming import cue, number_in, number_said
from agent.orders.places import address_in
from agent.orders.wish import Place
from agent.tools.matching import words_of
from agent.tools.results import OrderAnswer

TOOLS = {
    "status": "order_status",
    "cancel": "cancel_order",
    "return": "return_items",
    "exchange": "exchange_items",
    "change items": "change_order_items",
    "change address": "change_delivery_address",
    "change payment": "change_payment",
    "change profile address": "change_profile_address",
    "gift card": "gift_card_balance",
    "invoice": "get_invoice",
    "call back": "request_call_back",
}
_INTENTS = {
    "order_status": "status",
    "cancel_order": "cancel",
    "return_order": "return",
    "exchange_order": "exchange",
    "change_order": "change",
    "invoice": "invoice",
    "gift_card": "gift card",
}
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE = re.compile(r"(?<!\d)\d(?:[ -]?\d){3,7}(?!\d)")
_PHONE = re.compile(r"\+?\d(?:[ ().-]?\d){6,14}")
_REASON = re.compile(r"(?:\bbecause\b|\bsince\b|\bthe reason is\b|因为|原因是)\s*(?P<why>.+)$", re.IGNORECASE)
_INSTEAD = re.compile(
    r"\b(?:for|into|with)\b (?=\S)|(?<!want )(?<!like )(?<!need )(?<!going )\bto\b (?!exchange|swap|change|return)"
    r"|\bin\b (?!(?:my |the |this |that )?order)|换成|换为|改成|改为|换(?=\S*[码号色])",
    re.IGNORECASE,
)
_OF_ORDER = re.compile(r"(?:\border|订单)[^\d]{0,6}?#?((?:[A-Za-z]{1,4}-?)?\d{4,12})", re.IGNORECASE)
_PLACES = frozenset({"change address", "change profile address"})
_MEANT = re.compile(r"\bi meant?\b|我是说|应该是|不对[，,]?", re.IGNORECASE)
_MEMORY = 8  # turns after which a task that was left is forgotten
_SURE = 0.4


def about_orders(draft: Draft, part: Part) -> bool:
    """Whether the part is about the customer's own orders, and what to do."""
    if not draft.orders or asks_person(part.text):
        return False
    if draft.dialogue.now.answer is not None:
        return _act(draft, "confirm", "confirm_change", agree=bool(draft.dialogue.now.answer.get("agree")))
    last, age = _last(draft.dialogue)
    if last is not None and (age == 0 or _returns(part, last, age)) and _answers(draft, part, last):
        return True
    return _wishes(draft, part, last if age < _MEMORY else None)


def then(dialogue: Dialogue) -> tuple[Meta, tuple[ToolUse, ...]] | None:
    """Go on with what was wanted, once it is known who they are."""
    now = dialogue.now
    act = next((one for one in now.plan if one.kind == "orders" and one.slots.get("wanted")), None)
    result = now.result_of(act.call) if act else None
    if act is None or not isinstance(result, OrderAnswer) or result.outcome != "done" or act.slots.get("continued"):
        return None
    wish = dict(act.slots["wanted"])
    use = ToolUse(f"{act.call}-then", TOOLS[wish["kind"]], {**_arguments(wish), "language": now.planned.language})
    acts = []
    for one in now.plan:
        acts.append(one.model_copy(update={"slots": {**one.slots, "continued": True}}) if one is act else one)
        if one is act:
            acts.append(Act(kind="orders", call=use.id, slots={"of": wish["kind"]}))
    return now.planned.model_copy(update={"acts": tuple(acts)}), (use,)


def _last(dialogue: Dialogue) -> tuple[OrderAnswer | None, int]:
    """The newest answer about orders, and how many turns lie between it and now."""
    for age, exchange in enumerate(reversed(dialogue.past)):
        found = [result for result in exchange.results if isinstance(result, OrderAnswer)]
        if found:
            return found[-1], age
    return None, 0


def _wanted(dialogue: Dialogue) -> Mapping[str, Any]:
    """What somebody who is being asked who they are came for."""
    for exchange in reversed(dialogue.past):
        for result in exchange.results:
            if isinstance(result, OrderAnswer) and result.outcome == "identify" and result.wish:
                return result.wish
            if isinstance(result, OrderAnswer) and result.action == "identify" and result.outcome == "done":
                return {}
    return {}


# Answers


def _returns(part: Part, last: OrderAnswer, age: int) -> bool:
    """Whether a part takes up what was asked before the topic changed."""
    return age < _MEMORY and last.need not in {"", "consent"} and part.intent in _INTENTS


def _answers(draft: Draft, part: Part, last: OrderAnswer) -> bool:  # noqa: PLR0911 a list of rules
    """Whether the part answers what the last reply asked."""
    need, text = last.need, part.text
    if need == "consent":
        return _consents(draft, part, last)
    if need in {"email", "code", "facts"}:
        return _identifies(draft, part, need)
    if not need or not last.wish:
        return False
    if consent(text) is False or cue("never_mind").search(text):
        return draft.say("no")
    other = None if need in {"address", "phone"} else _wish_of(draft, part)
    if other is not None and other != last.wish.get("kind") and part.confidence >= _SURE:
        return False
    if not _fits(need, part, last):
        return False
    return _go_on(draft, {**last.wish, **_slot(need, part, last)})


def _fits(need: str, part: Part, last: OrderAnswer) -> bool:
    """Whether words can be an answer to what was asked."""
    text = part.text
    if need == "order":
        pointed = part.refs.places or part.refs.many or number_in(text) or cue("newest").search(text)
        return bool(pointed) or _names(text, last)
    if need in {"items", "new", "payment"}:
        pointed = part.refs.places or part.refs.both or cue("everything").search(text)
        stepped = need == "new" and (cue("larger").search(text) or cue("smaller").search(text))
        return bool(pointed and need != "payment") or bool(stepped) or _names(text, last)
    if need == "address":
        return bool(re.search(r"\d", text)) and len(text) > 8
    if need == "phone":
        return bool(_PHONE.search(text))
    return _names(text, last) or not (text.strip().endswith(("?", "？")) or _other_topic(part))


def _names(text: str, last: OrderAnswer) -> bool:
    """Whether words hold one of those of which an answer may be made."""
    low, words = text.casefold(), words_of(text)
    return any(
        value.casefold() in low
        if len(value) > 2 or not value.isascii()
        else re.search(rf"\b{re.escape(value)}\b", text, re.IGNORECASE)
        for value in last.values
        if value
    ) or bool(words & set().union(*(words_of(value) for value in last.values)))


def _other_topic(part: Part) -> bool:
    return bool(part.mentions or part.filters) or (part.intent in _INTENTS and part.confidence >= _SURE)


def _slot(need: str, part: Part, last: OrderAnswer) -> dict[str, Any]:
    text = part.text
    if need == "address":
        return {"address": _place(text)}
    if need == "order":
        return {need: number_said(text) or text}
    if need == "phone":
        found = _PHONE.search(text)
        return {"phone": found.group() if found else text}
    if need in {"items", "new"}:
        text = _MEANT.split(text)[-1]  # "the pink, no, I mean red"
        slots: dict[str, Any] = {need: [text]}
        if need == "items" and last.action in {"exchange", "change items"}:
            items, new = _swap_words(text)
            slots = {"items": [items or text], **({"new": [new]} if new else {})}
        return slots
    return {need: text}


def _consents(draft: Draft, part: Part, last: OrderAnswer) -> bool:
    """An answer to "shall I go ahead?": yes, no, something else instead, or neither."""
    text = draft.dialogue.now.text
    said = agrees(text, last.action)
    if said is not None:
        return _act(draft, "confirm", "confirm_change", agree=said)
    if cue("never_mind").search(part.text):
        return _act(draft, "confirm", "confirm_change", agree=False)
    if last.wish and _changes(part, last):
        need = "items" if last.action == "return" else "new"
        return _go_on(draft, {**last.wish, **_slot(need, part, last)})
    if cue("yes_but").search(text) and not _wish_of(draft, part):
        return _act(draft, "confirm", "confirm_change", agree=True)  # it is none, and the tool says what would be
    return False


def _changes(part: Part, last: OrderAnswer) -> bool:
    """Whether words name another variant or item than what was proposed."""
    return (
        last.action in {"exchange", "change items", "return"}
        and not part.text.strip().endswith(("?", "？"))
        and (_names(part.text, last) or bool(cue("larger").search(part.text) or cue("smaller").search(part.text)))
    )


def _identifies(draft: Draft, part: Part, need: str) -> bool:
    """What somebody says to show who they are."""
    text = draft.dialogue.now.text
    facts: dict[str, Any] = {}
    if mail := _EMAIL.search(text):
        facts["email"] = mail.group()
        text = text.replace(mail.group(), " ")
    if need == "code" and not mail and (code := _CODE.search(text)):
        facts["code"] = code.group()
    elif need == "facts":
        facts |= _facts(text, mailed=bool(mail))
    elif not mail and (phone := _PHONE.search(text)):
        facts["phone"] = phone.group()
    if not facts or (not mail and _other_topic(part) and "code" not in facts):
        return False
    call = draft.call("verify_customer", **facts)
    return draft.act("orders", call, of="identify", wanted=dict(_wanted(draft.dialogue)))


def _facts(text: str, *, mailed: bool) -> dict[str, str]:
    """An order's number beside an e-mail address, or a name with a postcode."""
    if mailed:
        number = re.search(r"[A-Za-z]{0,4}[- ]?\d{4,}", text)
        return {"order": number.group().strip()} if number else {}
    place = re.search(
        r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\b\d{4,6}(?:-\d{4})?\b|[A-Z]\d[A-Z]\s?\d[A-Z]\d)", text, re.IGNORECASE
    )
    if place is None:
        return {}
    name = re.sub(
        r"(?i)\b(?:my|name|is|i'm|i am|and|the|postcode|post code|zip(?: code)?)\b|我是|我叫|姓名|邮编|是|[:：,，.。]",
        " ",
        text.replace(place.group(), " "),
    )
    return {"postcode": place.group(), "name": " ".join(name.split())}


# New wishes


def _wishes(draft: Draft, part: Part, last: OrderAnswer | None) -> bool:
    kind = _wish_of(draft, part)
    if kind is None:
        return False
    fresh = _read(kind, part, draft)
    if last is not None and last.wish.get("kind") == kind and last.outcome in {"ask", "proposed", "open", "identify"}:
        fresh = {**last.wish, **fresh}  # back at the task that was left
    elif (
        last is not None and "order" not in fresh and kind != "status" and _this_order(part) and last.wish.get("order")
    ):
        fresh["order"] = last.wish["order"]
    return _go_on(draft, fresh)


def _wish_of(draft: Draft, part: Part) -> str | None:  # noqa: PLR0911 a list of rules
    """What is wanted of an order; None where nothing is, or only how such things are done."""
    text = part.text
    if cue("wish_call").search(text):
        return "call back"
    if cue("wish_profile").search(text) and cue("wish_change").search(text):
        return "change profile address"
    kind = said = next((found for name, found in _SAID.items() if cue(name).search(text)), None)
    if not draft.reading.order and problem_question(text, draft.language):
        return None  # a complaint, which the shop's own words answer best
    if kind is None and part.intent in _INTENTS and (part.confidence >= _SURE or draft.reading.order):
        kind = _INTENTS[part.intent]
    if kind is None:
        return "status" if draft.reading.order and not words_of(text.replace(draft.reading.order, " ")) else None
    if kind == "change":
        kind = _changed(text)
    own = bool(draft.reading.order or cue("own").search(text))
    if kind == "gift card":
        return kind if cue("balance").search(text) else None
    if cue("how").search(text) and not draft.reading.order:
        return None
    known = _last(draft.dialogue)[0] is not None
    asks = bool(cue("may_i").search(text)) or text.strip().endswith(("?", "？", "吗", "么"))
    if asks and kind != "status" and not draft.reading.order:
        return kind if known and own else None
    return kind if own or known or (said and cue("plain_wish").search(text)) else None


_SAID = {
    "wish_invoice": "invoice",
    "wish_cancel": "cancel",
    "wish_exchange": "exchange",
    "wish_return": "return",
    "wish_address": "change address",
    "wish_payment": "change payment",
    "wish_status": "status",
}


def _changed(text: str) -> str:
    if cue("address").search(text):
        return "change address"
    return "change payment" if cue("payment").search(text) else "change items"


def _this_order(part: Part) -> bool:
    return part.refs.it or bool(cue("this_order").search(part.text)) or len(words_of(part.text)) < 4


def _read(kind: str, part: Part, draft: Draft) -> dict[str, Any]:
    """What a first message already says of a wish."""
    text = part.text
    wish: dict[str, Any] = {"kind": kind}
    number = draft.reading.order
    if kind in _PLACES:  # of an address, the postcode is no order's number
        said = _OF_ORDER.search(text)
        number = said[1] if said else ""
        text = text.replace(said.group(), " ") if said else text
    if number:
        wish["order"] = number
    elif cue("newest").search(text):
        wish["order"] = "newest"
    if why := _REASON.search(text):
        wish["reason"] = why["why"].strip(" .。")
        text = text[: why.start()]
    if kind in {"return", "exchange", "change items"}:
        wish |= _read_items(kind, text, draft)
    wish |= _read_more(kind, text)
    return wish


def _read_items(kind: str, text: str, draft: Draft) -> dict[str, Any]:
    """Which items, what for, and whether they have been opened."""
    wish: dict[str, Any] = {}
    items, new = _swap_words(text) if kind != "return" else (text, "")
    if _telling(items, draft):
        wish["items"] = [items]
    if new:
        wish["new"] = [new]
    if cue("unopened").search(text):
        wish["opened"] = False
    elif cue("opened").search(text):
        wish["opened"] = True
    return wish


def _read_more(kind: str, text: str) -> dict[str, Any]:
    """An address, a way to pay, a number and a time to call."""
    wish: dict[str, Any] = {}
    if kind in _PLACES and (place := _place(text)):
        wish["address"] = place
    if kind == "change payment" and cue("method").search(text):
        wish["payment"] = text
    if kind == "call back":
        if phone := _PHONE.search(text):
            wish["phone"] = phone.group()
        if when := cue("time").search(text):
            wish["when"] = when.group().strip()
    return wish


def _swap_words(text: str) -> tuple[str, str]:
    """What is swapped and for what: "the black shirt" and "a size M" of "exchange the black shirt for a size M"."""
    cut = list(_INSTEAD.finditer(text))
    if not cut:
        steps = cue("larger").search(text) or cue("smaller").search(text)
        return (text, steps.group()) if steps else (text, "")
    return text[: cut[-1].start()], text[cut[-1].end() :].strip(" .。!！")


def _telling(text: str, draft: Draft) -> bool:
    """Whether words name something, beside what is said of orders anyway."""
    if draft.reading.order:
        text = text.replace(draft.reading.order, " ")
    left = cue("beside_items").sub(" ", text)
    return bool(words_of(left)) or bool(cue("everything").search(text))


def _place(text: str) -> dict[str, str] | None:
    place = address_in(text)
    return None if place == Place() else place.model_dump(exclude_defaults=True)


# Calls


def _go_on(draft: Draft, wish: Mapping[str, Any]) -> bool:
    return _act(draft, str(wish["kind"]), TOOLS[wish["kind"]], **_arguments(wish))


def _act(draft: Draft, kind: str, tool: str, **arguments: Any) -> bool:
    keep = {"agree": arguments.pop("agree")} if "agree" in arguments else {}
    call = draft.call(tool, **arguments)
    if keep:
        draft.calls[-1].arguments.update(keep)  # a plain "no" is an argument too
    return draft.act("orders", call, of=kind)


def _arguments(wish: Mapping[str, Any]) -> dict[str, Any]:
    """A wish as its tool takes it."""
    kind = wish["kind"]
    names = {
        "cancel": ("order", "reason"),
        "return": ("order", "items", "reason", "opened"),
        "exchange": ("order", "items", "new", "opened"),
        "change items": ("order", "items", "new"),
        "change payment": ("order", "payment"),
        "call back": ("phone", "when", "about"),
        "status": ("order",),
        "invoice": ("order",),
    }.get(kind, ())
    given = {name: wish[name] for name in names if wish.get(name) not in (None, "", [], ())}
    if kind == "return" and wish.get("payment"):
        given["refund_to"] = wish["payment"]
    if kind in {"change address", "change profile address"}:
        given = {"order": wish.get("order", ""), **(wish.get("address") or {})}
    return {key: value for key, value in given.items() if value != ""}

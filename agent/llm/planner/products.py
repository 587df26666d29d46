"""Parts of a message about products: looking for them, pointing at them, asking about one, comparing several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.llm.dialogue import Focus
from agent.llm.phrases.cues import cue
from agent.llm.planner import searching
from agent.llm.planner.draft import Draft
from agent.llm.planner.options import asked_options
from agent.llm.reading import Part
from agent.llm.references import named_among, pick
from agent.tools.matching import asks_of, words_of
from agent.tools.results import ProductFacts

_ASKS = {"product_detail": "detail", "product_price": "price", "product_stock": "stock"}
_LOOKS = ("search_products", "recommend")
_PRODUCT = (*_ASKS, *_LOOKS, "compare_products")
_SHOP = ("ask_policy", "return_order", "order_status", "cancel_order", "exchange_order", "change_order")
_POLICY = 0.55  # from here a question is about the shop, even though it says "it"
_EMPTY_WORDS = """
colour color size one ones option product item thing price stock more kind type version model pair
piece 颜色 尺码 号 码 种
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def about_products(draft: Draft, part: Part) -> bool:
    """Whether the part was about products, and what to do."""
    if part.refs.correction is not None and (draft.focus.search or draft.focus.known):
        return _corrected(draft, part)
    if part.refs.back and (back := _among(part.refs.back, draft.focus.known)):
        return _look_at(draft, part, _newest(draft.focus, back))
    if part.share(*_SHOP) >= _POLICY:
        return False
    return _compares(draft, part) or _goes_on(draft, part) or _new_search(draft, part)


def _goes_on(draft: Draft, part: Part) -> bool:
    """Whether the part leans on what was shown or spoken of."""
    pointed = _pointed(draft, part)
    if part.refs.more and draft.focus.search:
        return searching.more(draft)
    if searching.refines(draft, part, pointing=bool(pointed)):
        return searching.refine(draft, part)
    if pointed:
        return _ask(draft, part, pointed[0])
    if _about_focus(draft, part):
        return _ask(draft, part, draft.focus.product or draft.focus.listed[0])
    return False


def _pointed(draft: Draft, part: Part) -> tuple[str, ...]:
    """The products that the words name or point at; nothing when they only look for something."""
    focus, refs = draft.focus, part.refs
    if part.mentions:
        return part.mentions
    if focus.listed and (refs.places or refs.many):
        return pick(focus.listed, refs.places, refs.many)
    if focus.listed and refs.extreme:
        return _extreme(focus, refs.extreme)
    if focus.known and cue("pointing").search(part.text) and not cue("new").search(part.text):
        return _among(part.text, {key: focus.known[key] for key in focus.listed if key in focus.known})[:1]
    return ()


def _extreme(focus: Focus, which: str) -> tuple[str, ...]:
    shown = [focus.known[key] for key in focus.listed if key in focus.known]
    if not shown:
        return ()
    if which == "rating":
        return (max(shown, key=lambda product: (product.rating or 0, product.rating_count)).id,)
    chosen = min if which == "price_low" else max
    return (chosen(shown, key=lambda product: product.price).id,)


def _among(words: str, products: dict[str, ProductFacts] | Any) -> tuple[str, ...]:
    titles = {key: f"{its.title} {' '.join(its.aliases)} {' '.join(its.categories)}" for key, its in products.items()}
    return named_among(words, titles)


def _newest(focus: Focus, ids: Sequence[str]) -> str:
    """The one that was spoken of last; the one in focus before those that were only listed."""
    order = list(focus.known)
    detailed = [key for key in ids if focus.known[key].variants]
    return max(detailed or ids, key=order.index)


def _about_focus(draft: Draft, part: Part) -> bool:
    """Whether the words are about the product in focus, though they do not name it."""
    focus = draft.focus
    if not focus.product and not focus.listed:
        return False
    if part.intent in _LOOKS and cue("new").search(part.text) and not part.refs.it:
        return bool(focus.product) and bool(_options(draft, part, focus.product)) and not _content(part, focus)
    left = _content(part, focus)
    if part.refs.it or part.refs.tell:
        return part.intent in _PRODUCT or bool(asks_of(part.text)) or not left
    if not left:
        return True
    if not focus.product and not draft.focus.act:
        return False
    return (part.intent in _ASKS or part.share(*_ASKS) >= 0.3) and (
        bool(asks_of(part.text)) or not cue("new").search(part.text)
    )


def _content(part: Part, focus: Focus) -> set[str]:
    """Telling words that neither ask about an aspect nor name the product in focus."""
    titles = " ".join((product.title + " " + " ".join(product.categories)) for product in focus.known.values())
    return words_of(part.rest) - words_of(titles) - _EMPTY


def _options(draft: Draft, part: Part, product: str | None) -> dict[str, str]:
    return asked_options(part.text, part.filters, draft.focus.known.get(product or ""))


def _ask(draft: Draft, part: Part, product: str) -> bool:
    """A question about one product."""
    draft.attend(product)
    options = _options(draft, part, product)
    aspect = _aspect(part, options)
    question = part.text if aspect == "detail" else ""
    if aspect == "overview" and draft.focus.question and part.refs.points and not part.refs.tell:
        question, aspect = draft.focus.question, "detail"
    call = draft.call("get_product", product=product, question=question)
    return draft.act(
        "product", call, aspect=aspect, question=question, options={**draft.focus.options, **options} if options else {}
    )


def _aspect(part: Part, options: dict[str, str]) -> str:
    """What is asked of a product: "price", "options", "stock", "detail" or "overview"."""
    if cue("price").search(part.text):
        return "price"
    if options or cue("options").search(part.text):
        return "options"
    if cue("stock").search(part.text) or part.intent == "product_stock":
        return "stock"
    if asks_of(part.text) or part.intent == "product_detail":
        return "overview" if part.refs.tell and not asks_of(part.text) else "detail"
    return "price" if part.intent == "product_price" else "overview"


def _look_at(draft: Draft, part: Part, product: str) -> bool:
    draft.attend(product)
    aspect = _aspect(part, {})
    question = part.text if aspect == "detail" and asks_of(part.text) else ""
    call = draft.call("get_product", product=product, question=question)
    return draft.act(
        "product",
        call,
        aspect=aspect if question or aspect in {"price", "stock"} else "overview",
        question=question,
        again=True,
    )


def _compares(draft: Draft, part: Part) -> bool:
    """Compare what is named, pointed at, or was shown."""
    refs, focus = part.refs, draft.focus
    wanted = refs.compare or part.intent == "compare_products"
    across = (
        bool(focus.listed) and (refs.all or refs.both) and bool(asks_of(part.text) or cue("price").search(part.text))
    )
    if not wanted and not across:
        return False
    ids = part.mentions if len(part.mentions) > 1 else pick(focus.listed, refs.places, refs.many)
    if len(ids) == 1 and focus.product and focus.product != ids[0]:
        ids = (focus.product, *ids)
    if len(part.mentions) == 1 and focus.product and focus.product not in part.mentions:
        ids = (focus.product, *part.mentions)
    if len(ids) < 2 and len(focus.listed) > 1 and not (wanted and cue("new").search(part.text) and not refs.points):
        ids = (
            focus.listed[:2]
            if refs.both
            else focus.listed[:4]
            if across or asks_of(part.text) or refs.extreme
            else focus.listed[:3]
        )
    if len(ids) < 2:
        return False
    call = draft.call("compare_products", products=list(ids))
    return draft.act("compare", call, question=part.text if asks_of(part.text) else "", by=_by(part))


def _by(part: Part) -> str:
    if part.refs.cheaper or part.refs.extreme == "price_low" or cue("price").search(part.text):
        return "price"
    return "rating" if part.refs.extreme == "rating" else ""


def _corrected(draft: Draft, part: Part) -> bool:
    """On "no, I meant the kids' one": one of those that were shown, or the search again with other words."""
    words = part.refs.correction or ""
    if not words:
        return draft.say("what_then")
    shown = {key: draft.focus.known[key] for key in draft.focus.listed if key in draft.focus.known}
    places = pick(draft.focus.listed, part.refs.places, part.refs.many)
    named = places or _among(words, {key: its for key, its in shown.items() if key != draft.focus.product})
    if len(named) == 1:
        return _ask(draft, part, named[0])
    return searching.instead(draft, part, words)


def _new_search(draft: Draft, part: Part) -> bool:
    looking = part.intent in (*_LOOKS, *_ASKS) or part.share(*_LOOKS, *_ASKS) >= 0.5
    if looking and words_of(part.rest or part.text) - _EMPTY:
        return searching.fresh(draft, part)
    if part.filters and part.intent in (*_LOOKS, *_ASKS, "unknown") and draft.focus.search is None:
        return searching.fresh(draft, part)
    if looking:
        return draft.say("which_product")
    return searching.answers_question(draft, part)

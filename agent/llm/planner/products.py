"""Parts of a message about products: looking for them, pointing at them, asking about one, comparing several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from agent.llm.dialogue import Focus
from agent.llm.phrases.cues import cue
from agent.llm.planner import questions, searching, shown
from agent.llm.planner.comparing import EMPTY, compare_all, compares, content
from agent.llm.planner.draft import Draft
from agent.llm.planner.options import asked_options
from agent.llm.reading import Part
from agent.llm.references import named_among, pick
from agent.tools.matching import asks_of, words_of
from agent.tools.results import ProductFacts
from agent.tools.standing import asked_about

_ASKS = {"product_detail": "detail", "product_price": "price", "product_stock": "stock"}
_LOOKS = ("search_products", "recommend")
_PRODUCT = (*_ASKS, *_LOOKS, "compare_products")
_SHOP = ("ask_policy", "return_order", "order_status", "cancel_order", "exchange_order", "change_order")
_OF_BOTH = frozenset({"warranty", "care"})  # what a listing and the shop's policies may both speak of
_TOPIC = words_of("warranty guarantee wash washing clean care long 保修 质保 多久 清洗 洗 机洗 保养 打理")
_LIKELY, _SOME = 0.5, 0.3
_WHOLE = 0.95  # of a product's name
_POLICY = 0.55  # from here a question is about the shop, even though it says "it"


def about_products(draft: Draft, part: Part) -> bool:  # noqa: PLR0911 a list of rules, the first that fits
    """Whether the part was about products, and what to do."""
    if part.refs.correction is not None and (draft.focus.search or draft.focus.known or part.proper):
        return _corrected(draft, part)
    if shown.beyond(draft, part):
        return True
    if cue("buy").search(part.text) and (draft.focus.listed or draft.focus.product or part.mentions):
        wanted = (*_pointed(draft, part), draft.focus.product, *(draft.focus.listed if _only_one(draft) else ()))
        return _buy(draft, chosen) if (chosen := next(filter(None, wanted), None)) else draft.say("which_of")
    if cue("by_when").search(part.text) and not part.mentions:
        return questions.delivery_times(draft, part)
    if _asks_on(draft, part):
        return questions.asked_on(draft, part)
    if cue("discounts").search(part.text) and not part.refs.it and not part.mentions:
        return questions.answer(draft, part, kind="policy")
    if part.share(*_SHOP) >= _POLICY and not _leans(draft, part) and not _asks_of_it(draft, part):
        return _either_listing_or_policy(draft, part)
    return shown.each(draft, part) or compares(draft, part) or _goes_on(draft, part) or _new_search(draft, part)


def goes_back(draft: Draft, part: Part) -> bool:
    """Whether the part returns to a product or a list of before: "back to the tents", "回到刚才的帐篷"."""
    if cue("back").search(part.text) and (back := pick(draft.focus.listed, part.refs.places, part.refs.many)):
        return _back(draft, part, back)
    back = _among(part.refs.back, draft.focus.known) if part.refs.back else ()
    return bool(back) and _back(draft, part, back)


def _only_one(draft: Draft) -> bool:
    return len(draft.focus.listed) == 1


def picks_one(draft: Draft, part: Part) -> bool:
    """Whether one of those shown is meant by a property, whatever the words look like: "羽绒的那款"."""
    if not part.refs.like or not draft.focus.listed or draft.focus.act not in shown.OF_PRODUCTS:
        return False
    of_it = draft.focus.product and part.filters.colours
    return not of_it and bool(shown.having(draft, part)) and _alike(draft, part)


def _asks_on(draft: Draft, part: Part) -> bool:
    """Whether a question about the shop goes on with another subject: "even for headphones?", "那耳机呢"."""
    after = draft.focus.act in {"policy", "order", "doubt"} and bool(draft.focus.question)
    return after and bool(cue("even").search(part.text)) and not part.refs.points and not asks_of(part.text)


def _leans(draft: Draft, part: Part) -> bool:
    """Whether words count or turn what was shown, whatever they look like: "the second one", "换个便宜点的"."""
    refs, focus = part.refs, draft.focus
    if cue("returns").search(part.text) or cue("delivery").search(part.text):
        return False
    turns = (refs.cheaper or refs.dearer) and bool(focus.search or focus.product)
    return turns or bool((refs.places or refs.many) and focus.listed)


def _either_listing_or_policy(draft: Draft, part: Part) -> bool:
    """A warranty or care question with a product in focus: its listing answers, else the shop's texts do."""
    if not draft.focus.product or not asks_of(part.text) & _OF_BOTH or content(part, draft.focus) - _TOPIC:
        return False
    call = draft.call("get_product", product=draft.focus.product, question=part.text)
    policy = draft.call("answer_question", question=part.text)
    return draft.act("product", call, aspect="detail", question=part.text, policy=policy)


def _buy(draft: Draft, product: str) -> bool:
    """On "I'll take it": where it can be ordered."""
    draft.attend(product)
    return draft.act("product", draft.call("get_product", product=product), aspect="buy")


def _goes_on(draft: Draft, part: Part) -> bool:  # noqa: PLR0911 a list of rules, the first that fits
    """Whether the part leans on what was shown or spoken of."""
    pointed = _pointed(draft, part)
    if part.filters.categories and _names_a_thing(part) and not pointed and not part.refs.it:
        return searching.fresh(draft, part)
    if part.refs.more and draft.focus.search and not cue("options").search(part.text):
        return searching.more(draft)
    if part.refs.like and draft.focus.known and not pointed and not (draft.focus.product and part.filters.colours):
        return _alike(draft, part)
    if searching.measures(draft, part):
        return searching.measured(draft, part)
    if searching.refines(draft, part, pointing=bool(pointed)):
        return searching.refine(draft, part)
    if pointed:
        return _ask(draft, part, pointed[0])
    return _without_pointing(draft, part)


def _without_pointing(draft: Draft, part: Part) -> bool:
    """Words that name and point at nothing: of the product in focus, of each of a list, or added to the search."""
    several = not draft.focus.product and len(draft.focus.listed) > 1
    asks = asks_of(part.text) and (part.intent not in _LOOKS or part.refs.tell)
    asked_of_it = draft.focus.product and (asks or _options(draft, part, draft.focus.product))
    if not asked_of_it and shown.fragment(draft, part):
        return searching.adding(draft, part, part.text.strip(" ?？.。!！"))
    if not _about_focus(draft, part):
        return False
    if several and asks_of(part.text):
        return compare_all(draft, part, draft.focus.listed)
    if several:
        return draft.say("which_of")
    return _ask(draft, part, draft.focus.product or draft.focus.listed[0])


def _alike(draft: Draft, part: Part) -> bool:
    """On "the down one": the one that is so of those shown, else such a one is looked for."""
    fitting = shown.having(draft, part)
    return _ask(draft, part, fitting[0]) if len(fitting) == 1 else searching.like(draft, part)


def _pointed(draft: Draft, part: Part) -> tuple[str, ...]:
    """The products that the words name or point at; nothing when they only look for something."""
    focus, refs = draft.focus, part.refs
    if cue("brand_of").search(part.text) and (named := part.proper or part.mentions):
        return tuple(named)
    if part.mentions and part.named >= (_WHOLE if _looks_for(part) or refs.points or _kind_only(draft, part) else 0):
        return part.mentions
    if focus.listed and (refs.places or refs.many):
        return pick(focus.listed, refs.places, refs.many)
    if focus.listed and refs.extreme and ((refs.it and not part.kinds) or not searching.new_words(part, focus)):
        return _extreme(focus, refs.extreme, part)
    if focus.known and cue("pointing").search(part.text) and not cue("new").search(part.text):
        return _among(part.text, {key: focus.known[key] for key in focus.listed if key in focus.known})[:1]
    return ()


def _kind_only(draft: Draft, part: Part) -> bool:
    """Whether words of a title only say a kind of thing, and ask nothing: "noise cancelling headphones"."""
    asks = (
        part.text.rstrip().endswith(("?", "？")) or cue("pointing").search(part.text) or cue("tell").search(part.text)
    )
    return not asks and not part.proper and (part.share(*_LOOKS) >= _SOME or not draft.focus.known)


def _looks_for(part: Part) -> bool:
    """Whether it looks for something, so that words shared with a title are no name: "any waterproof boots?"."""
    return part.share(*_LOOKS) >= _LIKELY or bool(cue("new").search(part.text) or part.filters)


def _extreme(focus: Focus, which: str, part: Part) -> tuple[str, ...]:
    """The first of the list in this order; of those that come in what is asked beside it, where any does."""
    listed = [focus.known[key] for key in focus.listed if key in focus.known]
    listed = [product for product in listed if _comes_in(product, part)] or listed
    if not listed:
        return ()
    if which == "rating":
        return (max(listed, key=lambda product: (product.rating or 0, product.rating_count)).id,)
    chosen = min if which == "price_low" else max
    return (chosen(listed, key=lambda product: product.price).id,)


def _comes_in(product: ProductFacts, part: Part) -> bool:
    asked = asked_options(part.text, part.filters, product)
    return all(value in product.options.get(name, ()) for name, value in asked.items())


def _among(words: str, products: dict[str, ProductFacts] | Any) -> tuple[str, ...]:
    titles = {key: f"{its.title} {' '.join(its.aliases)} {' '.join(its.categories)}" for key, its in products.items()}
    return named_among(words, titles)


def _newest(focus: Focus, ids: Sequence[str]) -> str:
    """The one that was spoken of last, else the one that was shown first."""
    spoken = [key for key in focus.spoken if key in ids]
    return spoken[-1] if spoken else ids[0]


def _about_focus(draft: Draft, part: Part) -> bool:  # noqa: PLR0911 a list of rules, the first that fits
    """Whether the words are about the product in focus, or the first that was shown, though they do not name it."""
    focus = draft.focus
    product = focus.product or next(iter(focus.listed), None)
    if product is None:
        return False
    if focus.product and cue("reviews").search(part.text):
        return True
    left = content(part, focus)
    if part.refs.extreme and searching.new_words(part, focus):
        return False
    if focus.product and _options(draft, part, product) and not {word for word in left if not re.search(r"\d", word)}:
        return True
    if part.intent in _LOOKS and cue("new").search(part.text) and not part.refs.it:
        return False
    if focus.product and not part.kinds and _asks_briefly(part):
        return True
    if focus.product and part.refs.tell and (asks_of(part.text) or asked_about(part.text)) and not part.kinds:
        return True
    if part.refs.it and (not part.refs.tell or not left):
        return part.intent in _PRODUCT or bool(asks_of(part.text)) or not left
    if not left:
        return True
    asks = part.intent in _ASKS or part.share(*_ASKS) >= _SOME
    return asks and (bool(asks_of(part.text)) or not cue("new").search(part.text))


def _asks_of_it(draft: Draft, part: Part) -> bool:
    """Whether a property of the product in focus is asked, that no policy tells: "how often do I charge it"."""
    ours = cue("returns").search(part.text) or cue("delivery").search(part.text)
    return bool(draft.focus.product and part.refs.it and asks_of(part.text) - _OF_BOTH and not ours)


def _asks_briefly(part: Part) -> bool:
    """Whether a few words ask how something is, and not of the shop: "how bright", "how often do I charge it"."""
    few = len(part.text.split()) <= 7 and len(part.text) <= 40
    ours = re.search(r"\b(?:you|your|we|us|pay|order)\b|你们|店", part.text, re.IGNORECASE)
    return few and not ours and bool(re.match(r"\W*(?:and |but )?how\b", part.text, re.IGNORECASE) or part.refs.it)


def _options(draft: Draft, part: Part, product: str | None) -> dict[str, str]:
    if cue("options").search(part.text):
        return {}  # which there are, not whether there is one
    return asked_options(part.text, part.filters, draft.focus.known.get(product or ""))


def _ask(draft: Draft, part: Part, product: str) -> bool:
    """A question about one product; "and the second one?" asks of it what was asked before."""
    before = draft.focus
    options = _options(draft, part, product)
    aspect = _aspect(part, options, content(part, before))
    question = part.text if aspect in {"detail", "reviews"} else ""
    if (
        aspect == "overview"
        and before.product not in {None, product}
        and before.slots.get("aspect")
        and not cue("details").search(part.text)
    ):
        aspect, question = str(before.slots["aspect"]), before.question
        options = options or dict(before.options)
    draft.attend(product)
    call = draft.call("get_product", product=product, question=question)
    comes_in = draft.focus.facts.options if draft.focus.facts else {}
    before_it = {name: value for name, value in draft.focus.options.items() if value in comes_in.get(name, ())}
    kept = {**before_it, **options} if options else {}
    return draft.act("product", call, aspect=aspect, question=question, options=kept)


def _aspect(part: Part, options: dict[str, str], content: set[str]) -> str:  # noqa: PLR0911 a list of rules, the first that fits
    """What is asked of a product: "price", "options", "stock", "detail" or "overview"."""
    if cue("reviews").search(part.text):
        return "reviews"
    if cue("brand_of").search(part.text):
        return "brand"
    if cue("price").search(part.text) and not cue("amount").search(part.text):
        return "price"
    if options or cue("options").search(part.text):
        return "options"
    if asks_of(part.text) or cue("amount").search(part.text):
        return "detail"
    if cue("stock").search(part.text) or (part.intent == "product_stock" and not part.refs.tell):
        return "stock"
    if part.intent == "product_detail" and content and not cue("details").search(part.text):
        return "detail"
    return "price" if part.intent == "product_price" and not part.refs.points else "overview"


def _back(draft: Draft, part: Part, ids: Sequence[str]) -> bool:
    """Back to an earlier product, or to an earlier list of them: "back to the tents"."""
    plural = len(ids) > 1 and re.search(r"[a-z]s\b|[\u4e00-\u9fff]$", part.refs.back)
    shown = [(listed, search) for listed, search in draft.focus.lists if search and set(ids) & set(listed)]
    if plural and shown:
        search = shown[-1][1]
        listed = max((one for one, its in shown if its is search), key=len)
        return compare_all(draft, part, listed) if asks_of(part.text) else searching.again(draft, search)
    product = _newest(draft.focus, ids)
    draft.attend(product)
    aspect = _aspect(part, {}, set())
    question = part.text if aspect == "detail" else ""
    call = draft.call("get_product", product=product, question=question)
    return draft.act("product", call, aspect=aspect, question=question, again=True)


def _corrected(draft: Draft, part: Part) -> bool:
    """On "no, I meant the kids' one": one of those that were shown, or the search again with other words."""
    words = part.refs.correction or ""
    if not words:
        return draft.say("what_then")
    listed = {key: draft.focus.known[key] for key in draft.focus.listed if key in draft.focus.known}
    places = pick(draft.focus.listed, part.refs.places, part.refs.many) or part.proper
    named = places or _among(words, {key: its for key, its in listed.items() if key != draft.focus.product})
    if len(named) == 1:
        return _ask(draft, part, named[0])
    return searching.instead(draft, part, words)


def _new_search(draft: Draft, part: Part) -> bool:
    if shown.adds(draft, part):
        return searching.adding(draft, part, part.text.strip(" ?？.。!！"))
    looking = (
        part.intent in _LOOKS
        or part.share(*_LOOKS) >= _LIKELY
        or bool(cue("new").search(part.text) or part.refs.extreme)
        or _names_a_thing(part)
    )
    if not looking and part.share(*_ASKS) >= _LIKELY and (asks_of(part.text) or part.filters):
        return questions.answer(draft, part, kind="doubt")  # "how do I wash wool?": of a product or in general
    if looking and words_of(part.rest or part.text) - EMPTY:
        return searching.fresh(draft, part)
    if part.filters and part.intent in (*_LOOKS, *_ASKS, "unknown") and draft.focus.search is None:
        return searching.fresh(draft, part)
    if looking:
        return draft.say("what_for" if part.intent == "recommend" else "which_product")
    return searching.answers_question(draft, part)


def _names_a_thing(part: Part) -> bool:
    """Whether a few words only name a thing that the shop sells: "tents please"."""
    few = len(part.text) <= 40 and not part.text.rstrip().endswith(("?", "？"))
    return bool(part.kinds) and few and not asks_of(part.text) and part.share(*_SHOP) < _SOME

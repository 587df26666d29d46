"""Searches: a fresh one, the last one narrowed or changed, more of the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from agent.llm.dialogue import Focus
from agent.llm.phrases.cues import cue
from agent.llm.planner.draft import Draft
from agent.llm.reading import Part
from agent.llm.references import without_cues
from agent.tools.matching import words_of
from agent.tools.results import FilterFacts, Found
from retrieval.filters import merge
from retrieval.search import Filters

LIMIT = 4

_TURNING = words_of("option options colour size price budget version kind type 价格 预算 颜色 尺码")


def fresh(draft: Draft, part: Part) -> bool:
    """Something new is looked for; what was asked of an earlier search holds no longer."""
    sort = part.refs.extreme or "relevance"
    call = draft.call("search_products", query=part.text, sort=sort if sort != "relevance" else None, limit=LIMIT)
    return draft.act("search", call, query=part.text, gift=bool(cue("gift").search(part.text)), intent=part.intent)


def refines(draft: Draft, part: Part, *, pointing: bool) -> bool:
    """Whether the words only narrow or turn the last search."""
    focus = draft.focus
    if focus.search is None:
        return False
    if (part.refs.cheaper or part.refs.dearer) and not _new_words(part, focus):
        return True
    if pointing or part.mentions:
        return False
    if part.refs.extreme and not _new_words(part, focus):
        return True
    if part.filters and not _new_words(part, focus):
        return focus.product is None or _only_search_filters(part.filters) or _plural(part.text)
    return _audience(part.text) or _answers_clarification(part, focus)


def _audience(text: str) -> bool:
    """Whether the words say for whom something is, and nothing else."""
    return bool(cue("audience").fullmatch(text.strip(" ?？.。!！")))


def _only_search_filters(filters: Filters) -> bool:
    """A price, brand or rating turns the search; a colour or size may be a question about the product in focus."""
    return not filters.colours and not filters.sizes


def _plural(text: str) -> bool:
    return bool(cue("plural").search(text))


def _new_words(part: Part, focus: Focus) -> set[str]:
    """Telling words that the last search had not."""
    known = words_of(f"{focus.search.query} {' '.join(focus.search.categories)}") if focus.search else set()
    return words_of(cue("fragment").sub("", without_cues(part.rest))) - known - _TURNING


def _answers_clarification(part: Part, focus: Focus) -> bool:
    """A short answer to the question that came with the last results: "men", "for my son"."""
    asked = focus.slots.get("clarify")
    return (
        bool(asked)
        and len(part.text.split()) <= 4
        and len(part.text) <= 30
        and part.intent not in {"greet", "thanks", "goodbye", "ask_policy", "talk_to_person", "abuse"}
        and not part.text.strip().endswith(("?", "？"))
    )


def refine(draft: Draft, part: Part) -> bool:
    """The last search again, narrowed."""
    search = draft.focus.search
    assert search is not None  # noqa: S101 refines() saw it
    filters = merge(_filters(search.filters), part.filters)
    query, sort, turn = search.query, search.sort, ""
    if (_audience(part.text) or _answers_clarification(part, draft.focus)) and not part.filters:
        query = f"{search.query} {part.text}"
    if part.refs.cheaper or part.refs.dearer:
        turn = "cheaper" if part.refs.cheaper else "dearer"
        filters, sort = _priced(filters, draft.focus, search, turn)
    elif part.refs.extreme:
        sort = part.refs.extreme
    call = draft.call(
        "search_products", query=query, sort=None if sort == "relevance" else sort, limit=LIMIT, **_arguments(filters)
    )
    than = _limit(draft.focus, search, turn)
    return draft.act("search", call, query=query, turn=turn, than=str(than) if than is not None else "", narrowed=True)


def again(draft: Draft, search: Found) -> bool:
    """An earlier search once more."""
    sort = None if search.sort == "relevance" else search.sort
    call = draft.call(
        "search_products", query=search.query, sort=sort, limit=LIMIT, **_arguments(_filters(search.filters))
    )
    return draft.act("search", call, query=search.query, again=True)


def more(draft: Draft) -> bool:
    """Others than those shown."""
    search = draft.focus.search
    assert search is not None  # noqa: S101 asked before
    sort = None if search.sort == "relevance" else search.sort
    call = draft.call("search_products", query=search.query, sort=sort, limit=8, **_arguments(_filters(search.filters)))
    shown = sorted({*draft.focus.slots.get("shown", ()), *draft.focus.listed})
    return draft.act("search", call, query=search.query, shown=shown)


def instead(draft: Draft, part: Part, words: str) -> bool:
    """The search with other words: "no, I meant for kids" keeps what was looked for, "I meant a backpack" does not."""
    search = draft.focus.search
    words = re.sub(r"\b(?:ones?|the)\b|^(?:的是|要|是)|(?:那|这)(?:个|款|双|件)|(?:的)$", " ", words).strip()
    whole = re.search(r"\b(?:a|an|some)\s+\w", part.refs.correction or "") or search is None
    query = words if whole else f"{search.query if search else ''} {words}"
    call = draft.call("search_products", query=query.strip(), limit=LIMIT)
    return draft.act("search", call, query=query.strip(), corrected=True)


def answers_question(draft: Draft, part: Part) -> bool:
    """Whether the part answers what the last reply asked, though it does not look like a search."""
    if draft.focus.search is not None and _answers_clarification(part, draft.focus):
        return refine(draft, part)
    return False


def _priced(filters: Filters, focus: Focus, search: Found, turn: str) -> tuple[Filters, str]:
    than = _limit(focus, search, turn)
    if than is None:
        return filters, "price_low" if turn == "cheaper" else "price_high"
    step = Decimal("0.01")
    if turn == "cheaper":
        return merge(filters, Filters(price_max=max(than - step, step))), "price_high"
    return merge(filters, Filters(price_min=than + step)), "price_low"


def _limit(focus: Focus, search: Found, turn: str) -> Decimal | None:
    """What "cheaper" is cheaper than: the product in focus, else the middle of what was shown."""
    if not turn:
        return None
    if focus.facts:
        return focus.facts.price
    prices = sorted(product.price for product in search.products)
    return prices[(len(prices) - 1) // 2] if prices else None


def _filters(facts: FilterFacts) -> Filters:
    return Filters(
        price_min=facts.price_min,
        price_max=facts.price_max,
        colours=facts.colours,
        sizes=facts.sizes,
        brands=facts.brands,
        categories=facts.categories,
        rating_min=facts.rating_min,
        in_stock=facts.in_stock,
        on_sale=facts.on_sale,
        not_colours=facts.not_colours,
        not_brands=facts.not_brands,
    )


def _arguments(filters: Filters) -> dict[str, Any]:
    return {
        "price_min": float(filters.price_min) if filters.price_min is not None else None,
        "price_max": float(filters.price_max) if filters.price_max is not None else None,
        "colours": list(filters.colours),
        "sizes": list(filters.sizes),
        "brands": list(filters.brands),
        "categories": list(filters.categories),
        "rating_min": filters.rating_min,
        "in_stock": filters.in_stock,
        "on_sale": filters.on_sale,
        "not_colours": list(filters.not_colours),
        "not_brands": list(filters.not_brands),
    }

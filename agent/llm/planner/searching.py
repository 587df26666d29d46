"""Searches: a fresh one, the last one narrowed or changed, more of the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from agent.llm.dialogue import Dialogue, Focus, focus_of
from agent.llm.meta import Act
from agent.llm.phrases.cues import cue
from agent.llm.planner.draft import Draft, ToolUse
from agent.llm.reading import Part
from agent.llm.references import without_cues
from agent.tools.matching import words_of
from agent.tools.results import Found, ProductFacts
from agent.tools.standing import standing
from retrieval.colours import families_in
from retrieval.filters import merge
from retrieval.search import Filters

LIMIT = 4
_FILTERS = TypeAdapter(Filters)

_TURNING = words_of("option options colour size price budget version kind type 价格 预算 颜色 尺码 比")


def fresh(draft: Draft, part: Part) -> bool:
    """Something new is looked for; what was asked of an earlier search holds no longer."""
    sort = part.refs.extreme or "relevance"
    query = _kind_said(part) if part.refs.extreme else part.text
    gift = bool(cue("gift").search(part.text))
    if gift and cue("occasion").search(query) and not cue("present").search(query):
        query = f"{query} {'礼物' if draft.language == 'zh' else 'gift'}"  # an occasion says nothing of what would suit
    call = draft.call("search_products", query=query, sort=sort if sort != "relevance" else None, limit=LIMIT)
    return draft.act("search", call, query=query, gift=gift, intent=part.intent)


def _kind_said(part: Part) -> str:
    """The words without "the cheapest" and "how much": the kind of thing, of which the first in order is asked."""
    left = cue("price").sub(" ", without_cues(part.text)).strip(" ?？.。")
    left = re.sub(r"^(?:what(?:'s| is) )?(?:your|the)\b|^的|(?:是)?$", " ", left).strip()
    return left if words_of(left) else part.text


def refines(draft: Draft, part: Part, *, pointing: bool) -> bool:  # noqa: PLR0911 a list of rules, the first that fits
    """Whether the words only narrow or turn the last search."""
    focus = draft.focus
    if focus.search is None:
        return bool(part.refs.cheaper or part.refs.dearer) and focus.facts is not None
    if (part.refs.cheaper or part.refs.dearer) and not new_words(part, focus):
        return True
    if pointing or part.mentions:
        return False
    if adds_words(draft, part):
        return True
    if part.refs.extreme and not new_words(part, focus):
        return True
    if _names_shelf(part.filters):
        return False
    if part.filters and not new_words(part, focus):
        return focus.product is None or _only_search_filters(part.filters) or _plural(part.text)
    return _audience(part.text) or _answers_clarification(part, focus)


def _names_shelf(filters: Filters) -> bool:
    """Whether words only name a kind of thing: that is looked for anew."""
    return bool(filters.categories) and not replace(filters, categories=())


def _audience(text: str) -> bool:
    """Whether the words say for whom something is, and nothing else."""
    return bool(cue("audience").fullmatch(text.strip(" ?？.。!！")))


def _only_search_filters(filters: Filters) -> bool:
    """A price, brand or rating turns the search; a colour, size or stock may be asked of the product in focus."""
    return not filters.colours and not filters.sizes and not filters.in_stock


def _plural(text: str) -> bool:
    return bool(cue("plural").search(text))


def new_words(part: Part, focus: Focus) -> set[str]:
    """Telling words that the last search had not."""
    known = words_of(f"{focus.search.query} {' '.join(focus.search.categories)}") if focus.search else set()
    said = cue("price").sub(" ", without_cues(part.rest))
    if part.filters.colours:
        said = " ".join(word for word in said.split() if not families_in(word.strip(",.?")))
    return words_of(cue("fragment").sub("", said)) - known - _TURNING


def _answers_clarification(part: Part, focus: Focus) -> bool:
    """A short answer to the question that came with the last results: "men", "for my son"."""
    asked = focus.slots.get("clarify")
    return (
        bool(asked)
        and len(part.text.split()) <= 4
        and len(part.text) <= 30
        and part.intent not in {"greet", "thanks", "goodbye", "ask_policy", "talk_to_person", "abuse"}
        and not part.text.strip().endswith(("?", "？"))
        and not part.kinds  # which is another thing to look for
    )


def refine(draft: Draft, part: Part) -> bool:
    """The last search again, narrowed."""
    search = _kept(draft.focus)
    colours = families_in(part.rest) if part.filters.colours else ()
    asked = replace(part.filters, colours=tuple(dict.fromkeys((*part.filters.colours, *colours))))
    filters = merge(search.filters, asked)
    query, sort, turn = search.query, search.sort, ""
    if (_audience(part.text) or _answers_clarification(part, draft.focus)) and not part.filters:
        query = f"{search.query} {part.text}"
    elif adds_words(draft, part):
        query = f"{search.query} {_added(part)}"
    if part.refs.cheaper or part.refs.dearer:
        turn = "cheaper" if part.refs.cheaper else "dearer"
        filters, sort = _priced(filters, draft.focus, search, turn)
        filters = replace(filters, categories=_common(draft.focus, search) or filters.categories)
    elif part.refs.extreme:
        sort = part.refs.extreme
    call = draft.call(
        "search_products", query=query, sort=None if sort == "relevance" else sort, limit=LIMIT, **_arguments(filters)
    )
    than = _limit(draft.focus, search, turn)
    brand = re.sub(r"^.*\b(?:from|by) ", "", part.text).strip(" ?.!") if cue("made_by").search(part.text) else ""
    than_words = str(than) if than is not None else ""
    return draft.act("search", call, query=query, turn=turn, than=than_words, narrowed=True, brand=brand)


def _kept(focus: Focus) -> Found:
    """The search to go on from: the last one, or the kind of the product in focus where that was not of it."""
    if focus.facts and (focus.search is None or focus.product not in focus.listed) and focus.facts.categories:
        return Found(query=focus.facts.categories[-1])
    return focus.search or Found(query=focus.facts.title if focus.facts else "")


def adds_words(draft: Draft, part: Part) -> bool:
    """Whether the words ask for those of the last search that have something more: "only the ones made of cotton"."""
    focus = draft.focus
    if focus.search is None or part.mentions or part.refs.places or part.refs.extreme or not _added(part):
        return False
    if cue("ones").search(part.text) or cue("made_by").search(part.text):
        return True
    return bool(cue("having").search(part.text)) and (focus.product is None or len(focus.listed) > 1)


def _added(part: Part) -> str:
    words = cue("added").sub(" ", part.rest).strip(" ?？.。!！,，")
    return words if words_of(words) else ""


def measures(draft: Draft, part: Part, *, bare: bool = False) -> bool:
    """Whether something lighter, bigger or warmer than what was shown is asked for."""
    focus = draft.focus
    more = cue("least").search(part.text) or cue("most").search(part.text)
    shown = focus.product or focus.listed
    return (
        bool(shown and more and (bare or cue("something").search(part.text)))
        and not part.refs.compare
        and not part.mentions
    )


def measured(draft: Draft, part: Part) -> bool:
    """The kind that was shown, to be set beside it by the measure that is asked."""
    focus = draft.focus
    first = focus.facts or next((focus.known[key] for key in focus.listed if key in focus.known), None)
    kind = first.categories[-1] if first and first.categories else _kept(focus).query
    call = draft.call("search_products", query=kind, limit=8)
    than = [draft.focus.product] if draft.focus.product else list(draft.focus.listed)
    return draft.act("gather", call, than=than, question=part.text, least=bool(cue("least").search(part.text)))


def kind_to_compare(draft: Draft, part: Part) -> str:
    """What is to be found before it can be compared: "headphones" of "compare the two cheapest headphones"."""
    if (part.refs.points and part.refs.places) or max(len(part.proper), len(part.mentions)) > 1:
        return ""
    words = cue("to_compare").sub(" ", cue("beside").sub(" ", without_cues(part.text))).strip(" ?？.。")
    known = (
        words_of(draft.focus.search.query)
        if draft.focus.listed and draft.focus.search and not part.refs.extreme
        else set()
    )
    return words if words_of(words) - known - _TURNING else ""


def then_compare(draft: Draft, part: Part, kind: str) -> bool:
    """Find a kind of thing, then set the best of what was found side by side."""
    two = bool(cue("two").search(part.text))
    call = draft.call("search_products", query=kind, sort=part.refs.extreme, limit=2 if two else LIMIT)
    return draft.act("gather", call)


def adding(draft: Draft, part: Part, words: str) -> bool:
    """The last search, of such as have these properties too."""
    search = _kept(draft.focus)
    query = f"{search.query}{'' if draft.language == 'zh' else ' '}{words}"
    sort = None if search.sort == "relevance" else search.sort
    kept = _arguments(merge(search.filters, part.filters))
    call = draft.call("search_products", query=query, sort=sort, limit=LIMIT, **kept)
    return draft.act("search", call, query=query, narrowed=True, added=words)


def like(draft: Draft, part: Part) -> bool:
    """One of the kind that was shown, with the property that is asked: "the down one" after a rain jacket."""
    search = _kept(draft.focus)
    first = draft.focus.facts or next(iter(search.products), None)
    kind = first.categories[-1] if first and first.categories else search.query
    kept = replace(merge(search.filters, part.filters), categories=first.path[-1:] if first else ())
    query = f"{part.refs.like}{'' if draft.language == 'zh' else ' '}{kind}"
    call = draft.call("search_products", query=query, limit=LIMIT, **_arguments(kept))
    return draft.act("search", call, query=query, narrowed=True)


def _common(focus: Focus, search: Found) -> tuple[str, ...]:
    """The deepest category that all which was shown stands in: cheaper tents are tents."""
    shown = [focus.known[key] for key in focus.listed if key in focus.known] or list(search.products)
    if focus.facts and focus.product not in focus.listed:
        shown = [focus.facts]
    paths = [product.path for product in shown]
    shared = [names[0] for names in zip(*paths, strict=False) if len(set(names)) == 1]
    return tuple(shared[-1:])


def again(draft: Draft, search: Found) -> bool:
    """An earlier search once more."""
    sort = None if search.sort == "relevance" else search.sort
    call = draft.call("search_products", query=search.query, sort=sort, limit=LIMIT, **_arguments(search.filters))
    return draft.act("search", call, query=search.query, again=True)


def more(draft: Draft) -> bool:
    """Others than those shown."""
    search = draft.focus.search
    assert search is not None  # noqa: S101 asked before
    sort = None if search.sort == "relevance" else search.sort
    call = draft.call("search_products", query=search.query, sort=sort, limit=8, **_arguments(search.filters))
    shown = sorted({*draft.focus.slots.get("shown", ()), *draft.focus.listed})
    return draft.act("search", call, query=search.query, shown=shown)


def instead(draft: Draft, part: Part, words: str) -> bool:
    """The search with other words: "no, I meant for kids" keeps what was looked for, "I meant a backpack" does not."""
    search = draft.focus.search
    words = re.sub(r"\b(?:ones?|the)\b|^(?:的是|要|是)|(?:那|这)(?:个|款|双|件)|(?:的)$", " ", words).strip()
    whole = re.search(r"\b(?:a|an|some)\s+\w", part.refs.correction or "") or search is None
    query = words if whole else f"{search.query if search else ''} {words}"
    kept = {} if whole or search is None else _arguments(merge(search.filters, part.filters))
    call = draft.call("search_products", query=query.strip(), limit=LIMIT, **kept)
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


def widened(dialogue: Dialogue, act: Act, found: object) -> ToolUse | None:
    """The search on the shelf above, where the kind has nothing cheaper, or nothing more, than what was shown."""
    if act.slots.get("widened") or not isinstance(found, Found):
        return None
    focus = focus_of(dialogue)
    known = [focus.known[key] for key in focus.listed if key in focus.known]
    of = focus.facts or next(iter(known), None)
    if of is None or len(of.categories) < 2 or _goes_further(act, found, known):
        return None
    limit = Decimal(str(act.slots["than"])) - Decimal("0.01") if act.slots.get("turn") else found.filters.price_max
    arguments = {
        **_arguments(replace(found.filters, categories=of.path[-2:-1], price_max=limit)),
        "query": of.categories[-2],
        "limit": LIMIT if act.slots.get("turn") else 2 * LIMIT,
        "language": dialogue.now.planned.language,
    }
    if act.slots.get("turn"):
        arguments["sort"] = "price_high"
    if needs := standing([*(one.text for one in dialogue.past), dialogue.now.text]):
        arguments["without"] = list(needs)
    return ToolUse(f"{act.call}-wide", "search_products", arguments)


def _goes_further(act: Act, found: Found, known: Sequence[ProductFacts]) -> bool:
    """Whether the search gave what it was to give, or is no such search."""
    if act.slots.get("turn") == "cheaper" and (than := act.slots.get("than")):
        return any(product.price < Decimal(str(than)) for product in (*found.products, *known))
    shown = act.slots.get("shown")
    return not shown or any(product.id not in shown for product in found.products)


def _limit(focus: Focus, search: Found, turn: str) -> Decimal | None:
    """What "cheaper" is cheaper than: the product in focus, else the middle of what was shown."""
    if not turn:
        return None
    if focus.facts:
        return focus.facts.price
    prices = sorted(product.price for product in search.products)
    return prices[(len(prices) - 1) // 2] if prices else None


def _arguments(filters: Filters) -> dict[str, Any]:
    """The filters as arguments of the tool, those that ask something."""
    asked = replace(filters, currency=None, attributes={})  # which the tool does not take
    return dict(_FILTERS.dump_python(asked, exclude_defaults=True, mode="json"))

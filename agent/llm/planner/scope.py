"""Whether a message is about the shop at all: who asks for trivia or code is not shown what shares a word with it."""

from __future__ import annotations

from agent.llm.phrases.cues import cue
from agent.llm.planner import searching
from agent.llm.planner.draft import Draft
from agent.llm.planner.questions import answer
from agent.llm.reading import Part
from agent.tools.matching import words_of
from retrieval.tokens import is_chinese

_OUTSIDE = 0.5  # probability that no intent of a shop fits
_FEW, _FEW_CHINESE = 4, 8  # words, characters of a wish that only names a thing
_LOOKS = ("search_products", "recommend")
_PERHAPS = 0.2  # probability of a wish from which a few words are looked for, though no intent is sure


def beyond(draft: Draft, part: Part) -> bool:
    """Decline what is worded as no wish for a thing, unless the shop's texts answer it."""
    return outside(draft, part) and answer(draft, part, kind="doubt", search=False)


def outside(draft: Draft, part: Part) -> bool:
    """Whether the words ask or demand something else than a shop gives; none that names or leans on a product does."""
    focus = draft.focus
    leans = bool(focus.listed or focus.product) and (part.refs.it or part.refs.places or part.refs.points)
    if leans or part.proper or part.whole or part.filters:
        return False
    return part.share("out_of_scope") >= _OUTSIDE and bool(cue("no_wish").search(part.text))


def terse(draft: Draft, part: Part) -> bool:
    """A few words that may only name a thing, as "poem book" or "watter bottel", are looked for."""
    text = part.text.strip(" ?？.。!！")
    few = len(text) <= _FEW_CHINESE if is_chinese(text) else len(text.split()) <= _FEW
    if not few or part.intent not in {"out_of_scope", "unknown"} or part.share(*_LOOKS) < _PERHAPS:
        return False
    if cue("no_wish").search(text) or not words_of(part.rest) or draft.reading.order:
        return False
    return searching.fresh(draft, part)

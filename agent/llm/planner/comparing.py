"""Setting products side by side: what is named, pointed at, or was shown."""

from __future__ import annotations

from collections.abc import Sequence

from agent.llm.dialogue import Focus
from agent.llm.phrases.cues import cue
from agent.llm.planner import searching, shown
from agent.llm.planner.draft import Draft
from agent.llm.reading import Part
from agent.llm.references import pick
from agent.tools.matching import asks_of, words_of

_EMPTY_WORDS = """
colour color size one ones option product item thing price stock more kind type version model pair
piece recommend suggest suggestion idea stuff 东西 推荐 建议 颜色 尺码 号 码 种 别的 其他 其它
"""
EMPTY = frozenset(_EMPTY_WORDS.split())


def compares(draft: Draft, part: Part) -> bool:
    """Compare what is named, pointed at, or was shown."""
    refs, focus = part.refs, draft.focus
    asked = bool(asks_of(part.text) or cue("price").search(part.text))
    measured = cue("the_measured").search(part.text) and len(focus.listed) > 1
    likely = part.intent == "compare_products" and not part.filters.colours and not (refs.cheaper or refs.dearer)
    wanted = (refs.compare or measured or likely) and not (refs.extreme and focus.listed)
    if cue("beside").search(part.text) and (kind := searching.kind_to_compare(draft, part)):
        return searching.then_compare(draft, part, kind)
    across = (
        bool(focus.listed)
        and asked
        and not searching.adds_words(draft, part)
        and (refs.both or (refs.all and not focus.product) or _of_all(draft, part))
    )
    if not wanted and not across:
        return False
    ids = _compared(draft, part)
    if len(ids) == 1 and not refs.compare:
        return False
    choice = shown.beside(focus)
    if len(ids) < 2 and len(choice) > 1 and not (wanted and not refs.points and cue("new").search(part.text)):
        ids = choice[:2] if refs.both else choice
    if len(ids) < 2 and refs.compare and len(choice) == 1 and not cue("beside").search(part.text):
        return draft.say("beyond_one")
    if len(ids) < 2:
        return False
    return compare_all(draft, part, ids)


def compare_all(draft: Draft, part: Part, ids: Sequence[str]) -> bool:
    """Set these side by side, by what is asked of them."""
    call = draft.call("compare_products", products=list(ids[:4]))
    return draft.act("compare", call, question=part.text if asks_of(part.text) else "", by=_by(part))


def _of_all(draft: Draft, part: Part) -> bool:
    """Whether a bare question ("能防水吗") comes right after a list, of which no product is in focus."""
    bare = not draft.focus.product and len(draft.focus.listed) > 1 and not part.refs.points
    if cue("property").search(part.text):
        return False
    return (
        bare
        and not part.mentions
        and not content(part, draft.focus) - words_of(" ".join(asks_of(part.text)))
        and not part.filters
    )


def _compared(draft: Draft, part: Part) -> tuple[str, ...]:
    """The products that are named or pointed at, with the one in focus where only one is."""
    if len(part.whole) > 1:
        return part.whole  # exactly those, though words of them name others too
    ids = (part.mentions or part.proper) if not part.refs.all else ()
    if len(part.proper) > len(ids):
        ids = part.proper
    if len(ids) < 2:
        ids = pick(draft.focus.listed, part.refs.places, part.refs.many) or ids
    if len(ids) == 1 and draft.focus.product and draft.focus.product != ids[0]:
        ids = (draft.focus.product, *ids)
    return ids


def _by(part: Part) -> str:
    if part.refs.cheaper or part.refs.extreme == "price_low" or cue("price").search(part.text):
        return "price"
    return "rating" if part.refs.extreme == "rating" else ""


def content(part: Part, focus: Focus) -> set[str]:
    """Telling words that neither ask about an aspect nor name the product in focus."""
    titles = " ".join((product.title + " " + " ".join(product.categories)) for product in focus.known.values())
    return words_of(part.rest) - words_of(titles) - EMPTY

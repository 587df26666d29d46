"""Parts of a message that mean what was shown: by a property, by a question that fits each of a list, by going back."""

from __future__ import annotations

from agent.llm.dialogue import Focus
from agent.llm.phrases.cues import cue
from agent.llm.planner import searching
from agent.llm.planner.draft import Draft
from agent.llm.planner.options import asked_options
from agent.llm.reading import Part
from agent.llm.references import named_among
from agent.tools.exclusions import read as excluded
from agent.tools.matching import asks_of, words_of
from agent.tools.results import ProductFacts
from retrieval.colours import acceptable, families_in
from retrieval.tokens import is_chinese

_MOST = 4
_PLACES = words_of("first second third fourth fifth sixth last 第一 第二 第三 第一个 第二个 第三个 第一款 第二款 最后")
OF_PRODUCTS = frozenset({"search", "product", "compare", "each", "gather"})
_IDLE = words_of(
    "does did has got colour color size one stock price pair come comes available version 颜色 尺码 号 码 货 现货"
)


def plainly(draft: Draft, part: Part) -> bool:
    """What leans on the list beyond doubt, though it may look like a farewell or a no: "none of these"."""
    if draft.focus.act not in OF_PRODUCTS:
        return False
    if draft.focus.search is not None and cue("none_of").search(part.text) and not part.kinds:
        return searching.more(draft)
    if draft.focus.search is not None and cue("tastes").search(part.text) and len(part.text) <= 60:
        return searching.adding(draft, part, part.text.strip(" ?？.。!！"))
    turns = (part.refs.cheaper or part.refs.dearer) and bool(draft.focus.search or draft.focus.facts)
    if turns and not part.refs.compare and not searching.new_words(part, draft.focus) and not _of_an_order(part):
        return searching.refine(draft, part)
    if not part.kinds and draft.focus.listed and _only_measures(part) and searching.measures(draft, part, bare=True):
        return searching.measured(draft, part)
    return False


def _only_measures(part: Part) -> bool:
    """Whether nothing is said but how it should differ: "something longer", "bigger", "轻一点的"."""
    if part.refs.compare or cue("the_measured").search(part.text):
        return False
    left = part.text
    for name in ("least", "most", "something", "fragment"):
        left = cue(name).sub(" ", left)
    return not words_of(left) - _IDLE


def fragment(draft: Draft, part: Part) -> bool:
    """Whether a few words only add a property to what was looked for: "with noise cancelling", "深烘的"."""
    text = part.text.strip(" ?？.。!！")
    few = len(text.split()) <= 4 and len(text) <= 30 and not (is_chinese(text) and len(text) > 8)
    if draft.focus.search is None or not few or part.kinds or part.mentions or part.refs.points or part.refs.points_out:
        return False
    if part.text.rstrip().endswith(("?", "？")) and not cue("property").search(text):
        return False
    states = cue("property").search(text) or asks_of(text) or excluded(text)[0]
    return bool(states) and not cue("price").search(text) and not cue("stock").search(text)


def adds(draft: Draft, part: Part) -> bool:
    """Whether a few bare words, that name nothing sold here, go on with the last search: "unscented", "high waist"."""
    text = part.text.strip(" ?？.。!！")
    few = len(text.split()) <= 4 and len(text) <= (8 if is_chinese(text) else 30)
    if draft.focus.search is None or not few or part.kinds or part.mentions or part.proper or part.refs.points_out:
        return False
    asks = (cue("new"), cue("gift"), cue("asking"), cue("departments"), cue("liked"))
    names = bool(part.filters.brands or part.filters.categories) or text.istitle()
    plural = len(text.split()) == 1 and text.endswith("s")  # "sofas" are another thing, sold here or not
    return not names and not plural and bool(words_of(text)) and not any(one.search(text) for one in asks)


def _of_an_order(part: Part) -> bool:
    return bool(cue("returns").search(part.text) or cue("delivery").search(part.text))


def last_resort(draft: Draft, part: Part) -> bool:
    """A word or two that nothing else understood: of the product in focus, else added to the last search."""
    text = part.text.strip(" ?？.。!！")
    short = len(text.split()) <= 2 and len(text) <= (6 if is_chinese(text) else 24)
    social = part.intent in {"greet", "thanks", "goodbye", "abuse", "affirm", "deny", "chitchat", "complaint"}
    if draft.focus.search is None or not short or social or part.text.rstrip().endswith(("?", "？")):
        return False
    if draft.focus.product:
        call = draft.call("get_product", product=draft.focus.product, question=text)
        return draft.act("product", call, aspect="detail", question=text)
    return not part.refs.it and bool(words_of(text)) and searching.adding(draft, part, text)


def beyond(draft: Draft, part: Part) -> bool:
    """Whether a place is counted that the list does not have: "the first or the second", where one was shown."""
    count = len(draft.focus.listed)
    if not count and part.refs.places and not draft.focus.known and not words_of(part.text) - _PLACES - _IDLE:
        return draft.say("which_product")
    if not count or part.whole or all(-count <= place < count for place in part.refs.places):
        return False
    return draft.say("beyond_one" if count == 1 else "beyond")


def having(draft: Draft, part: Part) -> tuple[str, ...]:
    """Those of the list, else of all that was shown, that have the property by which one is meant: "the red one"."""
    words, focus = part.refs.like, draft.focus
    for keys in (focus.listed, tuple(focus.known)):
        shown = [focus.known[key] for key in keys if key in focus.known]
        fitting = tuple(product.id for product in shown if _has(product, words, part))
        if fitting:
            return fitting
    return ()


def _has(product: ProductFacts, words: str, part: Part) -> bool:
    if part.filters.colours:
        values = product.options.get("colour", ())
        return any(acceptable(families_in(value), asked) for value in values for asked in part.filters.colours)
    asked = words_of(words)
    stated = (str(value) for value in product.attributes.values() if value is not True)
    flags = (name for name, value in product.attributes.items() if value is True)
    options = (product.label(value) for its in product.options.values() for value in its)
    text = " ; ".join((product.title, *product.aliases, *product.categories, *stated, *flags, *options))
    return bool(asked) and asked <= words_of(text)


def each(draft: Draft, part: Part) -> bool:
    """A question about "it" after a list of which none is in focus: answered for each that was shown."""
    focus, text = draft.focus, part.text
    if focus.product or len(focus.listed) < 2 or part.mentions or part.refs.points_out:
        return False
    if cue("options").search(text) or part.refs.like or part.refs.more:
        return False
    known = [focus.known[key] for key in focus.listed[:_MOST] if key in focus.known]
    if not known or words_of(part.rest) - _IDLE - words_of(" ".join(one.title for one in known)) - _turns(text):
        return False
    options = {name: value for one in reversed(known) for name, value in asked_options(text, part.filters, one).items()}
    aspect = _asked(part, options)
    if not aspect:
        return False
    call = draft.call("compare_products", products=list(focus.listed[:_MOST]))
    return draft.act("each", call, aspect=aspect, options=options, question=text, colours=part.filters.colours[:1])


def _turns(text: str) -> set[str]:
    return {
        word for name in ("price", "stock", "it") for found in cue(name).finditer(text) for word in words_of(found[0])
    }


def _asked(part: Part, options: dict[str, str]) -> str:
    """What is asked of each: "price", "stock" or "options"; "" where the words rather turn the search."""
    single = cue("single").search(part.text)
    if options:
        return "options" if single else ""
    if cue("stock").search(part.text) or (part.filters.in_stock and single):
        return "stock"
    return "price" if cue("price").search(part.text) and not cue("amount").search(part.text) else ""


def named_back(draft: Draft, part: Part) -> tuple[str, ...]:
    """The products of "back to the tent"."""
    titles = {
        key: f"{its.title} {' '.join(its.aliases)} {' '.join(its.categories)}" for key, its in draft.focus.known.items()
    }
    return named_among(part.refs.back, titles) if part.refs.back else ()


def beside(focus: Focus) -> tuple[str, ...]:
    """What "which one" is chosen from: the list, or where that is one product, those of its kind shown before it."""
    if len(focus.listed) > 1:
        return focus.listed[:_MOST]
    last = focus.facts or next((focus.known[key] for key in focus.listed if key in focus.known), None)
    if last is None:
        return focus.listed
    earlier = [key for listed, _ in reversed(focus.lists) for key in listed]
    alike = [key for key in dict.fromkeys((*earlier, *reversed(focus.spoken))) if _alike(focus.known.get(key), last)]
    return tuple(dict.fromkeys((last.id, *alike)))[:_MOST]


def _alike(one: ProductFacts | None, other: ProductFacts) -> bool:
    """Whether two products stand on the same shelf, whatever language they were shown in."""
    return one is not None and one.path[:2] == other.path[:2]

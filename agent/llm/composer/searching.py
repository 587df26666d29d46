"""Replies that show products: what was found, a true reason for each, and one question that narrows."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.llm.composer.piece import Piece, Setting
from agent.llm.composer.titles import short
from agent.llm.meta import Act
from agent.llm.phrases.cues import cue
from agent.tools.matching import words_of
from agent.tools.money import written
from agent.tools.results import Found, ProductFacts, Reason
from retrieval.tokens import is_chinese
from retrieval.wording import describe_relaxed

_SHOWN = 4


def write(setting: Setting, act: Act) -> Piece:
    """The products that a search found."""
    found = setting.result(act)
    if setting.failed(act):
        return setting.piece(setting.say("failed"))
    if not setting.stocked:
        return setting.piece(setting.say("empty_shop"))
    if not isinstance(found, Found) or not found.products:
        return _nothing(setting, found, str(act.slots.get("added") or ""))
    already = set(act.slots.get("shown", ()))
    products = [product for product in found.products if product.id not in already][:_SHOWN]
    if not products:
        return setting.piece(setting.say("search.no_more"), slots={"shown": sorted(already)})
    turn = str(act.slots.get("turn") or "")
    if turn:
        products = [product for product in products if _turned(turn, product, act.slots.get("than"))]
        if not products:
            return _no_further(setting, turn, found, act.slots.get("than"))
    budget = not turn and found.filters.price_max is not None
    lines = tuple(_line(setting, product, products, budget=budget) for product in products)
    question, clarify = _question(setting, act, found, products)
    return setting.piece(
        _lead(setting, act, found, products),
        setting.say("search.typo", corrected=found.corrected) if found.corrected else "",
        setting.say("search.currency", told=found.currency) if found.currency else "",
        lines=lines,
        after=tuple(said for said in (_sized(setting, found), question) if said),
        cards=tuple(product.id for product in products),
        choices=_choices(setting, found, products),
        focus=products[0].id if len(products) == 1 or (found.sort != "relevance" and not turn) else None,
        slots={"shown": sorted(already | {product.id for product in products}), "clarify": clarify},
    )


def _sized(setting: Setting, found: Found) -> str:
    return setting.say("search.sizing", told=found.sizing) if found.sizing else ""


def _nothing(setting: Setting, found: object, added: str) -> Piece:
    """No product can be shown; `added`: the words that were asked beside those of the search before."""
    if added:
        return setting.piece(setting.say("search.none_added", words=added))
    if isinstance(found, Found) and found.without:
        key = "search.without_none_told" if found.remembered else "search.without_none"
        words = setting.say(key, what=setting.phrases.listed(found.without))
        return setting.piece(words, choices=(setting.say("quick.person"),))
    return setting.piece(setting.say("search.none"), choices=(setting.say("quick.what"), setting.say("quick.person")))


def _turned(turn: str, product: ProductFacts, than: object) -> bool:
    """Whether a product is cheaper, or dearer, than what it was to be compared with."""
    if not than:
        return True
    limit = Decimal(str(than))
    return product.price < limit if turn == "cheaper" else product.price_max > limit


def _no_further(setting: Setting, turn: str, found: Found, than: object) -> Piece:
    """Nothing new is cheaper; perhaps something is that was shown before."""
    focus = setting.focus
    known = [focus.known[key] for key in focus.listed if key in focus.known] or list(found.products)
    chosen = min if turn == "cheaper" else max
    product = chosen(known, key=lambda one: one.price)
    key = f"search.{turn}_{'known' if _turned(turn, product, than) and than else 'none'}"
    words = setting.say(key, title=product.title, price=setting.price(product))
    return setting.piece(words, cards=(product.id,) if product in found.products else (), focus=product.id)


def _lead(setting: Setting, act: Act, found: Found, products: list[ProductFacts]) -> str:  # noqa: PLR0911 one a case
    """The sentence above the list."""
    wider = "search.widened" if act.slots.get("turn") else "search.widened_more"
    above = setting.say(wider, shelf=str(act.slots["widened"])) if act.slots.get("widened") else ""
    if caveat := f"{above} {_caveat(setting, act, found, products)}".strip():
        return caveat
    what = _what(setting, found)
    if found.relaxed and not found.near:
        return _relaxed(setting, found)
    if found.near and not act.slots.get("gift"):
        return setting.say("search.near", what=what) if what else setting.say("search.near_plain")
    if new := _new_filters(setting, act, found):
        return setting.say("search.one_filtered" if len(products) == 1 else "search.filtered", filters=new)
    if found.sort != "relevance" and not act.slots.get("turn"):
        return setting.say(f"search.extreme_{found.sort}", title=products[0].title, price=setting.price(products[0]))
    key = _manner(act)
    if key:
        return setting.say(f"search.{key}_one" if key == "narrowed" and len(products) == 1 else f"search.{key}")
    return _plain_lead(setting, what or _kind(products), _filters(setting, found), products, said=bool(what))


def _relaxed(setting: Setting, found: Found) -> str:
    """What was given up, in the customer's words; a filter's bare name, as "category", would tell nobody anything."""
    bare = describe_relaxed(found.relaxed, setting.language)
    said = [words for words in found.dropped if words not in bare]
    return setting.say("search.relaxed", dropped=setting.phrases.listed(said)) if said else setting.say("search.loose")


def _new_filters(setting: Setting, act: Act, found: Found) -> str:
    """What a narrowed search has to fit that the one before had not: "size M" of "and in size M?"."""
    before = setting.focus.search
    if before is None or not act.slots.get("narrowed") or act.slots.get("turn"):
        return ""
    new = [words for words in found.applied if words not in {*before.applied, *found.categories}]
    return ("，" if setting.language == "zh" else ", ").join(new)


def _plain_lead(setting: Setting, what: str, filters: str, products: list[ProductFacts], *, said: bool) -> str:
    """What was understood: the words, or else the shelf of what is shown, with the filters."""
    one = len(products) == 1
    if not what and filters:
        return setting.say("search.one_filtered" if one else "search.filtered", filters=filters)
    if not what:
        return setting.say("search.generic_one" if one else "search.generic")
    if not said and not filters:
        return setting.say("search.within_kind_one" if one else "search.within_kind", kind=what)
    if said and setting.language == "en":
        what = f"“{what}”"  # a customer's own words, which need not be a phrase of ours
    if filters:
        what = f"{what}（{filters}）" if setting.language == "zh" else f"{what} ({filters})"
    return setting.say("search.one" if one else "search.many", what=what)


def _kind(products: list[ProductFacts]) -> str:
    """The shelf that all the products stand on, as it is said within a sentence."""
    shelves = {product.categories[-1] for product in products if product.categories}
    if len(shelves) != 1 or not all(product.categories for product in products):
        return ""
    (shelf,) = shelves
    return shelf if shelf[1:] != shelf[1:].lower() else shelf.lower()


def _filters(setting: Setting, found: Found) -> str:
    """The filters that hold, in words, with what is left out; the kind of thing is no news to who asked for it."""
    kinds = {*found.filters.categories, *found.categories}
    held = [] if found.relaxed or not found.narrow else [words for words in found.applied if words not in kinds]
    adjective = all(cue("adjective").search(words) for words in found.without)
    if found.without:
        key = "search.not_only" if adjective else "search.without_only"
        held.append(setting.say(key, what=setting.phrases.listed(found.without)))
    return ("，" if setting.language == "zh" else ", ").join(held)


def _caveat(setting: Setting, act: Act, found: Found, products: list[ProductFacts]) -> str:
    """What the customer must know before the list: what it cannot be sure to be without, or what none of it has."""
    without, unmet = setting.phrases.listed(found.without), setting.phrases.listed(found.unmet)
    brand = str(act.slots.get("brand") or "")
    if found.without and found.near:
        return setting.say("search.without_near", what=without)
    if found.without and not found.taste:
        key = f"search.without{'_told' if found.remembered else ''}{'_unsure' if found.unconfirmed else ''}"
        return setting.say(key, what=without)
    if brand and not any(brand.casefold() in product.brand.casefold() for product in products):
        return setting.say("search.near", what=brand)
    before = setting.focus.search
    narrowed = before is not None and bool(act.slots.get("narrowed"))
    if narrowed and before is not None and set(found.unmet) <= set(before.unmet):
        unmet = ""  # which was told with the search that this one narrows
    if unmet and act.slots.get("turn"):
        return setting.say(f"search.unmet_{act.slots['turn']}", unmet=unmet)
    if unmet and not act.slots.get("gift"):
        return setting.say("search.unmet_without" if without else "search.unmet", unmet=unmet, what=without)
    return setting.say("search.nobody") if found.nobody else ""


def _manner(act: Act) -> str:
    """How the search came about, where that is worth a word: "cheaper", "corrected", "more", ..."""
    if turn := str(act.slots.get("turn") or ""):
        return turn
    slots = {"corrected": "corrected", "again": "again", "shown": "more", "narrowed": "narrowed", "gift": "gift"}
    return next((key for slot, key in slots.items() if act.slots.get(slot)), "")


def _what(setting: Setting, found: Found) -> str:
    """What was looked for, in a few of the customer's own words; "" where they do not make a phrase."""
    words = re.sub(r"[?？!！.。]+$", "", found.asked or found.query).strip()
    asked = cue("asked_for_zh" if setting.language == "zh" else "asked_for_en")
    before = None
    while before != words:
        before, words = words, asked.sub("", words).strip()
    awkward = cue("no_phrase_zh" if setting.language == "zh" else "no_phrase")
    if (
        awkward.search(words)
        or re.search(r"\d", words)
        or words.casefold() in {filter_.casefold() for filter_ in found.applied}
    ):
        return ""
    if setting.language == "zh":
        return words if 1 < len(words) <= 12 and is_chinese(words) else ""
    return words if 0 < len(words.split()) <= 6 else ""


def _line(setting: Setting, product: ProductFacts, products: list[ProductFacts], *, budget: bool) -> str:
    reasons = [
        words for reason in product.reasons if (words := _reason(setting, reason, product, products, budget=budget))
    ]
    if not product.available:
        reasons = [setting.say("reason.sold_out")]
    joint = "（" if setting.language == "zh" else " ("
    close = "）" if setting.language == "zh" else ")"
    comma = "，" if setting.language == "zh" else ", "
    why = f"{joint}{comma.join(reasons)}{close}" if reasons else ""
    return setting.phrases.say("item", title=short(product.title), price=setting.price(product), why=why)


def _reason(
    setting: Setting, reason: Reason, product: ProductFacts, products: list[ProductFacts], *, budget: bool
) -> str:
    if reason.kind in {"attribute", "feature"}:
        name = re.sub(r" s$", "s", reason.name.replace("_", " "))  # of "handle(s)"
        if product.attributes.get(reason.name) is True:
            noun = setting.language == "en" and len(name.split()) == 1 and not cue("adjective").search(name)
            return setting.phrases.say("reason.with", name=name) if noun else name
        return setting.phrases.say("reason.attribute", name=name, value=reason.value)
    words = ""
    if reason.kind == "price":
        lowest = len(products) > 1 and product.price == min(one.price for one in products)
        words = setting.say("reason.price_lowest") if lowest else setting.say("reason.price_in") if budget else ""
    elif reason.kind == "reduced" and product.list_price is not None:
        words = setting.say("reason.reduced", was=written(product.list_price, product.currency))
    elif reason.kind == "rating" and product.rating is not None:
        words = setting.say("reason.rating", rating=f"{product.rating:.1f}", count=product.rating_count)
    return words


def _question(setting: Setting, act: Act, found: Found, products: list[ProductFacts]) -> tuple[str, str]:
    """At most one question, where the wish was broad; with its kind."""
    broad = len(words_of(found.query)) <= 1 and not found.narrow and len(products) > 2
    if not setting.single or found.near or found.relaxed or act.slots.get("turn") or act.slots.get("narrowed"):
        return "", ""
    if act.slots.get("gift") and found.filters.price_max is None:
        return setting.say("clarify.gift"), "gift"
    if not broad:
        return "", ""
    if len(found.audiences) > 1 and cue("sized").search(found.query):
        return setting.say("clarify.who"), "who"
    kinds = [category for category in found.categories if not words_of(category) <= words_of(found.query)]
    if len(kinds) >= 2:
        first, second = (kind.lower() if setting.language == "en" else kind for kind in kinds[:2])
        return setting.say("clarify.kind", first=first, second=second), "kind"
    return setting.say("clarify.budget"), "budget"


def _choices(setting: Setting, found: Found, products: list[ProductFacts]) -> tuple[str, ...]:
    choices = [setting.say("quick.compare")] if len(products) > 1 else [setting.say("quick.stock")]
    kinds = [category for category in found.categories if not words_of(category) <= words_of(found.query)]
    if len(kinds) > 1:
        choices += kinds[:2]
    if len(products) > 1:
        choices.append(setting.say("quick.cheaper"))
    if len(found.products) >= _SHOWN:
        choices.append(setting.say("quick.more"))
    return tuple(choices)

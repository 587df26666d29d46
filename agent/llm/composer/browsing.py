"""Replies about the shelves: brands and kinds of things, with how many products each has."""

from __future__ import annotations

from agent.llm.composer import searching
from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act
from agent.tools.results import Found, Shelves

_SAID = 8
_CHOICES = 3


def write(setting: Setting, act: Act) -> Piece:
    """The brands or kinds that the shop has."""
    shelves = setting.result(act)
    if setting.failed(act) or not isinstance(shelves, Shelves):
        return setting.piece(setting.say("failed"))
    if not setting.stocked:
        return setting.piece(setting.say("empty_shop"))
    if not shelves.total:
        return _none(setting, act, shelves)
    if shelves.brand:
        return _brand(setting, shelves)
    if shelves.distinct < 2 and (found := _found(setting, act)) and shelves.facet == "categories":
        return searching.write(setting, Act(kind="search", call=str(act.slots["search"]), slots={"query": found.query}))
    return _listed(setting, shelves)


def _listed(setting: Setting, shelves: Shelves) -> Piece:
    key = f"shelves.{shelves.facet}" + ("_of" if shelves.of else "") + ("_one" if shelves.distinct == 1 else "")
    what = shelves.of.lower() if setting.language == "en" else shelves.of
    words = setting.say(key, what=what, distinct=shelves.distinct, list=_list(setting, shelves))
    names = [shelf.name for shelf in shelves.shelves[:_CHOICES]]
    return setting.piece(words, setting.say("shelves.ask"), choices=tuple(names))


def _brand(setting: Setting, shelves: Shelves) -> Piece:
    words = setting.say("shelves.carried", brand=shelves.brand, list=_list(setting, shelves))
    return setting.piece(words, choices=(setting.say("quick.of_brand", brand=shelves.brand),))


def _none(setting: Setting, act: Act, shelves: Shelves) -> Piece:
    """Nothing of that: for a brand it is said so, for a kind of thing the nearest is shown."""
    found = _found(setting, act)
    if found is not None and not act.slots.get("brand"):
        return searching.write(setting, Act(kind="search", call=str(act.slots["search"]), slots={"query": found.query}))
    if found is not None and found.products and not found.near and not found.unmet and not found.relaxed:
        return searching.write(setting, Act(kind="search", call=str(act.slots["search"]), slots={"query": found.query}))
    words = setting.say("shelves.not_carried", brand=str(act.slots.get("brand") or shelves.of))
    return setting.piece(words, choices=(setting.say("quick.brands"), setting.say("quick.what")))


def _found(setting: Setting, act: Act) -> Found | None:
    """The search that stands beside the list of shelves."""
    call = act.slots.get("search")
    found = setting.dialogue.now.result_of(str(call)) if call else None
    return found if isinstance(found, Found) else None


def _list(setting: Setting, shelves: Shelves) -> str:
    """The fullest shelves in words: "tents (3), lamps (2) and more"."""
    said = [setting.phrases.say("shelves.shelf", name=one.name, count=one.count) for one in shelves.shelves[:_SAID]]
    if shelves.distinct > len(said):
        said.append(setting.phrases.say("shelves.more"))
    return setting.phrases.listed(said)

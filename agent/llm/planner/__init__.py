"""Decides what a message calls for: acts, each with the tool call it waits for. The same history, the same plan."""

from __future__ import annotations

from agent.llm.dialogue import Dialogue, Focus
from agent.llm.handoff import asks_person
from agent.llm.meta import Act, Meta
from agent.llm.phrases.cues import cue
from agent.llm.planner import orders as own_orders
from agent.llm.planner import scope, searching, shown, social
from agent.llm.planner.browsing import about_gifts, about_nothing_yet, about_shelves
from agent.llm.planner.draft import Draft, ToolUse
from agent.llm.planner.needs import about_needs
from agent.llm.planner.products import about_products, goes_back, picks_one
from agent.llm.planner.questions import about_the_shop, asks_more, how_to_reach
from agent.llm.reading import Part, Reading
from agent.tools.matching import words_of
from agent.tools.results import Found
from agent.tools.standing import standing

__all__ = ["ToolUse", "plan", "then"]

_COMPARED, _BESIDE = 4, 8


def plan(
    dialogue: Dialogue, focus: Focus, reading: Reading, *, orders: bool = False
) -> tuple[tuple[Act, ...], tuple[ToolUse, ...]]:
    """The acts that answer a message, in its order, and the tool calls that they need.

    Args:
        dialogue: all that was said.
        focus: what words can refer to.
        reading: the message to answer.
        orders: whether there are tools for the customer's own orders.
    """
    draft = Draft(dialogue, focus, reading, orders=orders)
    pictured = bool(dialogue.now.attachments)
    if pictured and reading.special != "injection":
        draft.say("picture")
    elif reading.special:
        return (Act(kind="say", slots={"what": reading.special}),), ()
    if reading.opened and not pictured:
        draft.opening(reading.opened)
    for part in reading.parts:
        if pictured and _only_points(part):
            continue  # "do you have this?" asks of what the picture shows
        _decide(draft, part)
    return draft.done()


def then(dialogue: Dialogue) -> tuple[Meta, tuple[ToolUse, ...]] | None:
    """The second step of a plan that had to find products before it could set them side by side; None without one."""
    if more := own_orders.then(dialogue):
        return more
    now = dialogue.now
    acts, uses = [], []
    for act in now.plan:
        found = now.result_of(act.call)
        if use := searching.widened(dialogue, act, found):
            acts.append(
                act.model_copy(update={"call": use.id, "slots": {**act.slots, "widened": use.arguments["query"]}})
            )
            uses.append(use)
            continue
        if act.kind == "search" and isinstance(found, Found) and (use := _asked_of_texts(dialogue, act, found)):
            acts.append(Act(kind="doubt", call=use.id, slots={**act.slots, "search": act.call}))
            uses.append(use)
            continue
        if act.kind != "gather":
            acts.append(act)
            continue
        than = [str(key) for key in act.slots.get("than", ())]
        ids = [product.id for product in found.products] if isinstance(found, Found) else []
        beside = list(dict.fromkeys((*than, *ids)))[: _BESIDE if than else _COMPARED]
        if len(beside) < 2:
            alone = than and set(ids) <= set(than)
            acts.append(Act(kind="say", slots={"what": "only_one_kind"}) if alone else _as_search(act))
            continue
        use = ToolUse(
            f"{act.call}-then",
            "compare_products",
            {"products": beside, "language": now.planned.language} | _needs(dialogue),
        )
        acts.append(Act(kind="compare", call=use.id, slots=act.slots))
        uses.append(use)
    return (now.planned.model_copy(update={"acts": tuple(acts)}), tuple(uses)) if uses else None


def _asked_of_texts(dialogue: Dialogue, act: Act, found: Found) -> ToolUse | None:
    """The message as a question, where it was taken for a new wish and no product is near: perhaps the texts know."""
    if found.products or found.without or act.slots.get("narrowed") or act.slots.get("shown"):
        return None
    arguments = {"question": dialogue.now.text, "language": dialogue.now.planned.language}
    return ToolUse(f"{act.call}-texts", "answer_question", arguments)


def _as_search(act: Act) -> Act:
    return act.model_copy(update={"kind": "search"})


def _needs(dialogue: Dialogue) -> dict[str, list[str]]:
    """What must be avoided, as an argument of a tool."""
    needs = standing([*(one.text for one in dialogue.past), dialogue.now.text])
    return {"without": list(needs)} if needs else {}


def _only_points(part: Part) -> bool:
    """Whether the words mean what a picture shows, and say nothing that could be looked for."""
    said = words_of(cue("pictured").sub(" ", part.rest or part.text))
    return not said and not part.filters and not part.mentions and not asks_person(part.text)


def _decide(draft: Draft, part: Part) -> None:
    """One part of a message: the first reader that knows what to do with it."""
    readers = (
        asks_more,
        shown.plainly,
        own_orders.about_orders,
        about_needs,
        goes_back,
        picks_one,
        social.certain,
        scope.beyond,
        about_shelves,
        about_gifts,
        about_nothing_yet,
        how_to_reach,
        about_products,
    )
    for reader in (*readers, about_the_shop, shown.last_resort, scope.terse, social.anything):
        if reader(draft, part):
            return

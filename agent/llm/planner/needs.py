"""What a customer must avoid, told on its own: kept for all that follows, or taken back."""

from __future__ import annotations

from agent.llm.planner import searching
from agent.llm.planner.draft import Draft
from agent.llm.reading import Part
from agent.tools.standing import standing, told


def about_needs(draft: Draft, part: Part) -> bool:
    """Whether the part only tells a need or takes one back; what was looked for last is then looked for anew."""
    said = told(part.text)
    before = standing([one.text for one in draft.dialogue.past])
    dropped = [key for key in said.dropped if key in before]
    if not said.alone or not (said.needed or dropped):
        return False
    if draft.focus.search is not None and draft.focus.search.products:
        return searching.again(draft, draft.focus.search)
    return draft.say("need_kept", needs=list(said.needed)) if said.needed else draft.say("need_dropped", needs=dropped)

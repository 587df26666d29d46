"""Parts of a message that need no tool: greetings, thanks, who are you, abuse, what nobody can answer here."""

from __future__ import annotations

from agent.handoff.packet import contact_of
from agent.llm.conversation_cues import consent
from agent.llm.handoff import asks_person
from agent.llm.planner.draft import Draft
from agent.llm.planner.questions import answer
from agent.llm.reading import Part

_PLAIN = {
    "greet": "greet",
    "thanks": "thanks",
    "goodbye": "goodbye",
    "are_you_human": "are_you_human",
    "what_can_you_do": "what_can_you_do",
    "abuse": "abuse",
    "complaint": "complaint",
}
_SURE = 0.5


def certain(draft: Draft, part: Part) -> bool:
    """What is social beyond doubt, before anything is looked for."""
    awaited = contact_of(draft.dialogue.now.text) if draft.focus.slots.get("awaits") == "contact" else ""
    if awaited or asks_person(part.text):
        return _person(draft, awaited)
    agreed = consent(part.text)
    if agreed is not None:
        return _affirmed(draft) if agreed else draft.say("no")
    if part.intent == "complaint" and part.confidence >= _SURE:
        return answer(draft, part, kind="complaint")
    if part.confidence >= _SURE and not part.mentions and not part.refs.places:
        return _plain(draft, part)
    return False


def _plain(draft: Draft, part: Part) -> bool:
    """What an intent alone decides."""
    if part.intent == "talk_to_person" and draft.dialogue.now.text:
        return _person(draft)
    if part.intent == "abuse" and not _went_wrong(draft):
        return draft.say("abuse_calm")
    return part.intent in _PLAIN and draft.say(_PLAIN[part.intent])


def _went_wrong(draft: Draft) -> bool:
    """Whether there was something to be angry about: a complaint, or an answer that we owed."""
    metas = [one.meta for one in draft.dialogue.past if one.meta is not None]
    return any(meta.intent == "complaint" or any(act.kind == "doubt" for act in meta.acts) for meta in metas)


def _person(draft: Draft, contact: str = "") -> bool:
    """A person is wanted, or a customer who waits for one says how they are reached."""
    return draft.act("person", draft.call("hand_off", contact=contact))


def _affirmed(draft: Draft) -> bool:
    """On "yes": to what was asked or offered last."""
    offered = draft.focus.slots.get("offer")
    if isinstance(offered, dict) and offered.get("query"):
        call = draft.call("search_products", query=offered["query"], colours=offered.get("colours"), limit=4)
        return draft.act("search", call, query=offered["query"])
    return draft.say("yes")


def anything(draft: Draft, part: Part) -> bool:
    """What no other reader took: small talk, or a question that perhaps the shop's texts or its catalogue answer."""
    if _plain(draft, part):
        return True
    if part.intent in {"affirm", "deny"}:
        return _affirmed(draft) if part.intent == "affirm" else draft.say("no")
    if part.intent == "chitchat" and part.confidence >= _SURE:
        return draft.say("chitchat")
    if part.intent == "out_of_scope" and part.confidence >= _SURE:
        return answer(draft, part, kind="doubt")
    return answer(draft, part, kind="doubt")

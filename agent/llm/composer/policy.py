"""Replies from the shop's own texts: the sentences that answer, each with its citation, or an honest "I don't know"."""

from __future__ import annotations

from dataclasses import replace

from agent.llm.composer import searching
from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act
from agent.llm.phrases.cues import cue
from agent.tools.matching import words_of
from agent.tools.results import Answer, Found, Passage

_PASSAGES = 2
_SURE = 0.75  # confidence from which a complaint is answered by its own words rather than by its kind


def write(setting: Setting, act: Act) -> Piece:
    """What the shop says; for an order also that a person can act."""
    if setting.failed(act):
        return setting.piece(setting.say("failed"))
    answer = _best(setting, act)
    if act.slots.get("problem") and answer is not None:
        return complaint(setting, act)
    if act.kind == "order":
        return _order(setting, act, answer)
    if answer is None:
        return _unknown(setting)
    return quoted(setting, answer)


def complaint(setting: Setting, act: Act) -> Piece:
    """Sorry first; then what the shop does in such a case, where its texts say so, and who can help."""
    answer = _best(setting, act)
    choices = (setting.say("quick.returns"), setting.say("quick.person"))
    if answer is None:
        return setting.piece(setting.say("complaint"), choices=choices)
    words = quoted(setting, answer)
    sorry = () if cue("sorry").search(" ".join(words.said)) else (setting.say("sorry"),)
    return replace(words, said=(*sorry, *words.said, setting.say("sorry_help")), choices=choices)


def doubt(setting: Setting, act: Act) -> Piece:
    """A message that no intent fits: what the shop's texts say, else products that fit, else that it is not known."""
    answer = _best(setting, act)
    if answer is not None:
        return quoted(setting, answer)
    search = act.slots.get("search")
    found = setting.dialogue.now.result_of(search) if search else None
    if isinstance(found, Found) and _about(found):
        return searching.write(setting, Act(kind="search", call=search, slots={"query": found.query}))
    if act.slots.get("query") and isinstance(found, Found):  # it was taken for a wish, and the texts don't know either
        return searching.write(setting, Act(kind="search", call=search, slots={"query": found.query}))
    outside = act.slots.get("intent") in {"out_of_scope", "chitchat"}
    if outside and setting.stocked:
        return setting.piece(setting.say("out_of_scope"), choices=(setting.say("quick.what"),))
    return _unknown(setting)


def _about(found: Found) -> bool:
    """Whether what was found is what was asked for: what it is called has most of the words, not one of many."""
    if found.near or found.relaxed:
        return False
    called = words_of(" ".join(" ".join((product.title, *product.categories)) for product in found.products))
    asked = words_of(found.query)
    return bool(asked) and 2 * len(asked & called) >= len(asked)


def _best(setting: Setting, act: Act) -> Answer | None:
    """The answer to the question itself, else to the general question of its kind."""
    calls = [act.call, act.slots.get("general")]
    direct = setting.dialogue.now.result_of(act.call)
    sure = isinstance(direct, Answer) and direct.confidence >= _SURE
    if not sure and (act.slots.get("problem") or act.slots.get("intent") == "order_status"):
        calls.reverse()  # how to follow a parcel, rather than what an order number looks like
    for call in calls:
        result = setting.dialogue.now.result_of(call) if call else None
        if isinstance(result, Answer) and result.passages:
            return result
    return None


def quoted(setting: Setting, answer: Answer) -> Piece:
    """The sentences that answer, each passage with its number."""
    said = []
    citations: dict[str, int] = {}
    for passage in _distinct(answer.passages)[:_PASSAGES]:
        number = setting.cited + len(citations) + 1
        citations[str(number)] = passage.number
        said.append(
            f"{setting.glue.join(passage.quotes) or passage.text}{'' if setting.language == 'zh' else ' '}[{number}]"
        )
    lead = [setting.say("near_answer")] if answer.hedged else []
    words = f"{setting.dialogue.now.text} {' '.join(said)}"
    choices = tuple(setting.say(f"quick.{name}") for name in ("delivery", "returns") if not cue(name).search(words))
    return replace(
        setting.piece(*lead, *said, citations=citations, choices=choices),
        glue="\n" if len(said) > 1 or lead else setting.glue,
    )


def _distinct(passages: tuple[Passage, ...]) -> list[Passage]:
    """Passages that do not repeat each other."""
    kept: list[Passage] = []
    for passage in passages:
        if not any(set(passage.quotes) & set(other.quotes) for other in kept):
            kept.append(passage)
    return kept


def _order(setting: Setting, act: Act, answer: Answer | None) -> Piece:
    number = str(act.slots.get("order") or "")
    named = setting.say("policy.order_number", order=number) if number else ""
    person = setting.say("quick.person")
    if answer is None:
        return setting.piece(named, setting.say("policy.order_unknown"), choices=(person,))
    words = quoted(setting, answer.model_copy(update={"passages": answer.passages[:1]}))
    said = (
        *([named] if named else []),
        *([] if named else [setting.say("policy.orders")]),
        *words.said,
        setting.say("policy.order_help"),
    )
    return replace(words, said=said, choices=(person, *words.choices))


def _unknown(setting: Setting) -> Piece:
    key = "unknown" if setting.stocked else "empty_answers"
    return setting.piece(setting.say(key), choices=(setting.say("quick.what"), setting.say("quick.person")))

"""Replies that need no facts."""

from __future__ import annotations

from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act
from agent.tools.results import Handed
from agent.tools.standing import remembered

_HELPFUL = ("what", "delivery", "returns")


def write(setting: Setting, act: Act) -> Piece:
    """A greeting, thanks, an apology and the like."""
    what = str(act.slots.get("what") or "unknown")
    if what == "greet":
        return _greeting(setting)
    if what in {"need_kept", "need_dropped"}:
        names = (one.name(setting.language) for one in remembered(act.slots["needs"]))
        return setting.piece(setting.say(what, what=setting.phrases.listed(tuple(names))))
    choices: tuple[str, ...] = ()
    if what in {"what_can_you_do", "emoji", "empty", "gibberish", "injection"}:
        choices = tuple(
            setting.say(f"quick.{name}") for name in _HELPFUL if name != "what" or what != "what_can_you_do"
        )
    if what in {"abuse", "complaint"}:
        choices = (setting.say("quick.returns"), setting.say("quick.person"))
    if what in {"yes", "no", "which_product"} and not setting.stocked:
        return setting.piece(setting.say("empty_shop"))
    return setting.piece(setting.say(what), choices=choices)


def person(setting: Setting, act: Act) -> Piece:
    """What became of the wish for a person; where the shop has nobody to ask from here, where it is reached."""
    handed = setting.result(act)
    if not isinstance(handed, Handed) or not handed.words:
        return setting.piece(setting.say("person"))
    return setting.piece(handed.words, slots={"awaits": "contact"})


def _greeting(setting: Setting) -> Piece:
    if not setting.stocked:
        return setting.piece(setting.say("hello_short"), setting.say("empty_shop"))
    product = setting.focus.facts
    choices = tuple(setting.say(f"quick.{name}") for name in _HELPFUL)
    if setting.dialogue.past:
        return setting.piece(setting.say("greet_again"), choices=choices)
    if product is not None:
        return setting.piece(setting.say("greet_page", title=product.title), choices=choices)
    return setting.piece(setting.say("greet"), choices=choices)

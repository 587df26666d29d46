"""Replies about the customer's own orders: the sentences that the tools made from records, with what is asked next."""

from __future__ import annotations

from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act
from agent.orders.phrases import say
from agent.tools.results import OrderAnswer


def write(setting: Setting, act: Act) -> Piece:
    """What a tool about orders found, did or asks."""
    answer = setting.result(act)
    if not isinstance(answer, OrderAnswer):
        return setting.piece(setting.say("failed"))
    said = [answer.lead, *answer.said]
    marks = {str(setting.cited + place): one.number for place, one in enumerate(answer.passages, start=1)}
    if marks and said[-1]:
        gap = "" if setting.language == "zh" else " "
        said[-1] = f"{said[-1]}{gap}{''.join(f'[{number}]' for number in marks)}"
    if answer.can_help:
        said.append(say(setting.language, "instead_none", reach=setting.reach))
    return setting.piece(
        *said,
        lines=tuple(f"- {row}" for row in answer.rows),
        after=(answer.ask,) if answer.ask else (),
        choices=(*answer.choices, *([setting.say("quick.person")] if answer.can_help else [])),
        citations=marks,
    )

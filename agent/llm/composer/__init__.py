"""Writes the reply in the customer's language: from the plan's acts and their tools' results alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.llm.composer import browsing, comparing, each, orders, policy, product, searching, social
from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act, Meta

__all__ = ["Composed", "Setting", "compose"]

_WRITERS: dict[str, Callable[[Setting, Act], Piece]] = {
    "say": social.write,
    "person": social.person,
    "search": searching.write,
    "gather": searching.write,
    "product": product.write,
    "compare": comparing.write,
    "each": each.write,
    "shelves": browsing.write,
    "policy": policy.write,
    "order": policy.write,
    "orders": orders.write,
    "doubt": policy.doubt,
    "complaint": policy.complaint,
}
_QUICK = 4


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished reply."""

    text: str
    meta: Meta


def compose(setting: Setting, acts: tuple[Act, ...]) -> Composed:
    """The reply to one message: a piece for each act, joined."""
    pieces: list[Piece] = []
    for place, act in enumerate(acts):
        here = replace(setting, place=place, single=len(acts) == 1, cited=sum(len(piece.citations) for piece in pieces))
        piece = _WRITERS[act.kind](here, act)
        pieces.append(piece)
        setting = replace(setting, focus=replace(setting.focus, product=piece.focus or setting.focus.product))
    if setting.long:
        pieces.insert(0, Piece((setting.say("long"),)))
    text = "\n".join(piece.text for piece in pieces if piece.text)
    noted = tuple(
        act.model_copy(update={"slots": {**act.slots, **piece.slots}})
        for act, piece in zip(acts, pieces[len(pieces) - len(acts) :], strict=True)
    )
    cards = tuple(dict.fromkeys(card for piece in pieces for card in piece.cards))
    return Composed(
        text,
        Meta(
            language=setting.language,
            acts=noted,
            cards=cards,
            citations={number: passage for piece in pieces for number, passage in piece.citations.items()},
            quick_replies=tuple(dict.fromkeys(choice for piece in pieces for choice in piece.choices))[:_QUICK],
            focus=_focus(pieces, setting, cards),
        ),
    )


def _focus(pieces: list[Piece], setting: Setting, cards: tuple[str, ...]) -> str | None:
    """What "it" means from now on: the product last spoken of, or the only one shown; nothing after a list."""
    for piece in reversed(pieces):
        if piece.focus:
            return piece.focus
        if piece.cards:
            return cards[0] if len(cards) == 1 else None
    return setting.focus.product

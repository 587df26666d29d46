"""Replies to "is it in stock?" after a list: the answer for each that was shown."""

from __future__ import annotations

from collections.abc import Mapping

from agent.llm.composer.piece import Piece, Setting
from agent.llm.composer.product import fitting, named
from agent.llm.meta import Act
from agent.tools.results import Comparison, ProductFacts


def write(setting: Setting, act: Act) -> Piece:
    """What was asked of "it", told of every product of the list."""
    comparison = setting.result(act)
    if setting.failed(act) or not isinstance(comparison, Comparison) or not comparison.products:
        return setting.piece(setting.say("failed"))
    colours = act.slots.get("colours", ())
    asked = {"colour": str(colours[0])} if colours else {}
    aspect, options = str(act.slots.get("aspect")), act.slots.get("options") or {}
    lines = tuple(
        setting.say("each.line", title=product.title, told=_told(setting, aspect, product, options, asked))
        for product in comparison.products
    )
    cards = tuple(product.id for product in comparison.products)
    return setting.piece(setting.say("each.head"), lines=lines, cards=cards, choices=(setting.say("quick.compare"),))


def _told(
    setting: Setting, aspect: str, product: ProductFacts, options: Mapping[str, str], asked: Mapping[str, str]
) -> str:
    if aspect == "price":
        return f"{setting.price(product)}{setting.was(product)}"
    if aspect == "options":
        variants = fitting(product, options)
        key = "sold_out_in" if variants else "not_in"
        key = "yes_in" if any(variant.available for variant in variants) else key
        said = {**options, **asked} if key == "not_in" else options  # no red, not none of another's burgundy
        return setting.say(f"each.{key}", option=named(setting, product, said))
    if not product.available:
        return setting.say("each.sold_out")
    return setting.say("each.untracked") if product.stock is None else setting.say("each.stock", count=product.stock)

"""Replies that set products side by side."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.grounding.claims import claims
from agent.grounding.units import UNITS
from agent.llm.composer import avoiding
from agent.llm.composer.piece import Piece, Setting
from agent.llm.meta import Act
from agent.llm.phrases.cues import cue
from agent.tools.matching import matching
from agent.tools.results import Comparison, ProductFacts, Row

_ROWS = 4
_COUNTED = re.compile(r"^\d+\s*(?:people|persons?|pieces|人|件|片)")
_DULL = frozenset({"origin", "产地", "原产地"})


def write(setting: Setting, act: Act) -> Piece:
    """The differences that matter, and which is cheaper or liked better."""
    comparison = setting.result(act)
    if setting.failed(act) or not isinstance(comparison, Comparison):
        return setting.piece(setting.say("failed"))
    products = comparison.products
    if len(products) < 2:
        missing = (
            setting.say("compare.missing", names=setting.phrases.listed(comparison.missing))
            if comparison.missing
            else ""
        )
        return setting.piece(missing, setting.say("compare.need_two"))
    question = str(act.slots.get("question") or "")
    asked = _asked_rows(products, question) if question else []
    if question and not asked:
        return setting.piece(setting.say("compare.not_said"), choices=(setting.say("quick.person"),))
    if act.slots.get("than"):
        return _beyond(setting, act, products, asked)
    rows = asked or _telling_rows(comparison)
    lines = [
        _line(setting, setting.say("compare.price_name"), [setting.price(product) for product in products], products)
    ]
    lines += [
        _line(setting, row.name.replace("_", " "), [_value(setting, value) for value in row.values], products)
        for row in rows
    ]
    if any(product.rating is not None for product in products):
        ratings = [
            f"{product.rating:.1f}" if product.rating is not None else setting.say("compare.not_stated")
            for product in products
        ]
        lines.append(_line(setting, setting.say("compare.rating_name"), ratings, products))
    missing = (
        setting.say("compare.missing", names=setting.phrases.listed(comparison.missing)) if comparison.missing else ""
    )
    return setting.piece(
        setting.say("compare.head"),
        lines=tuple(lines),
        after=(
            *(words for words in (_verdict(setting, products, asked, question), missing) if words),
            *avoiding.kept_to(setting, products, comparison.avoided),
        ),
        cards=tuple(product.id for product in products),
        choices=(setting.say("quick.details"), setting.say("quick.cheaper"), setting.say("quick.delivery")),
    )


def _line(setting: Setting, name: str, values: list[str], products: tuple[ProductFacts, ...]) -> str:
    joint = "；" if setting.language == "zh" else "; "
    pairs = [
        setting.say("compare.value", title=product.title, value=value)
        for product, value in zip(products, values, strict=True)
    ]
    if len(set(values)) == 1:
        return setting.say("compare.line", name=name, values=values[0])
    return setting.say("compare.line", name=name, values=joint.join(pairs))


def _value(setting: Setting, value: object) -> str:
    return setting.say("compare.not_stated") if value is None else setting.value(value)  # type: ignore[arg-type]  # a Value


def _telling_rows(comparison: Comparison) -> list[Row]:
    return [row for row in comparison.rows if row.differs and row.name not in _DULL][:_ROWS]


def _asked_rows(products: tuple[ProductFacts, ...], question: str) -> list[Row]:
    """The facts that answer a question across all products: "which of them is waterproof?"."""
    names: dict[str, None] = {}
    for product in products:
        for match in matching(product.model_copy(update={"description": ""}), question, None):
            if match.name:
                names.setdefault(match.name)
    if not names:
        return []
    return [
        Row(name=name, values=tuple(product.attributes.get(name) for product in products))
        for name in list(names)[:_ROWS]
    ]


def _verdict(setting: Setting, products: tuple[ProductFacts, ...], asked: list[Row], question: str) -> str:
    """Which one it is by what was asked; by price where nothing else was."""
    if asked:
        return _first(setting, products, asked, question)
    cheapest = min(products, key=lambda product: product.price)
    if all(product.price == cheapest.price for product in products):
        return setting.say("compare.same_price")
    return setting.say("compare.cheaper", title=cheapest.title)


def _first(setting: Setting, products: tuple[ProductFacts, ...], asked: list[Row], question: str) -> str:
    """Which is lightest, biggest or warmest, by the first fact that at least two of them state; honestly none else."""
    if not any(cue(name).search(question) for name in ("least", "most", "warm")):
        return ""
    for row in asked:
        amounts = [_amount(value) for value in row.values]
        stated = [place for place, (_, unit) in enumerate(amounts) if unit is not None]
        if len(stated) < 2 or len({amounts[place][1] for place in stated}) > 1:
            continue
        if len({amounts[place][0] for place in stated}) == 1:
            return ""
        direction = min if _by_least(question, amounts[stated[0]][1]) else max
        place = direction(stated, key=lambda index: amounts[index][0])
        return setting.say("compare.verdict", title=products[place].title, value=_value(setting, row.values[place]))
    return setting.say("compare.cannot")


def _by_least(question: str, dimension: str | None) -> bool:
    """Whether the smallest value is what was asked for: what is warm is so from a low temperature, or by much down."""
    if cue("warm").search(question):
        return dimension == "temperature"
    return bool(cue("least").search(question))


def _beyond(setting: Setting, act: Act, products: tuple[ProductFacts, ...], asked: list[Row]) -> Piece:
    """Those that are lighter, or bigger, than what was shown; honestly none where none is."""
    than, least = set(act.slots["than"]), bool(act.slots.get("least"))
    row = next((row for row in asked if any(_amount(value)[1] for value in row.values)), None)
    if row is None:
        return setting.piece(setting.say("compare.not_said"), choices=(setting.say("quick.person"),))
    sign = 1 if least else -1
    ranked = sorted(
        (sign * amount, place)
        for place, (amount, unit) in enumerate(_amount(value) for value in row.values)
        if unit is not None
    )
    shown = [amount for amount, place in ranked if products[place].id in than]
    better = [place for amount, place in ranked if shown and amount < (min(shown) if len(than) == 1 else max(shown))]
    if not better:
        best = products[ranked[0][1]]
        words = setting.say("compare.no_further", title=best.title, value=_value(setting, row.values[ranked[0][1]]))
        return setting.piece(words, focus=best.id)
    name = row.name.replace("_", " ")
    lines = [
        setting.say(
            "compare.further",
            title=products[place].title,
            price=setting.price(products[place]),
            name=name,
            value=_value(setting, row.values[place]),
        )
        for place in better[:_ROWS]
    ]
    return setting.piece(
        setting.say("search.narrowed"),
        lines=tuple(lines),
        cards=tuple(products[place].id for place in better[:_ROWS]),
        choices=(setting.say("quick.details"), setting.say("quick.cheaper")),
    )


def _amount(value: object) -> tuple[Decimal, str | None]:
    """A fact's first quantity in the base of its dimension, with the dimension; None where it is no quantity."""
    found = next((claim for claim in claims(str(value).replace("−", "-")) if claim.kind == "number"), None)
    if found is None or found.value is None:
        return Decimal(0), None
    if _COUNTED.search(str(value)):
        return found.value, "count"
    if found.unit not in UNITS:
        return Decimal(0), None  # "3-season" is no amount
    dimension, factor = UNITS[found.unit]
    sign = -1 if re.match(r"\s*[-−]", str(value)) else 1
    return sign * found.value * factor, dimension

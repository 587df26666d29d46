"""Which order, piece, variant or way to pay is meant by words, matched against the customer's own records only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from agent.tools.matching import words_of
from knowledge_base.schema import (
    CHINESE,
    Customer,
    Order,
    OrderLine,
    PaymentKind,
    PaymentMethod,
    Product,
    ProductId,
    Variant,
)

_NUMBER = re.compile(r"\d[\d\s-]*\d|\d")
_SHORTEST = 4  # digits that may stand for an order's number
_JOINT = re.compile(r"\s*(?:\band\b|&|\+|、|和|跟|以及|还有)\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,，;；.。]")


@cache
def cue(name: str) -> re.Pattern[str]:
    """The pattern of the words that stand under a name in `cues.yaml`."""
    read: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        (files(__package__) / "cues.yaml").read_text("utf-8")
    )
    entry = read[name]
    latin = "|".join(entry.get("en", ()))
    parts = ([rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])"] if latin else []) + list(entry.get("zh", ()))
    return re.compile("|".join(parts), re.IGNORECASE)


def pointed(words: str, listed: Sequence[str]) -> tuple[str, ...]:
    """Which of a list words count out: "the second one", "the first two", "第二个", a bare "2"."""
    if match := cue("first_many").search(words):
        many = _COUNT.get((match[1] or match[2] or "").lower(), 0)
        return tuple(listed[:many])
    bare = words.strip(" .。#")
    if bare in _COUNT:
        return tuple(listed[_COUNT[bare] - 1 : _COUNT[bare]])
    places = [place for name, place in _PLACES.items() if cue(name).search(words)]
    return tuple(listed[place] for place in places if -len(listed) <= place < len(listed))


_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_COUNT = {"two": 2, "three": 3, "four": 4, "两": 2, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def number_in(words: str) -> str:
    """The digits of an order's number in a text, in any form: "LL-100123", "# 100 123"; "" for none."""
    found = (re.sub(r"\D", "", match) for match in _NUMBER.findall(words))
    return next((digits for digits in found if len(digits) >= _SHORTEST), "")


def number_said(words: str) -> str:
    """An order's number as it was written; "" for none."""
    found = re.search(r"(?:[A-Za-z]{1,4}-?)?\d[\d-]{3,}", words)
    return found.group() if found else ""


def orders_meant(words: str, orders: Sequence[Order], shown: Sequence[str]) -> tuple[Order, ...]:
    """The orders that words may mean, of some that are in order of time, newest first; none where they fit none."""
    text = words.strip()
    exact = [order for order in orders if order.id.casefold() == text.casefold()]
    if exact or not text:
        return tuple(exact)
    if digits := number_in(text):
        return tuple(order for order in orders if re.sub(r"\D", "", order.id).endswith(digits))
    by_id: dict[str, Order] = {order.id: order for order in orders}
    if places := pointed(text, [key for key in shown if key in by_id]):
        return tuple(by_id[key] for key in places)
    if cue("newest").search(text):
        return tuple(orders[:1])
    asked = words_of(text)
    shares = {order.id: len(asked & set().union(*(words_of(line.title) for line in order.lines))) for order in orders}
    best = max(shares.values(), default=0)
    return tuple(order for order in orders if best and shares[order.id] == best)


def lines_meant(
    words: Iterable[str], lines: Sequence[OrderLine], products: Mapping[ProductId, Product], listed: Sequence[str]
) -> tuple[OrderLine, ...] | None:
    """The lines that words mean; None where they fit none, or more than one alike."""
    chosen: dict[int, OrderLine] = {}
    said = [one for one in words if one.strip()]
    if not said:
        return tuple(lines) if len(lines) == 1 else None
    if any(cue("everything").search(one) for one in said):
        return tuple(lines)
    for text in said:
        found = [place for clause in _CLAUSE.split(text) for place in _places_in(clause, lines, products, listed) or ()]
        if not found:
            return None
        chosen |= {place: lines[place] for place in found}
    return tuple(chosen[place] for place in sorted(chosen))


def _places_in(
    clause: str, lines: Sequence[OrderLine], products: Mapping[ProductId, Product], listed: Sequence[str]
) -> list[int] | None:
    """The lines of "the lamp and the soap"; none where one of several named is not there."""
    each = [_lines_of(piece, lines, products, listed) for piece in _JOINT.split(clause) if piece]
    if not any(each):  # "the black and white shirt" is one thing
        return _lines_of(clause, lines, products, listed)
    return None if None in each else [place for one in each if one for place in one]


def _lines_of(
    text: str, lines: Sequence[OrderLine], products: Mapping[ProductId, Product], listed: Sequence[str]
) -> list[int] | None:
    exact = [place for place, line in enumerate(lines) if text.strip().casefold() == line.variant.casefold()]
    if exact:
        return exact
    if places := pointed(text, list(listed) or [line.variant for line in lines]):
        return [place for place, line in enumerate(lines) if line.variant in places]
    asked = words_of(text)
    shares = [len(asked & _called(line, products.get(line.product))) for line in lines]
    best = max(shares, default=0)
    meant = [place for place, share in enumerate(shares) if best and share == best]
    return meant if len(meant) == 1 else None


def _called(line: OrderLine, product: Product | None) -> set[str]:
    """The words by which a piece can be called."""
    names = [line.title, *line.options.values()]
    if product is not None:
        names += [product.title, product.brand, *product.categories]
        for translation in product.translations.values():
            names += [translation.title, *translation.categories]
            names += [translation.options.get(value, "") for value in line.options.values()]
    return words_of(" ".join(names))


def variants_meant(words: str, product: Product, old: OrderLine) -> tuple[Variant, ...]:
    """The other variants of a product that words mean, those with the old options first where some are left unsaid."""
    said = {name: value for name, values in options_of(product).items() if (value := _value_in(words, product, values))}
    for name, values in options_of(product).items():
        step = 1 if cue("larger").search(words) else -1 if cue("smaller").search(words) else 0
        if name not in said and step and name in {"size", "尺码"} and old.options.get(name) in values:
            place = values.index(old.options[name]) + step
            if 0 <= place < len(values):
                said[name] = values[place]
    exact = [one for one in product.variants if one.id.casefold() == words.strip().casefold()]
    if exact or not said:
        return tuple(exact)
    wanted = {**old.options, **said}
    whole = [one for one in product.variants if dict(one.options) == wanted]
    fitting = [one for one in product.variants if all(one.options.get(name) == value for name, value in said.items())]
    return tuple(whole or fitting)


def options_of(product: Product) -> dict[str, list[str]]:
    """Each option's values, in the catalogue's order."""
    found: dict[str, list[str]] = {}
    for variant in product.variants:
        for name, value in variant.options.items():
            if value not in found.setdefault(name, []):
                found[name].append(value)
    return found


def _value_in(words: str, product: Product, values: Sequence[str]) -> str:
    """The value of an option that words name; the longest where one is a part of another."""
    text = f" {words.casefold()} "
    for long, short in _SIZES.items():
        text = re.sub(rf"\b{long}\b", f" {short} ", text)
    best = ("", 0)
    for value in values:
        for name in {value, *(one.options.get(value, "") for one in product.translations.values())}:
            if name and _says(text, name.casefold()) and len(name) > best[1]:
                best = (value, len(name))
    return best[0]


_SIZES = {
    "extra small": "xs",
    "extra large": "xl",
    "small": "s",
    "medium": "m",
    "large": "l",
    "小号": "s",
    "中号": "m",
    "大号": "l",
}


def _says(text: str, name: str) -> bool:
    if not name.isascii():
        return name in text or (name.endswith("色") and len(name) > 1 and name[:-1] in text)
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text))


def method_meant(words: str, customer: Customer) -> PaymentMethod | None:
    """The way to pay on file that words mean; None where they fit none, or several alike."""
    text = words.casefold()
    exact = [one for one in customer.payment_methods if one.id.casefold() == text.strip()]
    if exact:
        return exact[0]
    digits = re.sub(r"\D", "", text)
    found = [one for one in customer.payment_methods if one.last_four and digits.endswith(one.last_four)]
    if not found and cue("gift_card").search(text):
        found = [one for one in customer.payment_methods if one.kind is PaymentKind.GIFT_CARD]
    elif not found:
        found = [
            one
            for one in customer.payment_methods
            if (one.brand and one.brand.casefold() in text)
            or (one.kind is PaymentKind.PAYPAL and "paypal" in text)
            or (one.kind is PaymentKind.CARD and cue("card").search(text))
        ]
    return found[0] if len(found) == 1 else None


def title_in(line: OrderLine, product: Product | None, language: str) -> str:
    """What a piece is called in a language."""
    translation = product.translations.get(CHINESE) if product and language == "zh" else None
    return translation.title if translation else line.title


def options_in(options: Mapping[str, str], product: Product | None, language: str) -> str:
    """A variant's options in a language: "blue, M"."""
    translation = product.translations.get(CHINESE) if product and language == "zh" else None
    labels = translation.options if translation else {}
    joint = "、" if language == "zh" else ", "
    return joint.join(labels.get(value, value) for value in options.values())

"""Which hits are what was asked for: the kind of thing first, then what it must have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from agent.tools.matching import words_of
from knowledge_base.schema import AttributeValue, Product
from retrieval.search import Hit
from retrieval.tokens import cut_chinese, is_chinese

_AFTER_KIND = re.compile(r"\b(?:for|with|without|from|to|that|who|which|under|below|in|on|made)\b", re.IGNORECASE)
NO_KIND = frozenset(
    words_of("gift gifts present presents set kit accessory accessories idea 礼物 礼品 配件 套装")
)  # of anything
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {name: digits for digits, name in enumerate(_DIGITS)}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SLEEPS = re.compile(r"\b(?:sleeps?|seats?|fits?|holds?)\s+(\w+)\b(?!\s*(?:people|persons?))", re.IGNORECASE)
_UNITS = "people|persons?|seasons?|pieces?|doors?|pack|gb|tb|mb|mah|inch|in|cm|mm|ml|l|kg|g|w|人|件|片|季|升|毫升|寸"
_QUANTITY = re.compile(rf"(\d+(?:\.\d+)?)[\s-]*({_UNITS})(?![a-z])", re.IGNORECASE)


def relevant(hits: Sequence[Hit], query: str) -> list[Hit]:
    """The hits to show, in their order.

    Where the query names a kind of thing that some hits are ("jacket"), only those stay; of these, only the ones that
    have what the query's other words ask for ("waterproof", "4 people"), as long as any has. A word that no hit knows
    changes nothing, nor does a query that names no kind.
    """
    kinds = [(hit, _kinds(hit.product)) for hit in hits if hit.product is not None]
    for words in (words_of(_AFTER_KIND.split(query, maxsplit=1)[0]) - NO_KIND, words_of(query) - NO_KIND):
        named = [hit for hit, heads in kinds if heads & words]
        if named:
            return _having(named, query, words)
    return list(hits)


def _having(hits: list[Hit], query: str, kinds: set[str]) -> list[Hit]:
    heads = {head for hit in hits if hit.product for head in _kinds(hit.product)} & kinds
    asked = [word for word in sorted(words_of(query) - heads) if not word.isdigit()]
    facts = {hit.id: facts_of(hit.product) for hit in hits if hit.product is not None}
    for need in (*_quantities(_spelt_out(query)), *asked):
        if having := [hit for hit in hits if need in facts[hit.id]]:
            hits = having
    return hits


def _spelt_out(query: str) -> str:
    """The query with small numbers as digits, and "sleeps four" as "4 people"."""
    words = _SLEEPS.sub(lambda found: f"{found[1]} people" if _is_number(found[1]) else found[0], query)
    return re.sub(r"\w+", lambda found: str(_NUMBERS.get(found[0].lower(), found[0])), words)


def _is_number(word: str) -> bool:
    return word.isdigit() or word.lower() in _NUMBERS


def _quantities(text: str) -> set[str]:
    same = {"person": "people", "人": "people", "inch": "in", "升": "l", "毫升": "ml", "寸": "in"}
    return {f"{number}{same.get(unit, unit)}" for number, unit in _measured(text)}


def _measured(text: str) -> Iterator[tuple[str, str]]:
    for number, unit in _QUANTITY.findall(text):
        yield number, unit.lower().removesuffix("s")


def _kinds(product: Product) -> set[str]:
    """Words that say what the product is: the last one of its title and of each of its categories, in any language."""
    names = [*product.categories, product.title]
    for words in product.translations.values():
        names += [*words.categories, words.title]
    return {head for name in names if (head := _last(name))} - NO_KIND


def _last(name: str) -> str:
    if is_chinese(name):
        words = [word for run in _HAN.findall(name) for word in cut_chinese(run)]
        return words[-1] if words else ""
    found = re.findall(r"[^\W\d][\w'’-]*", name)  # "Case for Lark 6" is no 6
    stems = words_of(found[-1]) if found else set()
    return min(stems, key=len) if stems else ""


def facts_of(product: Product) -> set[str]:
    """Every word that the product's title, categories, tags, options and attributes prove."""
    text = " ; ".join(_texts(product))
    return words_of(text) | _quantities(text)


def _texts(product: Product) -> Iterator[str]:
    yield product.title
    yield product.brand
    yield from product.categories
    yield from product.tags
    for variant in product.variants:
        yield from variant.options.values()
    yield from _stated(product.attributes)
    for words in product.translations.values():
        yield words.title
        yield from words.categories
        yield from _stated(words.attributes)


def _stated(attributes: Mapping[str, AttributeValue]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is False or str(value).lower() in {"false", "no", "none", "否", "无"}:
            continue  # an attribute that is denied proves nothing
        yield f"{name}: {'' if value is True else value}"

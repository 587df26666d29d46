"""Hard needs told in passing: "I'm allergic to nuts", "我对花生过敏". They hold until the customer takes them back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agent.tools.exclusions import Exclusion, groups, read
from agent.tools.matching import aspects_of_fact, words_of
from knowledge_base.schema import Product

_HARD = re.compile(
    r"allerg|intoleran|sensitive to"
    r"|\b(?:can ?not|can['’]?t|don['’]?t|do not|must ?n['’]?t|never) (?:eat|have|drink|tolerate)"
    r"|^(?:i have|i['’]?m|i am)\b|过敏|不耐|敏感|不能吃|不吃|不能碰",
    re.IGNORECASE,
)
_SOMEBODY = (
    r"(?:he|she|wife|husband|partner|son|daughter|kid|child|friend|girlfriend|boyfriend|mother|father|mom|mum|dad)"
)
_OF_SOMEBODY = re.compile(rf"\b{_SOMEBODY}(?:['’]s| is| has)\s+(?:an?\s+)?$|我(?:是|们是)?(?:个)?$", re.IGNORECASE)
_NOT = re.compile(
    r"(?:\b(?:am|is|are|['’]?m|['’]re) (?:not|no longer)|isn['’]?t|aren['’]?t)\b"
    r"[^,.;]*?(?:allerg|intoleran|vegan|c(?:o)?eliac)"
    r"|(?:不再?对|没有对|不是)[^,，。]{0,6}(?:过敏|不耐|纯素|素食)",
    re.IGNORECASE,
)
_NONE_LEFT = re.compile(
    r"\b(?:forget|ignore|never ?mind) (?:about )?(?:my|the) (?:allerg|diet|intoleran)"
    r"|\b(?:no|any) allerg(?:y|ies) (?:any ?more|after all)"
    r"|(?:不用管|不用考虑|忘了|忽略|别管)我?的?过敏|我?(?:没有|不)过敏",
    re.IGNORECASE,
)
_PEOPLE = words_of(
    "son daughter wife husband partner kid child friend way remember note also please he she 儿子 女儿 记住"
)


State = Literal["contains", "free", "unsaid"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one message says of lasting needs."""

    needed: tuple[str, ...] = ()  # keys of exclusions
    dropped: tuple[str, ...] = ()
    alone: bool = False  # whether it says nothing else


@lru_cache(maxsize=4096)
def told(text: str) -> Told:
    """The needs that a message tells, and those that it takes back."""
    needed, dropped = [], []
    everything = bool(_NONE_LEFT.search(text))
    for exclusion, asked in groups():
        negated = False
        for match in asked.finditer(text):
            before = text[: match.start()]
            hard = _HARD.search(match[0]) or _OF_SOMEBODY.search(before)
            denied = any(no.start() < match.end() and match.start() < no.end() for no in _NOT.finditer(text))
            negated = negated or denied
            if hard and not denied and not everything:
                needed.append(exclusion.key)
        if everything or negated or exclusion.allowed.search(text):
            dropped.append(exclusion.key)
    kept = tuple(dict.fromkeys(key for key in needed if key not in dropped))
    return Told(kept, tuple(dropped), alone=bool(kept or dropped) and _alone(text, tuple(dropped)))


def standing(texts: Sequence[str]) -> tuple[str, ...]:
    """The needs that hold after these messages, oldest first."""
    held: dict[str, None] = {}
    for text in texts:
        now = told(text)
        for key in now.dropped:
            held.pop(key, None)
        held.update(dict.fromkeys(now.needed))
    return tuple(held)


def remembered(keys: Sequence[str]) -> tuple[Exclusion, ...]:
    """The exclusions of these keys; a name of one ("peanut") does as well."""
    found = {one.key: one for one, _ in groups() if one.key in keys}
    for name in keys:
        if name not in found:
            found |= {one.key: one for one in read(f"no {name}")[0]}
    return tuple(found.values())


def asked_about(question: str) -> tuple[Exclusion, ...]:
    """What a question asks a product to be with or without: "does it contain nuts?", "含坚果吗"."""
    folded = question.casefold()
    return tuple(one for one, _ in groups() if any(re.search(_word(name), folded) for name in one.names))


def _word(name: str) -> str:
    return rf"\b{re.escape(name.removesuffix('s'))}s?\b" if name.isascii() else re.escape(name)


def state_of(exclusion: Exclusion, product: Product) -> State:
    """What a listing says of it."""
    if exclusion.in_listing(product):
        return "contains"
    return "free" if exclusion.ruled_out(product) else "unsaid"


def at_stake(exclusion: Exclusion, products: Sequence[Product]) -> bool:
    """Whether the need matters for such products: of tents nobody wonders whether they contain nuts."""
    return any(
        exclusion.in_listing(product)
        or exclusion.ruled_out(product)
        or (exclusion.traces and any("ingredients" in aspects_of_fact(name) for name in product.attributes))
        for product in products
    )


def _alone(text: str, dropped: Sequence[str]) -> bool:
    if re.search(r"[?？]|[吗呢]\s*[。.!！]?$", text):
        return False
    rest = _NONE_LEFT.sub(" ", read(text)[1])
    for exclusion, _ in groups():
        if exclusion.key in dropped:
            rest = exclusion.allowed.sub(" ", rest)
    return (
        not words_of(re.sub(r"[’']", "", rest)) - _PEOPLE - words_of("after all anymore actually again not really im")
    )

"""What the words ask for and none of the products has, so that the reply does not claim a fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from agent.tools.matching import asks_of, aspects_of_fact, words_of
from agent.tools.relevance import MEASURES, bears, facts_of, head_of, thing_of
from retrieval.search import Hit
from retrieval.tokens import is_chinese

_WORD = re.compile(r"(?<!\w)[^\W\d_][\w'’-]*")
_NO = frozenset({"false", "no", "none"})
_COMMON = frozenset({"I", "I'm", "I'd", "I've", "I’m", "I’d", "I’ve", "Christmas", "TV", "PC", "USB", "UK", "US", "EU"})


def unmet(query: str, shown: Sequence[Hit], pool: Sequence[Hit]) -> tuple[str, ...]:
    """Words of the query that name a property or a brand which no shown product has.

    A property is one that a product of the pool states or denies, or a common one; a brand is a well-known one, or a
    capitalised word within the sentence that no product of the pool knows.
    """
    if not shown:
        return ()
    had = {word for hit in shown if hit.product is not None for word in facts_of(hit.product)}
    titles = " ".join(
        text for hit in shown for text in (hit.title, hit.product.brand if hit.product else "")
    ).casefold()
    known = {word for hit in pool if hit.product is not None for word in facts_of(hit.product)}
    denied = {word for hit in pool for word in _denied(hit)}
    missing = [word for word in _modifiers(query) if not _told(word, shown)]
    for word in _asked(query, denied, known):
        stems = words_of(word)
        if stems and not stems & had and word.casefold() not in titles and not _answered(word, shown):
            missing.append(word)
    return tuple(dict.fromkeys(missing))


@cache
def properties() -> frozenset[str]:
    """Stems of words that say how a thing is, and never what it is."""
    return frozenset(words_of(" ".join(_data()["needs"])))


def _modifiers(query: str) -> list[str]:
    """The words before the thing that say which: "gaming" of "a gaming chair"; not what anybody may call anything."""
    if is_chinese(query) or not head_of(query):
        return []
    vague = {*_data()["vague"], *_data()["audiences"]}
    words = [word for word in _WORD.findall(thing_of(query))[:-1] if len(word) > 1 and words_of(word)]
    plain = {word: re.sub(r"['’]s?$", "", word.casefold()) for word in words}
    return [word for word in words[-2:] if plain[word] not in vague and plain[word] not in MEASURES]


def _told(word: str, shown: Sequence[Hit]) -> bool:
    """Whether any shown product's listing has the word, its description and its other names included."""
    stems = words_of(word)
    if _answered(word, shown):
        return True
    for hit in shown:
        if hit.product is None:
            continue
        texts = " ".join((hit.product.description, *(its.description for its in hit.product.translations.values())))
        if bears(hit.product, stems) or stems & facts_of(hit.product) or stems & words_of(texts):
            return True
    return False


def _answered(word: str, shown: Sequence[Hit]) -> bool:
    """Whether a fact of another name tells of it: "comfort temperature" of "warm"."""
    asked = asks_of(word)
    facts = (fact for hit in shown if hit.product is not None for fact in hit.product.attributes.items())
    return bool(asked) and any(
        asked & aspects_of_fact(name)
        for name, value in facts
        if value is not False and str(value).casefold() not in _NO
    )


def _asked(query: str, denied: set[str], known: set[str]) -> list[str]:
    found = [word for word in (*_data()["needs"], *_data()["brands"]) if is_chinese(word) and word in query]
    common = {*_data()["needs"], *_data()["brands"]}
    for match in _WORD.finditer(query):
        word = match[0]
        if is_chinese(word):
            continue
        begins = not query[: match.start()].strip() or query[: match.start()].rstrip()[-1] in ".!?,:;"
        capital = word[0].isupper() and not begins and word not in _COMMON
        stems = words_of(word)
        if word.casefold() in common or stems & denied or (capital and not stems & known):
            found.append(word)
    return found


def _denied(hit: Hit) -> set[str]:
    """Words of what the product's listing denies: "waterproof: no"."""
    if hit.product is None:
        return set()
    names = (name for name, value in hit.product.attributes.items() if value is False or str(value).lower() in _NO)
    return {word for name in names if len(name.split()) == 1 for word in words_of(name)}


@cache
def _data() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = yaml.safe_load((files(__package__) / "needs.yaml").read_text("utf-8"))
    return read

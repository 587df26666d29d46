"""A question → groups of words that count as one, for the lexical index; with typos mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from retrieval.lexicon import synonyms, translations
from retrieval.search import SearchKind
from retrieval.sparse import Alternative, Group, SparseIndex
from retrieval.tokens import (
    ASKING,
    STOPWORDS,
    chinese_terms,
    content_words,
    is_chinese,
    stem,
    surface_words,
    word_parts,
)
from retrieval.typos import mend

_SYNONYM = 0.5  # of a word's own weight
_SPLIT = 0.5
_JOINED = 0.7
_PARTS = 0.9
_NUMBER = 0.3  # of a measure without its unit
_CHARACTERS = 0.4  # of a Chinese word by its characters
_SPLIT_FROM = 3  # letters of each half of a split word
_SPLIT_FREQUENCY = 3
_LONGEST_PHRASE = 3
_MEASURE = re.compile(r"\d+(?:\.\d+)?[a-z]+")
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)|(\d+)([^\W\d_]{2,})")


def mended(query: str, index: SparseIndex, kinds: Sequence[SearchKind]) -> str | None:
    """The question with typos mended, None where there are none."""
    changes: dict[str, str] = {}
    for word in dict.fromkeys(surface_words(query)):
        if not word.isalpha() or word in STOPWORDS or word in ASKING or _known(word, index, kinds):
            continue
        meant = mend(word, index.surfaces, lambda choice: index.frequency(stem(choice), kinds))
        if meant is not None and stem(meant) != stem(word):
            changes[word] = meant
    if not changes:
        return None
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, changes))})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda match: changes[match.group().casefold()], query)


def groups(text: str, index: SparseIndex, kind: SearchKind) -> tuple[Group, ...]:
    """The words of a question, each with everything that counts as it."""
    words = content_words(text)
    extra = _phrases(words, index, kind)
    found = []
    for position, word in enumerate(words):
        ways = _chinese(word) if is_chinese(word) else _latin(word, index, kind)
        alternatives = tuple(dict.fromkeys((*ways, *extra[position])))
        found.append(Group(word, alternatives))
    return tuple(dict.fromkeys(found))


def _known(word: str, index: SparseIndex, kinds: Sequence[SearchKind]) -> bool:
    return any(
        all(index.frequency(term, kinds) for term in alternative.terms)
        for kind in kinds
        for alternative in _latin(word, index, kind)
    )


def _latin(word: str, index: SparseIndex, kind: SearchKind) -> Iterator[Alternative]:
    whole, *parts = word_parts(word)
    yield Alternative((whole,))
    if _MEASURE.fullmatch(word):
        yield from (Alternative((part,), _NUMBER) for part in parts)
    elif parts:
        yield Alternative(tuple(parts), _PARTS)
    for phrase in _synonyms().get(whole, ()):
        yield Alternative(phrase, _SYNONYM)
    both = _LETTERS_AND_DIGITS.fullmatch(word)
    if both:
        yield Alternative(tuple(stem(part) for part in both.groups() if part), _PARTS)
    if word.isalpha():
        yield from _splits(word, index, kind)


def _splits(word: str, index: SparseIndex, kind: SearchKind) -> Iterator[Alternative]:
    for cut in range(_SPLIT_FROM, len(word) - _SPLIT_FROM + 1):
        halves = (stem(word[:cut]), stem(word[cut:]))
        if all(index.frequency(half, (kind,)) >= _SPLIT_FREQUENCY for half in halves):
            yield Alternative(halves, _SPLIT)


def _chinese(word: str) -> Iterator[Alternative]:
    whole, *pairs = chinese_terms(word)
    yield Alternative((whole,))
    english = translations().get(word)
    if english is not None:
        yield from (Alternative(terms) for terms in (_terms(english), *_synonyms().get(_terms(english)[0], ())))
    if pairs:
        yield Alternative(tuple(pairs), _PARTS)
    elif len(word) == 2:
        yield Alternative(tuple(word), _CHARACTERS)


def _phrases(words: Sequence[str], index: SparseIndex, kind: SearchKind) -> list[list[Alternative]]:
    """For each word what counts as it together with its neighbours: "head phones", "solid state drive"."""
    extra: list[list[Alternative]] = [[] for _ in words]
    for length in range(2, _LONGEST_PHRASE + 1):
        for first in range(len(words) - length + 1):
            phrase = words[first : first + length]
            ways = [Alternative(terms, _SYNONYM) for terms in _synonyms().get(" ".join(map(stem, phrase)), ())]
            joined = stem("".join(phrase))
            if length == 2 and index.frequency(joined, (kind,)):
                ways.append(Alternative((joined,), _JOINED))
            for position in range(first, first + length):
                extra[position] += ways
    return extra


def _terms(phrase: str) -> tuple[str, ...]:
    return tuple(word_parts(word)[0] for word in surface_words(phrase)) or (phrase,)


@cache
def _synonyms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The stemmed words of a phrase -> those of the other phrases of its groups."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in synonyms():
        stemmed = [_terms(phrase) for phrase in group]
        for own in stemmed:
            others = tuple(terms for terms in stemmed if terms != own)
            found[" ".join(own)] = (*found.get(" ".join(own), ()), *others)
    return found

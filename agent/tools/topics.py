"""What the shop's FAQ and documents tell, ready to be weighed against a question: an index of their words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agent.tools.matching import words_of
from knowledge_base.schema import Document, FaqEntry, Language
from retrieval.passages import Passage, passages_of
from retrieval.tokens import HAN, normalise

_HAN = re.compile(f"[{HAN}]+")

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One passage with the questions that it answers; a document's are its headings."""

    passage: Passage
    record: str  # id of its FAQ entry or document
    asks: tuple[str, ...]
    asked: tuple[Terms, ...]  # terms of each of `asks`
    said: Terms  # of all that it holds


def terms(text: str) -> Terms:
    """What texts are matched by: stems of words that carry meaning, and Chinese characters with their pairs."""
    runs = _HAN.findall(normalise(text))
    pieces = {run[place : place + size] for run in runs for size in (1, 2) for place in range(len(run) - size + 1)}
    return frozenset(words_of(_HAN.sub(" ", text)) | pieces)


class Topics:
    """All topics of a shop, by the terms in them."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], tuple[Topic, ...]] = {}  # by kind and id: an entry and a page may share an id
        self._topics: dict[str, Topic] = {}  # by key of the passage
        self._holding: defaultdict[str, set[str]] = defaultdict(set)  # term -> keys
        self._frequency: dict[str, Counter[str]] = {}  # of terms, by language
        self._size: Counter[str] = Counter()

    def put(self, record: FaqEntry | Document) -> None:
        """Take in a record, or what it has become."""
        kind = "faq" if isinstance(record, FaqEntry) else "document"
        self.drop(kind, record.id)
        self._of[kind, record.id] = tuple(_topic(passage, record) for passage in passages_of(record))
        for topic in self._of[kind, record.id]:
            self._topics[topic.passage.key] = topic
            self._count(topic, 1)
            for term in topic.said:
                self._holding[term].add(topic.passage.key)

    def drop(self, kind: str, record: str) -> None:
        """Forget a record of a kind, "faq" or "document"."""
        for topic in self._of.pop((kind, record), ()):
            del self._topics[topic.passage.key]
            self._count(topic, -1)
            for term in topic.said:
                self._holding[term].discard(topic.passage.key)

    def _count(self, topic: Topic, by: int) -> None:
        language = topic.passage.language
        frequency = self._frequency.setdefault(language, Counter())
        for term in topic.said:
            frequency[term] += by
        self._size[language] += by

    def weight(self, term: str, language: str) -> float:
        """How telling a term is: its inverse document frequency among the texts of a language."""
        found = self._frequency[language][term] if language in self._frequency else 0
        return math.log(1 + self._size[language] / (0.5 + found))

    def known(self, term: str) -> bool:
        """Whether any text holds it."""
        return bool(self._holding.get(term))

    def all(self) -> list[Topic]:
        """Every topic there is now."""
        return list(self._topics.values())

    def languages(self) -> frozenset[str]:
        """That there are texts in."""
        return frozenset(key for key, size in self._size.items() if size)

    def named(self, kind: str, record: str, text: str) -> Topic | None:
        """The topic of a record of a kind with this text."""
        return next((topic for topic in self._of.get((kind, record), ()) if topic.passage.text == text), None)

    def likely(self, asked: Collection[str], language: Language, most: int) -> list[Topic]:
        """Those that hold most of the terms, by weight."""
        scores: defaultdict[str, float] = defaultdict(float)
        for term in sorted(asked):
            weight = self.weight(term, language)
            for key in self._holding.get(term, ()):
                if self._topics[key].passage.language == language:
                    scores[key] += weight
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        return [self._topics[key] for key in ranked[:most]]

    def share(self, asked: Collection[str], of: Collection[str], language: str) -> float:
        """The part of a question's terms, by weight, that is among others."""
        total = sum(self.weight(term, language) for term in asked)
        return sum(self.weight(term, language) for term in asked if term in of) / total if total else 0.0

    def likeness(self, one: Terms, other: Terms, language: str) -> float:
        """The cosine of two sets of terms, by weight."""
        both, mine, theirs = (
            sum(self.weight(term, language) ** 2 for term in group) for group in (one & other, one, other)
        )
        return both / math.sqrt(mine * theirs) if both else 0.0


def _topic(passage: Passage, record: FaqEntry | Document) -> Topic:
    asks = tuple(_asks(passage, record))
    return Topic(
        passage=passage,
        record=record.id,
        asks=asks,
        asked=tuple(map(terms, asks)),
        said=terms(" ".join((*asks, passage.text))),
    )


def _asks(passage: Passage, record: FaqEntry | Document) -> Iterable[str]:
    if isinstance(record, FaqEntry):
        return (record.question, *record.alternatives)
    return dict.fromkeys((passage.title, *passage.source.headings[-1:]))

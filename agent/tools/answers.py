"""The tool over FAQ, policies and guides: finds the shop's own words that answer, or says that none do."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Protocol

import numpy as np

from agent.tools.answerable import Answerable, Evidence, Question
from agent.tools.quoting import quotes
from agent.tools.results import Answer, Passage
from agent.tools.topics import Terms, Topic, Topics, terms
from agent.tools.wanted import told, wanted
from knowledge_base.schema import Language

if TYPE_CHECKING:
    from retrieval.embed import Vectors
    from retrieval.search import Searcher

PASSAGES = 3
_FOUND, _LIKELY = 12, 24  # candidates by the search and by their words
_LONGEST = 2000
_WHOLE = 500  # characters of a topic that stand for the whole of it
_ALSO = 5.0  # of fit below the best, down to which a passage may tell what that leaves open
_AT_ONCE = 16  # topics prepared in one go
_ALONE = 5.0  # lead in fit of a passage beside which nothing was found
_OUTSIDE = ("out_of_scope", "chitchat")
_PRODUCT = ("search_products", "recommend", "product_detail", "product_stock", "product_price", "compare_products")


class Reads(Protocol):
    """What understands a text."""

    def about_shop(self, text: str) -> float:
        """The probability that it asks about the shop, its rules or an order."""

    def shares(self, text: str) -> Mapping[str, float]:
        """The probability of every intent."""

    def words(self, text: str) -> Sequence[str]:
        """The words that carry meaning, in the language of the vectors."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text; texts of the same meaning in any language come near."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with what speaks for it."""

    topic: Topic
    evidence: Evidence
    fit: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What `answer_question` works on."""

    searcher: Searcher
    answerable: Answerable
    reads: Reads
    topics: Callable[[], Topics]

    def answer(self, question: str, language: Language, first: int = 1) -> Answer:
        """The passages that answer, numbered from `first`; none where the shop's words don't."""
        question = question[:_LONGEST]
        found = self.weigh(question, language)
        if not found:
            return Answer(question=question)
        sure = self.answerable.probability(self.read(question, language), found[0].evidence, fits(found))
        if sure < self.answerable.near:
            return Answer(question=question, confidence=sure, near=tuple(its.topic.passage.title for its in found[:2]))
        kept = [found[0], *self._completing(question, found)]
        passages = tuple(self._passage(place, its.topic, question) for place, its in enumerate(kept, start=first))
        return Answer(question=question, passages=passages, confidence=sure, hedged=sure < self.answerable.sure)

    def warm(self, stop: Event) -> None:
        """Prepare every topic, a few at a time, so that no customer waits for it; until done or told to stop."""
        topics = self.topics().all()
        for part in (slice(-1), slice(-1, None)):  # the short texts of all topics, then the long ones: less padding
            for start in range(0, len(topics), _AT_ONCE):
                if stop.is_set():
                    return
                texts = [text for topic in topics[start : start + _AT_ONCE] for text in _texts(topic)[part]]
                words = [word for text in texts for word in self.reads.words(text)]
                for group in (texts, words):
                    if group:
                        self.reads.vectors(group)
        for topic in topics:
            if stop.is_set():
                return
            self.reads.shares(topic.asks[0])

    def weigh(self, question: str, language: Language) -> list[Weighed]:
        """Passages that may answer, best first, in the customer's language; in others only where there is none."""
        language, asked = self._spoken(language), terms(question)
        topics = self._candidates(question, language, asked)
        if not topics:
            return []
        of_asks = self._nearness(question, topics)
        shares = self.reads.shares(question)
        kinds = wanted(question)
        meant = self._meant(question, topics)
        found = []
        for topic in topics:
            evidence = Evidence(
                similarity=of_asks[topic.passage.key][0],
                body=of_asks[topic.passage.key][1],
                likeness=max(self.topics().likeness(asked, its, language) for its in topic.asked),
                asked=self.topics().share(asked, frozenset().union(*topic.asked), language),
                covered=self.topics().share(asked, topic.said, language),
                meant_asked=meant[topic.passage.key][0],
                meant=meant[topic.passage.key][1],
                weakest=meant[topic.passage.key][2],
                agreement=_agreement(shares, self.reads.shares(topic.asks[0])),
                kind=_telling(kinds, told(topic.passage.text)),
                document=float(topic.passage.kind == "document"),
            )
            found.append(Weighed(topic, evidence, self.answerable.fit(evidence, chinese=language == "zh")))
        return sorted(found, key=lambda its: -its.fit)

    def read(self, question: str, language: Language) -> Question:
        """What is known of the question itself."""
        language = self._spoken(language)
        asked = terms(question)
        shares = self.reads.shares(question)
        return Question(
            foreign=1 - self.topics().share(asked, [term for term in asked if self.topics().known(term)], language),
            shop=self.reads.about_shop(question),
            outside=sum(shares.get(name, 0.0) for name in _OUTSIDE),
            product=sum(shares.get(name, 0.0) for name in _PRODUCT),
            length=math.log(1 + len(asked)),
            chinese=float(language == "zh"),
        )

    def _spoken(self, language: Language) -> Language:
        spoken = self.topics().languages()
        return language if language in spoken or not spoken else Language(min(spoken))

    def _candidates(self, question: str, language: Language, asked: Terms) -> list[Topic]:
        """Topics that may answer, by the search and by their words."""
        result = self.searcher.search(
            question, None, _FOUND, kinds=("faq", "document"), language=language, read_filters=False
        )
        topics = self.topics()
        found = [topics.named(hit.kind, hit.id, hit.text) for hit in result.hits if hit.language == language]
        likely = topics.likely(asked, language, _LIKELY)
        return list({topic.passage.key: topic for topic in (*found, *likely) if topic is not None}.values())

    def _nearness(self, question: str, topics: Sequence[Topic]) -> dict[str, tuple[float, float]]:
        """By key: cosines of the question with the nearest question of a topic and with the whole of it."""
        texts = [_texts(topic) for topic in topics]
        vectors = self.reads.vectors([question, *(text for group in texts for text in group)])
        close = vectors[1:] @ vectors[0]
        nearness, place = {}, 0
        for topic, group in zip(topics, texts, strict=True):
            own = close[place : place + len(group)]
            nearness[topic.passage.key] = (float(own[:-1].max()), float(own[-1]))
            place += len(group)
        return nearness

    def _meant(self, question: str, topics: Sequence[Topic]) -> dict[str, tuple[float, float, float]]:
        """By key: how well the question's words are met by words of like meaning (see `Evidence`)."""
        asked = self.reads.words(question)
        words = {
            topic.passage.key: (
                [word for ask in topic.asks for word in self.reads.words(ask)],
                self.reads.words(topic.passage.text),
            )
            for topic in topics
        }
        known = {
            word: at
            for at, word in enumerate(
                dict.fromkeys(word for pair in words.values() for group in pair for word in group)
            )
        }
        if not asked or not known:
            return dict.fromkeys(words, (0.0, 0.0, 0.0))
        vectors = self.reads.vectors([*asked, *known])
        near = vectors[: len(asked)] @ vectors[len(asked) :].T
        weights = np.array([self._telling(word) for word in asked])
        weights /= weights.sum()
        result = {}
        for key, (asks, text) in words.items():
            in_asks = _nearest(near, [known[word] for word in asks])
            anywhere = np.maximum(in_asks, _nearest(near, [known[word] for word in text]))
            result[key] = (float(weights @ in_asks), float(weights @ anywhere), float(anywhere.min()))
        return result

    def _telling(self, word: str) -> float:
        return max((self.topics().weight(term, "en") for term in terms(word)), default=1.0)

    def _completing(self, question: str, found: Sequence[Weighed]) -> list[Weighed]:
        """Further passages that tell what the best leaves open: what it costs, beside how long it takes."""
        kinds, told_by_best = wanted(question), told(found[0].topic.passage.text)
        left = kinds - told_by_best if kinds & told_by_best else frozenset()
        near = [its for its in found[1:] if its.fit >= found[0].fit - _ALSO]
        kept: list[Weighed] = []
        for its in sorted(near, key=lambda its: (-its.evidence.covered, -its.fit)):
            telling = left & told(its.topic.passage.text)
            if telling and len(kept) < PASSAGES - 1:
                kept.append(its)
                left -= telling
        return kept

    def _passage(self, number: int, topic: Topic, question: str) -> Passage:
        passage = topic.passage
        return Passage(
            number=number,
            kind="faq" if passage.kind == "faq" else "document",
            id=passage.id,
            title=passage.source.title or passage.title,
            text=passage.text,
            quotes=quotes(passage.text, question, self.reads.vectors),
            headings=passage.source.headings,
            page=passage.source.page,
            url=passage.source.url,
            language=passage.language,
        )


def _texts(topic: Topic) -> tuple[str, ...]:
    """What of a topic is compared with a question: its questions, and last the whole of it."""
    return (*topic.asks, f"{topic.asks[0]} {topic.passage.text}"[:_WHOLE])


def _nearest(near: Vectors, places: Sequence[int]) -> Vectors:
    """For each row the best of some columns, 0 of none."""
    return near[:, places].max(axis=1) if places else np.zeros(len(near), np.float32)


def fits(found: Sequence[Weighed]) -> tuple[float, float]:
    """The fit of the best and of the best that another record holds."""
    others = (its.fit for its in found[1:] if its.topic.record != found[0].topic.record)
    return found[0].fit, next(others, found[0].fit - _ALONE)


def _agreement(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two distributions."""
    both = sum(share * other.get(name, 0.0) for name, share in one.items())
    size = math.sqrt(sum(share**2 for share in one.values()) * sum(share**2 for share in other.values()))
    return both / size if size else 0.0


def _telling(kinds: frozenset[str], tells: frozenset[str]) -> float:
    return 2 * len(kinds & tells) / len(kinds) - 1 if kinds else 0.0

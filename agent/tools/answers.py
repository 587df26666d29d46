"""The tool over FAQ, policies and guides: finds the shop's own words that answer, or says that none do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.grounding.sentences import split
from agent.tools.answerable import Answerable, Evidence
from agent.tools.matching import words_of
from agent.tools.results import Answer, Passage
from knowledge_base.schema import Language
from retrieval.search import Hit
from retrieval.tokens import gloss

if TYPE_CHECKING:
    from retrieval.embed import Embedder
    from retrieval.search import Searcher

PASSAGES = 3
_WHOLE = 320  # characters up to which an answer is quoted whole
_QUOTED = 3  # sentences of a longer one
_HITS = 6


@dataclass(frozen=True, slots=True)
class Answers:
    """What `answer_question` works on."""

    searcher: Searcher
    embedder: Embedder
    answerable: Answerable

    def answer(self, question: str, language: Language, first: int = 1) -> Answer:
        """The passages that answer, numbered from `first`; none where the shop's words don't."""
        result = self.searcher.search(
            question[:2000], None, _HITS, kinds=("faq", "document"), language=language, read_filters=False
        )
        hits = _one_language(result.hits, language)
        if not hits:
            return Answer(question=question)
        asked = words_of(question)
        sure = [self.answerable.probability(_evidence(hit, asked, language)) for hit in hits]
        best = max(range(len(hits)), key=lambda place: (sure[place] >= self.answerable.threshold, hits[place].score))
        if sure[best] < self.answerable.threshold:
            return Answer(question=question, confidence=sure[best], near=tuple(hit.title for hit in hits[:2]))
        kept = [hits[best], *(hit for hit in hits if hit is not hits[best] and self._adds(hit, hits[best], asked))]
        passages = tuple(
            self._passage(number, hit, question) for number, hit in enumerate(kept[:PASSAGES], start=first)
        )
        return Answer(question=question, passages=passages, confidence=sure[best])

    def _adds(self, hit: Hit, best: Hit, asked: set[str]) -> bool:
        """Whether a further hit answers a part of the question that the best leaves open."""
        if hit.id == best.id and hit.kind == best.kind:
            return False
        open_words = asked - words_of(f"{best.title} {best.text}")
        return (
            bool(open_words & words_of(f"{hit.title} {' '.join(hit.source.headings)}"))
            and hit.score >= best.score * 0.6
        )

    def _passage(self, number: int, hit: Hit, question: str) -> Passage:
        return Passage(
            number=number,
            kind="faq" if hit.kind == "faq" else "document",
            id=hit.id,
            title=hit.source.title or hit.title,
            text=hit.text,
            quotes=self.quotes(hit.text, question),
            headings=hit.source.headings,
            page=hit.source.page,
            url=hit.source.url,
            language=hit.language,
        )

    def quotes(self, text: str, question: str) -> tuple[str, ...]:
        """The sentences of a text that answer, in its order; all of a short text."""
        sentences = [sentence.strip(" \t\n-*•") for sentence in split(text) if sentence.strip(" \t\n-*•#")]
        if len(text) <= _WHOLE or len(sentences) <= 2:
            return tuple(sentences)
        asked = words_of(question)
        vectors = self.embedder.embed([gloss(piece) for piece in (question, *sentences)])
        close = vectors[1:] @ vectors[0]
        worth = [
            float(similarity) + 0.15 * len(asked & words_of(sentence)) / max(len(asked), 1)
            for similarity, sentence in zip(close, sentences, strict=True)
        ]
        best = max(worth)
        chosen = [place for place, value in enumerate(worth) if value >= best - 0.15]
        chosen = sorted(sorted(chosen, key=lambda place: -worth[place])[:_QUOTED])
        return tuple(sentences[place] for place in chosen)


def _one_language(hits: Sequence[Hit], language: Language) -> list[Hit]:
    """Hits in the customer's language; the others only where there are none."""
    return [hit for hit in hits if hit.language == language] or list(hits)


def _evidence(hit: Hit, asked: set[str], language: Language) -> Evidence:
    title = words_of(f"{hit.title} {' '.join(hit.source.headings)}")
    text = words_of(hit.text)
    return Evidence(
        similarity=hit.similarity,
        titled=len(asked & title) / max(len(asked), 1),
        covered=len(asked & (title | text)) / max(len(asked), 1),
        words=len(asked),
        chinese=language == "zh",
    )

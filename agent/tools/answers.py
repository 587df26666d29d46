"""The tool over FAQ, policies and guides: finds the shop's own words that answer, or says that none do."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
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
_NEARLY = 0.7  # of the best hit's score, from which another may complete it


@dataclass(frozen=True, slots=True)
class Answers:
    """What `answer_question` works on.

    `about_shop` is the probability that a question is about the shop at all; `known` are all words of the shop's texts.
    """

    searcher: Searcher
    embedder: Embedder
    answerable: Answerable
    about_shop: Callable[[str], float]
    known: Callable[[], Container[str]]

    def answer(self, question: str, language: Language, first: int = 1) -> Answer:
        """The passages that answer, numbered from `first`; none where the shop's words don't."""
        hits = self.find(question, language)
        if not hits:
            return Answer(question=question)
        sure = self.answerable.probability(self.evidence(question, hits, language))
        if sure < self.answerable.threshold:
            return Answer(question=question, confidence=sure, near=tuple(hit.title for hit in hits[:2]))
        asked = words_of(question)
        kept = [hits[0], *(hit for hit in hits[1:] if _adds(hit, hits[0], asked))]
        passages = tuple(
            self._passage(number, hit, question) for number, hit in enumerate(kept[:PASSAGES], start=first)
        )
        return Answer(question=question, passages=passages, confidence=sure)

    def find(self, question: str, language: Language) -> list[Hit]:
        """Passages, best first, in the customer's language; in others only where there is none."""
        found = self.searcher.search(
            question[:2000], None, _HITS, kinds=("faq", "document"), language=language, read_filters=False
        )
        return [hit for hit in found.hits if hit.language == language] or list(found.hits)

    def evidence(self, question: str, hits: Sequence[Hit], language: Language) -> Evidence:
        """What speaks for and against the first of these hits being an answer."""
        best, asked = hits[0], words_of(question)
        share = 1 / max(len(asked), 1)
        title = words_of(f"{best.title} {' '.join(best.source.headings)}")
        known = self.known()
        others = [hit.score for hit in hits[1:] if hit.id != best.id]
        return Evidence(
            similarity=max(hit.similarity for hit in hits[:3]),
            score=best.score,
            lead=best.score - max(others, default=0.0),
            titled=share * len(asked & title),
            covered=share * len(asked & (title | words_of(best.text))),
            foreign=share * sum(word not in known for word in asked),
            shop=self.about_shop(question),
            chinese=language == "zh",
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
        text = prose(text)
        sentences = [words for sentence in split(text) if (words := sentence.strip(" \t\n-*•#"))]
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


def prose(text: str) -> str:
    """Markdown as running text: rows of a table as "a: b, c", no emphasis, no headings' marks."""
    lines: list[str] = []
    for line in re.sub(r"\|\s+\|", "|\n|", text).splitlines():
        if re.fullmatch(r"[\s|:-]+", line) and "-" in line:
            lines = lines[:-1]  # the row above it was the head of a table
        elif line.lstrip().startswith("|"):
            row, _, after = (
                line.strip().strip("|").rpartition("|") if not line.rstrip().endswith("|") else (line, "", "")
            )
            first, *rest = [cell.strip() for cell in row.strip().strip("|").split("|")]
            lines.append(f"{first}: {', '.join(rest).rstrip('.')}. {after.strip()}".strip())
        else:
            lines.append(line)
    return re.sub(r"\*\*|__|`", "", "\n".join(lines))


def _adds(hit: Hit, best: Hit, asked: set[str]) -> bool:
    """Whether a further hit answers a part of the question that the best leaves open."""
    if hit.id == best.id or hit.score < best.score * _NEARLY:
        return False
    left = asked - words_of(f"{best.title} {best.text}")
    return bool(left & words_of(f"{hit.title} {' '.join(hit.source.headings)}"))

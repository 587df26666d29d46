"""One search over one immutable view of the index: words in, hits with scores and sources out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.schema import CHINESE, Language
from retrieval import filters as reading
from retrieval.columns import Columns
from retrieval.errors import QueryError
from retrieval.fuse import convex, weights
from retrieval.passages import Passage
from retrieval.relax import relaxations
from retrieval.rerank import Candidates, rerank
from retrieval.search import ALL_KINDS, Filters, ForeignPrice, Hit, SearchKind, SearchResult
from retrieval.sparse import Group, SparseIndex
from retrieval.tokens import asked_words, gloss, is_chinese, likeness
from retrieval.understand import groups, mended
from retrieval.view import View

MOST_CHARACTERS = 2000
MOST_HITS = 1000
_DEPTH = 100  # candidates of each kind from words and from meaning, at least
_OTHER_LANGUAGE = 0.5  # of the score of an answer in a language that was not asked in
_LIKENESS = 0.5  # the share of likeness in the score of a Chinese answer, where there is no cosine
_UNRELATED = 0.15  # cosine; without any word in common, less is not worth showing
_ONLY_FILTERS = 0.6  # the score of products that fit where nothing but filters was asked
_STILL_FITS = 0.6  # of the best score without filters that the best with them must have

ShopView = View[SparseIndex, Columns]


class Embedder(Protocol):
    """Texts → vectors of length 1."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is searched among passages of one kind."""

    text: str
    groups: tuple[Group, ...]
    vector: NDArray[np.float32] | None
    meaning: float  # how far the vector can be trusted, 0..1
    language: Language | None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Rows of one kind, best first."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    similarities: NDArray[np.float32]
    lexical: NDArray[np.float32]


def search(
    view: ShopView,
    embedder: Embedder,
    query: str,
    filters: Filters | None = None,
    k: int = 10,
    *,
    kinds: Sequence[SearchKind] = ALL_KINDS,
    language: Language | None = None,
    read_filters: bool = True,
) -> SearchResult:
    """The k best hits; see `Searcher.search`.

    Raises:
        QueryError: an empty query without filters, k out of range, or a filter that contradicts itself.
    """
    query = query[:MOST_CHARACTERS].strip()
    check(query, filters, k, kinds)
    return _Search(view, embedder, query, filters or Filters(), kinds, language, read_filters=read_filters).run(k)


def check(query: str, filters: Filters | None, k: int, kinds: Sequence[SearchKind]) -> None:
    """Refuse what cannot be searched.

    Raises:
        QueryError: says which part is wrong and what was needed.
    """
    if not query and not filters:
        raise QueryError("query is empty; needs words or a filter")
    if not 1 <= k <= MOST_HITS:
        raise QueryError(f"k is {k}; needs 1 to {MOST_HITS}")
    if not kinds or any(kind not in ALL_KINDS for kind in kinds):
        raise QueryError(f"kinds is {tuple(kinds)!r}; needs some of {', '.join(ALL_KINDS)}")
    if filters is None:
        return
    low, high = filters.price_min, filters.price_max
    if low is not None and high is not None and low > high:
        raise QueryError(f"price_min is {low}, above price_max {high}; needs price_min up to price_max")
    for wanted, unwanted, name in (
        (filters.colours, filters.not_colours, "colour"),
        (filters.brands, filters.not_brands, "brand"),
    ):
        both = sorted(set(wanted) & set(unwanted))
        if both:
            raise QueryError(f"{name} {both[0]!r} is both wanted and unwanted; needs one of the two")


class _Search:
    """The state of one search, from the question to the hits."""

    def __init__(
        self,
        view: ShopView,
        embedder: Embedder,
        query: str,
        filters: Filters,
        kinds: Sequence[SearchKind],
        language: Language | None,
        *,
        read_filters: bool,
    ) -> None:
        self.view = view
        self.embedder = embedder
        self.kinds = [kind for kind in ALL_KINDS if kind in kinds and view.columns.of_kind(kind).any()]
        self.english = reads_only_english(embedder.name)
        self.vectors: dict[str, NDArray[np.float32]] = {}
        self.language = language or (CHINESE if is_chinese(query) else None)
        code = view.columns.code(query) if "product" in kinds else None
        self.named = code.rows if code else ()
        self.corrected = None if code else mended(query, view.sparse, self.kinds)
        self.query = self.corrected or query
        self.filters, self.text = filters, self.query
        self.foreign_price: ForeignPrice | None = None
        if read_filters and "product" in self.kinds:
            left = query[: code.start] + " " + query[code.end :] if code else self.query
            asked = reading.understand(left, view.columns.vocabulary)
            self.foreign_price = asked.foreign_price
            self.filters = reading.merge(asked.filters, filters) if asked.filters else filters
            self.text = asked.rest if (asked.filters or asked.foreign_price) and not code else self.query

    def run(self, k: int) -> SearchResult:
        """Find, rank and join the kinds."""
        ranked: dict[SearchKind, _Ranked] = {}
        applied = self.filters
        relaxed: tuple[str, ...] = ()
        for kind in self.kinds:
            # Products are asked for without the words that became filters, answers with all words.
            question = self._question(kind, self.text if kind == "product" else self.query)
            if kind == "product":
                ranked[kind], applied, relaxed = self._products(question, k)
            else:
                ranked[kind] = self._rank(kind, question, self.view.columns.of_kind(kind), k)
        hits = sorted(self._hits(ranked), key=lambda hit: (not hit.exact, -hit.score))
        return SearchResult(
            hits=tuple(hits[:k]),
            filters=applied,
            relaxed=relaxed,
            query=self.text,
            corrected=self.corrected,
            foreign_price=self._told(applied),
        )

    def _told(self, applied: Filters) -> ForeignPrice | None:
        """The price in another currency, unless it was taken as the shop's own and then given up or replaced."""
        price = self.foreign_price
        if price is None or not price.applied:
            return price
        same = (price.price_min, price.price_max) == (applied.price_min, applied.price_max)
        return price if same else None

    def _question(self, kind: SearchKind, text: str) -> _Question:
        meaning = gloss(text).strip() if self.english else text
        if meaning and meaning not in self.vectors:
            self.vectors[meaning] = self.embedder.embed([meaning])[0]
        found = groups(text, self.view.sparse, kind)
        return _Question(
            text, found, self.vectors.get(meaning), _trust(text, meaning) if self.english else 1.0, self.language
        )

    def _products(self, question: _Question, k: int) -> tuple[_Ranked, Filters, tuple[str, ...]]:
        """Products that satisfy the filters; where none fits, with as few of them dropped as it takes."""
        columns = self.view.columns
        anything = columns.of_kind("product")
        if not self.filters:
            return self._rank("product", question, anything, k), self.filters, ()
        best = self._rank("product", question, anything, k)
        for filters, dropped in relaxations(self.filters):
            allowed = columns.allowed(filters)
            if not allowed.any():
                continue
            ranked = self._rank("product", question, allowed, k)
            if _still_fits(ranked, best):
                if "colours" in dropped:  # their words count again as words
                    text = " ".join((*self.filters.colours, question.text))
                    ranked = self._rank("product", self._question("product", text), allowed, k)
                return ranked, filters, dropped
        return best, Filters(), ()

    def _rank(self, kind: SearchKind, question: _Question, allowed: NDArray[np.bool_], k: int) -> _Ranked:
        """The best rows of one kind among those allowed."""
        view = self.view
        depth = max(_DEPTH, 2 * k)
        lexical = view.sparse.scores(question.groups, kind)
        lexical = np.pad(lexical, (0, len(allowed) - len(lexical))) * allowed
        rows = _top(lexical, depth)
        if question.vector is not None and question.meaning > 0:
            near, _ = view.dense.search(question.vector, depth, allowed)
            rows = np.union1d(rows, near)
        if not question.groups:  # filters alone: the most popular of those that fit
            rows = np.flatnonzero(allowed)
            rows = rows[np.argsort(-view.columns.popularity[rows], kind="stable")[:depth]]
        similarities = self._similarities(question, rows)
        scores = self._fused(kind, question, rows, similarities, lexical[rows])
        if kind == "product":
            passages = [view.passages[row] for row in rows.tolist()]
            candidates = Candidates(rows, passages, similarities, view.columns.popularity[rows])
            scores = rerank(scores, candidates, question.groups, view.sparse)
            if not question.groups:
                scores += np.float32(_ONLY_FILTERS)
        worth = (lexical[rows] > 0) | (similarities >= _UNRELATED) | (not question.groups)
        order = np.argsort(-scores, kind="stable")
        order = order[worth[order]]
        ranked = _Ranked(rows[order], scores[order], similarities[order], lexical[rows[order]])
        if kind != "product" and question.language is not None:
            ranked = self._translated(ranked, question.language)
        return _Ranked(ranked.rows[:k], ranked.scores[:k], ranked.similarities[:k], ranked.lexical[:k])

    def _similarities(self, question: _Question, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines; for Chinese passages before a model that reads only English, how alike they are written."""
        similarities = np.zeros(len(rows), np.float32)
        if question.vector is not None:
            similarities = self.view.dense.similarities(question.vector, rows)
        if self.english:
            chinese = np.flatnonzero(self.view.columns.in_language(CHINESE)[rows])
            similarities[chinese] = 0
            if is_chinese(question.text):
                for place in chinese.tolist():
                    texts = self.view.passages[int(rows[place])].embedded
                    similarities[place] = max(likeness(question.text, text) for text in texts)
        return similarities

    def _fused(
        self,
        kind: SearchKind,
        question: _Question,
        rows: NDArray[np.int64],
        similarities: NDArray[np.float32],
        lexical: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        share = np.full(len(rows), weights().meaning[kind] * question.meaning, np.float32)
        chinese = self.view.columns.in_language(CHINESE)[rows]
        if self.english:
            share[chinese] = _LIKENESS if kind == "faq" and is_chinese(question.text) else 0
        scores = convex(similarities, lexical, share)
        if kind == "product":
            return scores
        other = ~self.view.columns.in_language(question.language)[rows] if question.language else chinese
        return np.where(other, scores * np.float32(_OTHER_LANGUAGE), scores)

    def _translated(self, ranked: _Ranked, language: Language) -> _Ranked:
        """The same answers, each in the language that was asked in where the shop has it, at the better score."""
        columns = self.view.columns
        best: dict[int, tuple[float, float]] = {}
        for row, score, similarity in zip(
            ranked.rows.tolist(), ranked.scores.tolist(), ranked.similarities.tolist(), strict=True
        ):
            passage = self.view.passages[row]
            own = passage.language == language
            sibling = columns.sibling(passage.topic, language) if passage.topic and not own else None
            if sibling is not None:
                row, score = sibling, score / _OTHER_LANGUAGE  # noqa: PLW2901 its translation stands for it
            before = best.get(row, (0.0, 0.0))
            best[row] = (max(before[0], score), max(before[1], similarity))
        order = sorted(best, key=lambda row: -best[row][0])
        return _Ranked(
            np.array(order, np.int64),
            np.array([best[row][0] for row in order], np.float32),
            np.array([best[row][1] for row in order], np.float32),
            np.zeros(len(order), np.float32),
        )

    def _hits(self, ranked: Mapping[SearchKind, _Ranked]) -> Iterable[Hit]:
        seen = set(self.named)
        best = max((float(found.scores[0]) for found in ranked.values() if len(found.scores)), default=0.0)
        for order, row in enumerate(self.named):
            yield _hit(self.view.passages[row], best + 1 - order / (len(self.named) + 1), 1.0, exact=True)
        for found in ranked.values():
            for row, score, similarity in zip(
                found.rows.tolist(), found.scores.tolist(), found.similarities.tolist(), strict=True
            ):
                if row not in seen:
                    yield _hit(self.view.passages[row], score, similarity)


def _still_fits(found: _Ranked, best: _Ranked) -> bool:
    """Whether what filters leave answers the question about as well as what they take away."""
    if not len(found.rows):
        return not len(best.rows)
    return all(
        float(mine.max()) >= _STILL_FITS * float(theirs.max())
        for mine, theirs in ((found.scores, best.scores), (found.lexical, best.lexical))
    )


def reads_only_english(model: str) -> bool:
    """Whether an embedding model knows no other language, by its name."""
    return not re.search(
        r"multilingual|xlm|labse|bge-m3|-zh\b|jina-embeddings-v[3-9]|qwen|embeddinggemma", model, re.IGNORECASE
    )


def _hit(passage: Passage, score: float, similarity: float, *, exact: bool = False) -> Hit:
    return Hit(
        id=passage.id,
        kind=passage.kind,
        score=score,
        title=passage.title,
        text=passage.text,
        source=passage.source,
        language=passage.language,
        similarity=similarity,
        product=passage.product,
        exact=exact,
    )


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The rows of the k highest scores above 0, in no order; ties at the edge fall to the lower rows."""
    found = np.flatnonzero(scores)
    if len(found) <= k:
        return found
    order = np.argpartition(-scores[found], k - 1)[:k]
    edge = scores[found][order].min()
    better = found[scores[found] > edge]
    return np.concatenate((better, found[scores[found] == edge][: k - len(better)]))


def _trust(text: str, meaning: str) -> float:
    """The share of a question's words that the English of its vector covers."""
    if not is_chinese(text):
        return 1.0
    chinese = sum(is_chinese(character) for character in text)
    other = len([word for word in asked_words(text) if not is_chinese(word)])
    covered = max(0, len(meaning.split()) - other)
    return min(1.0, (2 * covered + other) / max(1, chinese + other))

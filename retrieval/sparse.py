"""Words → rows: a lexical index over weighted fields that is kept up to date without being rebuilt.

The scores are BM25's (Robertson and Zaragoza 2009), computed when a passage is added and looked up when it is searched
(eager scoring, as bm25s does: Lù 2024), with three differences that bm25s has no room for:

- A word counts where it fits best: its score is that of the field in which it scores highest, plus a small share of
  the others (a disjunction maximum for each word), so that a title is not punished for a long description.
- The inverse document frequency is applied when searching, from counts that are kept exact through every change.
- Passages can be added and removed: a small segment takes what is new and is merged into the large one in time.

Products, FAQ entries and documents have statistics of their own: "return" is rare among products.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import orjson
from numpy.typing import NDArray

from retrieval.errors import SnapshotError
from retrieval.fuse import FIELDS, weights
from retrieval.passages import Passage
from retrieval.postings import Postings, Segment
from retrieval.search import ALL_KINDS, SearchKind
from retrieval.tokens import fingerprint, index_words, stem, surface_words

__all__ = ["Alternative", "Group", "SparseIndex"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to satisfy a word of the question: all of these terms, at this share of the word's weight."""

    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """One word of the question with everything that counts as it; the best alternative counts."""

    surface: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """How the words of a question occur in chosen rows."""

    idf: NDArray[np.float32]  # [groups], 0 for a word that no passage of the kind has
    fields: NDArray[np.uint16]  # [groups, rows], a bit for each field of the kind that has the word


class SparseIndex:
    """The lexical index of one view. Immutable but for the vocabulary, to which later versions only append."""

    def __init__(
        self, terms: dict[str, int], surfaces: list[str], parts: Mapping[SearchKind, Postings], size: int
    ) -> None:
        self.terms = terms  # word -> number; may hold newer words than this version's postings
        self.surfaces = surfaces  # number -> the word as first seen, before stemming
        self.parts = parts
        self.size = size  # rows run from 0 to size - 1

    @classmethod
    def build(cls, passages: Mapping[int, Passage]) -> Self:
        """From nothing."""
        return cls({}, [], {kind: Postings.empty(len(FIELDS[kind])) for kind in ALL_KINDS}, 0).changed(passages, ())

    def changed(self, added: Mapping[int, Passage], removed: Collection[int]) -> Self:
        """This index with these rows more and those dead; the original may still be searched."""
        parts = dict(self.parts)
        for kind in ALL_KINDS:
            of_kind = {row: passage for row, passage in added.items() if passage.kind == kind}
            segment = self._segment(kind, of_kind)
            parts[kind] = parts[kind].changed(segment, removed, len(self.terms), weights().lexical[kind])
        size = max(self.size, 1 + max(added, default=-1))
        return type(self)(self.terms, self.surfaces, parts, size)

    def _segment(self, kind: SearchKind, passages: Mapping[int, Passage]) -> Segment:
        rows, fields, terms = [], [], []
        for row, passage in passages.items():
            for number, name in enumerate(FIELDS[kind]):
                text = passage.fields.get(name)
                if text:
                    found = self._numbers(text)
                    terms += found
                    rows.append((row, len(found)))
                    fields.append(number)
        counts = [count for _, count in rows]
        return Segment.of(
            rows=np.repeat(np.array([row for row, _ in rows], np.int64), counts),
            fields=np.repeat(np.array(fields, np.int64), counts),
            terms=np.array(terms, np.int64),
            members=np.array(sorted(passages), np.int64),
            width=len(FIELDS[kind]),
        )

    def _numbers(self, text: str) -> list[int]:
        numbers = []
        for word in index_words(text):
            number = self.terms.get(word)
            if number is None:
                number = self.terms[word] = len(self.terms)
                self.surfaces.append(next((seen for seen in surface_words(text) if stem(seen) == word), word))
            numbers.append(number)
        return numbers

    def frequency(self, term: str, kinds: Sequence[SearchKind] = ALL_KINDS) -> int:
        """In how many living passages of these kinds a term occurs."""
        number = self.terms.get(term)
        return 0 if number is None else sum(self.parts[kind].frequency(number) for kind in kinds)

    def scores(self, groups: Sequence[Group], kind: SearchKind) -> NDArray[np.float32]:
        """A score for each row: 0 for a passage without any of the words, below 1, which no passage can reach.

        The sum over words is divided by what a passage could reach at most (the theoretical maximum of Bruch et al.
        2023, section 4.1), so that scores are comparable between questions.
        """
        total = np.zeros(self.size, np.float32)
        known = []
        part = self.parts[kind]
        for group in groups:
            best, idf = self._group(part, group)
            if best is not None:
                total += best * np.float32(idf)
                known.append(idf)
        # A word that nothing has counts as much as the others do on average: a passage misses it.
        most = sum(known) / len(known) * len(groups) if known else 0.0
        return total / np.float32(most) if most else total

    def _group(self, part: Postings, group: Group) -> tuple[NDArray[np.float32] | None, float]:
        best: NDArray[np.float32] | None = None
        idf = 0.0
        for alternative in group.alternatives:
            numbers = self._known(part, alternative)
            if numbers is None:
                continue
            found = part.saturation(numbers[0], self.size)
            for number in numbers[1:]:
                found = np.minimum(found, part.saturation(number, self.size))
            found *= np.float32(alternative.weight)
            best = found if best is None else np.maximum(best, found)
            idf = max(idf, *(part.idf(number) for number in numbers))
        return best, idf

    def _known(self, part: Postings, alternative: Alternative) -> list[int] | None:
        """The numbers of its terms where every one of them occurs in a living passage of the kind."""
        numbers = [self.terms.get(term, -1) for term in alternative.terms]
        return numbers if numbers and all(number >= 0 and part.frequency(number) for number in numbers) else None

    def matches(self, groups: Sequence[Group], kind: SearchKind, rows: NDArray[np.int64]) -> Matches:
        """In which fields of these rows each word occurs."""
        part = self.parts[kind]
        idf = np.zeros(len(groups), np.float32)
        fields = np.zeros((len(groups), len(rows)), np.uint16)
        for position, group in enumerate(groups):
            for alternative in group.alternatives:
                numbers = self._known(part, alternative)
                if numbers is None:
                    continue
                idf[position] = max(idf[position], *(part.idf(number) for number in numbers))
                masks = [part.fields(number, rows) for number in numbers]
                fields[position] |= np.bitwise_and.reduce(masks)
        return Matches(idf, fields)

    def save(self, folder: Path) -> None:
        """Write it into this empty folder."""
        words = [*self.terms][: len(self.surfaces)]
        said = {"cut": fingerprint(), "terms": words, "surfaces": self.surfaces, "size": self.size}
        (folder / "words.json").write_bytes(orjson.dumps(said))
        for kind, part in self.parts.items():
            part.save(folder / f"{kind}.npz")

    @classmethod
    def load(cls, folder: Path, passages: Mapping[int, Passage]) -> Self:  # noqa: ARG003 a part may need them
        """Read what `save` wrote.

        Raises:
            SnapshotError: texts are cut into words in another way now.
        """
        words = orjson.loads((folder / "words.json").read_bytes())
        if words["cut"] != fingerprint():
            raise SnapshotError(f"the words in {folder} were cut by another version of Xiaoer; they are cut again")
        terms = {word: number for number, word in enumerate(words["terms"])}
        parts = {kind: Postings.load(folder / f"{kind}.npz", len(terms), weights().lexical[kind]) for kind in ALL_KINDS}
        return cls(terms, words["surfaces"], parts, words["size"])

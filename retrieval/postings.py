"""Which word occurs in which row, how often and in which field: the arrays below the lexical index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.fuse import Lexical

_MERGE_SHARE = 0.1  # of the large segment, before a small one is merged into it
_MERGE_LEAST = 1000  # members; fewer are not worth a merge


@dataclass(frozen=True, slots=True)
class Segment:
    """Occurrences, sorted by term, row and field; one element for each (term, row, field)."""

    terms: NDArray[np.int32]
    rows: NDArray[np.int32]
    fields: NDArray[np.uint8]
    counts: NDArray[np.uint16]
    members: NDArray[np.int64]  # sorted rows, with or without words
    lengths: NDArray[np.float32]  # [members, fields], in words

    @classmethod
    def of(
        cls,
        *,
        rows: NDArray[np.int64],
        fields: NDArray[np.int64],
        terms: NDArray[np.int64],
        members: NDArray[np.int64],
        width: int,
    ) -> Self:
        """From one element for each occurrence of a word."""
        local = np.searchsorted(members, rows)
        lengths = np.zeros((len(members), width), np.float32)
        np.add.at(lengths, (local, fields), 1)
        span = max(1, len(members)) * width
        keys, counts = np.unique(terms * span + local * width + fields, return_counts=True)
        return cls(
            (keys // span).astype(np.int32),
            members[keys % span // width].astype(np.int32),
            (keys % width).astype(np.uint8),
            np.minimum(counts, 65_535).astype(np.uint16),
            members,
            lengths,
        )

    def joined(self, other: Segment) -> Segment:
        """Both in one."""
        terms = np.concatenate((self.terms, other.terms))
        rows = np.concatenate((self.rows, other.rows))
        fields = np.concatenate((self.fields, other.fields))
        counts = np.concatenate((self.counts, other.counts))
        order = np.lexsort((fields, rows, terms))
        members = np.concatenate((self.members, other.members))
        by_row = np.argsort(members, kind="stable")
        lengths = np.concatenate((self.lengths, other.lengths))
        return Segment(terms[order], rows[order], fields[order], counts[order], members[by_row], lengths[by_row])

    def without(self, rows: NDArray[np.int64]) -> Segment:
        """Without these rows."""
        if not len(rows) or not len(self.members):
            return self
        keep, stay = ~np.isin(self.rows, rows), ~np.isin(self.members, rows)
        return Segment(
            self.terms[keep],
            self.rows[keep],
            self.fields[keep],
            self.counts[keep],
            self.members[stay],
            self.lengths[stay],
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """A segment made ready to be searched: one element for each (term, row), found by `starts[term]`."""

    segment: Segment
    starts: NDArray[np.int64]  # [terms + 1]
    rows: NDArray[np.int32]
    saturation: NDArray[np.float32]  # the best field's, plus a share of the others
    fields: NDArray[np.uint16]  # bits

    @classmethod
    def of(cls, segment: Segment, terms: int, mean: NDArray[np.float32], lexical: Lexical) -> Self:
        """Score a segment with these mean lengths of fields."""
        if not len(segment.terms):
            return cls(
                segment,
                np.zeros(terms + 1, np.int64),
                np.zeros(0, np.int32),
                np.zeros(0, np.float32),
                np.zeros(0, np.uint16),
            )
        local = np.searchsorted(segment.members, segment.rows)
        usual = np.minimum(mean, np.array(lexical.longest, np.float32))
        length = segment.lengths[local, segment.fields] / usual[segment.fields]
        count = segment.counts.astype(np.float32)
        weight = np.array(lexical.weights, np.float32)[segment.fields]
        value = weight * count / (count + lexical.k1 * (1 - lexical.b + lexical.b * length))
        change = np.flatnonzero(np.diff(segment.terms) | np.diff(segment.rows)) + 1
        first = np.concatenate((np.zeros(1, np.int64), change))
        best, total = np.maximum.reduceat(value, first), np.add.reduceat(value, first)
        bits = np.left_shift(np.uint16(1), segment.fields.astype(np.uint16))
        return cls(
            segment,
            np.searchsorted(segment.terms[first], np.arange(terms + 1)).astype(np.int64),
            segment.rows[first],
            (best + lexical.tie * (total - best)).astype(np.float32),
            np.bitwise_or.reduceat(bits, first),
        )

    def of_term(self, term: int) -> slice:
        """Where a term's elements stand."""
        if term + 1 >= len(self.starts):
            return slice(0, 0)
        return slice(int(self.starts[term]), int(self.starts[term + 1]))


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages of one kind: a large segment, a small one with what came later, and counts over the living."""

    large: Scored
    small: Scored
    dead: NDArray[np.int64]  # rows of the large segment that are gone
    frequencies: NDArray[np.int32]  # living passages for each term
    count: int  # living passages

    @classmethod
    def empty(cls, width: int) -> Self:
        """Of no passage."""
        nothing = np.zeros(0, np.int64)
        segment = Segment.of(rows=nothing, fields=nothing, terms=nothing, members=nothing, width=width)
        scored = Scored.of(segment, 0, np.ones(width, np.float32), Lexical((1.0,) * width, (np.inf,) * width))
        return cls(scored, scored, nothing, np.zeros(0, np.int32), 0)

    def changed(self, added: Segment, removed: Collection[int], terms: int, lexical: Lexical) -> Postings:
        """With a segment more and without some rows."""
        gone = np.array(sorted(removed), np.int64)
        gone = gone[np.isin(gone, np.concatenate((self.large.segment.members, self.small.segment.members)))]
        if not len(gone) and not len(added.members):
            return self
        small = self.small.segment.without(gone).joined(added)
        dead = np.union1d(self.dead, gone[np.isin(gone, self.large.segment.members)])
        large = self.large
        if len(small.members) + len(dead) > max(_MERGE_LEAST, _MERGE_SHARE * len(large.segment.members)):
            whole = large.segment.without(dead).joined(small)
            mean = _mean_lengths((whole.lengths,))
            large, dead = Scored.of(whole, terms, mean, lexical), dead[:0]
            small = small.without(small.members)
        alive = ~np.isin(large.segment.members, dead)
        mean = _mean_lengths((large.segment.lengths[alive], small.lengths))
        scored = Scored.of(small, terms, mean, lexical)
        frequencies = _frequencies(large, dead, terms) + _frequencies(scored, dead[:0], terms)
        return Postings(large, scored, dead, frequencies, int(alive.sum()) + len(small.members))

    def frequency(self, term: int) -> int:
        """In how many living passages a term occurs."""
        return int(self.frequencies[term]) if term < len(self.frequencies) else 0

    def idf(self, term: int) -> float:
        """The inverse document frequency (the non-negative form that Lucene uses)."""
        frequency = self.frequency(term)
        return float(np.log1p((self.count - frequency + 0.5) / (frequency + 0.5)))

    def saturation(self, term: int, size: int) -> NDArray[np.float32]:
        """For each of `size` rows how well it is matched by a term, 0 for rows without it."""
        found = np.zeros(size, np.float32)
        for scored in (self.large, self.small):
            here = scored.of_term(term)
            found[scored.rows[here]] = scored.saturation[here]
        return found

    def fields(self, term: int, rows: NDArray[np.int64]) -> NDArray[np.uint16]:
        """For each of these rows the bits of the fields that have a term."""
        bits = np.zeros(len(rows), np.uint16)
        for scored in (self.large, self.small):
            here = scored.of_term(term)
            having = scored.rows[here]
            if len(having):
                place = np.minimum(np.searchsorted(having, rows), len(having) - 1)
                bits |= np.where(having[place] == rows, scored.fields[here][place], 0).astype(np.uint16)
        return bits

    def save(self, path: Path) -> None:
        """Write the occurrences of the living; what is computed from them is not kept."""
        whole = self.large.segment.without(self.dead).joined(self.small.segment)
        np.savez(
            path,
            terms=whole.terms,
            rows=whole.rows,
            fields=whole.fields,
            counts=whole.counts,
            members=whole.members,
            lengths=whole.lengths,
        )

    @classmethod
    def load(cls, path: Path, terms: int, lexical: Lexical) -> Postings:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            segment = Segment(*(arrays[name] for name in Segment.__slots__))
        large = Scored.of(segment, terms, _mean_lengths((segment.lengths,)), lexical)
        small = Scored.of(
            segment.without(segment.members), terms, np.ones(segment.lengths.shape[1], np.float32), lexical
        )
        none = np.zeros(0, np.int64)
        return cls(large, small, none, _frequencies(large, none, terms), len(segment.members))


def _mean_lengths(lengths: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The mean length of each field over the passages that have it, at least 1."""
    total = sum((part.sum(axis=0) for part in lengths), np.zeros(lengths[0].shape[1]))
    having = sum(((part > 0).sum(axis=0) for part in lengths), np.zeros(lengths[0].shape[1]))
    mean: NDArray[np.float32] = np.maximum(1, total / np.maximum(1, having)).astype(np.float32)
    return mean


def _frequencies(scored: Scored, dead: NDArray[np.int64], terms: int) -> NDArray[np.int32]:
    frequencies = np.diff(scored.starts).astype(np.int32)
    frequencies = np.pad(frequencies, (0, terms - len(frequencies)))
    if len(dead):
        gone = np.flatnonzero(np.isin(scored.rows, dead))
        owner = np.searchsorted(scored.starts, gone, side="right") - 1
        np.subtract.at(frequencies, owner, 1)
    return frequencies

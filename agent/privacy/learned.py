"""What is personal in this shop and nowhere else: its customers' names, and how its order and parcel numbers look.

Names are held as hashes keyed for this process (SipHash), so that no list of customers lies in memory beside the store.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from knowledge_base.schema import Customer, CustomerId
from knowledge_base.store import Kind

if TYPE_CHECKING:
    from knowledge_base.store import Store

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[^\W\d_㐀-鿿豈-﫿]+")
_CHINESE = re.compile(r"[㐀-鿿豈-﫿·]{2,}")
_GAP = re.compile(r"[\s.,_'’+\"-]{1,3}\Z")
_LONGEST_CHINESE = 6
_SAMPLE = 2000  # orders whose parcels are looked at
_SHAPES = 24  # more than that and letters are no fixed part of a number
_BARE_DIGITS = 5  # fewer digits alone are told by the words around them only


class Learned:
    """Grows as the store does; safe to read from any thread while it learns."""

    def __init__(self) -> None:
        self._names: set[int] = set()
        self._begun: set[int] = set()  # first words of names
        self._numbers: set[int] = set()
        self._orders: re.Pattern[str] | None = None
        self._parcels: re.Pattern[str] | None = None
        self._after = 0
        self._lock = threading.Lock()

    def learn(self, store: Store) -> None:
        """Read the store: all of it the first time, and what changed since then later."""
        with self._lock:
            newest = store.last_change()
            if newest == self._after:
                return
            if self._after == 0:
                self.add_customers(store.customers())
            else:
                changed = (CustomerId(change.id) for change in store.changes(self._after) if _customer(change))
                self.add_customers(one for key in changed if (one := store.customer(key)) is not None)
            self.add_orders(store.ids(Kind.ORDER))
            shipments = (shipment for order in islice(store.orders(), _SAMPLE) for shipment in order.shipments)
            self._parcels = shapes(code for shipment in shipments for code in shipment.tracking)
            self._after = newest

    def add_customers(self, customers: Iterable[Customer]) -> None:
        """Know these names from now on."""
        for customer in customers:
            for key in _keys(customer.first_name, customer.last_name):
                self._names.add(hash(key))
                self._begun.add(hash(key.partition(" ")[0]))

    def add_orders(self, ids: Iterable[str]) -> None:
        """Know how these order numbers look; numbers of digits alone are known one by one."""
        lettered = []
        for number in ids:
            if not number.isdecimal():
                lettered.append(number)
            elif len(number) >= _BARE_DIGITS:
                self._numbers.add(hash(number))
        self._orders = shapes(lettered)

    def mask(self, text: str) -> str:
        """Without the shop's order and parcel numbers."""
        if self._orders is not None:
            text = self._orders.sub("[order]", text)
        if self._parcels is not None:
            text = self._parcels.sub("[tracking]", text)
        if self._numbers:
            text = _BARE.sub(lambda found: "[order]" if hash(found[0]) in self._numbers else found[0], text)
        return text

    def mask_names(self, text: str, words: Iterable[str]) -> str:
        """Without the names of the shop's customers; `words` are those of the text, in lower case."""
        begun = self._begun
        spans = list(self._latin(text)) if any(hash(word) in begun for word in words) else []
        if self._names and not text.isascii():
            spans += self._chinese(text)
        for begin, end in sorted(spans, reverse=True):
            text = f"{text[:begin]}[name]{text[end:]}"
        return text

    def _latin(self, text: str) -> Iterator[tuple[int, int]]:
        words = [(found.start(), found.end(), found[0].casefold()) for found in _LATIN.finditer(text)]
        taken = 0
        for place, (begin, end, word) in enumerate(words):
            if begin < taken:
                continue
            last = end if hash(word) in self._names else 0
            parts, before = [word], end
            for _, there, following in words[place + 1 : place + 4]:
                if not _GAP.match(text, before, there - len(following)):
                    break
                parts.append(following)
                before = there
                if hash(" ".join(parts)) in self._names or (
                    not last and self._spans(text, parts, words[place : place + 4])
                ):
                    last = there
            if last:
                taken = last
                yield begin, last

    def _spans(self, text: str, parts: Sequence[str], words: Sequence[tuple[int, int, str]]) -> bool:
        """Whether these are a first and last name around middle names or initials, which a word between is not."""
        between = words[1 : len(parts) - 1]
        named = all(end - begin <= 2 or text[begin].isupper() for begin, end, _ in between)
        return named and hash(f"{parts[0]} {parts[-1]}") in self._names

    def _chinese(self, text: str) -> Iterator[tuple[int, int]]:
        for run in _CHINESE.finditer(text):
            place = run.start()
            while place < run.end() - 1:
                sizes = range(min(_LONGEST_CHINESE, run.end() - place), 1, -1)
                size = next((size for size in sizes if hash(text[place : place + size]) in self._names), 0)
                if size:
                    yield place, place + size
                place += size or 1


_BARE = re.compile(r"(?a)(?<![\w.])\d{5,20}(?!\w)")


def shapes(codes: Iterable[str]) -> re.Pattern[str] | None:
    """What numbers of this kind look like: letters and signs as they are, digits as many as there were and one more."""
    found = _shapes(codes, fixed=True)
    if found is None:
        return None
    runs, codes_ = found
    if len(runs) > _SHAPES:
        again = _shapes(codes_, fixed=False)
        runs = {} if again is None or len(again[0]) > _SHAPES else again[0]
    parts = [_pattern(skeleton, lengths) for skeleton, lengths in sorted(runs.items())]
    return re.compile(rf"(?i)(?<![A-Za-z0-9])(?:{'|'.join(parts)})(?![A-Za-z0-9])") if parts else None


def _shapes(codes: Iterable[str], *, fixed: bool) -> tuple[dict[str, list[tuple[int, int]]], list[str]] | None:
    """Skeletons with the shortest and longest of each run of digits."""
    seen: list[str] = []
    runs: dict[str, list[tuple[int, int]]] = {}
    for code in codes:
        seen.append(code)
        digits = [len(run) for run in re.findall(r"\d+", code)]
        if sum(digits) < 3 or code.isdecimal():
            continue
        skeleton = re.sub(r"\d+", "\0", code if fixed else re.sub(r"[A-Za-z]", "\1", code))
        before = runs.setdefault(skeleton, [(length, length) for length in digits])
        runs[skeleton] = [(min(low, now), max(high, now)) for (low, high), now in zip(before, digits, strict=True)]
    return (runs, seen) if runs else None


def _pattern(skeleton: str, lengths: Sequence[tuple[int, int]]) -> str:
    left = iter(lengths)
    parts = []
    for mark in skeleton:
        if mark == "\0":
            low, high = next(left)
            parts.append(rf"\d{{{low},{high + 1}}}")
        else:
            parts.append(
                "[A-Za-z]" if mark == "\1" else f"{re.escape(mark)}" if mark.isalnum() else f"{re.escape(mark)}?"
            )
    return "".join(parts)


def _customer(change: object) -> bool:
    return getattr(change, "kind", None) is Kind.CUSTOMER and not getattr(change, "removed", True)


def _keys(first: str, last: str) -> Iterator[str]:
    """The ways in which a name is written; neither part alone, which would be a word or somebody else."""
    given, family = ([word.casefold() for word in _WORD.findall(part)] for part in (first, last))
    if not given or not family:
        return
    if not (first + last).isascii() and _CHINESE.fullmatch("".join(family + given)):
        yield "".join(family + given)
        yield "".join(given + family)
        return
    for words in (given + family, family + given, [given[0], family[-1]], [family[-1], given[0]]):
        yield " ".join(words)
        if sum(map(len, words)) > 6:
            yield "".join(words)

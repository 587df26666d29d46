"""Whom a figure is about: the products that a sentence names, and which of them each figure belongs to."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.grounding.claims import Claim
from agent.grounding.names import Names
from agent.grounding.sources import Subject

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_BOUNDARY = re.compile(
    r"[;；，、。:：()（）|]|,(?!\d)|\b(?:and|while|but|whereas|vs|versus|than|or)\b|和|而|但|与|比|\s[-–—]\s"
)
_JOINT = re.compile(r"\W*(?:and|or|vs\.?|versus|&|和|与|及|跟|还有|以及)?\W*(?:the|our|a|an)?\W*", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b|分别", re.IGNORECASE)
_EACH = re.compile(r"\b(?:both|each|all|either)\b|[都均各]", re.IGNORECASE)
_OTHERS = re.compile(  # speaks of another than the last one named, or of several
    r"\b(?:others?|another|cheapest|cheaper|dearest|dearer|lightest|heaviest|most|least|best|latter|former|range|prices|options|"
    r"products|items|these|those|them|they|between|all|both|each|some|any|ones)\b|另|其[他它余]|最|都|这些|那些|它们|之间|几款|两款|各",
    re.IGNORECASE,
)
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("first 1st 第一 第1", "second 2nd 第二 第2", "third 3rd 第三 第3", "fourth 4th 第四 第4", "fifth 5th 第五 第5")
    )
    for word in words.split()
}
_ORDINAL = re.compile(
    r"\bthe (first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)\b(?! (?:time|order|purchase|day|week|year|month))"
    r"|(第[一二三四五12345])(?=[款个件双种]|是|售|卖|[，:：])",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:others?|another)\b|另[一外]", re.IGNORECASE)
_RANK = {"former": 0, "latter": 1, "前者": 0, "后者": 1}
_RANKED = re.compile(r"\b(former|latter)\b|(前者|后者)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A product named in a sentence, and where."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom a figure is about. Without keys: anyone; `named`: the sentence itself says whom; `every`: each of them."""

    keys: tuple[str, ...] = ()
    named: bool = False
    every: bool = False


@dataclass(slots=True)
class Thread:
    """What the reply spoke of so far: the products named last, all of them in order, a table's columns, reviews."""

    last: tuple[str, ...] = ()
    listed: list[str] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    reviewed: bool = False

    def follow(self, sentence: str, mentions: Sequence[Mention]) -> None:
        """Take in a sentence once it has been judged."""
        row = _cells(sentence)
        if row and len(mentions) > 1 and not self.columns:
            self.columns = {
                cell: mention.keys[0]
                for mention in mentions
                for cell, (start, end) in enumerate(row)
                if start <= mention.start < end
            }
        elif not row:
            self.columns = {}
        if mentions:
            keys = tuple(dict.fromkeys(key for mention in mentions for key in mention.keys))
            self.last = keys
            self.listed += [key for key in keys if key not in self.listed]


class Binder:
    """Finds the products of one turn's evidence in sentences."""

    def __init__(self, subjects: Sequence[Subject], names: Names) -> None:
        self._order = [subject.key for subject in subjects]
        self._names = names
        self._titles: dict[str, tuple[str, ...]] = {}
        for subject in subjects:
            for title in subject.titles:
                key = title.lower().replace("’", "'")
                self._titles[key] = (*self._titles.get(key, ()), subject.key)
        self._short = _short_names(subjects)

    def mentions(self, text: str) -> list[Mention]:
        """The products that a text (in its normal form) names, in full or by what tells them apart."""
        low = text.lower()
        found = [
            Mention(at, at + len(title), keys) for title, keys in self._titles.items() for at in _places(low, title)
        ]
        found += [Mention(*match.span(), (key,)) for pattern, key in self._short for match in pattern.finditer(text)]
        found += [Mention(start, end, (f"?{name}",)) for name, start, end in self._names.titles_in(text)]
        kept: list[Mention] = []
        for mention in sorted(found, key=lambda one: (one.start - one.end, one.keys[0].startswith("?"))):
            if all(mention.end <= other.start or mention.start >= other.end for other in kept):
                kept.append(mention)
        return sorted(kept, key=lambda mention: mention.start)

    def bind(self, text: str, claim: Claim, claims: Sequence[Claim], named: list[Mention], thread: Thread) -> Binding:
        """Whom one figure of a text is about."""
        if not named:
            return self._carried(text, claim, thread)
        keys = tuple(dict.fromkeys(key for mention in named for key in mention.keys))
        if len(keys) == 1:
            rest = _without(text, named)
            return Binding() if _ORDINAL.search(rest) or _ANOTHER.search(rest) else Binding(keys, named=True)
        return self._among(text, claim, claims, named)

    def _among(self, text: str, claim: Claim, claims: Sequence[Claim], named: list[Mention]) -> Binding:
        """Which of several named products a figure is about."""
        keys = tuple(dict.fromkeys(key for mention in named for key in mention.keys))
        group = _group(text, claim, named)
        alike = [one for one in claims if one.kind == claim.kind and one.start >= group[-1].end] if group else []
        if len(group) > 1 and len(alike) == len(group) and claim in alike:
            return Binding(group[alike.index(claim)].keys, named=True)
        if _RESPECTIVELY.search(text):
            alike = [one for one in claims if one.kind == claim.kind]
            if len(alike) == len(named):
                return Binding(named[alike.index(claim)].keys, named=True)
        if _EACH.search(text) or (len(group) > 1 and len(alike) == 1 and claim in alike):
            return Binding(keys, named=True, every=True)
        return Binding(_nearest(text, claim, named), named=True)

    def _carried(self, text: str, claim: Claim, thread: Thread) -> Binding:
        """Whom a figure is about in a sentence that names nobody."""
        row = _cells(text)
        if row and thread.columns:
            cell = next((place for place, (start, end) in enumerate(row) if start <= claim.start < end), -1)
            return Binding((thread.columns[cell],), named=True) if cell in thread.columns else Binding()
        if ranked := [match for match in _RANKED.finditer(text) if match.start() < claim.start]:
            place = _RANK[ranked[-1].group().lower()]
            return Binding((thread.listed[place],), named=True) if place < len(thread.listed) else Binding()
        if ordinals := [match for match in _ORDINAL.finditer(text) if match.start() < claim.start]:
            place = _ORDINALS[(ordinals[-1].group(1) or ordinals[-1].group(2)).lower()]
            lists = [one for one in (self._order, thread.listed) if len(one) > 1 and place < len(one)]
            return Binding(tuple(dict.fromkeys(one[place] for one in lists)), named=bool(lists))
        if not thread.last or _OTHERS.search(text):
            return Binding()
        return Binding(thread.last)


def _short_names(subjects: Sequence[Subject]) -> list[tuple[re.Pattern[str], str]]:
    """Parts of titles that belong to one product of these alone: a name of its own, and what kind of thing it is."""
    owners: dict[tuple[str, str], set[str]] = {}
    for subject in subjects:
        for kind_and_part in (found for title in subject.titles for found in _parts(title)):
            owners.setdefault(kind_and_part, set()).add(subject.key)
    short = []
    for (kind, part), keys in owners.items():
        if len(keys) != 1 or any(_elsewhere(part, subject, keys) for subject in subjects):
            continue
        if kind == "first" and len(part) > 3:
            short.append((re.compile(rf"\b{re.escape(part)}\b"), next(iter(keys))))
        elif kind == "head" and len(part) > 2:
            pattern = rf"\b(?:the|this|that|your)\b(?: [\w'-]+){{0,3}}? {re.escape(part)}\b"
            short.append((re.compile(pattern, re.IGNORECASE), next(iter(keys))))
        elif kind == "zh" and len(part) == 2 and len(subjects) > 1:
            short.append((re.compile(re.escape(part)), next(iter(keys))))
    return short


def _parts(title: str) -> list[tuple[str, str]]:
    """What may stand for a title: its first word and its last, or its first and last two characters."""
    if _HAN.search(title):
        return [("zh", part) for part in (title[:2], title[-2:]) if all(_HAN.match(character) for character in part)]
    words = _WORD.findall(title)
    return [("first", words[0]), ("head", words[-1].lower())] if len(words) > 1 else []


def _elsewhere(part: str, subject: Subject, keys: Iterable[str]) -> bool:
    return subject.key not in keys and any(part.lower() in title.lower() for title in subject.titles)


def _places(text: str, title: str) -> Iterable[int]:
    at = text.find(title) if title else -1
    while at >= 0:
        end = at + len(title)
        if not (title[-1].isascii() and re.match(r"(?!s\b)[a-z0-9]", text[end:])):
            yield at
        at = text.find(title, end)


def _cells(text: str) -> list[tuple[int, int]]:
    """From where to where the cells of a table's row reach; none where this is no row."""
    line = text.strip()
    if not line.startswith("|") or line.count("|") < 3:
        return []
    bars = [match.start() for match in re.finditer(r"\|", text)]
    return list(itertools.pairwise(bars))


def _group(text: str, claim: Claim, named: list[Mention]) -> list[Mention]:
    """The names in a row that stand last before a figure: "the A and the B cost"."""
    before = [mention for mention in named if mention.end <= claim.start]
    group = before[-1:]
    for mention in reversed(before[:-1]):
        if not _JOINT.fullmatch(text[mention.end : group[0].start]):
            break
        group.insert(0, mention)
    return group


def _nearest(text: str, claim: Claim, named: list[Mention]) -> tuple[str, ...]:
    """The name in a figure's own stretch of the sentence, else the last before it, else the first behind it."""
    cuts = [0, *(cut.start() for cut in _BOUNDARY.finditer(text) if not _within(cut.start(), named)), len(text)]
    first = max(cut for cut in cuts if cut <= claim.start)
    last = min((cut for cut in cuts if cut > claim.start), default=len(text))
    inside = [mention for mention in named if first <= mention.start < last]
    before = [mention for mention in inside if mention.end <= claim.start]
    if inside:
        if re.match(r"\W*than\b|\W*比", text[first:], re.IGNORECASE):  # "cheaper than the B at $49": either's
            return tuple(key for mention in named for key in mention.keys)
        return (before[-1] if before else inside[0]).keys
    earlier = [mention for mention in named if mention.end <= claim.start]
    return (earlier[-1] if earlier else named[0]).keys


def _without(text: str, named: list[Mention]) -> str:
    """A text without the names in it, whose words are not to be read as words."""
    for mention in named:
        text = f"{text[: mention.start]}{' ' * (mention.end - mention.start)}{text[mention.end :]}"
    return text


def _within(place: int, named: list[Mention]) -> bool:
    return any(mention.start <= place < mention.end for mention in named)

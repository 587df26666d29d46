"""Evidence: what was found in this turn, and whether a sentence rests on it.

A sentence goes through three steps: its claims are read (`claims`, `names`, `commitments`), each figure is bound to
whom and what it is said of (`binding`, `roles`), and each must then be proven by a fact of the same kind, of the same
product and from a source that may prove it, or follow from such facts (`derived`).
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from agent.grounding import commitments, counting, derived, promises
from agent.grounding.binding import Binder, Binding, Mention, Thread
from agent.grounding.claims import Claim, claims
from agent.grounding.echo import echoes, normal
from agent.grounding.matching import among, same_thing
from agent.grounding.names import Names
from agent.grounding.roles import Role, role_of
from agent.grounding.sources import Fact, Source, Subject, facts

# Where a sum of money may be said again because a tool looked for it: as the limit that was set.
_LIMIT = re.compile(
    r"(?:under|below|up to|around|about|within|less than|over|above|more than|at least|at most|between|and|to"
    r"|不?超过|低于|高于|不到|至|到|[-–~])"
    r"\s*\W?$",
    re.IGNORECASE,
)
_LIMIT_AFTER = re.compile(r"\s*(?:以内|以下|以上|左右|之间|or less|or more|to |and |-|–|至|到)", re.IGNORECASE)

_SIZE = re.compile(r"(?:\bsizes?|\brated|\brating|\bat least|尺码|评分)(?: of)?\s*\W?$", re.IGNORECASE)
_SIZE_AFTER = re.compile(r"\s*(?:码|号|分|stars?\b|and (?:up|more)\b|or (?:more|better)\b)", re.IGNORECASE)

_REVIEWED = re.compile(
    r"\breview|\bcustomers?\b|\bbuyers?\b|\bowners?\b|\bsa(?:id|ys?)\b|\bwr(?:ote|ites?)\b|评论|评价|买家|顾客"
    r"|用户|说[：:“]",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[^“\"「]*[:：]\s*(?=[“\"「])|[^“\"「]*(?=[“\"「])")  # "One writes: "
_OWN_KIND: frozenset[Role] = frozenset({"stock", "rating", "scale"})
_COUNTED = re.compile(r"[ -][a-z]{3,}(?<! left)|\s*[种色]", re.IGNORECASE)  # what a plain number is a number of
_PRONOUN = re.compile(r"\b(?:it|its|it's|this|that|they|their|them)\b|它|这款|这个|该|此款", re.IGNORECASE)

# Which facts a figure may rest on, by what it is in its sentence. What is not named here rests on any.
_FITTING: dict[Role, frozenset[Role]] = {
    "price": frozenset({"price", "fee", "total"}),
    "was": frozenset({"was"}),
    "difference": frozenset({"difference"}),
    "fee": frozenset({"fee", "price", "total", "difference"}),
    "total": frozenset({"total", "fee"}),
    "stock": frozenset({"stock"}),
    "rating": frozenset({"rating"}),
    "scale": frozenset({"scale"}),
    "count": frozenset({"count", "", "scale"}),
}


@dataclass(frozen=True)
class Evidence:
    """What may be said.

    Args:
        proven: results of tools and the shop's own words, as plain text.
        asked: the customer's words, which may only be given back as theirs, denied or asked about.
        applied: the filters that this turn's tools set, which may be named as limits.
        named: texts that prove names of products, and nothing else: what earlier turns' tools found.
        names: the names that the catalogue uses.
        sources: what this turn's tools found, each with where it comes from and which product it is about.
        subjects: the products found in this turn, in the order in which they were found.
    """

    proven: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    names: Names = field(default_factory=lambda: Names(()))
    applied: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    subjects: tuple[Subject, ...] = ()

    def unproven(self, sentence: str, thread: Thread | None = None) -> tuple[str, ...]:
        """What a sentence claims and nothing proves; empty when it may be said.

        Args:
            sentence: what is to be said.
            thread: what was said before it in the same reply; it is taken further.
        """
        thread = thread or Thread()
        text = normal(sentence)
        named = self._binder.mentions(text)
        missing = self._figures(sentence, text, named, thread)
        quoted = self._reviewed(text, thread)
        names = self.names.unproven(sentence, self._text) if not quoted else []
        names = [name for name in names if not self._gives_back(name, sentence)]
        broken = [one.text for one in commitments.find(sentence) if not self._keeps(one, sentence, text, thread)]
        thread.follow(text, named)
        thread.reviewed = thread.reviewed or bool(_REVIEWED.search(text))
        return tuple(dict.fromkeys((*missing, *broken, *names)))

    def _figures(self, sentence: str, text: str, named: list[Mention], thread: Thread) -> list[str]:
        read = claims(sentence)
        # "two" of a "Ridge Two Tent" is a part of its name, if that name is proven
        titles = [(mention.start, mention.end) for mention in named if self._known(mention)]
        free = [claim for claim in read if not any(start <= claim.start < end for start, end in titles)]
        return [claim.text for claim in free if not self._proves(claim, free, sentence, text, named, thread)]

    def _known(self, mention: Mention) -> bool:
        return not mention.keys[0].startswith("?") or mention.keys[0][1:] in self._titles

    def _proves(
        self, claim: Claim, read: Sequence[Claim], sentence: str, text: str, named: list[Mention], thread: Thread
    ) -> bool:
        if claim.kind == "promise":
            return any(promises.proven(claim.key[0], one, sentence, claim.start) for one in self._promising) or (
                promises.proven(claim.key[0], self._question) and echoes(sentence, claim.start)
            )
        role = role_of(sentence, claim, read)
        binding = self._bound(self._binder.bind(text, claim, read, named, thread))
        compared = role == "difference" and len(named) > 1  # such a figure is worked out, whatever a record says
        return (
            (not compared and self._found(claim, role, binding, text))
            or (claim.kind == "code" and len(claim.key[0]) > 3 and claim.key[0] in self._squeezed)
            or (among(claim, self._applied) and _is_limit(claim, sentence))
            or derived.follows(claim, role, text, self._facts, named, binding.keys)
            or (role == "count" and counting.counts(claim, text, self.subjects, self._records, len(named)))
            or (among(claim, self._asked) and echoes(sentence, claim.start))
            or (claim.kind not in {"money", "percent"} and role != "stock" and self._reviewed(text, thread))
        )

    def _bound(self, binding: Binding) -> Binding:
        """The binding; to nobody where only a text without products of its own names them."""
        known = [key.startswith("?") and key not in self._owners and key[1:] in self._titles for key in binding.keys]
        return Binding() if known and all(known) else binding

    def _found(self, claim: Claim, role: Role, binding: Binding, text: str) -> bool:
        fitting = [
            fact
            for fact in self._by_kind[claim.kind]
            if same_thing(claim, fact.claim, bare=fact.bare) and self._may_prove(fact, claim, role, text)
        ]
        if claim.kind == "number":
            fitting += [fact for fact in self._by_kind["date"] if same_thing(claim, fact.claim)]
        owned = [fact for fact in fitting if self._is_about(fact, claim, role, binding, text)]
        if binding.every:
            return {fact.subject for fact in owned} >= set(binding.keys) or any(not fact.subject for fact in owned)
        return bool(owned)

    def _may_prove(self, fact: Fact, claim: Claim, role: Role, text: str) -> bool:
        """Whether a fact, from where it stands and as what it stands there, can prove a figure at all."""
        if role == "count" and (fact.claim.unit or (fact.origin == "record" and self.subjects)):
            return False  # how many products there are is counted
        if claim.kind == "number" and role not in _OWN_KIND and not _counts_alike(fact, claim, text):
            return False
        if fact.origin == "review":  # proves only what is given back as a customer's words
            return False
        if fact.origin == "description":
            return claim.kind != "money" and role not in {"stock", "rating", "difference"}
        if fact.origin == "policy":
            return role not in {"stock", "rating", "was"}
        wanted = _FITTING.get(role)
        return wanted is None or fact.role in wanted

    def _is_about(self, fact: Fact, claim: Claim, role: Role, binding: Binding, text: str) -> bool:
        if not binding.keys or fact.subject in binding.keys:
            return True
        if fact.subject:
            return False
        if fact.origin == "tool":
            return True
        if claim.kind == "money" and role != "fee":  # a shop's text says nothing of a product's price
            return not binding.named and not _PRONOUN.search(text)
        return True

    def _reviewed(self, text: str, thread: Thread) -> bool:
        """Whether a sentence gives back what customers wrote, and says so or goes on after it was said."""
        if not (_REVIEWED.search(text) or thread.reviewed):
            return False
        words = _words(text[match.end() :] if (match := _LEAD.match(text)) else text)
        return any(words in _words(review) for review in self._reviews)

    def _keeps(self, commitment: commitments.Commitment, sentence: str, text: str, thread: Thread) -> bool:
        if self._reviewed(text, thread):
            return True
        if commitments.proven(commitment, sentence, self.proven + self._tools, self._said):
            return True
        return echoes(sentence, commitment.start) and commitment.kind != "action"

    def _gives_back(self, name: str, sentence: str) -> bool:
        """Whether a name is the customer's own, in a clause that only says so."""
        if self.names.unproven_in(name, self._question):
            return False
        at = normal(sentence).lower().find(normal(name).lower())
        return echoes(sentence, max(at, 0))

    @cached_property
    def _facts(self) -> tuple[Fact, ...]:
        owned = (source for text in self.proven for source in self._split(text))
        return tuple(fact for source in (*self.sources, *owned) for fact in facts(source))

    def _split(self, text: str) -> list[Source]:
        """A plain text as sources: a line's figures are about the one product that it names, or that was named last."""
        owner, found = "", []
        for line in text.splitlines():
            titles = list(dict.fromkeys(name for name, _, _ in self.names.titles_in(line)))
            if len(titles) > 1 or not line.strip():
                owner = ""
                found += [
                    Source("tool", piece, f"?{titles[0]}" if titles else "") for piece, titles in self._pieces(line)
                ]
                continue
            if titles and claims(line):
                owner = f"?{titles[0]}"
            found.append(Source("tool", line, owner))
        return found

    def _pieces(self, line: str) -> list[tuple[str, list[str]]]:
        """A line that names several products, cut where the next one begins."""
        starts = [start for _, start, _ in self.names.titles_in(line)]
        cuts = [0, *starts[1:], len(line)]
        pieces = [line[one:two] for one, two in itertools.pairwise(cuts)]
        return [(piece, [name for name, _, _ in self.names.titles_in(piece)]) for piece in pieces]

    @cached_property
    def _by_kind(self) -> defaultdict[str, list[Fact]]:
        found: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in self._facts:
            found[fact.claim.kind].append(fact)
        return found

    @cached_property
    def _binder(self) -> Binder:
        return Binder(self.subjects, self.names)

    @cached_property
    def _owners(self) -> frozenset[str]:
        return frozenset(fact.subject for fact in self._facts)

    @cached_property
    def _titles(self) -> frozenset[str]:
        """The catalogue's titles that evidence of this turn or an earlier one holds."""
        return frozenset(name for line in self._text.splitlines() for name, _, _ in self.names.titles_in(line))

    @cached_property
    def _records(self) -> dict[str, str]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for source in self.sources:
            if source.subject:
                found[source.subject].append(f"{source.label}: {source.text}" if source.label else source.text)
        return {key: normal("\n".join(texts)).lower() for key, texts in found.items()}

    @cached_property
    def _reviews(self) -> tuple[str, ...]:
        return tuple(source.text for source in self.sources if source.origin == "review")

    @cached_property
    def _tools(self) -> tuple[str, ...]:
        return tuple(source.text for source in self.sources if source.origin == "tool")

    @cached_property
    def _said(self) -> tuple[str, ...]:
        """What the shop itself says, in its texts and its listings."""
        return tuple(source.text for source in self.sources if source.origin in {"policy", "record", "description"})

    @cached_property
    def _promising(self) -> tuple[str, ...]:
        return (*self.proven, *self._tools, *self._said)

    @cached_property
    def _asked(self) -> tuple[Claim, ...]:
        return tuple(claim for text in (*self.asked, *self.applied) for claim in claims(text))

    @cached_property
    def _applied(self) -> tuple[Claim, ...]:
        return tuple(claim for text in self.applied for claim in claims(text))

    @cached_property
    def _text(self) -> str:
        titles = [title for subject in self.subjects for title in subject.titles]
        found = (source.text for source in self.sources if source.origin != "review")
        return "\n".join((*self.proven, *self.applied, *self.named, *titles, *found))

    @cached_property
    def _question(self) -> str:
        return "\n".join(self.asked)

    @cached_property
    def _squeezed(self) -> str:
        found = (source.text for source in self.sources if source.origin != "review")
        return re.sub(r"[^a-z0-9]", "", "\n".join((*self.proven, *found)).lower())


def _words(text: str) -> str:
    """A text without anything but letters and digits, to find one in another."""
    return re.sub(r"[\W_]+", "", normal(text)).lower()


def _counts_alike(fact: Fact, claim: Claim, text: str) -> bool:
    """Whether a number of something can rest on this fact: colours not on stock, years not on stars."""
    if fact.role == "options":
        words = re.findall(r"[a-z]+|[\u3400-\u9fff]{2,}", fact.text.lower())
        return not claim.unit and any(word[:4] in text.lower() for word in words)
    counted = not claim.unit and _COUNTED.match(text, claim.start + len(claim.text))
    if claim.unit or counted:
        return fact.role not in _OWN_KIND and not (counted and fact.claim.unit)
    return True


def _is_limit(claim: Claim, sentence: str) -> bool:
    """Whether a figure stands as a filter does: a price as a limit, a number as a size or a rating."""
    text = normal(sentence)
    before, after = (_LIMIT, _LIMIT_AFTER) if claim.kind == "money" else (_SIZE, _SIZE_AFTER)
    return bool(before.search(text[: claim.start]) or after.match(text, claim.start + len(claim.text)))

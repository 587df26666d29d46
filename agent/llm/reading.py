"""One message, read: cut into what it asks, each part with its intent, entities and references."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agent.llm.conversation_cues import correction, noise, split
from agent.llm.language import detect
from agent.llm.phrases.cues import cue
from agent.llm.references import References, references
from agent.llm.wishes import wishes
from knowledge_base.schema import CHINESE, ENGLISH, Language
from retrieval.search import Filters

LONGEST = 600  # characters that a question has; of a longer message its beginning and its questions count
WHOLE = 0.95  # of a product's name: from here all of it was said
_LOOKED_AT = 4000  # characters of a long message in which its last question is looked for
_ORDER = re.compile(r"(?<![A-Za-z0-9_-])#?(?:[A-Za-z]{1,4}-|[A-Z]{1,4})?\d{5,12}(?![A-Za-z0-9_-])")


class Understands(Protocol):
    """What tells intents: the router."""

    def understand_all(self, texts: Sequence[str]) -> Sequence[Understood]:
        """What each text wants."""


class Understood(Protocol):
    """An intent with its probability."""

    @property
    def intent(self) -> str:
        """Its name, "unknown" when unsure."""

    @property
    def confidence(self) -> float:
        """0..1."""

    @property
    def ranked(self) -> tuple[tuple[str, float], ...]:
        """All intents, best first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a message asks."""

    text: str
    intent: str = "unknown"
    confidence: float = 0.0
    ranked: tuple[tuple[str, float], ...] = ()
    refs: References = field(default_factory=References)
    filters: Filters = field(default_factory=Filters)
    rest: str = ""  # the words without what became a filter
    mentions: tuple[str, ...] = ()  # ids of products that it names
    named: float = 0.0  # how much of the best one's name was said, 0..1
    proper: tuple[str, ...] = ()  # ids of products whose own name it says, as "Skylark"
    whole: tuple[str, ...] = ()  # ids of products whose whole name it says
    kinds: frozenset[str] = frozenset()  # of things that the shop sells, in stems

    def share(self, *intents: str) -> float:
        """The probability that it is one of these."""
        return sum(share for intent, share in self.ranked if intent in intents)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message."""

    language: Language
    parts: tuple[Part, ...]
    special: str = ""  # "empty", "emoji", "gibberish", "injection", "long": what no intent is read of
    long: bool = False
    opened: str = ""  # "hi," or "thanks," before the question
    order: str = ""  # an order number


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. `filters` takes filters out of words; `mentions` finds products that are named."""

    router: Understands
    filters: Callable[[str], tuple[Filters, str]]
    mentions: Callable[[str], Sequence[tuple[str, float]]]
    proper: Callable[[str], Sequence[str]] = lambda text: ()  # noqa: ARG005
    kinds: Callable[[str], frozenset[str]] = lambda text: frozenset()  # noqa: ARG005

    def read(self, text: str, hint: str | None, before: str) -> Reading:
        """A message, with the page's language and that of the conversation so far for words that don't tell."""
        text = text.strip()
        language = detect(text) or _known(before) or _known(hint or "") or ENGLISH
        long = len(text) > LONGEST
        if special := _special(text):
            return Reading(language, (), special=special, long=long)
        short = _gist(text) if long else text
        opened = cue("opening").match(short)
        body = short[opened.end() :].strip() if opened else short
        if (hesitant := cue("hesitation").match(body)) and correction(body) is None:
            body = body[hesitant.end() :]
        pieces = [wish for piece in split(body) for wish in wishes(piece, self.kinds)] if body else []
        return Reading(
            language,
            tuple(self._parts(pieces or [short])),
            long=long,
            opened=short[: opened.end()].strip() if opened and pieces else "",
            order=match.group().lstrip("#") if (match := _ORDER.search(short)) else "",
        )

    def _parts(self, pieces: Sequence[str]) -> list[Part]:
        parts = []
        for piece, understood in zip(pieces, self.router.understand_all(pieces), strict=True):
            filters, rest = self.filters(piece)
            named = self.mentions(piece)
            parts.append(
                Part(
                    text=piece,
                    intent=understood.intent,
                    confidence=understood.confidence,
                    ranked=understood.ranked,
                    refs=references(piece),
                    filters=filters,
                    rest=rest,
                    mentions=tuple(key for key, _ in named),
                    named=max((share for _, share in named), default=0.0),
                    proper=tuple(self.proper(piece)),
                    whole=tuple(key for key, share in named if share >= WHOLE),
                    kinds=self.kinds(piece),
                )
            )
        return parts


def _known(language: str) -> Language | None:
    return {"en": ENGLISH, "zh": CHINESE}.get(language)


def _gist(text: str) -> str:
    """The beginning of a long message, with its last question."""
    asking = [piece for piece in split(text[-_LOOKED_AT:]) if re.search(r"[?？吗呢]\s*$", piece) and len(piece) < 200]
    return f"{text[:200].rsplit(' ', 1)[0]} {asking[-1] if asking else ''}".strip()


def _special(text: str) -> str:
    """What no intent is read of."""
    if cue("injection").search(text):
        return "injection"
    return noise(text) or ""

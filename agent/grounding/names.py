"""Names of products that a sentence uses: titles of the catalogue, and capitalised spans that look like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rapidfuzz import fuzz

from agent.grounding.chinese import ChineseNames

_TOKEN = re.compile(r"[A-Za-z0-9À-ÿ]+(?:['’.&-][A-Za-z0-9À-ÿ]+)*|[\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SPAN = re.compile(
    r"[A-Z][\w’'-]*(?:[ ]+(?:(?:of|the|and|for|&)[ ]+)?[A-Z][\w’'-]*)+"
)  # numbers are claims of their own
_OFFERED = re.compile(  # a single name behind words that say what there is
    r"(?:\b(?:carry|carries|have|has|sells?|stocks?|offers?|recommends?|suggests?|try|get|got|love|the|a|an|our)\s+"
    r"(?:(?:the|a|an|some|our|new|also|both|all|many|great|popular|latest)\s+){0,3}"
    r"|(?:有|卖|售|推荐|试试|看看|买)\s*)(?P<name>[A-Z][A-Za-z'’]{2,}|[a-z]{1,2}[A-Z][A-Za-z'’]+)"
    r"(?![A-Za-z'’]|[ ]+[A-Z])"
)
_COMMON = frozenset(  # capitalised, and yet no product's name
    re.findall(
        r"\S+",
        """ai faq faqs us usa uk eu usb usd pdf api ok january february march april may june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday english chinese mandarin internet
    wi-fi wifi bluetooth email e-mail sms christmas easter new year happy merry black friday cyber valentine's day
    mother's father's thank thanks dear customer service support team good morning afternoon evening welcome price
    prices rating ratings stock size sizes colour colours color colors material weight brand category warranty delivery
    shipping returns return policy order orders cart account page key features details summary description product
    products gift card cards free standard express visa mastercard paypal i'm i'll i've i'd""",
    )
)
_MAKER = re.compile(
    r"\b(?:made|designed|built|crafted) by (?P<name>[A-Z][A-Za-z'’-]{2,})"
    r"|\b(?P<maker>[A-Z][A-Za-z'’-]{2,}) makes? (?:it|this|these|them|the)\b"
    r"|品牌(?:是|为|：|:)\s*(?P<zh>[A-Z][A-Za-z'’-]{2,})"
)
_QUOTED = re.compile(r"[《「『]([^》」』]{2,40})[》」』]")
_OPENERS = frozenset(
    [
        "a",
        "about",
        "also",
        "and",
        "any",
        "are",
        "as",
        "at",
        "both",
        "but",
        "by",
        "can",
        "compare",
        "could",
        "did",
        "do",
        "does",
        "each",
        "for",
        "from",
        "good",
        "great",
        "had",
        "has",
        "have",
        "here",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "just",
        "let",
        "like",
        "most",
        "my",
        "no",
        "not",
        "now",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "please",
        "same",
        "shall",
        "since",
        "so",
        "sorry",
        "such",
        "sure",
        "thanks",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "to",
        "try",
        "unfortunately",
        "until",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "would",
        "yes",
        "yet",
        "you",
        "your",
    ]
)
_ALIKE = 90.0  # of 100: a typo, a plural, a missing hyphen
_LONGEST = 14  # tokens of a title, or characters of a Chinese one


def _plain(text: str) -> tuple[str, ...]:
    return tuple(token.lower().replace("’", "'") for token in _TOKEN.findall(text))


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Names:
    """The names that a catalogue uses. Immutable; safe from any thread."""

    def __init__(self, titles: Iterable[str], brands: Iterable[str] = (), categories: Iterable[str] = ()) -> None:
        titles, categories = tuple(titles), tuple(categories)
        self._titles: set[tuple[str, ...]] = set()
        self._heads: set[str] = set()
        for title in titles:
            tokens = _plain(title)
            if len(tokens) >= (4 if _HAN.search(title) else 2):
                self._titles.add(tokens)
            if words := re.findall(r"[A-Za-z]{3,}", title):
                self._heads.add(_stem(words[-1]))
        for category in categories:
            if words := re.findall(r"[A-Za-z]{3,}", category):
                self._heads.add(_stem(words[-1]))
        self._brands = {_plain(brand) for brand in brands if brand}
        self._makers = {brand[0] for brand in self._brands if len(brand) == 1 and len(brand[0]) > 3}
        self._chinese = ChineseNames([*titles, *categories])
        self._lengths = sorted({len(title) for title in self._titles}, reverse=True)

    def unproven(self, sentence: str, evidence: str) -> list[str]:
        """The product names of a sentence that evidence (a text) does not hold."""
        known, words = _known(evidence)
        titles = list(self.titles_in(sentence))
        found = [name for name, _, _ in titles if not _holds(known, name)]
        rest = sentence
        for name, start, end in titles:
            if _holds(known, name):
                found += [extra for extra in _extended(sentence[end:]) if not _told(extra, known, words)]
                rest = f"{rest[:start]}{'x' * (end - start)}{rest[end:]}"
        found += [span for span in self._spans(rest) if not _alike(span, known)]
        found += [span for span in self._offered(rest) if not _told(span, known, words)]
        found += [brand for brand in self._brands_in(rest) if not _holds(known, brand)]
        found += self._chinese(rest, evidence)
        return list(dict.fromkeys(found))

    def proven_in(self, sentence: str, evidence: str) -> list[tuple[int, int]]:
        """Where the titles stand that a sentence uses and evidence holds."""
        known, _ = _known(evidence)
        return [(start, end) for name, start, end in self.titles_in(sentence) if _holds(known, name)]

    def unproven_in(self, name: str, text: str) -> bool:
        """Whether a text does not hold this name."""
        known, words = _known(text)
        return not _told(name, known, words)

    def titles_in(self, sentence: str) -> Iterator[tuple[str, int, int]]:
        """The catalogue's titles in a sentence, and from where to where they stand."""
        matches = list(_TOKEN.finditer(sentence))
        tokens = tuple(match.group().lower().replace("’", "'") for match in matches)
        covered = -1
        for start in range(len(tokens)):
            if start < covered:
                continue
            for length in self._lengths:
                if tokens[start : start + length] in self._titles and start + length <= len(tokens):
                    covered = start + length
                    yield " ".join(tokens[start:covered]), matches[start].start(), matches[covered - 1].end()
                    break

    def _spans(self, sentence: str) -> Iterator[str]:
        for match in _SPAN.finditer(sentence):
            words = match.group().split()
            while words and re.split("['’]", words[0])[0].lower() in _OPENERS:
                words = words[1:]
            if len(words) >= 2 and self._looks_like_product(words):
                yield " ".join(words)
        for match in _QUOTED.finditer(sentence):
            yield match.group(1)
        for match in _MAKER.finditer(sentence):
            yield match.group("name") or match.group("zh") or match.group("maker")

    def _offered(self, sentence: str) -> Iterator[str]:
        """Other capitalised words that stand as names: several in a row, or one behind "we carry"."""
        for match in _SPAN.finditer(sentence):
            words = match.group().split()
            while words and _common(words[0]):
                words = words[1:]
            if (
                len(words) >= 2
                and not all(_common(word) or _short(word) for word in words)
                and not self._looks_like_product(words)
            ):
                yield " ".join(words)
        for match in _OFFERED.finditer(sentence):
            name = match.group("name")
            if not _common(name) and not _short(name):
                yield name

    def _brands_in(self, sentence: str) -> Iterator[str]:
        """The catalogue's brands of one word that a sentence names with a capital."""
        for match in re.finditer(r"\b[A-Z][A-Za-z'-]{3,}", sentence):
            if (word := match.group().lower().removesuffix("'s")) in self._makers and word not in _COMMON:
                yield word

    def _looks_like_product(self, words: list[str]) -> bool:
        if any(_stem(word) in self._heads for word in words):
            return True
        tokens = tuple(word.lower() for word in words)
        return any(tokens[: len(brand)] == brand for brand in self._brands)


@lru_cache(maxsize=64)
def _known(text: str) -> tuple[str, frozenset[str]]:
    """A text as its plain words, in one string and each by its stem."""
    plain = " ".join(_plain(text))
    return plain, frozenset(part for word in plain.split() for part in (_stem(word), *map(_stem, word.split("-"))))


def _extended(after: str) -> list[str]:
    """A capitalised word right behind a proven title, which makes another name of it: "... Tent Pro"."""
    match = re.match(r" ([A-Z][\w-]*)(?![\w:])", after)
    return [match.group(1)] if match and not _common(match.group(1)) else []


def _holds(known: str, name: str) -> bool:
    return f" {name} " in f" {known} "


def _alike(span: str, known: str) -> bool:
    plain = " ".join(_plain(span))
    return _holds(known, plain) or (len(known) >= len(plain) and fuzz.partial_ratio(plain, known) >= _ALIKE)


def _short(word: str) -> bool:
    """Sizes and abbreviations: "XL", "SPF"."""
    return word.isupper() and len(word) <= 4


def _common(word: str) -> bool:
    word = word.lower().replace("’", "'")
    return word in _COMMON or re.split("'", word)[0] in _OPENERS


def _told(span: str, known: str, words: AbstractSet[str]) -> bool:
    """Whether a text holds a name, in one word as that very word (or its plural)."""
    plain = _plain(span)
    if len(plain) == 1:
        return _stem(plain[0]) in words
    return _alike(span, known)

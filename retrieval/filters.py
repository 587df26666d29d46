"""Filters in a customer's words: what price, colour, size, brand and so on they ask for, and how it is said back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from retrieval import currencies
from retrieval.amounts import read_number, read_price
from retrieval.colours import acceptable, colour_spans, families_in, is_thing, shade
from retrieval.lexicon import translations
from retrieval.search import Filters, ForeignPrice
from retrieval.sizes import european, fits_garment, letters, worn_size
from retrieval.tokens import (
    ASKING,
    CHINESE_STOPWORDS,
    HAN,
    STOPWORDS,
    content_words,
    cut_chinese,
    is_chinese,
    stem,
)
from retrieval.vocabulary import Vocabulary, fold
from retrieval.wording import describe, describe_relaxed

__all__ = ["Asked", "cheaper", "dearer", "describe", "describe_relaxed", "merge", "read", "understand"]

_CHINESE_SIZES = {
    "大码": ("xl", "xxl", "2xl", "xxxl", "3xl"),
    "加大码": ("xl", "xxl", "2xl", "xxxl", "3xl"),
    "中码": ("m",),
    "小码": ("s",),
    "大号": ("l", "xl"),
    "中号": ("m",),
    "小号": ("s",),
    "加大": ("xl", "xxl", "2xl"),
    "均码": ("one size",),
}
_SIZE_VALUE = (
    r"(?:extra\s+(?:small|large)|x-large|small|medium|large|one\s+size|x{0,4}[sl]|[2-5]xl|m"
    r"|\d{1,3}(?:\.5)?(?:\s?/\s?\d{1,3})?)"
)
_REGION = r"(?:(?:eu|eur|us|uk)\s?)"
_ENDS = r"(?!\w)(?=\s*(?:$|[,.?!;]|(?:and|or|for|under|please|with)\b))"
_NOT_MORE = (
    r"(?![\w.%\"'″/-]|\s*(?:cm|mm|inch|in\b|kg|gb|tb|ml|hours?|days?|minutes?|people|person|years?|pack|pieces?"
    r"|x\s?\d))"
)
_SIZE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\w)w\s?(?P<value>\d{2})\s*[-/x,]?\s*l\s?\d{2}(?!\w)",  # of trousers, by waist and length: W32 L34
        rf"(?:in\s+)?(?:a\s+)?sizes?\s*:?\s*(?:is\s+)?(?P<region>{_REGION})?(?P<value>{_SIZE_VALUE}){_NOT_MORE}",
        rf"(?<!\w)(?P<region>{_REGION})(?P<value>\d{{2}}(?:\.5)?){_NOT_MORE}",
        rf"(?<!\w)in\s+(?:an?\s+)?(?P<value>{_SIZE_VALUE}){_ENDS}",
        r"(?<![\w-])(?P<value>x{1,4}[sl]|[2-5]xl)(?![\w-])",
        r"(?<![\w-])(?P<value>\d{2,3}(?:\.5)?|x{0,4}[sml]|[2-5]xl)\s*[码号]",
    )
)

_RATING = re.compile(
    r"(?:rated\s+|rating\s+(?:of\s+)?)?(?:at\s+least\s+|over\s+|above\s+|minimum\s+)?"
    r"(?P<n>[1-5](?:\.\d)?|one|two|three|four|five)\s*\+?\s*-?\s*(?:stars?|☆|★)"
    r"(?:\s*(?:and|or)\s+(?:up|above|more|higher|better)|\s*\+|\s+rating|\s+minimum)?"
    r"|(?P<z>[一二三四五1-5](?:\.\d)?)\s*(?:颗)?星(?:级)?(?:及以上|以上|起|好评)?",
    re.IGNORECASE,
)
_NUMBERS = {"one": Decimal(1), "two": Decimal(2), "three": Decimal(3), "four": Decimal(4), "five": Decimal(5)}
_WELL_RATED = re.compile(
    r"(?:with\s+)?(?:good|great|excellent|high|top)\s+(?:reviews?|ratings?)|(?:well|highly|top|best)[\s-]rated"
    r"|好评(?:多|高)?(?:的)?|评价好|评分高|口碑好",
    re.IGNORECASE,
)
_WELL = 4.0
_IN_STOCK = re.compile(
    r"(?:(?:that|which)\s+(?:is|are)\s+|only\s+)?(?:currently\s+)?"
    r"(?:in[\s-]stock(?:\s+now)?|available\s+(?:right\s+)?now|ready\s+to\s+ship)"
    r"|有现货(?:的)?|现货|有货(?:的)?|有库存(?:的)?",
    re.IGNORECASE,
)
_ON_SALE = re.compile(
    r"(?:(?:that|which)\s+(?:is|are)\s+)?\bon\s+sale\b|\bdiscounted\b|\breduced\s+price\b|\bon\s+offer\b"
    r"|打折(?:的)?|特价(?:的)?|促销(?!码)(?:的)?",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\bnot\s+(?:in\s+|from\s+|by\s+)?|\bno\s+|\bexcept\s+|\bwithout\s+|\banything\s+but\s+|\bother\s+than\s+"
    r"|\bnon[\s-])$",
    re.IGNORECASE,
)
_NOT_CHINESE = re.compile(r"(?:不要|不想要|不喜欢|除了|非|不是)$")
_BY = re.compile(r"(?:\b(?:by|from|brand|made\s+by)\s*:?\s*)$", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:for|fits?|compatible\s+with|works?\s+with)\s+(?:an?\s+|my\s+|the\s+)?$|适用于?$|兼容$", re.IGNORECASE
)
_JOINING = re.compile(r"\s*(?:or|nor|and|,|/|、|或|和)\s*(?:in\s+)?", re.IGNORECASE)
_IN_CATEGORY = re.compile(r"(?:in|from|under)\s+(?:the\s+)?$", re.IGNORECASE)
_CATEGORY_AFTER = re.compile(r"^\s*(?:department|section|category|aisle)\b|^(?:类|区|专区|频道)", re.IGNORECASE)
_EMPTY = STOPWORDS | ASKING | CHINESE_STOPWORDS
_LOOSE = re.compile(rf"(?:^|\s)(?:的|或者?|和)+(?=[\s{HAN}]|$)")
_EDGES = re.compile(
    r"^(?:\s|[,，。;；的、或和]|(?:and|or)\s)+|(?:\s|[,，;；、?？]|\b(?:and|in|with|but|for|or|that|which|are|is)$)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for: filters, the words that are left, and a price in a currency that the shop has not."""

    filters: Filters
    rest: str
    foreign_price: ForeignPrice | None = None


@dataclass(slots=True)
class _Reading:
    """A text from which what became a filter is taken out."""

    text: str
    filters: Filters
    vocabulary: Vocabulary
    foreign_price: ForeignPrice | None = None

    def take(self, start: int, end: int, **found: Any) -> None:
        self.text = f"{self.text[:start]} {self.text[end:]}"
        self.filters = replace(self.filters, **found)


def read(query: str, vocabulary: Vocabulary) -> tuple[Filters, str]:
    """The filters that are asked for in a question, and the question without the words that ask for them.

    Only values that the catalogue has become filters, a brand or category stays in the words as well, and nothing is
    read where the words mean something else: "iPhone 50", "size guide", "black tea".
    """
    asked = understand(query, vocabulary)
    return asked.filters, asked.rest


def understand(query: str, vocabulary: Vocabulary) -> Asked:
    """As `read`, with a price that could not be taken at its word, as the shop's prices are in another currency."""
    reading = _Reading(unicodedata.normalize("NFKC", query), Filters(), vocabulary)
    _rating(reading)
    _flag(reading, _IN_STOCK, "in_stock")
    _flag(reading, _ON_SALE, "on_sale")
    _size(reading)
    _price(reading)
    _brand(reading)
    _colours(reading)
    _category(reading)
    took = reading.filters or reading.foreign_price
    return Asked(
        reading.filters, _tidied(reading.text) if took else " ".join(reading.text.split()), reading.foreign_price
    )


def _tidied(text: str) -> str:
    """What is left of a question, without loose ends; nothing where only words that ask are left."""
    rest, previous = " ".join(_LOOSE.sub(" ", text).split()), None
    while previous != rest:
        previous, rest = rest, _EDGES.sub("", rest)
    return rest if any(word not in _EMPTY for word in content_words(rest)) else ""


def merge(before: Filters, after: Filters) -> Filters:
    """What holds after a follow-up: what it says replaces what was said of the same thing, the rest stays.

    A price says both ends: "over 100" after "under 50" is over 100 alone. Who excludes a colour no longer wants it.
    """
    nothing = Filters()
    said = {name: getattr(after, name) for name in (f.name for f in fields(Filters))}
    changed = {name: value for name, value in said.items() if value != getattr(nothing, name)}
    if "price_min" in changed or "price_max" in changed:
        changed |= {"price_min": after.price_min, "price_max": after.price_max}
    merged = replace(before, **changed)
    colours = tuple(value for value in merged.colours if value not in after.not_colours)
    brands = tuple(value for value in merged.brands if value not in after.not_brands)
    return replace(
        merged,
        colours=colours,
        brands=brands,
        not_colours=tuple(value for value in merged.not_colours if value not in after.colours),
        not_brands=tuple(value for value in merged.not_brands if value not in after.brands),
        attributes={**before.attributes, **after.attributes},
    )


def cheaper(filters: Filters, than: Decimal) -> Filters:
    """Below this price, as in "anything cheaper?"."""
    return replace(filters, price_min=None, price_max=than - Decimal("0.01"))


def dearer(filters: Filters, than: Decimal) -> Filters:
    """Above this price, as in "something better?"."""
    return replace(filters, price_min=than + Decimal("0.01"), price_max=None)


def _flag(reading: _Reading, pattern: re.Pattern[str], name: str) -> None:
    match = pattern.search(reading.text)
    if match:
        reading.take(match.start(), match.end(), **{name: True})


def _rating(reading: _Reading) -> None:
    match = _RATING.search(reading.text)
    number = _NUMBERS.get(match["n"].lower()) or read_number(match["n"]) if match and match["n"] else None
    if match and match["z"]:
        number = read_number(match["z"])
    if match and number is not None and re.match(r"\s*hotel|级酒店", reading.text[match.end() :]) is None:
        reading.take(match.start(), match.end(), rating_min=float(number))
        return
    match = _WELL_RATED.search(reading.text)
    if match:
        reading.take(match.start(), match.end(), rating_min=_WELL)


def _price(reading: _Reading) -> None:
    found = read_price(reading.text)
    if found is None:
        return
    known = reading.vocabulary.currencies
    currency = currencies.of_shop(found.currency, found.possible, known)
    loosely = found.possible is None
    applied = loosely or currency is not None or not known
    if found.currency and known and found.currency not in known and (loosely or not applied):
        reading.foreign_price = ForeignPrice(
            price_min=found.least, price_max=found.most, currency=found.currency, shop=known, applied=applied
        )
    if applied:
        reading.take(found.start, found.end, price_min=found.least, price_max=found.most, currency=currency)
    else:
        reading.take(found.start, found.end)


def _size(reading: _Reading) -> None:
    sizes = {_size_key(value): value for value in reading.vocabulary.sizes.values()}
    if not sizes:
        return
    for word, meant in _CHINESE_SIZES.items():
        place = reading.text.find(word)
        values = tuple(sizes[value] for value in meant if value in sizes)
        if place >= 0 and values and fits_garment(reading.text[place + len(word) :]):
            reading.take(place, place + len(word), sizes=values)
            return
    if converted := european(reading.text, tuple(sizes.values())):
        (start, end), values = converted
        reading.take(start, end, sizes=values)
        return
    for pattern in (*_SIZE_PATTERNS, worn_size()):
        for match in pattern.finditer(reading.text):
            key = " ".join(_size_key(match["value"]).split())
            named = (sizes.get(key), sizes.get(letters().get(key, "")))  # some shops write both "L" and "large"
            if values := tuple(dict.fromkeys(value for value in named if value is not None)):
                reading.take(match.start(), match.end(), sizes=values)
                return


def _size_key(value: str) -> str:
    return re.sub(rf"^{_REGION}|\s+(?=/)|(?<=/)\s+", "", fold(value))


def _brand(reading: _Reading) -> None:
    """A brand that is named, unless something is wanted that only goes with it ("a case for a Nokia")."""
    for brand, start, end in sorted(_named(reading.text, reading.vocabulary.brands), key=lambda found: -found[1]):
        before = reading.text[:start]
        negation, by = _negation(before), _BY.search(before)
        if negation is not None:
            reading.take(negation, end, not_brands=(brand, *reading.filters.not_brands))
        elif not _FOR.search(before):
            reading.filters = replace(reading.filters, brands=(brand, *reading.filters.brands))
            if by:
                reading.take(by.start(), start)


def _named(text: str, names: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """The values that are named in a text, the longest first, with their places; no place twice."""
    folded, taken = text.casefold(), [False] * len(text)
    if len(folded) != len(text):  # a letter whose lower case is longer, such as İ
        folded = "".join(character.casefold() if len(character.casefold()) == 1 else character for character in text)
    for key in sorted((key for key in names if len(key) > 1 and key in folded), key=len, reverse=True):
        for match in re.finditer(
            rf"(?<![\w-]){re.escape(key)}(?![\w-])" if not is_chinese(key) else re.escape(key), folded
        ):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match.group())
                yield names[key], match.start(), match.end()


def _colours(reading: _Reading) -> None:
    if not reading.vocabulary.colours:
        return
    wanted: list[str] = []
    unwanted: list[str] = []
    spans: list[tuple[int, int]] = []
    unwanted_until = -1
    for start, end, word in _colour_words(reading.text, reading.vocabulary):
        value = _canonical_colour(word, reading.vocabulary)
        if value is None or _names_a_thing(reading, start, end, word):
            continue
        negation = _negation(reading.text[:start])
        if negation is None and unwanted_until >= 0 and _JOINING.fullmatch(reading.text[unwanted_until:start]):
            negation = unwanted_until
        if negation is not None:
            unwanted_until = end
        (wanted if negation is None else unwanted).append(value)
        spans.append((start if negation is None else negation, end))
    reading.filters = replace(
        reading.filters, colours=tuple(dict.fromkeys(wanted)), not_colours=tuple(dict.fromkeys(unwanted))
    )
    for start, end in sorted(spans, reverse=True):
        reading.take(start, end)


def _negation(before: str) -> int | None:
    """Where a negation starts that ends just here."""
    match = _NOT.search(before) or _NOT_CHINESE.search(before)
    return match.start() if match else None


def _colour_words(text: str, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    """Words and phrases that can be colours, with their places, in order; longer ones win, then the shop's own."""
    named = [(start, end, fold(value)) for value, start, end in _named(text, vocabulary.colours)]
    found: list[tuple[int, int, str]] = []
    for start, end, word in sorted([*named, *colour_spans(text)], key=lambda span: span[0] - span[1]):
        if not _overlaps(start, end, found):
            found.append((start, end, word))
    for match in re.finditer(rf"[{HAN}]+", text):
        at = match.start()
        for word in cut_chinese(match.group()):
            if shade(word) and not _overlaps(at, at + len(word), found):
                found.append((at, at + len(word), word))
            at += len(word)
    return sorted(found)


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end, _ in spans)


def _canonical_colour(word: str, vocabulary: Vocabulary) -> str | None:
    """The shop's own colour, else the family where the shop has it or the word is its plain name."""
    if word in vocabulary.colours:
        return vocabulary.colours[word]
    family = shade(word)
    if family is None:
        return None
    there = any(acceptable(families_in(value), family) for value in vocabulary.colours)
    if not there and word != family and not is_chinese(word):
        return None
    return vocabulary.colours.get(family, family)


def _names_a_thing(reading: _Reading, start: int, end: int, word: str) -> bool:
    """Whether a colour word is no colour here: "black tea", "a coffee machine", a word of a brand."""
    following = re.match(r"[\s-]*([^\W\d_]+)", reading.text[end:])
    if following and (word, following.group(1).casefold()) in reading.vocabulary.named:
        return True
    if any(word in fold(brand).split() for brand in reading.filters.brands):
        return True
    if not is_thing(word):
        return False
    said = re.search(r"\b(?:in|colou?rs?|not|no)\s+$", reading.text[:start], re.IGNORECASE)
    return not said and (word not in reading.vocabulary.colours or following is None)


def _category(reading: _Reading) -> None:
    """A category, where the words ask for nothing else or call it one; it stays in the words."""
    for name, start, end in _named(reading.text, reading.vocabulary.categories):
        after = _CATEGORY_AFTER.match(reading.text[end:])
        if after:
            before = _IN_CATEGORY.search(reading.text[:start])
            reading.filters = replace(reading.filters, categories=(name,))
            reading.take(end, end + after.end())
            if before:
                reading.take(before.start(), start)
            return
    text = reading.text
    for brand in reading.filters.brands:
        text = re.sub(re.escape(brand), " ", text, flags=re.IGNORECASE)
    asked = _content(text)
    for key, name in reading.vocabulary.categories.items():
        if asked and asked == _content(key):
            reading.filters = replace(reading.filters, categories=(name,))
            return


@lru_cache(maxsize=16_384)
def _content(text: str) -> tuple[str, ...]:
    """The words that count, stemmed, Chinese ones in English where their meaning is known."""
    known = translations()
    words: list[str] = []
    for piece in content_words(text):
        words += [stem(part) for part in known.get(piece, piece).split() if part not in {"and", "&"}]
    return tuple(words)

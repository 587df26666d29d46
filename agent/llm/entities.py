"""What a message names: orders, contacts, amounts, quantities, sizes, colours, dates and products, with places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

import yaml

from agent.llm.calendar import find_dates
from agent.llm.lexicon import Lexicon, Mention
from agent.llm.references import References, references
from retrieval import filters as filter_reading
from retrieval.amounts import read_number
from retrieval.search import Filters

ValueT = TypeVar("ValueT")
_MOST = 2000  # characters that are read

_ORDER = re.compile(
    r"(?<![A-Za-z0-9_#])#?W\s?-?(?P<digits>\d{7})(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_])(?P<long>\d{12})(?!\d)"
    r"|(?:(?:order|purchase)\s*(?:number|no\.?|nr\.?|id)?\s*(?:is\s+|:\s*)?|订单(?:编?号)?(?:是|为|：|:)?\s*)"
    r"(?P<code>#?(?=[A-Za-z-]{0,8}\d)[A-Za-z]{0,6}-?\d[\dA-Za-z-]{2,23})(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_#&])(?P<hash>#\d{4,12})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_W_NUMBER = re.compile(r"#?W\d{7}")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w-])",
    re.ASCII,
)
_PHONE = re.compile(r"(?<![A-Za-z0-9_#.,-])(?:\+|00)?(?:\(\d{1,4}\)|\d)(?:[ ()/.-]{0,2}\d){6,14}(?![A-Za-z0-9_@])")
_POSTCODE = re.compile(
    r"\b(?P<uk>(?:[A-Za-z]{1,2}\d[A-Za-z\d]?)\s?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})\b"
    r"|\b(?P<ca>[A-Za-z]\d[A-Za-z]\s?\d[A-Za-z]\d)\b"
    r"|\b(?P<us>\d{5}-\d{4})\b"
    r"|(?:zip(?:\s?code)?|post\s?code|postal\s?code|邮编|邮政编码)\s*(?:is|:|：|是|为|to|改成)?\s*(?P<said>\d{4,6})(?!\d)",
)
_NUMERALS = "零〇一二两三四五六七八九十百千万"
_CURRENCIES = {
    "USD": r"us\s?\$|\$|usd|dollars?|bucks?|美元|美金|刀",
    "EUR": r"€|eur|euros?|欧元",
    "GBP": r"£|gbp|pounds?|quid|英镑",
    "CNY": r"¥|￥|cny|rmb|yuan|kuai|元|块钱?|人民币",
}
_UNIT = "|".join(_CURRENCIES.values())
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?"
_MONEY = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<before>us\s?\$|\$|€|£|¥|￥|usd|eur|gbp|cny|rmb)\s?(?P<first>{_AMOUNT})(?![\d])"
    rf"|(?<![A-Za-z0-9_.])(?P<second>{_AMOUNT})\s?(?P<after>{_UNIT})(?![A-Za-z])"
    rf"|(?P<chinese>[{_NUMERALS}]+)(?P<unit>元|块钱?|美元|美金|欧元|英镑|人民币)"
    r"|\b(?P<words>(?:[a-z]+[\s-])?[a-z]+)\s(?P<spoken>dollars|bucks|euros|pounds|quid|yuan)\b",
    re.IGNORECASE,
)
_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_UNITS + _TEENS)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)} | {"hundred": 100, "a hundred": 100}
_MEASURE = "个|件|双|条|只|台|瓶|盒|套|本|张|把|支|包|箱|对"
_QUANTITY = re.compile(
    r"(?:\b(?:order|buy|want|need|take|get|add|have|make (?:it|that)|quantity(?: to)?|qty|for|of)\s+)(?P<after>\d{1,3}|"
    + "|".join(_UNITS[1:])
    + r")\b(?!\s*(?:%|st\b|nd\b|rd\b|th\b|[.,]\d|days?|weeks?|months?|years?|hours?|minutes?|am\b|pm\b"
    r"|cm\b|mm\b|inch|dollars?|euros?|bucks?|yuan|of\s+the\b))"
    r"|(?<![A-Za-z0-9_.,-])(?P<times>\d{1,3})\s?(?:x|×|pcs|pieces?|pairs?|items?|units?|of (?:them|these|those|it))\b"
    r"|\b(?P<pair>an?|one|two|three|four|five|six)\s(?:pairs?|pieces?|of (?:them|these|those))\b"
    rf"|(?<!第)(?<![\d.])(?P<chinese>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})(?:{_MEASURE})(?!月)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found(Generic[ValueT]):
    """A value with the words that named it: `text` is the message from `start` to `end`."""

    value: ValueT
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """Money; the currency is None where nobody said it."""

    value: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """What a message names, each kind in the order of the message.

    `filters` are what it asks of products (price range, colour, size, brand, category), by the catalogue's canonical
    values; `rest` is the message without the words that ask for them.
    """

    orders: tuple[Found[str], ...] = ()  # canonical: "#W1234567", else as written without spaces, in capitals
    emails: tuple[Found[str], ...] = ()  # in small letters
    phones: tuple[Found[str], ...] = ()  # digits, with a + where it was said
    postcodes: tuple[Found[str], ...] = ()  # in capitals, single spaces
    money: tuple[Found[Amount], ...] = ()
    quantities: tuple[Found[int], ...] = ()
    dates: tuple[Found[date], ...] = ()
    products: tuple[Mention, ...] = ()
    comparisons: tuple[Found[str], ...] = ()  # directions: cheaper, dearer, bigger, smaller, lighter, newer ...
    pointed: References = field(default_factory=References)  # "the second one", "both", "it", "the cheapest"
    filters: Filters = field(default_factory=Filters)
    rest: str = ""

    @property
    def colours(self) -> tuple[str, ...]:
        """Colours asked for."""
        return self.filters.colours

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes asked for."""
        return self.filters.sizes


def find(text: str, lexicon: Lexicon, *, today: date | None = None) -> Entities:
    """What a message names.

    Args:
        text: the customer's words; the first 2,000 characters count.
        lexicon: the shop's products.
        today: what "yesterday" and dates without a year refer to; None leaves such dates out.
    """
    text = _same_width(text[:_MOST])
    taken: list[tuple[int, int]] = []
    emails = _keep(_emails(text), taken)
    orders = _keep(_orders(text), taken)
    products = tuple(m for m in lexicon.mentions(text) if _free(m.start, m.end, taken))
    taken += [(m.start, m.end) for m in products if m.code]
    dates = _keep(_dates(text, today), taken)
    postcodes = _keep(_postcodes(text), taken)
    money = _keep(_money(text), taken)
    phones = _keep(_phones(text), taken)
    quantities = _keep(_quantities(text), taken)
    asked, rest = filter_reading.read(text, lexicon.vocabulary)
    return Entities(
        orders=orders,
        emails=emails,
        phones=phones,
        postcodes=postcodes,
        money=money,
        quantities=quantities,
        dates=dates,
        products=products,
        comparisons=tuple(_comparisons(text)),
        pointed=references(text),
        filters=asked,
        rest=rest,
    )


def _same_width(text: str) -> str:
    """Full-width characters as half-width where that keeps every place."""
    return "".join(f if len(f := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)


def _free(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return all(end <= first or start >= last for first, last in taken)


def _keep(found: Iterator[Found[ValueT]], taken: list[tuple[int, int]]) -> tuple[Found[ValueT], ...]:
    """Those that take no characters of what is already found; from now on theirs are taken."""
    kept = []
    for one in found:
        if _free(one.start, one.end, taken):
            kept.append(one)
            taken.append((one.start, one.end))
    return tuple(kept)


def _found(match: re.Match[str], value: ValueT, group: str | int = 0) -> Found[ValueT]:
    return Found(value, match[group], *match.span(group))


def _emails(text: str) -> Iterator[Found[str]]:
    return (_found(match, match[0].lower()) for match in _EMAIL.finditer(text))


def _orders(text: str) -> Iterator[Found[str]]:
    for match in _ORDER.finditer(text):
        if match["digits"]:
            yield _found(match, f"#W{match['digits']}")
        else:
            group = next(name for name in ("long", "code", "hash") if match[name])
            written = match[group].upper()
            yield _found(match, f"#{written.lstrip('#')}" if _W_NUMBER.fullmatch(written) else written, group)


def _postcodes(text: str) -> Iterator[Found[str]]:
    for match in _POSTCODE.finditer(text):
        group = next(name for name in ("uk", "ca", "us", "said") if match[name])
        compact = match[group].upper().replace(" ", "")
        value = f"{compact[:-3]} {compact[-3:]}" if group in {"uk", "ca"} else compact
        yield _found(match, value, group)


def _money(text: str) -> Iterator[Found[Amount]]:
    for match in _MONEY.finditer(text):
        if match["words"]:
            number, start = _spoken(match["words"])
            if number is not None:
                end = match.end()
                begin = match.start("words") + start
                yield Found(Amount(Decimal(number), _currency(match["spoken"])), text[begin:end], begin, end)
            continue
        value = read_number(match["first"] or match["second"] or match["chinese"])
        unit = match["before"] or match["after"] or match["unit"]
        if value is not None:
            yield _found(match, Amount(value, _currency(unit)))


def _spoken(words: str) -> tuple[int | None, int]:
    """The number that some words end with, and where it begins: 25 of "twenty five", 50 of "for fifty"."""
    parts = re.split(r"[\s-]", words.casefold())
    if len(parts) == 2 and parts[0] in _WORDS and parts[1] in _WORDS and parts[0] in _TENS and _WORDS[parts[1]] < 10:
        return _WORDS[parts[0]] + _WORDS[parts[1]], 0
    if len(parts) == 2 and parts[1] == "hundred" and 0 < _WORDS.get(parts[0], 1 if parts[0] == "a" else 0) < 10:
        return 100 * _WORDS.get(parts[0], 1), 0
    return _WORDS.get(parts[-1]), len(words) - len(parts[-1])


def _currency(unit: str) -> str | None:
    return next((code for code, pattern in _CURRENCIES.items() if re.fullmatch(pattern, unit, re.IGNORECASE)), None)


def _phones(text: str) -> Iterator[Found[str]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15:
            yield _found(match, f"+{digits}" if match[0].startswith("+") else digits)


def _quantities(text: str) -> Iterator[Found[int]]:
    for match in _QUANTITY.finditer(text):
        group = next(name for name in ("after", "times", "pair", "chinese") if match[name])
        word = match[group].casefold()
        number = {"a": 1, "an": 1}.get(word, _WORDS.get(word))
        value = number if number is not None else read_number(word)
        if value is not None and 0 < value < 1000:
            yield _found(match, int(value), group)


@cache
def _directions() -> tuple[re.Pattern[str], dict[str, str]]:
    text = (files("agent.llm") / "data" / "comparisons.yaml").read_text(encoding="utf-8")
    words = {word: direction for direction, words in yaml.safe_load(text).items() for word in words}
    ordered = sorted(words, key=len, reverse=True)
    alternatives = [rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in ordered]
    return re.compile("|".join(alternatives), re.IGNORECASE), words


def _comparisons(text: str) -> Iterator[Found[str]]:
    pattern, directions = _directions()
    return (_found(match, directions[match[0].casefold()]) for match in pattern.finditer(text))


def _dates(text: str, today: date | None) -> Iterator[Found[date]]:
    return (Found(value, text[start:end], start, end) for value, start, end in find_dates(text, today))

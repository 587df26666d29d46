"""What customers do without in words of their own: "not down", "without a hood", "anything but Nike", "不要带拉链的".

The groups of `exclusions` know what allergens and materials hide behind; here any word of a listing will do: a product
that names the thing in its title, tags, options, attributes or description has it, unless it says that it has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.tools.matching import words_of
from knowledge_base.schema import AttributeValue, Product
from retrieval.lexicon import translations
from retrieval.search import Filters
from retrieval.tokens import is_chinese

_JOINT = r"(?:[,，]?\s*\b(?:but|and|that(?:['’]s| is| are)?|which (?:is|are)|it['’]?s|they['’]re|just)\s+)*"
_NEGATION = (
    r"\b(?:not|no|without|w/o|neither|nor|except(?: for)?|other than|apart from|anything but|avoid(?:ing)?|minus"
    r"|(?:i )?(?:don['’]?t|do not|doesn['’]?t|does not) (?:want|like|need)|do(?:es)?(?:n['’]?t| not) have"
    r"|(?:is|are)n['’]?t|i (?:hate|dislike)|can['’]?t stand)\s+"
)
_NO_THING = (
    r"(?:too|very|so|that|this|these|those|it|really|more|less|fewer|over|under|above|below|sure|only|just|idea"
    r"|problems?|matter|thanks|thank|worry|worries|rush|hurry|work(?:ing)?|worth|yet|at|as|bad|for|me|expensive|cheap"
    r"|pricey|big|small|large|heavy|bulky|ugly|boring|to|know|what|which|how|much|many|longer|later|good|able|\d\S*)\b"
)
_FILLER = r"(?:(?:any|anything|something|one|ones|with|made|of|out|from|in|by|an?|the|has|have|is|are|like)\s+)*"
_ENDS = (
    r"(?=\s*(?:$|[,.;:!?，。]|\b(?:and|or|nor|but|please|for|in|under|with|that|which|if|to|on|below|over|up|size|"
    r"thanks|either|though|then|i|my|preferably|ideally)\b))"
)
_WHAT = r"[\w'’%&-]+(?:\s+[\w'’%&-]+){0,2}?"
_ENGLISH = re.compile(
    rf"{_JOINT}{_NEGATION}(?!{_NO_THING}){_FILLER}(?!{_NO_THING})(?P<what>{_WHAT}){_ENDS}"
    rf"(?P<others>(?:\s*,?\s*(?:\bor\b|\bnor\b|/|,\s*no\b|\band (?:no|not|without)\b)\s+{_FILLER}{_WHAT}{_ENDS})*)"
    r"(?:\s+either\b)?",
    re.IGNORECASE,
)
_OTHERS = re.compile(rf"^\s*,?\s*(?:or|nor|/|no|and|not|without)\b\s*(?:no|not|without)?\s*{_FILLER}", re.IGNORECASE)
_CHINESE = re.compile(
    r"(?:但是?|而且|并且|，|,)*(?:不要|不想要|不想买|别要|不带|不含|不喜欢|讨厌|除了|不是|(?<!有)没有|也不要)"
    r"(?:任何|带|有|含|是|用)*(?!太|超过|贵|急|了|钱|大|小|重)"
    r"(?P<what>[^\s,，。;；的和或、及吗呢?？!！]{1,6}?)(?:的|以外的?|之外的?|(?=$|[,，。;；\s]))"
)
_WITHOUT_EN = (
    r"(?:\bno|\bnot|\bwithout(?: an?| any)?|\bfree (?:of|from)|\bnon|\bunlike|\binstead of|\bthan|\breplaces)[\s-]+"
)
_WITHOUT_ZH = r"(?:不含有?|不带|没有|无|非|代替|不是)"
_NO = frozenset({"false", "no", "none", "否", "无"})
_SENTENCES = re.compile(r"(?<=[.!?。！？;；])\s*")
_EDGE = re.compile(
    r"^(?:\s|[,，.。;；]|\b(?:but|and|or|nor|neither|either)\b)+|(?:\s|[,，;；]|\b(?:but|and|or|nor|either)\b)+$"
)


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A thing, a property or a brand that a product must not have, in the customer's words."""

    said: str

    @property
    def traces(self) -> bool:
        """Whether "may contain" counts: no word of a customer's own is an allergen."""
        return False

    def name(self, _language: str) -> str:
        """How the customer reads it."""
        return self.said

    def in_listing(self, product: Product) -> bool:
        """Whether anything in the listing names it."""
        if self.ruled_out(product):
            return False
        return any(self._in(text) for text in _texts(product))

    def ruled_out(self, product: Product) -> bool:
        """Whether an attribute denies it."""
        return any(_false(value) and self._in(name.replace("_", " ")) for name, value in _attributes(product))

    def _in(self, text: str) -> bool:
        named, denied = _patterns(self.said)
        return all(pattern.search(text) for pattern in named) if not denied.search(text) else False


def unwanted(query: str, split: Callable[[str], tuple[Filters, str]]) -> tuple[tuple[Unwanted, ...], str]:
    """What the words rule out, and the words without it.

    A colour or a brand of the shop is left in the words, for `split` reads those as filters.
    """
    found: list[Unwanted] = []

    def take(match: re.Match[str]) -> str:
        filters, _ = split(match[0])
        if filters.not_colours or filters.not_brands:
            return match[0]
        said = [match["what"]]
        if others := match.groupdict().get("others"):
            said += [
                _OTHERS.sub("", piece) for piece in re.split(r"(?=\bor\b|\bnor\b|/|,)", others) if piece.strip(" ,")
            ]
        things = [words.strip(" ,") for words in said if words_of(words)]
        if not things:
            return match[0]
        found.extend(Unwanted(words) for words in things)
        return " "

    rest = _CHINESE.sub(take, query) if is_chinese(query) else _ENGLISH.sub(take, query)
    rest = tidied(rest)
    if not found or not words_of(rest):  # "I don't have a tent" rules nothing out
        return (), query
    return tuple(dict.fromkeys(found)), rest


def tidied(words: str) -> str:
    """What is left of a wish, without the joints of what was taken out."""
    rest = re.sub(r"\s+", " ", words)
    rest = re.sub(r"\s+(?=[,.;?!])|(?:[,，]\s*)+(?=[,，.?!]|$)", "", rest)
    return _EDGE.sub("", rest).strip()


@lru_cache(maxsize=1024)
def _patterns(said: str) -> tuple[Sequence[re.Pattern[str]], re.Pattern[str]]:
    """What in a text names a thing, word by word, and what denies it."""
    if is_chinese(said):
        english = translations().get(said, "")
        either = "|".join([re.escape(said), *([_word(english)] if english else [])])
        return (re.compile(either, re.IGNORECASE),), re.compile(
            rf"{_WITHOUT_ZH}(?:{re.escape(said)})" + (rf"|{_WITHOUT_EN}{_word(english)}" if english else ""),
            re.IGNORECASE,
        )
    words = [word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", said) if words_of(word)] or [said]
    named = tuple(re.compile(_word(word), re.IGNORECASE) for word in words)
    whole = r"[\s-]+".join(_word(word) for word in words)
    return named, re.compile(rf"{_WITHOUT_EN}{whole}|{whole}[\s-]*(?:free|less)\b", re.IGNORECASE)


def _word(word: str) -> str:
    """A word in any of its forms: "hood" is in "hooded" and "hoodie", "zip" in "zipper" and "full-zip"."""
    single = re.sub(r"(?<=\w\w)(?:(?<=[sxz])es|(?<!s)s)$", "", word)
    if single.endswith(("ie", "y")):
        return rf"\b{re.escape(single.removesuffix('ie').removesuffix('y'))}(?:y|ies?)\b"
    return rf"\b{re.escape(single)}(?:{re.escape(single[-1])}?(?:e[dr]s?|ered))?(?:e?s|ies?|y)?\b"


def _texts(product: Product) -> Iterator[str]:
    yield from (product.title, product.brand, *product.categories, *product.tags)
    for variant in product.variants:
        yield from variant.options.values()
    for name, value in _attributes(product):
        if not _false(value):
            words = " , ".join(value) if isinstance(value, tuple) else "" if value is True else str(value)
            yield f"{name.replace('_', ' ')}: {words}"
    for text in (product.description, *(words.description for words in product.translations.values())):
        yield from _SENTENCES.split(text)
    for translated in product.translations.values():
        yield from (translated.title, *translated.categories)


def _attributes(product: Product) -> Iterator[tuple[str, AttributeValue]]:
    yield from product.attributes.items()
    for words in product.translations.values():
        yield from words.attributes.items()


def _false(value: AttributeValue) -> bool:
    return value is False or str(value).casefold() in _NO

"""Which hits are what was asked for: the kind of thing first, then what it must have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import inf

from agent.tools.matching import words_of
from knowledge_base.schema import AttributeValue, Product
from retrieval.lexicon import compounds, synonyms
from retrieval.search import Hit
from retrieval.tokens import cut_chinese, is_chinese, stem

_AFTER_KIND = re.compile(r"\b(?:for|with|without|from|to|that|who|which|under|below|in|on|made)\b", re.IGNORECASE)
NO_KIND = frozenset(
    words_of("gift gifts present presents set kit accessory accessories idea 礼物 礼品 配件 套装")
)  # of anything
_ASKS = re.compile(
    r"^.{0,40}?\b(?:look(?:ing)?|search(?:ing)?|shop(?:ping)?|need|want|like|have|sell|carry|stock|got|find|show|buy|get"
    r"|see|recommend|suggest)\b(?:\s+(?:me|for|to|buy|see|find|get|a|an|the|some|any|us))*\s+",
    re.IGNORECASE,
)
_ASKS_ZH = re.compile(
    r"^(?:请问|你们|您们|店里|我们?|想要|想买|想找|需要|要|找|买|有没有|有卖|卖|有|给我|推荐|帮我|看看|一?[个件双款条些台瓶副套只顶把])+"
    r"|(?:吗|呢|么|的|推荐|一下|有哪些|有|[?？。!！])+$"
)
_TAIL = re.compile(r"\s+(?:please|pls|thanks|here|there|today|then|instead|maybe)?\W*$", re.IGNORECASE)
_TITLE_ENDS = re.compile(r"\s*[,(|:;–—]|\s-\s|\b(?:for|with|without|compatible|in|by)\b", re.IGNORECASE)
_SHORT, _SHORT_CHINESE = 5, 6  # words, characters of a query that is the name of a thing
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {name: digits for digits, name in enumerate(_DIGITS)}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SLEEPS = re.compile(r"\b(?:sleeps?|seats?|fits?|holds?)\s+(\w+)\b(?!\s*(?:people|persons?))", re.IGNORECASE)
_SAME_UNIT = {
    **dict.fromkeys(("person", "人"), "people"),
    **dict.fromkeys(("inch", "inche", "英寸", "寸", '"', "″"), "in"),
    **dict.fromkeys(("liter", "litre", "ltr", "升", "公升"), "l"),
    **dict.fromkeys(("毫升", "milliliter", "millilitre"), "ml"),
    **dict.fromkeys(("kilo", "kilogram", "公斤", "千克"), "kg"),
    **dict.fromkeys(("gram", "克"), "g"),
    **dict.fromkeys(("watt", "瓦"), "w"),
    **dict.fromkeys(("厘米", "公分"), "cm"),
    **dict.fromkeys(("毫米",), "mm"),
    **dict.fromkeys(("毫安", "毫安时"), "mah"),
}
_UNITS = (
    "people|persons?|seasons?|pieces?|doors?|pack|gb|tb|mb|mah|inch(?:es)?|in|cm|mm|ml|lit(?:er|re)s?|ltr|l|kilos?"
    '|kilograms?|kg|grams?|g|watts?|w|人|件|片|季|升|公升|毫升|英寸|寸|公斤|千克|克|瓦|厘米|公分|毫米|毫安时?|″|"'
)
MEASURES = (
    frozenset(re.sub(r"\W.*", "", unit) for unit in _UNITS.split("|")) | frozenset(_SAME_UNIT) | {"litre", "litres"}
)
_QUANTITY = re.compile(rf"(\d+(?:\.\d+)?)[\s-]*({_UNITS})(?![a-z])", re.IGNORECASE)
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)(\D+)")
_MONEY_BEFORE = re.compile(r"[$€£¥]\s?$")
_NEAR = 1.25  # times more or less that a measure may be where no product has the one that is asked
_FOREIGN_SIZE = re.compile(r"\b(?:US|UK)\s?(?:men's |women's )?(?:size )?\d{1,2}(?:\.5)?\b", re.IGNORECASE)


def relevant(hits: Sequence[Hit], query: str) -> list[Hit]:
    """The hits to show, in their order.

    Where the query names a kind of thing that some hits are ("jacket"), only those stay; of these, only the ones that
    have what the query's other words ask for ("waterproof", "4 people"), as long as any has. A word that no hit knows
    changes nothing, nor does a query that names no kind. What bears all the words in its title always stays.
    """
    kinds = [(hit, _kinds(hit.product)) for hit in hits if hit.product is not None]
    every = words_of(query) - NO_KIND
    called = {hit.id for hit, _ in kinds if hit.product and every and every <= _title_words(hit.product)}
    head = head_of(query)
    chinese = {word for word in head if is_chinese(word)}  # 跑鞋 is narrower than its "shoe"
    for words in (chinese, head, words_of(_AFTER_KIND.split(query, maxsplit=1)[0]) - NO_KIND, every):
        named = [hit for hit, heads in kinds if heads & words or hit.id in called]
        named = named or [hit for hit, heads in kinds if hit.product and _also_called(hit.product, heads, words)]
        if named:
            alike = [hit for hit, heads in kinds if hit.product and _also_called(hit.product, heads, words)]
            return _having(_measuring(named, alike, query), query, words)
    return [hit for hit, _ in kinds if hit.product and head and bears(hit.product, head)] or list(hits)


def _measuring(named: list[Hit], alike: Sequence[Hit], query: str) -> list[Hit]:
    """With what is called otherwise, where only that has the measure: "a 20 litre backpack" is a daypack."""
    for need in _quantities(_spelt_out(query)):
        facts = {hit.id: facts_of(hit.product) for hit in (*named, *alike) if hit.product is not None}
        if not any(_distance(need, facts[hit.id]) <= _NEAR for hit in named):
            return [*named, *(hit for hit in alike if hit not in named)]
    return named


def bears(product: Product, words: Iterable[str]) -> bool:
    """Whether one of these stems, or another word for the same, stands in its title, categories or tags."""
    wanted = set(words)
    own = words_of(" ".join((*_names(product), *product.tags)))
    heads = own | _kinds(product)
    return bool(heads & wanted) or _also_called(product, heads, wanted)


def _also_called(product: Product, heads: set[str], words: set[str]) -> bool:
    """Whether other words for the same thing name it: "sneakers" where trainers are asked."""
    others = [phrase for word in words for phrase in _synonyms().get(word, ())]
    return any(phrase <= heads if len(phrase) == 1 else phrase <= _title_words(product) for phrase in others)


@cache
def _synonyms() -> Mapping[str, tuple[frozenset[str], ...]]:
    """The stem of a thing -> what else it is called, each as its stems."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for group in synonyms():
        stems = [frozenset(words_of(phrase)) for phrase in group]
        for own in stems:
            if len(own) == 1:
                (word,) = own
                found[word] = (*found.get(word, ()), *(other for other in stems if other and other != own))
    return found


def _names(product: Product) -> list[str]:
    """What it is called: its titles and categories in every language."""
    names = [*product.categories, product.title]
    for words in product.translations.values():
        names += [*words.categories, words.title]
    return names


def _title_words(product: Product) -> set[str]:
    titles = (product.title, *(words.title for words in product.translations.values()))
    return words_of(" ; ".join((*titles, product.brand)))


def sold_kinds(product: Product) -> frozenset[str]:
    """The kinds of a product that its categories name, and its titles where they can be no other word: no "six"."""
    paths = (product.categories, *(words.categories for words in product.translations.values()))
    shelves = {head for path in paths for name in path if (head := _last(name))}
    named = {kind for kind in _kinds(product) if len(kind) > (1 if is_chinese(kind) else 2)} - set(_DIGITS)
    return frozenset((shelves | named) - NO_KIND)


def named_kinds(text: str, sold: frozenset[str]) -> frozenset[str]:
    """The kinds of things in a text that are sold here, in stems: "headphone" of "headphones under 100"."""
    said = words_of(text) - NO_KIND
    others = {word for one in said - sold for phrase in _synonyms().get(one, ()) if len(phrase) == 1 for word in phrase}
    return sold & (said | others)


def named_in(hits: Sequence[Hit], query: str) -> list[Hit]:
    """The hits that are a thing which the query names: "watch" names what is called a watch or a smartwatch."""
    words = words_of(query) - NO_KIND
    return [hit for hit in hits if hit.product is not None and _kinds(hit.product) & words]


def thing_of(query: str) -> str:
    """The words for the thing itself: "gaming chair" of "I'm looking for a gaming chair for my son"."""
    asked = _ASKS_ZH.sub("", query) if is_chinese(query) else _QUANTITY.sub(" ", _ASKS.sub("", query))
    return _TAIL.sub("", _AFTER_KIND.split(asked, maxsplit=1)[0].strip(" ?!.") + " ")


def head_of(query: str) -> set[str]:
    """The thing that a short query is for, in stems: "blender" of "personal blender"; empty for longer words."""
    phrase = thing_of(query)
    if is_chinese(phrase):
        return words_of(_last(phrase)) if len(phrase) <= _SHORT_CHINESE else set()
    words = phrase.split()
    return words_of(words[-1]) - NO_KIND if 0 < len(words) <= _SHORT and words[-1].isalpha() else set()


def _having(hits: list[Hit], query: str, kinds: set[str]) -> list[Hit]:
    heads = {head for hit in hits if hit.product for head in _kinds(hit.product)} & kinds
    asked = [word for word in sorted(words_of(query) - heads) if not word.isdigit()]
    facts = {hit.id: facts_of(hit.product) for hit in hits if hit.product is not None}
    for need in sorted(_quantities(_spelt_out(query))):
        hits = [hit for hit in hits if need in facts[hit.id]] or _nearest(hits, need, facts)
    for need in asked:
        if having := [hit for hit in hits if need in facts[hit.id]]:
            hits = having
    return hits


def _nearest(hits: list[Hit], need: str, facts: Mapping[str, set[str]]) -> list[Hit]:
    """Those whose measure comes near, nearest first; all where none does."""
    far = {hit.id: _distance(need, facts[hit.id]) for hit in hits}
    return sorted((hit for hit in hits if far[hit.id] <= _NEAR), key=lambda hit: far[hit.id]) or hits


def _distance(need: str, facts: set[str]) -> float:
    """By which factor the nearest measure in the same unit differs."""
    wanted = _MEASURE.fullmatch(need)
    if wanted is None or not float(wanted[1]):
        return inf
    same = (found for fact in facts if (found := _MEASURE.fullmatch(fact)) and found[2] == wanted[2])
    ratios = (float(found[1]) / float(wanted[1]) for found in same)
    return min((max(ratio, 1 / ratio) for ratio in ratios if ratio), default=inf)


def unmeasured(query: str, shown: Sequence[Hit]) -> tuple[str, ...]:
    """Measures and foreign sizes of the query, as they were said, that no shown product has."""
    had = {fact for hit in shown if hit.product is not None for fact in facts_of(hit.product)}
    texts = " ".join(text for hit in shown if hit.product is not None for text in _texts(hit.product)).casefold()
    missing = [
        found[0]
        for found in _QUANTITY.finditer(query)
        if f"{found[1]}{_unit(found[2])}" not in had and not _MONEY_BEFORE.search(query[: found.start()])
    ]
    missing += [found[0] for found in _FOREIGN_SIZE.finditer(query) if found[0].casefold() not in texts]
    return tuple(words.strip() for words in missing) if shown else ()


def _spelt_out(query: str) -> str:
    """The query with small numbers as digits, and "sleeps four" as "4 people"."""
    words = _SLEEPS.sub(lambda found: f"{found[1]} people" if _is_number(found[1]) else found[0], query)
    return re.sub(r"\w+", lambda found: str(_NUMBERS.get(found[0].lower(), found[0])), words)


def _is_number(word: str) -> bool:
    return word.isdigit() or word.lower() in _NUMBERS


def _quantities(text: str) -> set[str]:
    return {f"{number}{unit}" for number, unit in _measured(text)}


def _measured(text: str) -> Iterator[tuple[str, str]]:
    for number, unit in _QUANTITY.findall(text):
        yield number, _unit(unit)


def _unit(written: str) -> str:
    unit = written.lower().removesuffix("s")
    return _SAME_UNIT.get(unit, unit)


def _kinds(product: Product) -> set[str]:
    """Words that say what the product is: the last one of its title and of each of its categories, in any language."""
    names = _names(product)
    names += [_TITLE_ENDS.split(name, maxsplit=1)[0] for name in names]  # "Case for Lark 6, Cork" is a case
    heads = {head for name in names if (head := _last(name))}
    return (heads | {_wider()[head] for head in heads if head in _wider()}) - NO_KIND


@cache
def _wider() -> Mapping[str, str]:
    """The stem of a thing -> the stem of the wider kind that it is: "smartwatch" -> "watch"."""
    return {stem(word): stem(kind) for word, kind in compounds().items()}


def _last(name: str) -> str:
    if is_chinese(name):
        words = [word for run in _HAN.findall(name) for word in cut_chinese(run)]
        return words[-1] if words else ""
    found = re.findall(r"[^\W\d][\w'’-]*", name)  # "Case for Lark 6" is no 6
    stems = words_of(found[-1]) if found else set()
    return min(stems, key=len) if stems else ""


def facts_of(product: Product) -> set[str]:
    """Every word that the product's title, categories, tags, options and attributes prove."""
    text = " ; ".join(_texts(product))
    return words_of(text) | _quantities(text)


def _texts(product: Product) -> Iterator[str]:
    yield product.title
    yield product.brand
    yield from product.categories
    yield from product.tags
    for variant in product.variants:
        yield from variant.options.values()
    yield from _stated(product.attributes)
    for words in product.translations.values():
        yield words.title
        yield from words.categories
        yield from _stated(words.attributes)


def _stated(attributes: Mapping[str, AttributeValue]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is False or str(value).lower() in {"false", "no", "none", "否", "无"}:
            continue  # an attribute that is denied proves nothing
        yield f"{name}: {'' if value is True else value}"

"""What a product must be without: read from the customer's words, and held against a listing.

"Nut-free", "allergic to peanuts", "不含麸质" are no words to search for: whatever names them must not be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import yaml

from knowledge_base.schema import AttributeValue, Product

_NO = frozenset({"false", "no", "none", "否", "无"})
_SHADES = frozenset({"colour", "color", "颜色"})  # a cream shirt has no cream in it
_TRACES_EN = r"(?:may|might|can) (?:also )?contain[^.;。；]*|traces? of[^.;。；]*"
_TRACES_ZH = r"(?:可能|或)(?:会)?含有?[^.;。；]*"
_TRACES = re.compile(f"{_TRACES_EN}|{_TRACES_ZH}", re.IGNORECASE)
_SAYS_NO_EN = r"without(?: any)?|free (?:of|from)|no|non|not|never|nor|nothing|zero"
_SAYS_NO_ZH = r"不含有?|未含|没有|无添加|零添加|无|零|不使用|非"
_ASKED_EN = (
    rf"(?:{_SAYS_NO_EN}|allerg(?:ic|y|ies) (?:to|against)|intoleran(?:t|ce) (?:to|of)|sensitive to|avoid(?:ing)?"
    r"|(?:can ?not|can['’]?t|don['’]?t|do not|must ?n['’]?t|won['’]?t|shouldn['’]?t|never)"
    r"(?: (?:want|eat|have|like|wear|drink|use|tolerate|need|contain|include))+|anything but|other than|except)"
)
_FILLER = r"(?:(?:any|anything|something|with|made|of|from|in|contains?|containing|the|a|real|to)\s+)*"
_BETWEEN = r"(?:\s*(?:,|/|&|or|and|nor)\s*(?:any\s+|no\s+)?)"
_ASKED_ZH = (
    rf"(?:{_SAYS_NO_ZH}|不要|不想要|不能吃|不吃|不能有|不能含|别有|避免|不喜欢|除了|不能碰)"
    r"(?:任何|带|有|含|用|是|含有|添加)*"
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Something that a product must not have."""

    key: str
    names: tuple[str, str]  # in English and in Chinese
    named: re.Pattern[str]  # what in a listing names it
    told: re.Pattern[str]  # what in a description names it, where a word may be another: "packs down"
    only_like: re.Pattern[str] | None
    stated: re.Pattern[str]  # names of attributes, or words, that say a product is without it
    denied_by: frozenset[str]  # attributes that are false where a product has it
    taste: bool  # whether it is mostly a matter of taste
    traces: bool  # whether "may contain" counts
    allowed: re.Pattern[str]  # how a customer says that it may be in it after all

    def name(self, language: str) -> str:
        """How the customer reads it."""
        return self.names[language == "zh"]

    def in_listing(self, product: Product) -> bool:
        """Whether anything in the listing names it."""
        if any(_false(value) for name, value in _attributes(product) if name.casefold() in self.denied_by):
            return True
        said = () if self.ruled_out(product) else _descriptions(product)  # "good with milk" makes a vegan tea no dairy
        if any(self._in_text(text, self.named) for text in _texts(product)):
            return True
        return any(self._in_text(text, self.told) for text in said)

    def ruled_out(self, product: Product) -> bool:
        """Whether the listing says that the product is without it."""
        true = (name for name, value in _attributes(product) if value is True or str(value).lower() in {"yes", "是"})
        return any(self.stated.search(text) for text in (product.title, *product.tags, *true))

    def _in_text(self, text: str, named: re.Pattern[str]) -> bool:
        if not self.traces:
            text = _TRACES.sub(" ", text)
        text = self.stated.sub(" ", text)
        if self.only_like is not None:
            text = self.only_like.sub(" ", text)
        return bool(named.search(text))


class Excluding(Protocol):
    """Anything that a product must be without."""

    def in_listing(self, product: Product) -> bool:
        """Whether the listing names it."""

    def ruled_out(self, product: Product) -> bool:
        """Whether the listing says that the product is without it."""


def read(query: str) -> tuple[tuple[Exclusion, ...], str]:
    """What the words rule out, and the words without it."""
    found: list[Exclusion] = []
    for exclusion, asked in groups():
        rest = asked.sub(" ", query)
        if rest != query:
            found.append(exclusion)
    for exclusion, asked in groups():
        if exclusion in found:
            query = asked.sub(" ", query)
    return tuple(found), re.sub(r"\s+", " ", query).strip(" ,，.。;；") if found else query


def without(products: Sequence[Product], exclusions: Sequence[Excluding]) -> tuple[tuple[Product, ...], frozenset[str]]:
    """The products that name none of it, those that say so first; with the ids of these."""
    kept = [product for product in products if not any(one.in_listing(product) for one in exclusions)]
    sure = frozenset(product.id for product in kept if all(one.ruled_out(product) for one in exclusions))
    return tuple(sorted(kept, key=lambda product: product.id not in sure)), sure


@cache
def groups() -> tuple[tuple[Exclusion, re.Pattern[str]], ...]:
    """Every exclusion, with how customers ask for it."""
    data = yaml.safe_load((files(__package__) / "exclusions.yaml").read_text("utf-8"))
    every = {lang: [name for group in data.values() for name in group["names"][lang]] for lang in ("en", "zh")}
    return tuple((_exclusion(key, group), _asked(group, every)) for key, group in data.items())


def _exclusion(key: str, group: Mapping[str, Mapping[str, Sequence[str]]]) -> Exclusion:
    names, also, but = group["names"], group.get("stated", {}), group.get("but", {})
    weak = group.get("weak", {}).get("en", ())
    plain = [word for word in group["words"]["en"] if word not in weak]
    english = _latin([*names["en"], *group["words"]["en"]])
    chinese = _either([*names["zh"], *group["words"]["zh"]])
    free = rf"\b{english}[\s-]*free\b|\b(?:{_SAYS_NO_EN})[\s-]+{english}\b|(?:{_SAYS_NO_ZH}){chinese}"
    extra = "".join(f"|^{re.escape(name)}$" for name in [*also.get("en", ()), *also.get("zh", ())])
    alike = [*but.get("en", ()), *but.get("zh", ())]
    return Exclusion(
        key=key,
        names=(names["en"][0], names["zh"][0]),
        named=_compiled(rf"\b{_latin(group['words']['en'])}\b|{_either(group['words']['zh'])}"),
        told=_compiled(rf"\b{_latin(plain)}\b|{_either(group['words']['zh'])}"),
        only_like=_compiled(_either(alike)) if alike else None,
        stated=_compiled(free + extra),
        denied_by=frozenset(name.casefold() for names in group.get("denied_by", {}).values() for name in names),
        taste=bool(group.get("taste")),
        traces=bool(group.get("traces")),
        allowed=_compiled(_allowed(group)),
    )


def _asked(group: Mapping[str, Mapping[str, Sequence[str]]], every: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """How customers ask for a product without it; others of its kind may stand between: "no nuts or milk"."""
    english, chinese = _latin(group["names"]["en"]), _either(group["names"]["zh"])
    others, others_zh = _latin(every["en"]), _either(every["zh"])
    said = group.get("said", {})
    parts = [
        rf"\b{english}[\s-]*(?:free\b|allerg(?:y|ies)\b|intoleran(?:t|ce)\b)",
        rf"\b(?:i(?:['’]?m| am)?\s+)?{_ASKED_EN}[\s-]+{_FILLER}(?:{others}{_BETWEEN})*{english}\b",
        rf"(?:{_ASKED_ZH})(?:{others_zh}(?:和|或|、|,|，|及|与))*{chinese}(?:的)?",
        rf"我?对(?:{others_zh}(?:和|或|、|,|，|及|与))*{chinese}(?:[^,，。]{{0,6}}?)(?:过敏|不耐受|敏感)|{chinese}过敏",
    ]
    parts += (
        [rf"(?<!\bnot )(?<!\bnot a )\b(?:(?:i have|i['’]?m|i am|with)\s+(?:an?\s+)?)?{_latin(said['en'])}\b"]
        if said.get("en")
        else []
    )
    parts += [_either(said["zh"]) + "(?:者)?(?:的)?"] if said.get("zh") else []
    return _compiled("|".join(parts))


def _allowed(group: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """How customers take it back: "nuts are fine after all", "花生可以吃"."""
    english, chinese = _latin(group["names"]["en"]), _either(group["names"]["zh"])
    return (
        rf"\b{english} (?:is|are) (?:fine|ok|okay|all ?right|allowed|no problem)\b(?! for| if|\s*\?)"
        rf"|\b(?:forget|ignore|never ?mind|don['’]?t mind|don['’]?t worry about) (?:about )?(?:the |my )?{english}\b"
        rf"|{chinese}(?:也|又|其实)?(?:可以|没关系|没问题|没事)(?:吃|了|的)*+(?![吗么?？])|(?:不用管|不用考虑|别管|忽略){chinese}(?:了)?"
    )


def _latin(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})(?:e?s)?"


def _either(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _false(value: AttributeValue) -> bool:
    return value is False or str(value).lower() in _NO


def _attributes(product: Product) -> Iterator[tuple[str, AttributeValue]]:
    yield from product.attributes.items()
    for words in product.translations.values():
        yield from words.attributes.items()


def _descriptions(product: Product) -> Iterator[str]:
    yield product.description
    yield from (words.description for words in product.translations.values())


def _texts(product: Product) -> Iterator[str]:
    yield from (product.title, *product.categories, *product.tags)
    for variant in product.variants:
        yield from (value for name, value in variant.options.items() if name.casefold() not in _SHADES)
    for words in product.translations.values():
        yield from (words.title, *words.categories)
    for name, value in _attributes(product):
        if not _false(value):
            yield name if value is True else f"{name}: {' , '.join(value) if isinstance(value, tuple) else value}"

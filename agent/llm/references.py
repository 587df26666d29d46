"""What a customer points at: "the second one", "it", "the cheapest", "back to the tent", "no, I meant ...".

Pure reading of words; which product is meant is decided where the conversation's state is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.llm.conversation_cues import correction
from agent.llm.phrases.cues import cue
from agent.tools.matching import words_of

Extreme = Literal["price_low", "price_high", "rating"]

_ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "fifth": 4,
    "5th": 4,
    "sixth": 5,
    "6th": 5,
    "last": -1,
    "latter": -1,
    "former": 0,
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_CHINESE = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "6": 6,
}
_NOUN = r"(?:ones?|options?|products?|items?|choices?|pairs?|models?|result|suggestion|of (?:them|those|these))"
_ORDINAL = re.compile(
    rf"\b(?P<word>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|last|latter|former)\b(?!\s+(?:order|time|purchase|name|day|week|month|year|night))"
    rf"(?:\s+(?P<many>two|three|four|2|3|4)\b)?(?:\s+{_NOUN})?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:number|no\.?|option|item|#)\s*(?P<number>[1-4]|one|two|three|four)\b|#(?P<hash>[1-4])\b", re.IGNORECASE
)
_CHINESE_ORDINAL = re.compile(
    r"第(?P<number>[一二三四五六1-6])(?:个|款|双|件|条|种|只|台|项|瓶|本|张|顶)?|(?P<last>最后(?:一)?(?:个|款|双|件|条|种|只|台)|后者)|(?P<former>前者)"
)
_FIRST_MANY = re.compile(r"前(?P<number>[两二三四234])(?:个|款|双|件|条|种|只|台)?")
_BACK = re.compile(
    r"\b(?:(?:(?:go |going |let's go )?back to|return(?:ing)? to)(?: all)?(?: the| that| those| my)?"
    r"|about (?:the|that|those|my)) (?P<what>[\w' -]{2,40})"
    r"|(?:回到|说回|再说|回头说)(?:刚才|之前|前面)?(?:的|那个|那款|那件|那双|那顶)?(?P<cn>[\u4e00-\u9fff\w]{1,12})",
    re.IGNORECASE,
)


_MEASURE = "[个款双件条台只顶种张把瓶盒]"
_LIKE = re.compile(
    r"\b(?:the|that)\s+(?:ones?\s+(?:for|with|in|made (?:of|from)|that(?:'s| is| has| are| have)?|from|by)\s+"
    r"(?:a |the |my )?([\w'’ -]{2,40})|((?:[\w'’-]+\s+){1,3}?)ones?\b)"
    r"|^\W*(?:an?\s+|some\s+)?((?:[\w'’-]+\s+){1,2})ones?\W*$"
    r"|^([\u4e00-\u9fff]{1,6}?)的(?:呢|吧)?[?？。]?$"
    rf"|(?:^|[，,。!！\s那要看])([\u4e00-\u9fffA-Za-z0-9]{{1,8}}?)的(?:那|这)一?{_MEASURE}"
    rf"|(?:那|这)一?{_MEASURE}([\u4e00-\u9fff]{{1,6}}?)的(?![吗么])",
    re.IGNORECASE,
)
_NO_PROPERTY = re.compile(
    r"\b(?:other|same|next|previous|right|wrong|new|old|only|more|most|less|best|better|good|nicest|which|what|this|that|and|another|any|got|have|like|how|one)\b"
    r"|\b(?:is|are|was|do|does)\b"
    r"|[第最前后更]|刚才|之前|另|别|其他|推荐|[看说问买]|^(?:贵|便宜|大|小|轻|重|好|新)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class References:
    """What a message points at. Places count from 0, -1 is the last."""

    places: tuple[int, ...] = ()
    many: int = 0  # "the first two"
    both: bool = False
    all: bool = False
    it: bool = False
    extreme: Extreme | None = None  # "the cheapest one"
    cheaper: bool = False
    dearer: bool = False
    more: bool = False
    like: str = ""  # the property by which one is meant: "down" of "the down one"
    back: str = ""  # "back to the tent": "tent"
    correction: str | None = None  # what is left of "no, I meant the red one"
    compare: bool = False
    tell: bool = False  # "tell me more", "what about"

    @property
    def points_out(self) -> bool:
        """Whether it picks some of what was shown, rather than all of it or "it"."""
        return bool(self.places or self.many or self.extreme or self.like or self.back)

    @property
    def points(self) -> bool:
        """Whether it points at something that was shown."""
        return bool(self.places or self.many or self.both or self.it)


def references(text: str) -> References:
    """What the words point at."""
    back = _BACK.search(text)
    places, many = _places(text)
    extreme = _extreme(text)
    chosen = bool(cue("the_cheaper").search(text) or cue("the_dearer").search(text))
    return References(
        places=places,
        many=many,
        both=bool(cue("both").search(text)),
        all=bool(cue("all").search(text)),
        it=bool(cue("it").search(text)),
        extreme=extreme,
        cheaper=bool(cue("cheaper").search(text)) and not chosen,
        dearer=bool(cue("dearer").search(text)) and not chosen,
        more=bool(cue("more").search(text) or cue("none_of").search(text)),
        like="" if places or many or extreme else _like(text),
        back=(back.group("what") or back.group("cn") or "").strip(" ?？吧") if back else "",
        correction=correction(text),
        compare=bool(cue("compare").search(text)),
        tell=bool(cue("tell").search(text)),
    )


def _like(text: str) -> str:
    """The property by which one of several is meant; "" where it is none: "the other one", "the lighter one"."""
    match = _LIKE.search(text)
    words = next((group for group in match.groups() if group), "").strip() if match else ""
    return (
        ""
        if not words or _NO_PROPERTY.search(words) or cue("least").search(words) or cue("most").search(words)
        else words
    )


def without_cues(text: str) -> str:
    """The words without those that only point or turn: what is left names something new."""
    for name in (
        "the_cheaper",
        "the_dearer",
        "cheapest",
        "dearest",
        "cheaper",
        "dearer",
        "best",
        "more",
        "it",
    ):  # "便宜" is a part of "最便宜"
        text = cue(name).sub(" ", text)
    return text


def _places(text: str) -> tuple[tuple[int, ...], int]:
    found: list[int] = []
    many = 0
    for match in _ORDINAL.finditer(text):
        if match.group("many"):
            many = _NUMBERS[match.group("many").lower()] * (-1 if match.group("word").lower() == "last" else 1)
        else:
            found.append(_ORDINALS[match.group("word").lower()])
    found += [
        _NUMBERS[(match.group("number") or match.group("hash")).lower()] - 1 for match in _NUMBERED.finditer(text)
    ]
    for match in _CHINESE_ORDINAL.finditer(text):
        number = match.group("number")
        found.append(_CHINESE[number] - 1 if number else -1 if match.group("last") else 0)
    if first := _FIRST_MANY.search(text):
        many = _CHINESE[first.group("number")]
    return tuple(dict.fromkeys(found)), many


def _extreme(text: str) -> Extreme | None:
    if cue("cheapest").search(text) or cue("the_cheaper").search(text):
        return "price_low"
    if cue("dearest").search(text) or cue("the_dearer").search(text):
        return "price_high"
    return "rating" if cue("best").search(text) else None


def pick(listed: tuple[str, ...], places: tuple[int, ...], many: int) -> tuple[str, ...]:
    """The listed ids at these places; places past the end are left out."""
    if many:
        return listed[:many] if many > 0 else listed[many:]
    return tuple(dict.fromkeys(listed[place] for place in places if -len(listed) <= place < len(listed)))


def named_among(text: str, titles: dict[str, str]) -> tuple[str, ...]:
    """Which of some products (id -> title and categories) a phrase names: those that share the most telling words."""
    asked = words_of(text)
    scores = {key: len(asked & words_of(title)) for key, title in titles.items()}
    best = max(scores.values(), default=0)
    return tuple(key for key, score in scores.items() if score == best) if best else ()

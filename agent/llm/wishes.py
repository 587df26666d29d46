"""Two things wished for in one breath: "headphones under $100 and a tent for 4 people", "一双跑鞋和一个背包".

A wish is cut only where a kind of thing that the shop sells stands on both sides, and where a new thing plainly begins:
with an article or a number, or because both sides are bare plurals of different kinds. "Black and white shoes", "mac
and cheese" and "salt and pepper mill" are one thing each.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.llm.phrases.cues import cue

MOST = 3
_ARTICLE = r"(?:an?|some|another|one|two|three|\d+|also)\b"
_JOINT = re.compile(
    rf"\s*,?\s*\b(?:and|plus|as well as|along with)\s+(?:also\s+|for\s+)?(?P<article>(?={_ARTICLE}))?"
    rf"|\s*,\s*(?P<listed>(?={_ARTICLE}))"
    r"|[，,、]?(?:和|以及|还有|外加|再来|还要|还想要)(?P<counted>(?=[一两三\d]\w?[个双件条款顶台只把本张套副]))?"
    r"|[，,、](?P<counts>(?=[一两三\d][个双件条款顶台只把本张套副]))",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"\b(?:for|with|without|from|to|that|who|which|under|below|over|above|in|on|made|size|less|up)\b|[,，(（]|[$€£¥]",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLURAL = re.compile(r"\w{2,}s\s*$")
_COUNTED = re.compile(r"[一两三\d]\w?[个双件条款顶台只把本张套副]$")
_LAST = re.compile(r"[\w'’-]+\s*$")
_COMPARING = ("beside", "compare", "both")


def wishes(text: str, kinds: Callable[[str], frozenset[str]]) -> tuple[str, ...]:
    """The things wished for, each with the words that ask for it; the text itself where there is one.

    `kinds` gives the kinds of things in some words that the shop sells.
    """
    if any(cue(name).search(text) for name in _COMPARING) or text.rstrip().endswith('"'):
        return (text,)
    parts: list[str] = [text]
    while len(parts) < MOST and (cut := _cut(parts[-1], kinds)):
        parts[-1:] = cut
    if len(parts) == 1:
        return (text,)
    lead, whom = _lead(parts[0]), _whom(parts[-1])
    for_whom = [part if not whom or re.search(r"\bfor\b", part) else f"{part} {whom}" for part in parts]
    return (for_whom[0], *(f"{lead}{part}" for part in for_whom[1:]))


def _whom(wish: str) -> str:
    """For whom all of it is: "for men" of "t-shirts and jeans for men"."""
    match = re.search(r"\bfor\s+\S+(?:\s\S+)?\W*$", wish)
    return match[0] if match and cue("audience").fullmatch(match[0].strip(" ?!.")) else ""


def _cut(text: str, kinds: Callable[[str], frozenset[str]]) -> tuple[str, str] | None:
    """The text before and after the first joint at which another thing begins."""
    for joint in _JOINT.finditer(text):
        before, after = text[: joint.start()].strip(), text[joint.end() :].strip()
        left, right = kinds(_head(before)), kinds(_head(after))
        if not left or not right:
            continue
        begins = any(group is not None for group in joint.groupdict().values())
        if begins or (not left & right and _bare(before, after)):
            return before, after
    return None


def _bare(before: str, after: str) -> bool:
    """Whether both sides are plurals, or plain Chinese nouns: "tents and sleeping bags", "帐篷和睡袋"."""
    if _HAN.search(after):
        return True
    first, last = _thing(before), _thing(after)
    if " " not in last and re.fullmatch(r"[\w'’-]+", first):
        return bool(_PLURAL.search(last))
    single = re.search(r"\b(?:an?|one)\s+(?:[\w'’-]+\s+){0,3}$", first[: first.rfind(" ") + 1], re.IGNORECASE)
    return bool(_PLURAL.search(last) and (single or _PLURAL.search(first)))


def _head(phrase: str) -> str:
    """The word that says what the thing is: "tent" of "a tent for 4 people"; of Chinese, all words of the thing."""
    thing = _thing(phrase)
    if _HAN.search(thing):
        return re.split(r"[,，。、]", thing)[0 if thing == phrase else -1][-8:]
    return found[0] if (found := _LAST.search(thing)) else ""


def _thing(phrase: str) -> str:
    words = re.sub(r"(?<=\w)\s+please\W*$", "", phrase).strip(" ?？!！.。")
    words = words[len(_asked(words)) :] or words
    return _HEAD_ENDS.split(words, maxsplit=1)[0].strip() or words


def _lead(wish: str) -> str:
    """The words with which the first thing is asked for, without its number: they hold for the others too."""
    return _COUNTED.sub("", _asked(wish))


def _asked(wish: str) -> str:
    """What stands before the thing: "I'm looking for ", "我想买"."""
    asked = cue("asked_for_zh" if _HAN.search(wish) else "asked_for_en")
    rest, before = wish, None
    while before != rest:
        before = rest
        match = asked.match(rest)
        if match and match.end() and not re.fullmatch(r"(?:an?|the|some|any|new)\W*", match[0], re.IGNORECASE):
            rest = rest[match.end() :]
    return wish[: len(wish) - len(rest)]

"""Cues of a conversation, pure functions of one message: consent, corrections, follow-ups, two questions, noise.

The words are in `data/cues.yaml`. They are read strictly: where a cue isn't plain, it isn't there, since a wrong "yes"
cancels an order, and a wrong split answers half a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Noise = Literal["empty", "emoji", "gibberish"]

_MOST_PARTS = 3
_FRAGMENT_WORDS, _FRAGMENT_HAN = 7, 10
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z]+")
_SYMBOL = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_ENDS = re.compile(r"(?<=[?？!！。；;\n])\s*|(?<=[a-z0-9)])\.\s+(?=[A-Za-z])")
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
# Pairs of letters that no English word has.
_NEVER = frozenset(
    {
        *("bk", "bq", "bx", "cb", "cf", "cg", "cj", "cp", "cv", "cw", "cx", "dx", "fk", "fq", "fv", "fx", "fz", "gq"),
        *("gv", "gx", "hk", "hv", "hx", "hz", "iy", "jb", "jc", "jd", "jf", "jg", "jh", "jk", "jl", "jm", "jn", "jp"),
        *("jq", "jr", "js", "jt", "jv", "jw", "jx", "jy", "jz", "kq", "kv", "kx", "kz", "lq", "lx", "mg", "mj", "mq"),
        *("mx", "mz", "pq", "pv", "px", "qb", "qc", "qd", "qe", "qf", "qg", "qh", "qj", "qk", "ql", "qm", "qn", "qo"),
        *("qp", "qr", "qs", "qt", "qv", "qw", "qx", "qy", "qz", "sx", "sz", "tq", "tx", "vb", "vc", "vd", "vf", "vg"),
        *("vh", "vj", "vk", "vm", "vn", "vp", "vq", "vt", "vw", "vx", "vz", "wq", "wv", "wx", "wz", "xb", "xg", "xj"),
        *("xk", "xv", "xz", "yq", "yv", "yz", "zb", "zc", "zd", "zg", "zj", "zn", "zq", "zr", "zs", "zx"),
    }
)
_MOANS = frozenset("啊哦额呃嗯噗唔呜得嘟吧咯噢哒阿斯顿发")


def consent(text: str) -> bool | None:
    """True for a plain yes, False for a plain no, None for everything else: "yes but ...", "ok?", "yes, cancel it"."""
    if re.search(r"[?？]", text) or re.search(r"吗|呢|么\s*$", text):
        return None
    said = _plain(text)
    if not said:
        return None
    for answer, other in ((True, "no"), (False, "yes")):
        kind = "yes" if answer else "no"
        if _made_of(said, kind) and not _made_of(said, other):
            return answer
    return None


def correction(text: str) -> str | None:
    """What a customer meant instead: "the blue one" of "no, I meant the blue one"; None if nothing is corrected."""
    said, places = _plain_with_places(text)
    match = _starting("corrections").match(said) or re.match(r"no (?=(?:the|a|in|size)\b)", said)
    if match is None or not said[match.end() :].strip():
        return None
    rest = text[places[match.end()] :] if match.end() < len(places) else ""
    rest = re.sub(r"^[\s,，.。:：!！-]+", "", rest)
    return rest if re.search(r"\w", rest) else None


def follows_up(text: str) -> bool:
    """Whether a message leans on what was said before: "and in size 42?", "the blue one", "那个有红色的吗"."""
    said = _plain(text)
    if not said or consent(text) is not None:
        return False
    bare = _anywhere("idioms").sub(" ", said)
    if _anywhere("pointers").search(bare):
        return True
    short = len(said.split()) <= _FRAGMENT_WORDS and len(_HAN.findall(said)) <= _FRAGMENT_HAN
    if not short:
        return False
    if _starting("follow_ups").match(bare):
        return True
    return bool(re.search(r"[呢]$", said) or re.search(r"(?:色|号|码)的?吗?$", said) or re.search(r"\bones?$", said))


def split(text: str) -> tuple[str, ...]:
    """The questions of a message, three at most; the whole message where it asks one thing.

    A cut is made only where what stands on both sides asks: never inside "a black and white dress".
    """
    parts: list[str] = []
    for piece in _pieces(text):
        if parts and not (_asks(piece) and _asks(parts[-1])):
            parts[-1] = _between(text, parts[-1], piece)
        else:
            parts.append(piece)
    if len(parts) > _MOST_PARTS:
        last = _between(text, parts[_MOST_PARTS - 1], parts[-1])
        parts = [*parts[: _MOST_PARTS - 1], last]
    return tuple(parts) if len(parts) > 1 else (text.strip(),)


def noise(text: str) -> Noise | None:
    """What kind of noise a message is, if it is nothing else: empty, only emoji, or keys hit at random."""
    if re.search(r"\w", text):
        return "gibberish" if _gibberish(text) else None
    return "emoji" if _SYMBOL.search(text) else "empty"


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    text = (files("agent.llm") / "data" / "cues.yaml").read_text(encoding="utf-8")
    lists = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the safest: "yes", "no" and "y" stay words
    return {name: tuple(sorted(words, key=len, reverse=True)) for name, words in lists.items()}


def _pattern(phrases: Iterable[str]) -> str:
    """Alternatives, longest first; letters of Latin words may not go on at either end."""
    return "|".join(
        rf"(?<![a-z0-9']){re.escape(phrase)}(?![a-z0-9'])" if phrase[-1].isascii() else re.escape(phrase)
        for phrase in sorted(phrases, key=len, reverse=True)
    )


@cache
def _whole(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?P<said>{_pattern(_words()[kind])})|{_pattern(_words()['fillers'])}|\s)+")


@cache
def _starting(kind: str) -> re.Pattern[str]:
    return re.compile(_pattern(_words()[kind]))


@cache
def _anywhere(kind: str) -> re.Pattern[str]:
    return re.compile(_pattern(_words()[kind]))


def _made_of(said: str, kind: str) -> bool:
    """Whether these are words of this kind and fillers, and at least one of the kind."""
    match = _whole(kind).fullmatch(said)
    return match is not None and match["said"] is not None


def _plain(text: str) -> str:
    return _plain_with_places(text)[0]


def _plain_with_places(text: str) -> tuple[str, list[int]]:
    """Small letters without punctuation, and where in the text each character stands."""
    kept: list[tuple[str, int]] = []
    for place, character in enumerate(text[:1000]):
        folded = unicodedata.normalize("NFKC", character).casefold().replace("’", "'")
        if len(folded) == 1 and (folded.isalnum() or folded == "'" or _SYMBOL.match(folded)):
            kept.append((folded, place))
        elif kept and kept[-1][0] != " " and not _HAN.match(kept[-1][0]):
            kept.append((" ", place))
    while kept and kept[-1][0] == " ":
        kept.pop()
    return "".join(character for character, _ in kept), [place for _, place in kept]


@cache
def _joints() -> re.Pattern[str]:
    """Where a new question may begin inside a sentence."""
    opener = _pattern(_words()["openers"])
    joiner = "|".join(map(re.escape, _words()["joiners"]))
    return re.compile(
        rf"[,，]?\s*\b(?:and|also|plus|but)\s+(?:also\s+|then\s+)?(?={opener})|,\s*(?={opener})"
        rf"|[，,]\s*(?:{joiner})?[，,]?\s*|(?:{joiner})[，,]?",
        re.IGNORECASE,
    )


def _pieces(text: str) -> Iterator[str]:
    for sentence in _ENDS.split(text):
        for piece in _joints().split(sentence or ""):
            clean = (piece or "").strip(" ,，")
            if re.search(r"\w", clean):
                yield clean


def _asks(piece: str) -> bool:
    """Whether a clause asks or requests by itself."""
    if _HAN.search(piece):
        return bool(_anywhere("asking").search(piece)) or piece.endswith(("?", "？"))
    start = re.sub(r"^\W*(?:(?:and|also|but|so|then|hi|hello|hey|ok|please)\b[\s,]*)*", "", piece.casefold())
    return bool(_starting("openers").match(start)) or piece.endswith("?") or _wants(start)


def _wants(clause: str) -> bool:
    return bool(
        re.match(r"(?:i|we)(?:'d| would)? (?:want|need|like|am looking|'m looking)\b|i'm (?:looking|after)\b", clause)
    )


def _between(text: str, first: str, last: str) -> str:
    """The stretch of text from one piece to another."""
    start = text.index(first)
    return text[start : text.index(last, start + len(first)) + len(last)]


def _gibberish(text: str) -> bool:
    han = _HAN.findall(text)
    if han:
        return len(han) >= 5 and set(han) <= _MOANS and not _LETTERS.search(text)
    words = [word.lower() for word in _LETTERS.findall(text)]
    if not words or re.search(r"\d", text):
        return False
    strange = sum(len(word) for word in words if _strange(word))
    return strange > 0.6 * sum(map(len, words))


def _strange(word: str) -> bool:
    """Whether English has no such word: keys beside each other, or letters that never follow one another."""
    if len(set(word)) == 1:
        return len(word) >= 3 and word[0] not in "mhwxi"
    word = re.sub(r"(.)\1{2,}", r"\1", word)  # "yessss" is a yes
    if len(word) < 4:  # "thx", "jbl"
        return False
    if any(key in row for row in _KEY_ROWS for key in ([word] if len(word) == 4 else _runs(word, 5))):
        return True
    never = sum(pair in _NEVER for pair in _runs(word, 2))
    vowels = sum(letter in "aeiouy" for letter in word)
    return never >= 2 or (never == 1 and vowels < 0.2 * len(word)) or (len(word) >= 7 and not vowels)


def _runs(word: str, length: int) -> list[str]:
    return [word[place : place + length] for place in range(len(word) - length + 1)]

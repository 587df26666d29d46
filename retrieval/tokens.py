"""Text → words for the lexical index: English stemmed, model numbers whole and in parts, Chinese segmented."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import xxhash

from retrieval.lexicon import stopwords, translations

_VERSION = 1  # to be raised with every change of how a text is cut
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]+")
_HAS_HAN = re.compile(f"[{HAN}]")
_MARK = re.compile(r"[\u0300-\u036f]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "″": '"', "–": "-", "—": "-", "‑": "-"})
# A run of Chinese characters, or letters and digits joined by - ' . & + inside ("t-shirt", "dv7-1211ea", "h&m", "1.5").
_WORD = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-'.&+][^\W_{HAN}]+)*")
_TEE = re.compile(r"t[- ]?恤衫?")  # the one common Chinese word that is half Latin
_LETTER = re.compile(r"[^\W_]")
_JOINT = re.compile(r"[-'.&+]")
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)")

_UNITS = {
    "in": r"inch(?:es)?|in(?!\s*-?\s*\d)|\"|''",
    "cm": r"cm|centimet(?:er|re)s?",
    "mm": r"mm|millimet(?:er|re)s?",
    "m": r"m|met(?:er|re)s?",
    "ft": r"ft|foot|feet",
    "kg": r"kgs?|kilograms?|kilos?",
    "g": r"g|grams?",
    "ml": r"ml|millilit(?:er|re)s?",
    "l": r"l|lit(?:er|re)s?",
    "oz": r"oz|ounces?",
    "lb": r"lbs?|pounds?",
    "mb": r"mb|megabytes?",
    "gb": r"gb|gigabytes?",
    "tb": r"tb|terabytes?",
    "mah": r"mah",
    "ghz": r"ghz",
    "mhz": r"mhz",
    "hz": r"hz",
    "w": r"w|watts?",
    "v": r"v|volts?",
    "mp": r"mp|megapixels?",
    "pc": r"pcs|pieces?",
}
_MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*-?\s*(?:"
    + "|".join(f"(?P<u_{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?!\w)"
)

STOPWORDS = stopwords("grammar")
ASKING = stopwords("asking")
CHINESE_STOPWORDS = stopwords("chinese")

_STEM_FROM = 4  # shorter words carry no ending worth cutting


def normalise(text: str) -> str:
    """Lower case, full-width forms and accents folded, quotes and dashes unified, measures written in one way."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
        text = unicodedata.normalize("NFC", _MARK.sub("", text)).translate(_QUOTES)
    return _MEASURE.sub(_measure, _TEE.sub("t-shirt ", text.casefold()))


def is_chinese(text: str) -> bool:
    """Whether any Chinese character occurs."""
    return _HAS_HAN.search(text) is not None


def index_words(text: str) -> list[str]:
    """Every word by which this text can be found, repeated as often as it occurs."""
    words: list[str] = []
    for match in _WORD.finditer(normalise(text)):
        word = match.group()
        if _HAS_HAN.match(word):
            words += _chinese_index(word)
        else:
            words += _latin(word)
    return words


def surface_words(text: str) -> list[str]:
    """The words of a question in their order, as written but normalised; Chinese runs stay whole."""
    return _WORD.findall(normalise(text))


def asked_words(text: str) -> list[str]:
    """As `surface_words`, without words that only ask; all of them where nothing else is there."""
    words = surface_words(text)
    return [word for word in words if word not in STOPWORDS and word not in ASKING] or words


def content_words(text: str) -> list[str]:
    """As `asked_words`, with Chinese runs cut into words; all of them where they only ask."""
    words = [piece for word in surface_words(text) for piece in (cut_chinese(word) if is_chinese(word) else (word,))]
    empty = STOPWORDS | ASKING | CHINESE_STOPWORDS
    return [word for word in words if word not in empty] or words


def word_parts(word: str) -> tuple[str, ...]:
    """What a word that is not Chinese is indexed as: joined and stemmed first, then its parts."""
    return tuple(_latin(word)) or (word,)


@lru_cache(maxsize=4096)
def cut_chinese(run: str) -> tuple[str, ...]:
    """A run of Chinese characters cut into all of its words; long ones further into words of retail."""
    return tuple(part for word in _segmenter().cut(run) for part in _retail_parts(word))


@lru_cache(maxsize=4096)
def _retail_parts(word: str) -> tuple[str, ...]:
    """A word, or the words of our lexicon that it is made of from end to end: 生日 and 礼物 of 生日礼物."""
    known = translations()
    if len(word) < 4 or word in known:
        return (word,)
    parts: list[str] = []
    place = 0
    while place < len(word):
        end = next((end for end in range(len(word), place + 1, -1) if word[place:end] in known), None)
        if end is None:
            return (word,)
        parts.append(word[place:end])
        place = end
    return tuple(parts)


def chinese_words(run: str) -> list[str]:
    """As `cut_chinese`, question words left out unless nothing else is there."""
    words = cut_chinese(run)
    return [word for word in words if word not in CHINESE_STOPWORDS] or list(words)


def chinese_terms(word: str) -> list[str]:
    """What one segmented Chinese word is looked up as: itself, and the pairs of characters inside it."""
    if len(word) <= 2:
        return [word]
    return [word, *dict.fromkeys(_pairs(word))]


def likeness(one: str, other: str) -> float:
    """How alike two Chinese texts are written: the Dice coefficient of their pairs of characters, 0..1."""
    mine, theirs = _written(one), _written(other)
    size = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / size if size else 0.0


@lru_cache(maxsize=16_384)
def _written(text: str) -> frozenset[str]:
    return frozenset(_pairs("".join(_LETTER.findall(normalise(text)))))


def gloss(text: str) -> str:
    """The English meaning of the Chinese words that are known, other words kept: for an English embedding model."""
    if not is_chinese(text):
        return text
    known = translations()
    parts = []
    for match in re.finditer(rf"[{HAN}]+|[^{HAN}]+", normalise(text)):
        piece = match.group()
        parts += [piece] if not _HAN.match(piece) else [known[w] for w in chinese_words(piece) if w in known]
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one lower-case English word (Porter 2); numbers and codes stay as they are."""
    if len(word) < _STEM_FROM or not word.isalpha() or not word.isascii():
        return word
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def fingerprint() -> str:
    """Changes whenever the same text may be cut into other words: with this file's version, fields and word lists."""
    lists = (sorted(STOPWORDS), sorted(CHINESE_STOPWORDS), sorted(translations()))
    return f"{_VERSION}-{xxhash.xxh3_64_hexdigest(repr(lists).encode())}"


def warm() -> None:
    """Load the Chinese dictionary now (about half a second) rather than with the first Chinese words."""
    _segmenter()


def _measure(match: re.Match[str]) -> str:
    unit = next(name for name, value in match.groupdict().items() if value is not None)
    return f"{match.group(1)}{unit.removeprefix('u_')}"


def _latin(word: str) -> list[str]:
    measure = _QUANTITY.fullmatch(word)
    if measure:  # "8gb" is found by "8" too
        return [word, measure.group(1)] if measure.group(2) in _UNITS else [word]
    parts = [part for part in _JOINT.split(word) if part]
    if len(parts) == 1:
        return [] if word in STOPWORDS else [stem(word)]
    joined = "".join(parts)
    if parts[-1] == "s":  # a possessive
        joined = joined[:-1]
        parts = parts[:-1]
        if len(parts) == 1:
            return _latin(parts[0])
    return [
        stem(joined),
        *(stem(part) for part in parts if (len(part) > 1 or part.isdigit()) and part not in STOPWORDS),
    ]


def _chinese_index(run: str) -> Iterator[str]:
    words = [word for word in _segmenter().cut_for_search(run) if word not in CHINESE_STOPWORDS]
    yield from words
    longer = {word for word in words if len(word) == 2}
    yield from (pair for pair in _pairs(run) if pair not in longer)
    yield from (character for character in run if character not in CHINESE_STOPWORDS and character not in words)


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415 loads a library

    return Stemmer.Stemmer("english")


_lock = threading.Lock()
_loaded: list[Any] = []


def _segmenter() -> Any:
    """The Chinese segmenter, with our words added; its dictionary is read once, into memory only."""
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.append(_load_segmenter())
    return _loaded[0]


def _load_segmenter() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has escapes that Python warns of
        import jieba  # noqa: PLC0415 only shops with Chinese words pay for it
    jieba.setLogLevel(logging.ERROR)
    segmenter = jieba.Tokenizer()
    # What jieba's own initialize does, without its cache file in a folder that others can write to.
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for word in translations():
        segmenter.add_word(word)
    return segmenter

"""Which language a message is in, by its share of meaning and not of bytes."""

from __future__ import annotations

import re

from knowledge_base.schema import CHINESE, ENGLISH, Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][A-Za-z]+)?")
# What says nothing about the language: addresses, links, and codes such as "W1234567", "42mm", "SKU-001".
_NEUTRAL = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|#?\b(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9-]+\b"
)
# Latin words that Chinese customers use inside Chinese.
_BORROWED = frozenset(
    {
        *("ok", "pro", "max", "mini", "plus", "usb", "wifi", "app", "iphone", "ipad", "led", "vip", "sku", "bluetooth"),
        *("xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    }
)
_HAN_PER_WORD = 1.6  # characters in a Chinese word of running text, about


def detect(text: str) -> Language | None:
    """English or Chinese; None where the words don't tell (numbers, emoji, codes): a conversation then keeps its own.

    A Chinese sentence with English product names in it is Chinese: the function words around a name weigh, the name
    itself (a capitalised word beside Han characters, a borrowed word) weighs little. Other Latin-script languages count
    as English, the shop's language for everybody who doesn't write Chinese.
    """
    rest = _NEUTRAL.sub(" ", text[:2000])
    han = len(_HAN.findall(rest))
    words = _LATIN.findall(rest)
    if not han:
        telling = [word for word in words if len(word) > 1 or word.lower() in {"i", "y", "n", "u"}]
        return ENGLISH if telling and not _all_sizes(words) else None
    chinese = han / _HAN_PER_WORD
    english = sum(_weight(word) for word in words)
    return CHINESE if chinese >= english else ENGLISH


def _weight(word: str) -> float:
    """What a Latin word says about the language, beside Han characters."""
    if word.lower() in _BORROWED or word.isupper():
        return 0.1
    return 0.4 if word[0].isupper() else 1.0


def _all_sizes(words: list[str]) -> bool:
    return all(re.fullmatch(r"x{0,3}[sml]|sku", word.lower()) for word in words)

"""Text without personal data, for logs and traces.

What is cheap to look for decides which kinds are looked for at all, so that a line without suspicion costs next to
nothing. In doubt a number is masked: a log that says too little is mended more easily than one that said too much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent.privacy.fold import fold
from agent.privacy.learned import Learned
from agent.privacy.numbers import mask_cards, mask_ibans, mask_ids, mask_phones
from agent.privacy.places import mask_addresses, mask_orders
from agent.privacy.secrets import mask_codes, mask_emails, mask_ips, mask_secrets

LONGEST = 20_000  # characters of one text that are looked at; the rest is cut off
_DEEPEST = 6  # containers in containers of a log line's extras
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"\d\D{0,3}\d\D{0,3}\d\D{0,3}\d")
_WORD = re.compile(r"[^\W\d_]+")
# A cheap look for these, in lower case, decides whether a kind is looked for.
_SECRETS = (
    "eyj", "key", "token", "secret", "passw", "pwd", "bearer", "basic ", "cookie", "authorization", "session",
    "sk-", "sk_", "pk-", "pk_", "rk_", "rk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_",
    "xox", "akia", "asia", "aiza",
    "glpat", "hf_", "sg.", "ltai", "://", "密码", "口令",
)  # fmt: skip
_STREETS = frozenset(
    {
        "street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln", "drive", "dr", "court",
        "ct", "place", "pl", "square", "sq", "terrace", "way", "circle", "cir", "highway", "hwy", "parkway", "pkwy",
        "crescent", "close", "mews", "row", "walk", "alley", "quay", "gardens", "rue", "via", "calle", "quai",
        "chemin", "box", "zip", "zipcode", "postcode", "postal", "plz", "address", "ship", "shipped", "deliver",
        "delivered", "live", "addressline",
    }
)  # fmt: skip
_PLACES = (
    "stra",
    "str.",
    "weg ",
    "platz ",
    "allee ",
    "gasse ",
    "damm ",
    "ufer ",
    "ring ",
    "laan ",
    "address",
    "postcode",
    "postal",
    "post_",
)
_CHINESE_PLACES = re.compile("[路街道巷弄村里苑园区厦号栋幢座室邮址寄送]")
_BESIDE = re.compile(r"[A-Z]{2}[ ,]{1,2}\d{5}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]")
_ORDERS = (
    "order",
    "#",
    "track",
    "parcel",
    "shipment",
    "waybill",
    "consignment",
    "awb",
    "ups",
    "fedex",
    "usps",
    "dhl",
    "royal",
    "单",
    "快递",
    "物流",
    "包裹",
)
_NAMES = frozenset(
    {
        "name", "mr", "mrs", "ms", "miss", "mx", "herr", "frau", "madame", "monsieur", "called", "recipient",
        "attn", "dear",
    }
)  # fmt: skip
_TITLED = re.compile(r"\b((?i:mr|mrs|ms|miss|mx|herr|frau|madame|monsieur)\.?\s)[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?")
_TOLD = re.compile(
    r"((?i:\bmy (?:full )?name is|\bmy name's|\bi am called|\b(?:first|last|full|given|family"
    r"|customer|recipient|card ?holder)"
    r"[ _]?name[\"']?\s?(?:[:=]|is)\s?[\"']?|\b(?:recipient|attn"
    r"|dear)\b[\"']?:?)\s?)[A-Z][\w'’-]+(?:\s[A-Z][\w.'’-]*){0,3}"
)
_TOLD_CN = re.compile(
    r"((?:我叫|我的名字是|姓名|收件人|收货人|联系人|持卡人|本人)[\"']?\s?[:：是为]?\s?[\"']?)[一-鿿·]{2,4}"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TITLED_CN = re.compile(rf"(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[一-鿿]{{0,2}}?(?=先生|女士|小姐|太太)")


class Masker:
    """Masks texts. What the shop alone knows comes from `learned`, as far as it has learnt."""

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned or Learned()

    def mask(self, text: str) -> str:
        """The text with `[email]`, `[phone]` and the like in the place of what is personal."""
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}… ({len(text) - LONGEST} more)"
        text = fold(text)
        low = text.lower()
        words = set(_WORD.findall(low))
        if _any(_SECRETS, low):
            text = mask_secrets(text)
        if "@" in text or "at" in words:
            text = mask_emails(text)
        if _DIGIT.search(text):
            text = self._numbered(text, low, words)
        if text.count(":") > 1:
            text = mask_ips(text)
        return self._named(text, words)

    def value(self, value: Any, depth: int = 0) -> Any:
        """A value of a log line, masked: texts, numbers that read like something personal, and what holds them."""
        if value is None or isinstance(value, (bool, float)):
            return value
        if isinstance(value, int):
            masked = self.mask(shown := str(value))
            return value if masked == shown else masked
        if isinstance(value, str):
            return self.mask(value)
        if depth < _DEEPEST and isinstance(value, Mapping):
            return {self.mask(str(key)): self._keyed(str(key), item, depth) for key, item in value.items()}
        if depth < _DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
            return [self.value(item, depth + 1) for item in value]
        return self.mask(value.decode(errors="replace") if isinstance(value, bytes) else str(value))

    def _keyed(self, key: str, value: Any, depth: int) -> Any:
        """A value whose key may say what it is, as `phone` and `postcode` do."""
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            return self.value(value, depth + 1)
        masked = self.mask(f"{key}={value}").removeprefix(f"{self.mask(key)}=")
        return value if masked == str(value) else masked

    def _numbered(self, text: str, low: str, words: set[str]) -> str:
        many = _NUMBERS.search(text) is not None
        if many:
            text = mask_ibans(text)
            if "." in text:
                text = mask_ips(text)
        if _placed(text, low, words):
            text = mask_addresses(text)
        if many:
            text = mask_codes(mask_ids(text))
        if many or _any(_ORDERS, low):
            text = mask_orders(self.learned.mask(text))
        return mask_phones(mask_cards(text)) if many else text

    def _named(self, text: str, words: set[str]) -> str:
        text = self.learned.mask_names(text, words)
        if not text.isascii():
            text = _TITLED_CN.sub("[name]", _TOLD_CN.sub(r"\1[name]", text))
        if _NAMES.isdisjoint(words):
            return text
        return _TOLD.sub(r"\1[name]", _TITLED.sub(r"\1[name]", text))


def _any(parts: tuple[str, ...], text: str) -> bool:
    for part in parts:  # noqa: SIM110 - a generator costs more than all of the looking
        if part in text:
            return True
    return False


def _placed(text: str, low: str, words: set[str]) -> bool:
    if not _STREETS.isdisjoint(words) or _any(_PLACES, low) or _BESIDE.search(text):
        return True
    return not text.isascii() and _CHINESE_PLACES.search(text) is not None

"""An address out of words: read where it is plain, and completed from the one that was there; nothing is invented."""

from __future__ import annotations

import re

from agent.orders.wish import Place
from knowledge_base.schema import Address

_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{5}(?:-\d{4})?|\d{6}|\d{3}-\d{4}|\d{4})(?![A-Za-z0-9-])"
)
_COUNTRIES = {
    "usa": "United States",
    "us": "United States",
    "u.s.": "United States",
    "united states": "United States",
    "america": "United States",
    "美国": "United States",
    "uk": "United Kingdom",
    "united kingdom": "United Kingdom",
    "england": "United Kingdom",
    "英国": "United Kingdom",
    "canada": "Canada",
    "加拿大": "Canada",
    "china": "China",
    "中国": "China",
    "germany": "Germany",
    "德国": "Germany",
    "france": "France",
    "法国": "France",
    "ireland": "Ireland",
    "爱尔兰": "Ireland",
    "australia": "Australia",
    "澳大利亚": "Australia",
    "japan": "Japan",
    "日本": "Japan",
    "singapore": "Singapore",
    "新加坡": "Singapore",
}
_LEAD = re.compile(
    r"^.*?\b(?:(?:send|ship|deliver|change)\b.*?\bto|address(?: is|:)|it'?s|is)\s*:?\s+(?=\S*\d)"
    r"|^.*?(?:改成|改为|改到|寄到|送到|地址是|地址为|是)\s*[:：]?\s*",
    re.IGNORECASE,
)
_ZH = re.compile(
    r"^(?:(?P<region>[\u3400-\u9fff]{2,8}?(?:省|自治区))|)(?P<city>[\u3400-\u9fff]{2,8}?市)"
    r"(?P<line1>[\u3400-\u9fff\w-]*?\d+号?[\u3400-\u9fff\w-]*)"
)


def address_in(words: str) -> Place:
    """What of an address stands in words: "12 Elm Street, Portland, ME 04101, USA"."""
    text = _LEAD.sub("", words.strip(), count=1).strip(" .。")
    code = next(iter(reversed(list(_POSTCODE.finditer(text)))), None)
    if re.search(r"[\u3400-\u9fff]", text):
        return _chinese(text, code)
    parts = [part.strip() for part in re.split(r"[,\n;]", text) if part.strip()]
    country = _COUNTRIES.get(parts[-1].casefold().rstrip("."), "") if parts else ""
    parts = parts[:-1] if country else parts
    if len(parts) < 2 or code is None:
        return Place(line1=parts[0] if parts and re.search(r"\d", parts[0]) else "", country=country)
    region = ""
    kept = []
    for part in parts:
        left = part.replace(code.group(), "").strip() if code.group() in part and part is not parts[0] else part
        if left != part and re.fullmatch(r"[A-Z]{2,3}", left):
            region, left = left, ""
        if left:
            kept.append(left)
    if len(kept) > 2 and re.fullmatch(r"[A-Z]{2,3}", kept[-1]):
        region = kept.pop()
    city = kept[-1] if len(kept) > 1 else ""
    return Place(
        line1=kept[0] if kept else "",
        line2=", ".join(kept[1:-1]),
        city=city,
        region=region,
        postcode=code.group(),
        country=country,
    )


def _chinese(text: str, code: re.Match[str] | None) -> Place:
    country = next((name for word, name in _COUNTRIES.items() if not word.isascii() and word in text), "")
    postcode = code.group() if code and code.end() - code.start() == 6 else ""
    bare = re.sub(r"邮编[:：]?|[\s,，、。]", "", text.replace(postcode, "") if postcode else text)
    for word in _COUNTRIES:
        bare = bare.replace(word, "") if not word.isascii() else bare
    match = _ZH.match(bare)
    if match is None:
        return Place(postcode=postcode, country=country)
    rest = bare[match.end() :]
    return Place(
        line1=match["line1"] + rest,
        city=match["city"],
        region=match["region"] or "",
        postcode=postcode,
        country=country,
    )


def completed(place: Place, before: Address | None) -> Address:
    """The address that is meant. Only the country may go without saying, where it stays the same."""
    same = before is not None and not place.country
    return Address(
        line1=place.line1,
        line2=place.line2,
        city=place.city,
        region=place.region,
        postcode=place.postcode,
        country=before.country if same and before else place.country,
    )

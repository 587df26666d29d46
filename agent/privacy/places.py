"""Where people live: street addresses, postal codes beside them, numbers of orders and parcels told by words."""

from __future__ import annotations

import re

_STREET = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq"
    r"|terrace|way|circle|cir"
    r"|highway|hwy|parkway|pkwy|crescent|close|mews|row|walk|alley|quay|gardens)"
)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA"
    "|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_ZIP = rf"(?:(?:{_STATES})[ ,]{{1,2}}\d{{5}}(?:-\d{{4}})?)"
_UK = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
_CANADA = r"[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d"
_POSTCODE = rf"(?:{_ZIP}|{_UK}|{_CANADA}|\d{{4,6}}(?:-\d{{4}})?)"
_UNIT = r"(?:,?\s{0,2}(?i:apt|apartment|unit|suite|ste|flat|floor|fl|#)\.?\s{0,2}#?\w{1,6})"
_TOWN = r"[^\W\d_][\w.'’-]{0,24}"
_TAIL = (
    rf"{_UNIT}?(?:,\s{{0,2}}{_TOWN}(?:\s{_TOWN}){{0,3}})?(?:,?\s{{0,2}}(?:(?:{_STATES})\b))?"
    rf"(?:,?\s{{1,2}}(?:{_TOWN}\s)?{_POSTCODE}\b)?"
)
_ENGLISH = re.compile(
    rf"(?<![\w.$€£¥-])\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}})?,?\s(?:(?:N|S|E|W|NE|NW|SE|SW)\.?\s)?"
    rf"(?:(?:[^\W\d_]|\d{{1,3}}(?i:st|nd|rd|th)\b)[\w.'’-]{{0,24}}\s){{1,4}}(?i:{_STREET})\b\.?(?!\s?(?i:shoes?|shirt|style|wear|ready))"
    + _TAIL
)
_AVENUE = re.compile(
    rf"(?<![\w.$€£¥-])\d{{1,5}}\s(?i:avenue|rue|via|calle|place|boulevard|quai"
    rf"|chemin)\s(?:[^\W\d_][\w.'’-]{{0,24}}\s?){{1,5}}{_TAIL}"
)
_GERMAN = re.compile(
    r"\b(?:[^\W\d_][\w.-]{0,24}\s){0,2}[^\W\d_][\w-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee"
    r"|gasse|damm|ufer|ring|straat|laan)\s\d{1,4}\s?[a-z]?\b"
    r"(?:,?\s{1,2}(?:D-)?\d{4,5}(?:\s[A-Z]{2}\b)?(?:\s[^\W\d_][\w-]{1,24}){0,2})?"
)
_BOX = re.compile(r"(?i)\bp\.?\s?o\.?\s?box\s\d{1,6}\b")
_CN_ADDRESS = re.compile(
    r"(?:[一-鿿]{2,8}(?:省|自治区))?(?:[一-鿿]{2,8}市)?(?:[一-鿿]{1,8}(?:区|县|镇|乡))?[一-鿿]{1,10}?"
    r"(?:路|街|道|巷|弄|胡同|村|里|苑|花园|小区|大厦|广场)\s?(?:第)?[\d一二三四五六七八九十百]{1,6}\s?(?:号|弄|巷|栋|幢|单元)"
    r"(?:[\dA-Za-z一-鿿]{0,8}?[\d一二三四五六七八九十A-Z-]{1,6}(?:号楼|号|楼|栋|幢|座|单元|层|室|房)){0,5}"
)
_ROOM = re.compile(r"\d{1,4}(?:号楼|栋|幢|座)\s?(?:\d{1,3}单元)?\s?\d{1,5}(?:室|房|号)")
_STATE_ZIP = re.compile(rf"(?a)\b{_ZIP}\b")
_UK_ALONE = re.compile(rf"(?a)(?<![\w-]){_UK}(?![\w-])")
_CANADA_ALONE = re.compile(r"(?a)(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d(?![\w-])")
_POST_WORDS = re.compile(
    r"(?ai)((?:\b(?:zip(?:[ _-]?code)?|post(?:al)?[ _-]?code|postcode|plz)\b(?=\W)|邮编"
    r"|邮政编码)(?:[\"'\s:=是为]|is){0,8})"
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d|\d{3}-\d{4}|\d{4,6}(?:-\d{4})?)(?![\w])"
)
_ADDRESS_WORDS = re.compile(
    r"(?i)((?:\b(?:address(?:_?line)?_?[12]?|ship(?:ped)? to|deliver(?:ed)? to|live at|street)\b|地址"
    r"|住址|寄到|送到|收货地址)[\"']?\s?[:=是为]\s?[\"']?)"
    r"(?!\[)(?=[^\n\"]{0,80}\d)[^\n\"{}]{6,120}"
)

_ORDER_WORDS = re.compile(
    r"(?ai)((?:\border(?:s|[ _-]?(?:no|nr|number|id|num))?\b(?=\W)|订单(?:编号|号码|号)?|单号)"
    r"(?:[\"'\s:=.#是为]|is|number|no\.){0,14})"
    r"(?=[A-Z_-]{0,8}\d)[A-Z\d][A-Z\d_-]{3,29}(?![\w])"
)
_ORDER_HASH = re.compile(r"(?a)(?<![\w&#/])#[A-Z]{0,4}-?\d{4,12}(?![\w])")
_PARCEL_WORDS = re.compile(
    r"(?ai)((?:\b(?:tracking|parcel|shipment|waybill|consignment|awb|ups|fedex|usps|dhl"
    r"|royal mail)\b(?=\W)|运单号?|快递单?号?|物流单?号?|包裹)"
    r"(?:[\"'\s:=.#是为码]|is|number|no\.|id|code){0,16})(?=[A-Z]{0,4}[ -]?\d)[A-Z\d](?:[ -]?[A-Z\d]){7,33}(?![\w])"
)
_PARCELS = re.compile(
    r"(?a)(?<![A-Za-z0-9])(?:1Z ?[A-Z0-9]{3} ?[A-Z0-9]{3} ?\d{2} ?\d{4} ?\d{4}|9[2-5]\d{2}(?: ?\d{4}){4,5}(?: ?\d{2})?"
    r"|[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}|SF\d{12,15}|(?:YT|ZTO|STO|JT|DPK|ZJS|EMS)\d{9,15}"
    r"|JD[A-Z]{0,2}\d{9,18}|TBA\d{9,15})(?![A-Za-z0-9])"
)  # fmt: skip


def mask_addresses(text: str) -> str:
    """Without street addresses and the postal codes beside them."""
    if not text.isascii():
        text = _ROOM.sub("[address]", _CN_ADDRESS.sub("[address]", text))
    for pattern in (_ENGLISH, _AVENUE, _GERMAN, _BOX):
        text = pattern.sub("[address]", text)
    text = _POST_WORDS.sub(r"\1[postcode]", text)
    text = _ADDRESS_WORDS.sub(r"\1[address]", text)
    for pattern in (_STATE_ZIP, _UK_ALONE, _CANADA_ALONE):
        text = pattern.sub("[postcode]", text)
    return text


def mask_orders(text: str) -> str:
    """Without numbers of orders and parcels that words or their own form give away."""
    text = _PARCEL_WORDS.sub(r"\1[tracking]", _PARCELS.sub("[tracking]", text))
    return _ORDER_HASH.sub("[order]", _ORDER_WORDS.sub(r"\1[order]", text))

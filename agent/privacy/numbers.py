"""Numbers that name somebody: cards, bank accounts, national ids, telephones. A checksum decides where there is one."""

from __future__ import annotations

import re
from datetime import date

_DIGIT = re.compile(r"\D")

_CARD = re.compile(r"(?a)(?<![\d.])(?:\d[ .-]{0,2}){12,18}\d(?![\d])")
_GROUPED = re.compile(r"^\d{4}([ .-]{1,2})\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?$|^3[47]\d{2}([ .-])\d{6}\2\d{5}$")
_CARD_WORDS = re.compile(
    r"(?ai)((?:card(?: number| no\.?)?|visa|mastercard|amex|pan|银行卡|信用卡|卡号|储蓄卡)[\"'\s:=#是为号码]{1,8})"
    r"(?:\d[ .-]{0,2}){11,18}\d(?!\d)"
)
_LAST_FOUR = re.compile(r"(?ai)(ending (?:in|with)\s{1,3}|\bx{4,12}[ -]?|\*{4,12}[ -]?|尾号[是为 ]{0,2})\d{4}(?!\d)")

_IBAN = re.compile(r"(?a)(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_ALNUM = re.compile("[A-Za-z0-9]")
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip

_CHINESE_ID = re.compile(
    r"(?a)(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?!\d)"
)
_SSN = re.compile(r"(?a)(?<![\d.-])(?!000|666)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
_NINO = re.compile(
    r"(?a)(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT"
    r"|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])"
)
_ID_WORDS = re.compile(
    r"(?ai)((?:\bssn\b|social security(?: number| no\.?)?|national id(?:entity)?(?: number| card)?"
    r"|passport(?: number| no\.?)?"
    r"|driver'?s? licen[cs]e(?: number)?|tax id|身份证(?:号码|号)?|护照(?:号码|号)?|证件号码?)"
    r"(?:[\"'\s:=#是为]|is|no\.?|number){1,12})"
    r"[A-Z]{0,3}\d(?:[ -]?[\dA-Z]){4,18}(?![\dA-Za-z])"
)

_PLUS = re.compile(
    r"(?a)(?:\+ ?[1-9]\d{0,2}(?:[ .()/-]{0,3}\d){5,13}|(?<![\w.-])00[1-9]\d{0,2}(?:[ ()/-]{0,2}\d){8,12})(?!\d)"
)
_NANP = re.compile(
    r"(?a)(?<![\w.$€£¥])(?:1[ .-]?)?(?:\([2-9]\d{2}\)[ .-]{0,2}"
    r"|[2-9]\d{2}[ ./-]{1,2})[2-9]\d{2}[ .-]{0,2}\d{4}(?![\w]|[.,-]\d)"
)
_CN_MOBILE = re.compile(
    r"(?a)(?<![\d.])(?:(?:\+|00)?86[ -]{0,2})?1[3-9]\d(?:[ .-]?\d{4}){2}(?!\d)"
    r"|(?<![\d.])1[3-9]\d[ .-]?\d{3}[ .-]\d{5}(?!\d)"
)
_CN_LINE = re.compile(
    r"(?a)(?<![\d.])(?:\(0\d{2,3}\)|0[1-9]\d{1,2}[ -])[ -]?[2-9]\d{2,3}[ -]?\d{4}(?:-\d{1,5}|转\d{1,5})?(?!\d)"
)
_BARE = re.compile(r"(?a)(?<![\w.,$€£¥/-])[01]?[2-9]\d{9}(?![\w]|[.,-]\d)|(?<![\w.,$€£¥/-])0\d{8,10}(?![\w]|[.,-]\d)")
_NATIONAL = re.compile(r"(?a)(?<![\w.,$€£¥/-])\(?0\d{1,4}\)?(?:[ ./-]{1,2}\d{2,8}){1,5}(?![\w]|[.,-]\d)")
_PHONE_WORDS = re.compile(
    r"(?ai)((?:\b(?:phone|tel|telephone|mobile|cell|whatsapp|fax|call(?: me| us)?|text me|reach me"
    r"|msisdn|sms)\b|电话|手机|座机|联系方式|微信)"
    r"(?:[\"'\s:=.#是为号码,]|number|no\.|is|at|on|me|under){1,16})\(?\d(?:[ .()/-]{0,2}\d){5,14}(?!\d)"
)
_REGIONS = ("US", "GB", "DE", "FR", "JP", "AU", "IN", "IT", "ES", "HK", "TW", "NL")


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mask_cards(text: str) -> str:
    """Without card numbers."""
    return _LAST_FOUR.sub(r"\1[card]", _CARD.sub(_card, _CARD_WORDS.sub(r"\1[card]", text)))


def mask_ibans(text: str) -> str:
    """Without bank accounts."""
    parts, done = [], 0
    for found in _IBAN.finditer(text):
        if found.start() >= done and (end := _account(text, found.start())):
            parts += [text[done : found.start()], "[iban]"]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def mask_ids(text: str) -> str:
    """Without national ids and passports."""
    text = _CHINESE_ID.sub(_chinese_id, text)
    text = _SSN.sub("[id]", text)
    return _ID_WORDS.sub(r"\1[id]", _NINO.sub("[id]", text))


def mask_phones(text: str) -> str:
    """Without telephone numbers."""
    for pattern in (_CN_MOBILE, _PLUS, _NANP, _CN_LINE):
        text = pattern.sub("[phone]", text)
    text = _PHONE_WORDS.sub(r"\1[phone]", text)
    return _NATIONAL.sub(_phone, _BARE.sub(_phone, text))


def _card(found: re.Match[str]) -> str:
    shown = found[0]
    digits = _DIGIT.sub("", shown)
    if _GROUPED.match(shown):
        return "[card]"
    known = digits[0] in "3456" or "2221" <= digits[:4] <= "2720"
    # 13 and 14 digits without a break are what barcodes have.
    return "[card]" if len(digits) > 14 - (digits != shown) and known and luhn(digits) else shown


def _account(text: str, begin: int) -> int:
    """Where the account that begins here ends; 0 where none does."""
    length = _IBAN_LENGTHS.get(text[begin : begin + 2].upper(), 0)
    taken = 0
    for place in range(begin, min(begin + 2 * length, len(text))):
        mark = text[place]
        taken += mark.isalnum()
        if taken == length:
            whole = not _ALNUM.match(text, place + 1)
            return place + 1 if whole and _plausible(re.sub(r"[ -]", "", text[begin : place + 1])) else 0
        if not (mark.isalnum() and mark.isascii()) and mark not in " -":
            return 0
    return 0


def _plausible(iban: str) -> bool:
    """Whether it checks (ISO 13616), or looks like an account with a slip in it rather than like words."""
    from stdnum import iban as standard  # noqa: PLC0415 loads when it is needed first

    return standard.is_valid(iban) or sum(mark.isdigit() for mark in iban) * 2 > len(iban)


def _chinese_id(found: re.Match[str]) -> str:
    digits = re.sub(r"[ -]", "", found[0]).upper()
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return found[0]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11]
    # One with a slip still names somebody; only an order number of that length would look alike.
    return "[id]" if check == digits[17] or digits[6:8] in {"19", "20"} else found[0]


def _phone(found: re.Match[str]) -> str:
    import phonenumbers  # noqa: PLC0415 loads when it is needed first

    shown = found[0]
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(shown, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, region):
            return "[phone]"
    return shown

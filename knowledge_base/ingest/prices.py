"""Prices as people write them: "1.299,00 €", "¥1,299", "USD 19.9", 1.2万元."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from knowledge_base.errors import RecordError
from knowledge_base.schema import Money

# The longest spelling first, so that "US$" is not read as "$".
SYMBOLS: dict[str, tuple[str, ...]] = {
    "US$": ("USD",),
    "HK$": ("HKD",),
    "NT$": ("TWD",),
    "CA$": ("CAD",),
    "AU$": ("AUD",),
    "NZ$": ("NZD",),
    "SG$": ("SGD",),
    "MX$": ("MXN",),
    "R$": ("BRL",),
    "C$": ("CAD",),
    "A$": ("AUD",),
    "S$": ("SGD",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"),
    "€": ("EUR",),
    "£": ("GBP",),
    "人民币": ("CNY",),
    "RMB": ("CNY",),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD"),
    "円": ("JPY",),
    "₹": ("INR",),
    "RS.": ("INR",),
    "₩": ("KRW",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "ZŁ": ("PLN",),
    "KČ": ("CZK",),
    "KR.": ("DKK", "SEK", "NOK"),
    "KR": ("SEK", "NOK", "DKK"),
    "FR.": ("CHF",),
}
CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split()  # noqa: SIM905 a list of 154 strings reads worse
)
_PLACES = dict.fromkeys(["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "PYG", "RWF"], 0)
_PLACES |= dict.fromkeys(["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"], 3)
_TEN_THOUSAND = "万萬"
_MOST = Decimal(10) ** 12
_NEED = "needs an amount such as 19.90 or 1.299,00 €"

_CODE = re.compile(r"^([A-Z]{3})(?![A-Z])|(?<![A-Z])([A-Z]{3})$")
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True)))
_NUMBER = re.compile(r"[.,]?\d[\d.,' ]*")
_SIMPLE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_GROUPS = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")


def places(currency: str) -> int:
    """How many decimals a currency's minor unit has."""
    return _PLACES.get(currency, 2)


def money(value: object, currency: str, *, minor: bool = False, field: str = "price") -> Money:
    """The amount that a cell or a JSON value holds.

    Args:
        value: text with or without a currency, or a number.
        currency: what counts where the value names none, or names one that several share, such as "$".
        minor: whether the number counts cents.
        field: how an error calls it.

    Raises:
        RecordError: it is no amount, or negative.
    """
    if isinstance(value, bool) or value is None:
        raise RecordError(field, value, _NEED)
    if isinstance(value, int | float | Decimal):
        amount = _plain(value, field)
    elif _SIMPLE.fullmatch(text := str(value)):
        amount = Decimal(text)
    else:
        amount, named = _read(text, currency, field)
        currency = named or currency
    if amount < 0:
        raise RecordError(field, value, "must not be negative")
    if amount >= _MOST:
        raise RecordError(field, value, "must be below 10^12")
    if minor:
        if amount != amount.to_integral_value():
            raise RecordError(field, value, "must be whole where prices are in minor units")
        amount = amount.scaleb(-places(currency))
    return Money(_tidy(abs(amount), currency), currency)  # -0 is 0


def _plain(value: float | Decimal, field: str) -> Decimal:
    if isinstance(value, float) and not math.isfinite(value):
        raise RecordError(field, value, "must be a finite number")
    try:
        return Decimal(str(value))
    except (InvalidOperation, ValueError) as error:  # an int past Python's limit of digits
        raise RecordError(field, "a very long number", _NEED) from error


def _tidy(amount: Decimal, currency: str) -> Decimal:
    # 12.990000000000002 is what arithmetic on floats left of 12.99; and 19.9 and 19.90 are one price.
    rounded = amount.quantize(Decimal("1e-6"), ROUND_HALF_EVEN)
    short = rounded.quantize(Decimal(1).scaleb(-places(currency)))
    return short if short == rounded else rounded.normalize()


def _read(text: str, currency: str, field: str) -> tuple[Decimal, str]:
    rest = " ".join(unicodedata.normalize("NFKC", text).upper().replace("\u2019", "'").split())
    if len(rest) > 60:
        raise RecordError(field, text, _NEED)
    rest, named = _take_currency(rest, currency)
    sign = -1 if rest.startswith(("-", "\u2212")) else 1
    rest = rest.lstrip("+-\u2212 ")
    factor = 1
    if rest and rest[-1] in _TEN_THOUSAND:
        rest, factor = rest[:-1].strip(), 10_000
    rest = re.sub(r"[.,][-\u2013\u2014]+$", "", rest)  # 1.299,-
    if not _NUMBER.fullmatch(rest):
        raise RecordError(field, text, _NEED)
    number = _number(rest, named)
    if number is None:
        raise RecordError(field, text, _NEED)
    return sign * factor * number, named


def _take_currency(text: str, currency: str) -> tuple[str, str]:
    named = ""
    for _ in range(2):  # "$ 19.90 USD"
        if (code := _CODE.search(text)) and (code[1] or code[2]) in CODES:
            named = code[1] or code[2]
            text = (text[: code.start()] + text[code.end() :]).strip()
        elif symbol := _SYMBOL.search(text):
            meant = SYMBOLS[symbol[0]]
            named = named or (currency if currency in meant else meant[0])
            text = (text[: symbol.start()] + text[symbol.end() :]).strip()
    return text, named


def _number(text: str, named: str) -> Decimal | None:
    """Tell thousands from decimals: the last of two marks is decimal, a repeated one groups thousands."""
    marks = [mark for mark in text if mark in ".,"]
    whole, fraction = text, ""
    if marks and (len(set(marks)) == 2 or (marks.count(marks[-1]) == 1 and not _groups_thousands(text, named))):
        last = max(text.rfind("."), text.rfind(","))
        whole, fraction = text[:last], text[last + 1 :]
        if len(set(marks)) == 2 and marks.count(marks[-1]) > 1:
            return None  # 1.299,00,00
    if whole and not whole.isdecimal() and not _GROUPS.fullmatch(whole):
        return None
    if fraction and not fraction.isdecimal():
        return None
    return Decimal("0" + "".join(mark for mark in whole if mark.isdecimal()) + "." + (fraction or "0"))


def _groups_thousands(text: str, named: str) -> bool:
    """Whether the one mark of "1,299" or "1.299" parts thousands.

    A comma does. A dot does where a currency is named, unless that currency has three decimals; a bare 1.299 is a
    machine's number.
    """
    before, mark, after = re.split(r"([.,])", text)
    if len(after) != 3 or not before[-3:].strip().isdecimal() or before.startswith("0"):
        return False
    return mark == "," if not named else places(named) != 3 or mark == ","

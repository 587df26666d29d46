"""How money is written for customers."""

from __future__ import annotations

from decimal import Decimal

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "AUD": "A$", "CAD": "C$", "HKD": "HK$"}
_WHOLE = frozenset({"JPY", "KRW", "VND"})


def plain(amount: Decimal, currency: str) -> str:
    """An exact amount without its currency: "1299.00"."""
    return str(amount.quantize(Decimal(1) if currency in _WHOLE else Decimal("0.01")))


def written(amount: Decimal, currency: str) -> str:
    """An exact amount as a customer reads it: "$1,299.00", "129.00 SEK"."""
    digits = f"{Decimal(plain(amount, currency)):,}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{digits}" if symbol else f"{digits} {currency}"

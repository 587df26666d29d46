"""Units and currencies, as far as two ways to write one quantity must be known to be the same."""

from __future__ import annotations

from decimal import Decimal

# unit -> (dimension, factor to the dimension's base)
_TABLE: dict[str, tuple[str, str]] = {
    "g gram grams 克": ("mass", "1"),
    "kg kilo kilos kilogram kilograms 公斤 千克": ("mass", "1000"),
    "斤": ("mass", "500"),
    "mg 毫克": ("mass", "0.001"),
    "lb lbs": ("mass", "453.59237"),
    "oz ounce ounces 盎司": ("mass", "28.349523125"),
    "mm millimetre millimetres millimeter millimeters 毫米": ("length", "0.001"),
    "cm centimetre centimetres centimeter centimeters 厘米 公分": ("length", "0.01"),
    "m metre metres meter meters 米": ("length", "1"),
    "km 公里 千米": ("length", "1000"),
    "in inch inches 英寸 寸": ("length", "0.0254"),
    "ft foot feet 英尺": ("length", "0.3048"),
    "second seconds sec secs 秒 秒钟": ("seconds", "1"),
    "minute minutes min mins 分钟": ("seconds", "60"),
    "hour hours hr hrs h 小时 个小时 钟头": ("seconds", "3600"),
    "day days 天 日 工作日 个工作日 个自然日 自然日": ("days", "1"),
    "week weeks 周 星期 个星期 礼拜": ("days", "7"),
    "month months 个月": ("months", "1"),
    "year years yr yrs 年": ("months", "12"),
    "ml millilitre millilitres 毫升": ("volume", "0.001"),
    "l litre litres liter liters 升": ("volume", "1"),
    "w watt watts 瓦": ("power", "1"),
    "kw 千瓦": ("power", "1000"),
    "v volt volts 伏": ("voltage", "1"),
    "mah 毫安时 毫安": ("charge", "0.001"),
    "ah": ("charge", "1"),
    "hz 赫兹": ("frequency", "1"),
    "khz": ("frequency", "1000"),
    "mhz": ("frequency", "1000000"),
    "ghz": ("frequency", "1000000000"),
    "mb": ("bytes", "1"),
    "gb": ("bytes", "1000"),
    "tb": ("bytes", "1000000"),
    "db": ("sound", "1"),
    "lm lumen lumens 流明": ("light", "1"),
    "°c ℃ celsius 度 摄氏度": ("temperature", "1"),
    "°f ℉": ("fahrenheit", "1"),
    "kcal 大卡": ("energy", "1"),
    "% percent 百分": ("percent", "1"),
}
UNITS = {name: (dimension, Decimal(factor)) for names, (dimension, factor) in _TABLE.items() for name in names.split()}

CURRENCIES: dict[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for names, codes in {
        "$ us$ usd dollar dollars buck bucks 美元 美金 刀": "USD AUD CAD HKD SGD NZD",
        "a$ aud": "AUD",
        "c$ cad": "CAD",
        "hk$ hkd 港币 港元": "HKD",
        "€ eur euro euros 欧元": "EUR",
        "£ gbp quid 英镑": "GBP",
        "¥ ￥": "CNY JPY",
        "cny rmb yuan 元 块 块钱 圆 人民币": "CNY",
        "jpy yen 日元": "JPY",
        "sek": "SEK",
        "nok": "NOK",
        "dkk": "DKK",
        "chf": "CHF",
        "krw 韩元": "KRW",
        "inr ₹": "INR",
        "sgd": "SGD",
        "nzd": "NZD",
    }.items()
    for name in names.split()
}
_WRITTEN_FULLY = {"us$": "USD", "usd": "USD", "美元": "USD", "美金": "USD"}
CURRENCIES |= {name: frozenset({code}) for name, code in _WRITTEN_FULLY.items()}


def same(value: Decimal, factor: Decimal, other: Decimal, other_factor: Decimal) -> bool:
    """Whether two amounts of one dimension are the same, within what rounding a conversion brings."""
    ours, theirs = value * factor, other * other_factor
    if factor == other_factor:
        return ours == theirs
    return abs(ours - theirs) <= max(abs(ours), abs(theirs)) * Decimal("0.005")

"""The demo shop's customers: who they are, where they live and how they pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from knowledge_base.demo.catalogue import CURRENCY
from knowledge_base.demo.files import read_yaml
from knowledge_base.schema import (
    CHINESE,
    ENGLISH,
    Address,
    Customer,
    CustomerId,
    Money,
    PaymentKind,
    PaymentMethod,
)

CUSTOMERS = 420
CIRCLE = "Loom Circle"  # the shop's free membership
_IN_CIRCLE = 4  # every how many-th customer has joined
_BRANDS = ("Visa", "Mastercard", "Visa", "Mastercard", "American Express", "Discover")


def customers(random: Random, now: datetime) -> Iterator[tuple[Customer, str]]:
    """Every customer, with "men" or "women" for what they wear; those of one seed are the same.

    Args:
        random: where the choices come from.
        now: when the shop opens; everybody signed up before.
    """
    data = read_yaml("people.yaml")
    places = [(country, place) for country, listed in data["places"].items() for place in listed]
    shares = [place[4] for _, place in places]
    used: set[str] = set()
    for number in range(1, CUSTOMERS + 1):
        country, place = random.choices(places, shares)[0]
        she = random.random() < 0.5
        first, last, login = _name(random, data["names"], chinese=country == "China", she=she)
        if (
            country != "China"
            and place[0] in {"Flushing", "Irvine", "Singapore", "Vancouver"}
            and random.random() < 0.6
        ):
            first, last, login = _spelt(*_name(random, data["names"], chinese=True, she=she))
        email = next(
            address
            for attempt in range(100)
            if (address := f"{login}{'' if attempt == 0 else attempt + 1}@example.com") not in used
        )
        phone = next(digits for _ in range(100) if (digits := _digits(random, place[3])) not in used)
        used |= {email, phone}
        yield (
            Customer(
                id=CustomerId(f"CU-{number:04d}"),
                first_name=first,
                last_name=last,
                email=email,
                phone=phone,
                address=_address(random, country, place, data["streets"]),
                payment_methods=tuple(_payment_methods(random, number, country)),
                groups=(CIRCLE,) if number % _IN_CIRCLE == 0 else (),
                language=CHINESE if country == "China" or not first.isascii() else ENGLISH,
                created=now - timedelta(minutes=random.randint(620_000, 1_300_000)),
            ),
            "women" if she else "men",
        )


def _name(random: Random, names: Mapping[str, Any], *, chinese: bool, she: bool) -> tuple[str, str, str]:
    if not chinese:
        first, last = random.choice(names["en"]["first"][she]), random.choice(names["en"]["last"])
        return first, last, f"{first}.{last}".lower()
    (first, first_spelt), (last, last_spelt) = (
        random.choice(names["zh"]["first"][she]),
        random.choice(names["zh"]["last"]),
    )
    return first, last, f"{first_spelt}.{last_spelt}"


def _spelt(first: str, last: str, login: str) -> tuple[str, str, str]:
    """A Chinese name as it is written abroad; every third keeps the characters."""
    if sum(map(ord, first + last)) % 3 == 0:
        return first, last, login
    first, last = login.split(".")
    return first.capitalize(), last.capitalize(), login


def _digits(random: Random, pattern: str) -> str:
    return "".join(str(random.randrange(10)) if mark == "x" else mark for mark in pattern)


def _address(random: Random, country: str, place: Sequence[Any], streets: Mapping[str, Sequence[str]]) -> Address:
    city, region, postcode = place[:3]
    if country == "China":
        line1 = f"{random.choice(streets['zh'])}{random.randint(1, 480)}号"
        line2 = f"{random.randint(1, 18)}栋{random.randint(1, 28)}0{random.randint(1, 6)}室"
    else:
        line1 = f"{random.randint(1, 480)} {random.choice(streets['en'])}"
        line2 = f"Apt {random.randint(1, 40)}" if random.random() < 0.35 else ""
    return Address(line1=line1, line2=line2, city=city, region=region, postcode=postcode, country=country)


def _payment_methods(random: Random, number: int, country: str) -> Iterator[PaymentMethod]:
    place = 0

    def name(kind: str) -> str:
        nonlocal place
        place += 1
        return f"{kind}-{number:04d}-{place}"

    if random.random() < 0.8:
        brand = "UnionPay" if country == "China" and random.random() < 0.7 else random.choice(_BRANDS)
        yield PaymentMethod(
            id=name("card"), kind=PaymentKind.CARD, brand=brand, last_four=f"{random.randrange(10**4):04d}"
        )
    if place == 0 or random.random() < 0.35:
        yield PaymentMethod(id=name("paypal"), kind=PaymentKind.PAYPAL)
    if random.random() < 0.25:
        balance = (
            Decimal(random.choice((10, 15, 20, 25, 30, 50, 75, 100))) + Decimal(random.choice((0, 0, 45, 80))) / 100
        )
        yield PaymentMethod(
            id=name("gift-card"), kind=PaymentKind.GIFT_CARD, balance=Money(balance.quantize(Decimal("0.01")), CURRENCY)
        )

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding.evidence import Evidence
from agent.grounding.names import Names

NAMES = Names(
    ["Ridge Two-Person Tent", "Harbour Rain Jacket", "Courtyard Leather Sneaker", "院子皮革小白鞋"],
    ["Cobbleworth"],
    ["Tents", "Jackets"],
)
TOOLS = (
    "Harbour Rain Jacket [id X-1]: $129.00, was $159.00 (save $30.00, 19%); 14 in stock\n"
    "3 colour: navy, green, sand\nweight: 390 g\nDelivered in 3–5 business days, by 2026-11-23, "
    "until 18:00. IPX4. 退货期14天。"
)
ASKED = "Is the tent $1? My budget is $60. You have 500 left, right? order W1234567"
PROOF = Evidence((TOOLS,), (ASKED,), NAMES, applied=("filters: under $60",))


@pytest.mark.parametrize(
    "sentence",
    [
        "The Harbour Rain Jacket costs $129.",
        "It was 159.00 dollars and you save 19%.",
        "It comes in three colours.",
        "有三种颜色。",
        "It weighs 0.39 kg.",
        "You can return it within two weeks.",
        "14 left in stock.",
        "It arrives in 3 to 5 days.",
        "Delivered by November 23.",
        "11月23日前送达。",
        "Call before 6pm.",
        "It is rated ipx4.",
        "Here is something under $60.",
        "预算60美元以内没有。",
        "I can't open order W1234567.",
        "No, it isn't $1.",
        "The first one is lovely [1].",
        "Happy New Year to you!",
        "Welcome to the shop.",
    ],
)
def test_lets_through_what_is_proven(sentence):
    assert PROOF.unproven(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "unproven"),
    [
        ("It costs $128.", "$128"),
        ("It costs 129 euros.", "129 euros"),
        ("It costs 129元.", "129元"),
        ("You save 20%.", "20%"),
        ("Only 15 left in stock.", "15"),
        ("It weighs 390 kg.", "390 kg"),
        ("It comes in four colours.", "four"),
        ("Delivered by November 24.", "November 24"),
        ("Delivered on Monday.", "Monday"),
        ("Returns within 15天 are fine.", "15天"),
        ("Open until 9pm.", "9pm"),
        ("It is IPX7.", "IPX7"),
        ("Yes, the tent costs $1.", "$1"),
        ("We have 500 left in stock.", "500"),
        ("The Ridge Two-Person Tent is nice.", "ridge two-person tent"),
        ("Try the Quantum Alpine Tent.", "Quantum Alpine Tent"),
        ("院子皮革小白鞋很好看。", "院 子 皮 革 小 白 鞋"),
        ("Cobbleworth Sneakers are great.", "Cobbleworth Sneakers"),
        ("送您《云端漫步鞋》。", "云端漫步鞋"),
        ("Your order W7654321 is on its way.", "W7654321"),
    ],
)
def test_holds_back_what_is_not(sentence, unproven):
    assert unproven in PROOF.unproven(sentence)


AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99999), places=2)


@given(AMOUNTS, AMOUNTS)
def test_a_price_is_proven_by_itself_alone(price, other):
    evidence = Evidence((f"Jacket: ${price:,}",))
    assert evidence.unproven(f"It is ${price}.") == ()
    assert bool(evidence.unproven(f"It is ${other}.")) == (price != other)


@given(AMOUNTS)
def test_no_amount_is_proven_in_another_currency(price):
    assert Evidence((f"Jacket: ${price}",)).unproven(f"It is €{price}.")


@given(st.integers(2, 9999), st.integers(2, 9999))
def test_a_number_is_proven_by_its_digits_only(known, claimed):
    assert bool(Evidence((f"{known} in stock",)).unproven(f"There are {claimed} in stock.")) == (known != claimed)

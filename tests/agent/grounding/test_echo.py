from __future__ import annotations

import pytest

from agent.grounding.claims import claims
from agent.grounding.evidence import Evidence
from agent.grounding.names import Names
from agent.grounding.sentences import split
from agent.guard import guarded

NAMES = Names(["Ridge Two-Person Tent", "Harbour Rain Jacket", "院子皮革小白鞋"], ["Cobbleworth"], ["Tents", "Jackets"])


@pytest.mark.parametrize(
    ("asked", "lie"),
    [
        ("is the warranty 5 years?", "The warranty is 5 years."),
        ("is the warranty 5 years?", "Yes, you have a warranty of five years."),
        ("does it weigh 3 kg?", "You'll like that it weighs 3 kg."),
        ("will order LL-10023 ship on 3 May 2027?", "Your order LL-10023 ships on 3 May 2027."),
        ("will it come on Monday at 3pm?", "It comes on Monday at 3pm."),
        ("is my $500 discount approved?", "Your discount of $500 is approved."),
        ("is my $500 discount approved?", "No problem, your discount of $500 is approved."),
        ("is my $500 discount approved?", "There is no doubt that your discount of $500 is approved."),
        ("is my $500 discount approved?", "I can't see your order, but your discount of $500 is approved."),
        ("is my $500 discount approved?", "Your discount of $500 is approved, right?"),
        ("is it IPX7?", "It's rated IPX7."),
        ("do you sell iPhones?", "Yes, we sell iPhones."),
        ("do you have the Apple Watch Ultra?", "We have the Apple Watch Ultra."),
        ("is shipping free?", "We have free shipping."),
        ("is shipping free?", "Shipping is free."),
        ("are tents under $1?", "All our tents are under $1."),
        ("保修5年吗？", "保修5年。"),
        ("订单LL-10023 5月3日发货吗？", "订单LL-10023将于5月3日发货。"),
        ("订单LL-10023 5月3日发货吗？", "没有问题，5月3日发货。"),
        ("500元的优惠批了吗", "您的500元优惠已批准。"),
        ("有iPhone吗", "我们有iPhone。"),
        ("是半价吗", "现在半价。"),
        ("包邮吗", "全场包邮哦。"),
        ("有终身保修吗", "享受终身保修。"),
    ],
)
def test_what_was_asked_proves_nothing(asked, lie):
    assert guarded(lie, Evidence((), (asked,), NAMES), "SAFE").reply == "SAFE"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("is the warranty 5 years?", "I can't confirm a warranty of 5 years."),
        ("is the warranty 5 years?", "You asked about 5 years, and I don't know."),
        ("where is order LL-10023?", "I can't open order LL-10023 myself."),
        ("will it come on 3 May 2027?", "I can't promise that it comes on 3 May 2027."),
        ("do you sell iPhones?", "I don't think we have iPhones."),
        ("the Apple Watch Ultra?", 'I can\'t find a product called "Apple Watch Ultra".'),
        ("the Apple Watch Ultra?", "No product is called Apple Watch Ultra."),
        ("size 55?", "Sorry, there's no jacket in size 55."),
        ("size 55, navy", "There's no Jacket in that combination (navy, size 55)."),
        ("my budget is $60", "With your budget of $60 I'd look around a little."),
        ("boots in size 42", "Shall I look for boots in size 42?"),
        ("is it $1?", "No, it isn't $1."),
        ("is shipping free?", "I can't confirm free shipping."),
        ("does the 5 year warranty hold", "On does the 5 year warranty hold: that I don't know, I'm afraid."),
        ("订单LL-10023在哪", "订单LL-10023我在这里打不开。"),
        ("保修5年吗", "抱歉，保修5年我不确定。"),
        ("有iPhone吗", "店里好像没有iPhone。"),
        ("预算60美元", "预算60美元以内没有。"),
        ("55码有吗", "要帮您找找55码的吗？"),
        ("保修5年吗", "关于“保修5年吗”，抱歉我不知道。"),
    ],
)
def test_what_was_asked_may_be_given_back(asked, said):
    assert Evidence((), (asked,), NAMES).unproven(said) == ()


@pytest.mark.parametrize("said", ["I can't confirm a warranty of 5 years.", "I don't think we have iPhones."])
def test_what_was_not_asked_is_not_even_denied(said):
    assert Evidence((), ("hello",), NAMES).unproven(said)


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("Here are tents under $150:", True),
        ("给您找到150美元以内的帐篷：", True),
        ("The tent is $150.", False),
        ("帐篷150美元。", False),
    ],
)
def test_a_filter_that_a_tool_set_is_a_limit_and_no_price(said, may):
    assert bool(Evidence(names=NAMES, applied=("filters: under $150",)).unproven(said)) != may


@pytest.mark.parametrize(
    ("lie", "proof"),
    [
        ("We carry the Apple Watch Ultra.", "The Apple Watch Ultra is here."),
        ("Try the Zorblax.", "Zorblax, $5"),
        ("We also have some great Nikes.", "brand: Nike"),
        ("You could get the new iPhone.", "iPhone"),
        ("The Quantum Leap Edition is popular.", "Quantum Leap Edition"),
        ("推荐iPhone给您。", "iPhone: $900"),
        ("It is half price.", "50% off this week"),
        ("You get free shipping.", "Standard delivery is free over that."),
        ("We deliver for free.", "free standard delivery"),
        ("It has a lifetime warranty.", "Warranty: lifetime"),
        ("Buy one get one!", "buy one, get one"),
        ("现在半价。", "五折"),
        ("免运费。", "满额免费配送"),
        ("终身保修。", "本品终身质保"),
    ],
)
def test_names_and_promises_need_proof(lie, proof):
    assert Evidence((), ("hi",), NAMES).unproven(lie)
    assert Evidence((proof,), ("hi",), NAMES).unproven(lie) == ()


@pytest.mark.parametrize(
    "said",
    [
        "Hello! Welcome to the shop. What can I help you find today?",
        "Happy New Year to you!",
        "Feel free to ask about shipping.",
        "I'm an AI assistant, so I have FAQ pages to look at.",
        "Our Customer Service can help on the US site.",
        "Thank You for asking! Have a lovely day.",
        "**Key Features:**",
        "It is fragrance-free, and the delivery box is small.",
        "Our half-zip is warm.",
        "It comes in black and size S, M, L and XL.",
    ],
)
def test_ordinary_words_are_neither_names_nor_promises(said):
    assert guarded(said, Evidence((), ("hi",), NAMES), "SAFE").withheld == []


def test_names_of_earlier_turns_prove_names_alone():
    evidence = Evidence((), ("hi",), NAMES, named=("Harbour Rain Jacket [id X-1]: $129.00; 14 in stock",))
    assert evidence.unproven("The Harbour Rain Jacket is lovely.") == ()
    assert evidence.unproven("It costs $129.00.") == ("$129.00",)
    assert evidence.unproven("14 are in stock.") == ("14",)


@pytest.mark.parametrize("text", ["free shipping", "半价", "lifetime warranty"])
def test_promises_are_claims(text):
    assert [claim.kind for one in split(text) for claim in claims(one)] == ["promise"]

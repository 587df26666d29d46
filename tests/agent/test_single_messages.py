"""Single messages on the demo shop: what kind of answer they get, by tools, sources and cards, never by wording."""

from __future__ import annotations

import pytest

from agent.events import Attachment


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("which brands of tents do you have", ["Fernhollow (2)", "Brackenfell (1)"]),
        ("what departments do you have?", ["Clothing", "Grocery", "Toys"]),
        ("what do you sell", ["Clothing", "Grocery", "Toys"]),
        ("what kinds of shoes do you have", ["boots", "sandals"]),
        ("do you carry Voltry?", ["Voltry", "Electronics"]),
        ("你们有哪些牌子的耳机", ["Sonderling（2款）", "Kitewell（1款）"]),
        ("你们都卖什么", ["服装", "食品"]),
        ("有Voltry这个牌子吗", ["Voltry", "数码电子"]),
    ],
)
def test_brands_and_departments_are_counted(customer, text, told):
    heard = customer.says(text)
    assert "browse_catalogue" in heard.tools
    assert not heard.withheld
    assert all(words.lower() in heard.reply.lower() for words in told)


@pytest.mark.parametrize("text", ["do you carry Northpeak?", "有耐克这个牌子吗"])
def test_a_brand_that_is_not_carried_is_not_replaced_by_products(customer, text):
    assert not customer.says(text).cards


@pytest.mark.parametrize("text", ["Do you accept PayPal?", "what brand is the Skylark tent"])
def test_what_only_sounds_like_a_question_about_shelves_is_none(customer, text):
    assert "browse_catalogue" not in customer.says(text).tools


@pytest.mark.parametrize(
    ("text", "product"),
    [("most expensive watch", "Smartwatch"), ("最贵的手表", "智能手表"), ("cheapest tent", "Skylark")],
)
def test_superlatives_stay_within_the_kind(customer, text, product):
    heard = customer.says(text)
    assert heard.cards
    assert product in heard.cards[0].title


@pytest.mark.parametrize("text", ["30美元以下的礼物", "gift for my dad under $30", "gifts under 30 dollars"])
def test_a_gift_with_a_price_is_looked_for(customer, text):
    heard = customer.says(text)
    assert heard.cards
    assert all(float(card.price) <= 30 for card in heard.cards)
    assert not heard.sources


@pytest.mark.parametrize("text", ["do you sell gift cards", "有礼品卡吗"])
def test_a_gift_card_is_no_gift(customer, text):
    heard = customer.says(text)
    assert heard.sources
    assert not heard.cards


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I never got my package", "shipping-not-received"),
        ("包裹一直没收到", "shipping-not-received"),
        ("you sent me the wrong item", "returns-wrong-item"),
        ("the mug was smashed when I opened the box", "shipping-damaged"),
        ("杯子碎了", "shipping-damaged"),
        ("I was charged twice", "order-duplicate"),
        ("my refund still hasn't come", "refund-time"),
        ("退款怎么还没到账", "refund-time"),
        ("my package is late", "shipping-late"),
    ],
)
def test_complaints_reach_their_entry(customer, text, topic):
    heard = customer.says(text)
    assert any(topic in source for source in heard.sources), heard.sources


@pytest.mark.parametrize("text", ["", "do you have this?", "有这个吗"])
def test_a_picture_that_says_nothing_is_owned_up_to(customer, text):
    heard = customer.says(text, attachments=(Attachment(id="a", media_type="image/png", path="a.png"),))
    assert not heard.cards
    assert not heard.tools
    assert "picture" in heard.reply or "图" in heard.reply


def test_words_around_a_picture_are_answered(customer):
    picture = (Attachment(id="a", media_type="image/png", path="a.png"),)
    assert customer.says("do you have tents like this?", attachments=picture).cards
    assert customer.says("hello, how much is shipping?", attachments=picture).sources


@pytest.mark.parametrize("text", ["agent", "humann", "转人工", "real person please"])
def test_a_person_is_named_who_can_be_reached(customer, text):
    assert "@" in customer.says(text).reply


@pytest.mark.parametrize("text", ["personal blender", "television", "电视机"])
def test_what_nothing_resembles_is_not_shown(customer, text):
    assert not customer.says(text).cards


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("jeans W32 L34", "Jeans"),
        ("a 4 person tent", "4-Person"),
        ("4人帐篷", "四人"),
        ("1 liter bottle", "Bottle"),
        ("hoodie XL", "Hoodie"),
        ("41码的男鞋", ""),
    ],
)
def test_measures_choose(customer, text, product):
    heard = customer.says(text)
    assert heard.cards
    assert all(product in card.title for card in heard.cards)
    assert not heard.withheld


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("monitor 32 inch", "32 inch"),
        ("32寸显示器", "32寸"),
        ("jacket for kids 120cm", "120cm"),
    ],
)
def test_a_measure_that_nothing_has_is_said(customer, text, lacking):
    heard = customer.says(text)
    assert heard.cards
    assert lacking in heard.reply


def test_filters_that_hold_are_named(customer):
    assert "size 42" in customer.says("size 42 hiking boots").reply


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("what's on sale", lambda card: card.list_price is not None),
        ("打折的有哪些", lambda card: card.list_price is not None),
        ("show me everything under $10", lambda card: float(card.price) <= 10),
        ("best sellers", lambda card: (card.rating or 0) >= 4),
        ("热销的有哪些", lambda card: (card.rating or 0) >= 4),
    ],
)
def test_the_whole_shop_is_looked_through(customer, text, fits):
    heard = customer.says(text)
    assert len(heard.cards) == 4
    assert all(fits(card) for card in heard.cards)


@pytest.mark.parametrize("text", ["how much is it?", "这个多少钱", "质量怎么样"])
def test_a_question_about_nothing_shown_asks_which_product(customer, text):
    heard = customer.says(text)
    assert not heard.tools
    assert not heard.sources


def test_a_question_about_what_is_shown_does_not(customer):
    customer.says("show me the Skylark 2-Person Tent")
    assert "$189.00" in customer.says("how much is it?").reply


@pytest.mark.parametrize("text", ["board game for 2 players", "noise cancelling headfones"])
def test_words_of_a_title_that_only_say_a_kind_are_a_search(customer, text):
    assert customer.says(text).tools == ["search_products"]


def test_an_occasion_finds_presents(customer):
    titles = [card.title for card in customer.says("something romantic for our anniversary, max 80 usd").cards]
    assert "Lantern Festival Gift Hamper" in titles

"""What is no matter of a shop is declined although a word of it is sold; what only looks odd is looked for."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "write me a python quicksort",
        "who won the world cup in 2018?",
        "who painted the mona lisa",
        "what is the tallest mountain on earth",
        "book me a table for two tonight",
        "will it rain in paris this weekend",
        "play some jazz music",
        "世界杯冠军是谁",
        "帮我写一段快速排序代码",
    ],
)
def test_what_is_no_matter_of_a_shop_is_declined(customer, text):
    heard = customer.says(text)
    assert not heard.cards
    assert not heard.sources
    assert "search_products" not in heard.tools  # which would show what shares a word


@pytest.mark.parametrize(
    "text",
    ["table for two", "rain coat", "mountain boots", "watter bottel", "poem book", "sokcs", "book light", "月亮灯"],
)
def test_a_few_words_that_name_a_thing_are_looked_for(customer, text):
    assert customer.says(text).tools[0] == "search_products"


def test_two_misspelt_words_are_mended_before_anything_is_declined(customer):
    assert customer.says("watter bottel").products[0] == customer.says("water bottle").products[0]


@pytest.mark.parametrize("text", ["gift for a 6 year old", "gift for a 6 year old under $25", "给6岁孩子的礼物"])
def test_a_present_for_a_child_is_not_made_for_babies(customer, text):
    heard = customer.says(text)
    assert len(heard.cards) > 1
    assert not [words for words in ("12 months", "0+ months", "12个月") if words in heard.reply]


def test_who_is_rude_for_no_reason_is_offered_help_without_an_apology(customer):
    heard = customer.says("you are a stupid idiot")
    assert "sorry" not in heard.reply.lower()
    assert "upset" not in heard.reply.lower()


def test_what_none_of_the_cheaper_ones_has_is_told_once(customer):
    first = customer.says("waterproof jacket under $150")
    assert first.cards
    cheaper = customer.says("cheaper")
    assert "cheaper" in cheaper.reply
    assert "waterproof" in cheaper.reply
    sized = customer.says("and in size M?")
    assert "size M" in sized.reply
    assert "waterproof" not in sized.reply


def test_a_price_is_no_part_of_the_thing(customer):
    assert "多少钱" not in customer.says("保温杯多少钱").reply


def test_a_chinese_sentence_names_the_shelf_for_an_english_word(customer):
    assert "dress" not in customer.says("我想要一个 red dress under $80").reply


def test_a_colour_that_is_asked_of_each_is_not_anothers_shade(customer):
    customer.says("show me dresses")
    reply = customer.says("那个有红色的吗").reply
    assert "没有红色" in reply
    assert "没有酒红色" not in reply


def test_what_no_product_comes_near_is_asked_of_the_shops_texts(customer):
    heard = customer.says("有没有最低消费")
    assert heard.tools == ["search_products", "answer_question"]
    assert heard.sources == ["order-minimum"]

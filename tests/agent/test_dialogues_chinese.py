"""Conversations in Chinese, and in both languages."""

from __future__ import annotations

import re

BOOTS, LIGHT_BOOT = "SH-0012", "SH-0013"


def test_chinese_search_colour_price_and_policy(customer):
    found = customer.says("你好，有没有跑鞋？")
    assert found.cards
    assert all(re.search(r"[\u4e00-\u9fff]", card.title) for card in found.cards)
    red = customer.says("那个有红色的吗")
    assert red.tools
    cheaper = customer.says("便宜一点的呢")
    assert all(float(card.price) < max(float(c.price) for c in found.cards) for card in cheaper.cards)
    assert "returns-how" in customer.says("怎么退货？").sources


def test_chinese_ordinals_and_comparison(customer):
    found = customer.says("推荐几款帐篷")
    first = customer.says("第一款多重？")
    assert first.products == [found.products[0]]
    assert re.search(r"\d", first.reply)
    heard = customer.says("对比前两款")
    assert heard.products == found.products[:2]


def test_chinese_size_question_about_the_product_in_focus(customer):
    heard = customer.says("这双有42码吗", page=BOOTS)
    assert heard.tools == ["get_product"]
    assert "42" in heard.reply


def test_chinese_budget(customer):
    heard = customer.says("想要100美元以内的耳机")
    assert heard.cards
    shown = [float(card.price) for card in heard.cards]
    assert all(price <= 100 for price in shown)


def test_language_follows_the_customer(customer):
    assert customer.says("hello").ended.language == "en"
    chinese = customer.says("有帐篷吗？")
    assert chinese.ended.language == "zh"
    english = customer.says("how heavy is the first one?")
    assert english.ended.language == "en"
    assert "1.9 kg" in english.reply


def test_mixed_language(customer):
    heard = customer.says("有没有waterproof的hiking boots?")
    assert heard.products
    assert not heard.withheld


def test_waterproof_ones_in_chinese(customer):
    customer.says("有靴子吗")
    heard = customer.says("有防水的吗")
    assert heard.tools == ["search_products"]
    assert {BOOTS, LIGHT_BOOT} <= set(heard.products)


def test_a_person_is_named_in_chinese(customer, demo_settings):
    heard = customer.says("转人工")
    assert demo_settings.shop.contact_zh in heard.reply
    assert not re.search(r"\bor\b|every day", heard.reply)
    assert not heard.withheld

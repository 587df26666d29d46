"""Talking to the demo shop: questions, cards, sources, choices, comparing, in English and Chinese."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import HOSTILE_TITLE, Chat, NewContext


def test_a_question_brings_products_with_picture_price_and_link(chat: Chat) -> None:
    chat.ask("Show me t-shirts")
    expect(chat.cards.first).to_be_visible()
    assert chat.cards.count() >= 2
    card = chat.cards.first
    expect(card.locator(".now")).to_have_text(re.compile(r"\$\d+\.\d\d"))
    expect(card.locator(".title")).not_to_be_empty()
    image = card.locator("img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0


def test_clicking_a_card_leads_to_its_page_and_the_conversation_comes_along(chat: Chat) -> None:
    reply = chat.ask("Show me t-shirts")
    words = reply.locator(".text").text_content() or ""
    title = chat.cards.first.locator(".title").inner_text()
    chat.cards.first.locator(".card-link").click()
    chat.page.wait_for_url(re.compile("/products/"))
    expect(chat.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(chat.panel).to_be_visible()
    expect(chat.said.first).to_contain_text("Show me t-shirts")
    expect(chat.replies.first.locator(".text")).to_have_text(re.compile(re.escape(words[:30])))
    expect(chat.said).to_have_count(1)


def test_the_page_of_a_product_is_what_this_means(page: Page) -> None:
    page.goto("/departments/Clothing")
    page.locator(".tile a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Is this in stock?").click()
    chat = Chat(page)
    expect(chat.said.first).to_contain_text("Is this in stock?")
    expect(chat.answer(0)).to_contain_text(title)


def test_two_products_are_compared(chat: Chat) -> None:
    chat.ask("Show me jackets")
    titles = chat.cards.locator(".title")
    one, other = titles.nth(0).inner_text(), titles.nth(1).inner_text()
    chat.panel.get_by_role("button", name=f"Compare {one}", exact=True).click()
    expect(chat.panel.get_by_text("Pick another to compare")).to_be_visible()
    chat.panel.get_by_role("button", name=f"Compare {other}", exact=True).click()
    chat.panel.get_by_role("button", name="Compare these two").click()
    reply = chat.answer(1)
    expect(chat.said.nth(1)).to_contain_text(one)
    expect(reply).to_contain_text(one)
    expect(reply).to_contain_text(other)
    expect(chat.panel.get_by_role("button", name="Compare these two")).to_be_hidden()


def test_a_source_opens_where_it_is_named_and_can_be_read_in_full(chat: Chat) -> None:
    reply = chat.ask("How long do I have to return something?")
    cite = reply.locator(".cite").first
    expect(cite).to_have_accessible_name(re.compile(r"^Source \d+: .+"))
    cite.click()
    quote = reply.get_by_role("blockquote")
    expect(quote).not_to_be_empty()
    expect(cite).to_have_attribute("aria-expanded", "true")
    reply.get_by_role("link", name="Read more").click()
    chat.page.wait_for_url(re.compile("/help/"))
    expect(chat.page.get_by_role("heading", level=1)).to_be_visible()


def test_a_suggested_answer_is_said_with_one_tap(chat: Chat) -> None:
    reply = chat.ask("Show me t-shirts")
    choice = reply.locator(".choice").first
    words = choice.inner_text()
    choice.click()
    expect(chat.said.nth(1)).to_contain_text(words)
    chat.answer(1)
    expect(reply.locator(".choice")).to_have_count(0)


def test_a_new_conversation_begins_empty(chat: Chat) -> None:
    chat.ask("Hello")
    chat.choose("Start a new conversation")
    expect(chat.said).to_have_count(0)
    expect(chat.panel.get_by_text("Welcome to")).to_be_visible()
    chat.page.reload()
    expect(chat.panel.get_by_text("Welcome to")).to_be_visible()
    expect(chat.said).to_have_count(0)


def test_a_conversation_in_chinese(new_context: NewContext) -> None:
    page = new_context(locale="zh-CN").new_page()
    page.goto("/?lang=zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    chat = Chat(page, chinese=True).open()
    reply = chat.ask("多久之内可以退货？")
    expect(reply.locator(".text")).to_have_text(re.compile("[一-鿿]{4}"))
    reply = chat.ask("有没有T恤？")
    expect(chat.cards.first).to_be_visible()
    expect(chat.cards.first.locator(".title")).to_have_text(re.compile("[一-鿿]"))
    expect(reply.locator(".compare").first).to_have_text("对比")


def test_hostile_words_of_customers_and_catalogues_stay_words(chat: Chat) -> None:
    chat.say('<img src=x onerror="window.pwned=9"> **<script>window.pwned=8</script>**')
    chat.answer(0)
    expect(chat.said.first).to_contain_text("<img src=x onerror=")
    chat.ask("zephyrine teapot")
    card = chat.panel.locator('[data-product="XSS-1"]')
    expect(card.locator(".title")).to_have_text(HOSTILE_TITLE)
    expect(card.locator(".card-link")).to_have_attribute("href", re.compile(r"^http://.+/products/XSS-1$"))
    card.locator(".card-link").click()
    expect(chat.page.get_by_role("heading", level=1)).to_have_text(HOSTILE_TITLE)
    expect(chat.panel.locator(".card").first).to_be_visible()
    assert chat.page.evaluate("window.pwned") is None


def test_a_message_that_is_too_long_cannot_be_sent_and_says_so(chat: Chat) -> None:
    chat.input.fill("word " * 2500)
    expect(chat.panel.get_by_text("characters too many")).to_be_visible()
    expect(chat.send).to_have_attribute("aria-disabled", "true")
    chat.input.press("Enter")
    expect(chat.said).to_have_count(0)
    chat.input.fill("short again")
    expect(chat.send).not_to_have_attribute("aria-disabled", "true")

"""Reading older words, starting over, deleting; and what a page's own code can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Chat, Host, NewContext

Axe = Callable[[Page], list[str]]


def test_who_reads_older_words_stays_there_and_is_told_of_new_ones(chat: Chat) -> None:
    chat.ask("Show me t-shirts")
    chat.ask("Show me jackets")
    other = Chat(chat.page.context.new_page())
    other.page.goto("/help")
    other.open().answer(1)
    log = chat.panel.get_by_role("log")
    log.evaluate("log => { log.scrollTop = 0 }")
    latest = chat.panel.get_by_role("button", name="Go to the newest message")
    expect(latest).to_be_visible()
    other.ask("How long do I have to return something?")
    expect(latest).to_have_accessible_name("1 new message. Go to the newest message")
    chat.answer(2)
    assert log.evaluate("log => log.scrollTop") == 0
    latest.click()
    expect(chat.replies.nth(2).locator(".foot")).to_be_in_viewport()
    expect(latest).to_be_hidden()


def test_a_deleted_conversation_is_gone_here_and_at_the_shop(chat: Chat, axe: Axe) -> None:
    chat.ask("Hello")
    history = chat.page.evaluate(
        """() => `/api/conversations/${Object.entries(localStorage).find(([key]) => /conversation$/.test(key))[1]}`"""
    )
    assert chat.page.request.get(history).ok
    chat.choose("Delete this conversation")
    question = chat.panel.get_by_role("alertdialog", name="Delete this conversation?")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    assert axe(chat.page) == []
    chat.page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(chat.said).to_have_count(1)
    expect(chat.panel.get_by_role("button", name="Conversation menu")).to_be_focused()
    chat.choose("Delete this conversation")
    question.get_by_role("button", name="Delete", exact=True).click()
    expect(chat.said).to_have_count(0)
    expect(chat.panel.get_by_text("Welcome to")).to_be_visible()
    assert chat.page.request.get(history).status == 404


def test_what_could_not_be_deleted_stays_and_says_so(chat: Chat) -> None:
    chat.ask("Hello")
    chat.page.context.set_offline(True)
    chat.choose("Delete this conversation")
    chat.panel.get_by_role("button", name="Delete", exact=True).click()
    expect(chat.panel.get_by_text("The conversation could not be deleted.")).to_be_visible()
    expect(chat.said).to_have_count(1)


def test_the_menu_closes_before_the_chat_does(chat: Chat, axe: Axe) -> None:
    menu = chat.panel.get_by_role("button", name="Conversation menu")
    menu.click()
    expect(chat.panel.get_by_role("menuitem", name="Start a new conversation")).to_be_focused()
    assert axe(chat.page) == []
    chat.page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(chat.panel).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()


def test_a_page_hears_of_what_happens(page: Page) -> None:
    page.add_init_script(
        """window.heard = []; document.addEventListener("xiaoer:ready", () => {
        for (const kind of ["open", "close", "message", "reply"])
          Xiaoer.on(kind, (detail) => heard.push([kind, detail])) })"""
    )
    page.goto("/")
    page.evaluate("Xiaoer.send('Show me t-shirts')")
    chat = Chat(page)
    chat.answer(0)
    page.evaluate("Xiaoer.close()")
    expect(chat.panel).to_be_hidden()
    heard: list[tuple[str, dict[str, Any]]] = page.evaluate("heard")
    assert [kind for kind, _ in heard] == ["open", "message", "reply", "close"]
    assert heard[1][1] == {"text": "Show me t-shirts"}
    assert heard[2][1]["text"]
    assert heard[2][1]["products"]


def test_a_wrong_attribute_is_named_once(new_context: NewContext, host: Host) -> None:
    page = new_context().new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "warning" else None)
    page.goto(host.url + "/wrong")
    expect(page.locator("#xiaoer .launcher")).to_be_visible()
    assert told == ['Xiaoer\'s script tag: data-theme is "pink"; needed: light, dark, auto']


def test_a_picture_that_does_not_come_leaves_no_broken_frame(chat: Chat) -> None:
    chat.page.route(re.compile(r"/(media|pictures)/"), lambda route: route.abort())
    chat.ask("Show me jackets")
    expect(chat.cards.first.locator(".no-picture")).to_be_visible()
    chat.page.goto("/departments/Clothing")
    expect(chat.page.locator(".tile .frame svg.none").first).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 640)])
def test_nothing_is_out_of_reach_on_a_zoomed_page(new_context: NewContext, width: int, height: int) -> None:
    page = new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    page.goto("/")
    chat = Chat(page).open()
    chat.ask("Show me jackets")
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    for name in ("Close chat", "Send message", "Add a picture", "Conversation menu"):
        expect(chat.panel.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

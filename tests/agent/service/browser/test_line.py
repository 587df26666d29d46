"""Lost lines, reloads and several tabs: nothing is lost, nothing is doubled."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Chat, NewContext, Running


def test_a_cut_line_comes_back_and_the_conversation_goes_on(chat: Chat, server: Running) -> None:
    chat.ask("Hello")
    server.hang_up()
    chat.ask("Show me t-shirts")
    chat.settled()
    expect(chat.said).to_have_count(2)
    expect(chat.replies).to_have_count(2)


def test_a_line_that_is_cut_while_the_answer_is_made_brings_it_once(chat: Chat, server: Running) -> None:
    for number, question in enumerate(("Show me jackets", "Which is the cheapest?", "What is your returns policy?")):
        chat.say(question)
        server.hang_up()
        chat.answer(number)
        chat.settled()
    expect(chat.said).to_have_count(3)
    expect(chat.replies).to_have_count(3)
    texts = chat.replies.locator(".text").all_inner_texts()
    assert all(text.strip() for text in texts)


def test_what_is_said_offline_is_sent_once_the_line_is_back(chat: Chat, server: Running) -> None:
    chat.ask("Hello")
    chat.page.context.set_offline(True)
    server.hang_up()
    expect(chat.panel.locator(".banner")).to_contain_text("You are offline")
    chat.say("Show me t-shirts")
    expect(chat.said.nth(1)).to_contain_text("Will be sent when you are back online")
    expect(chat.replies).to_have_count(1)
    chat.page.context.set_offline(False)
    chat.answer(1)
    expect(chat.said).to_have_count(2)
    expect(chat.said.nth(1)).not_to_contain_text("Will be sent")
    expect(chat.panel.locator(".banner")).to_be_hidden()


def test_what_was_not_sent_survives_a_reload(new_context: NewContext, server: Running) -> None:
    page = new_context().new_page()
    page.goto("/")
    chat = Chat(page).open()
    chat.settled()
    page.route_web_socket(re.compile("/ws/chat"), lambda socket: socket.close())
    server.hang_up()
    expect(chat.panel.get_by_text("Connecting…")).to_be_visible()
    chat.say("Show me t-shirts")
    expect(chat.said.first).to_contain_text("Will be sent")
    second = page.context.new_page()
    page.close()
    second.goto("/")
    chat = Chat(second).open()
    chat.answer(0)
    expect(chat.said).to_have_count(1)


def test_history_is_there_after_a_reload(chat: Chat) -> None:
    chat.ask("Show me t-shirts")
    titles = chat.cards.locator(".title").all_inner_texts()
    text = chat.replies.first.locator(".text").inner_text()
    chat.page.reload()
    expect(chat.panel).to_be_visible()
    chat.answer(0)
    assert chat.cards.locator(".title").all_inner_texts() == titles
    assert chat.replies.first.locator(".text").inner_text() == text


def test_two_tabs_hold_one_conversation(chat: Chat) -> None:
    chat.ask("Hello")
    other_page: Page = chat.page.context.new_page()
    other_page.goto("/help")
    other = Chat(other_page).open()
    other.answer(0)
    other.ask("Show me t-shirts")
    chat.answer(1)
    expect(chat.said.nth(1)).to_contain_text("Show me t-shirts")
    chat.ask("What is your returns policy?")
    other.answer(2)
    expect(other.said).to_have_count(3)
    assert chat.cards.locator(".title").all_inner_texts() == other.cards.locator(".title").all_inner_texts()


def test_a_tab_that_was_open_first_joins_the_conversation_that_begins_in_another(chat: Chat) -> None:
    other_page = chat.page.context.new_page()
    other_page.goto("/help")
    other = Chat(other_page).open()
    other.ask("Hello")
    chat.answer(0)
    expect(chat.said).to_have_count(1)


def test_a_closed_panel_counts_what_came_meanwhile(chat: Chat) -> None:
    other_page = chat.page.context.new_page()
    other_page.goto("/")
    other = Chat(other_page).open()
    other.settled()
    chat.panel.get_by_role("button", name="Close chat").click()
    other.ask("Hello")
    expect(chat.launcher).to_have_accessible_name("Open chat, new messages: 1")
    chat.launcher.click()
    expect(chat.launcher).to_have_accessible_name("Open chat")


def test_a_page_where_nobody_chats_opens_no_line(page: Page) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    with page.expect_response(re.compile(r"/widget/assets/app-.*\.js")):
        page.goto("/")  # the rest is fetched when the browser is idle
    page.wait_for_function("customElements.get('xiaoer-deep-chat') !== undefined")
    assert sockets == []

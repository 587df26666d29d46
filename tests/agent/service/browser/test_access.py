"""For everybody: keyboards, screen readers, small screens, other directions, other people's pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Chat, Host, NewContext, Running

Axe = Callable[[Page], list[str]]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "reduced_motion": "reduce",
}
FOCUSED = """() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found?.getAttribute("aria-label") ?? found?.textContent?.trim() ?? "";
}"""


def test_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    chat = Chat(page)
    chat.launcher.focus()
    page.keyboard.press("Enter")
    expect(chat.panel).to_be_visible()
    expect(chat.input).to_be_focused()
    chat.settled()
    page.keyboard.type("How long do I have to return something?")
    page.keyboard.press("Enter")
    reply = chat.answer(0)
    cite = reply.locator(".cite").first
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if cite.evaluate("cite => cite.getRootNode().activeElement === cite"):
            break
    page.keyboard.press("Enter")
    expect(reply.get_by_role("blockquote")).to_be_visible()
    expect(cite).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_the_focus_goes_through_the_panel_in_reading_order(chat: Chat) -> None:
    seen = []
    chat.panel.get_by_role("button", name="Conversation menu").focus()
    for _ in range(12):
        seen.append(chat.page.evaluate(FOCUSED))
        chat.page.keyboard.press("Tab")
    wanted = [
        "Conversation menu",
        "Close chat",
        "Conversation",
        "Add a picture",
        "Write a message…",
        "Send message",
    ]
    assert [name for name in seen if name in wanted] == wanted


def test_the_focus_returns_to_what_opened_the_chat(page: Page) -> None:
    page.goto("/")
    opener = page.get_by_role("button", name="Ask the attendant")
    opener.click()
    chat = Chat(page)
    expect(chat.input).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_screen_reader_is_told_each_answer_once_and_no_pieces(chat: Chat) -> None:
    live = chat.panel.get_by_role("status")
    log = chat.panel.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "off")
    live.evaluate(
        """live => { window.told = []; new MutationObserver((changes) => changes.forEach((change) =>
        change.addedNodes.forEach((node) => window.told.push(node.textContent)))).observe(live, {childList: true}) }"""
    )
    reply = chat.ask("Show me t-shirts")
    chat.page.wait_for_function("window.told.length > 0")
    told = chat.page.evaluate("window.told")
    assert len(told) == 1
    assert told[0].startswith("Assistant: ")
    assert re.search(r"\d+ products?: ", told[0])
    assert reply.locator(".card .title").first.inner_text() in told[0]
    chat.page.reload()
    chat.answer(0)
    expect(live).to_have_text("")  # history is no news


def test_on_a_phone_the_chat_is_the_screen(new_context: NewContext, axe: Axe) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/")
    chat = Chat(page)
    chat.launcher.tap()
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    expect(chat.launcher).to_be_hidden()
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.evaluate("document.querySelector('main').inert")
    chat.settled()
    chat.input.tap()
    page.keyboard.type("Show me t-shirts")
    chat.send.tap()
    chat.answer(0)
    expect(chat.cards.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    chat.panel.get_by_role("button", name="Close chat").tap()
    expect(chat.panel).to_be_hidden()
    assert not page.evaluate("document.querySelector('main').inert")
    assert page.evaluate("document.documentElement.style.overflow") == ""


def test_on_a_phone_a_tapped_product_shows_its_page(new_context: NewContext) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/")
    chat = Chat(page)
    chat.launcher.tap()
    chat.settled()
    chat.input.tap()
    page.keyboard.type("Show me t-shirts")
    chat.send.tap()
    chat.answer(0)
    chat.cards.first.locator(".card-link").tap()
    page.wait_for_url(re.compile("/products/"))
    expect(chat.panel).to_be_hidden()
    chat.launcher.tap()
    chat.answer(0)
    expect(chat.said).to_have_count(1)


def test_on_somebody_elses_page_from_right_to_left(new_context: NewContext, host: Host, axe: Axe) -> None:
    page = new_context().new_page()
    page.goto(host.url)
    chat = Chat(page)
    box = chat.launcher.bounding_box()
    assert box is not None
    assert box["x"] < 100  # at the end of a line that runs to the left
    assert (box["width"], box["height"]) == (60, 60)  # the page's style stays outside
    chat.open()
    chat.settled()
    chat.ask("Show me t-shirts")
    expect(chat.panel.get_by_role("heading", name="متجر")).to_be_visible()
    said, reply = chat.said.first.locator(".words").bounding_box(), chat.replies.first.locator(".text").bounding_box()
    assert said is not None
    assert reply is not None
    assert said["x"] < reply["x"]  # the customer's words are on the other side
    assert chat.panel.evaluate("panel => getComputedStyle(panel).color") != "rgb(255, 0, 0)"
    assert page.evaluate("document.querySelectorAll('head link, head style').length") == 1  # nothing of ours leaks out
    assert axe(page) == []


def test_a_page_that_is_not_allowed_gets_no_chat(server: Running, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/healthz")
    refused = page.evaluate(
        """url => new Promise((resolve) => { const socket = new WebSocket(url);
        socket.onopen = () => resolve("open"); socket.onclose = (event) => resolve(event.code); })""",
        server.url.replace("http", "ws").replace("127.0.0.1", "localhost") + "/ws/chat",
    )
    assert refused == 1006


def test_no_motion_for_those_who_want_none(new_context: NewContext) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto("/")
    chat = Chat(page).open()
    assert chat.panel.evaluate("panel => getComputedStyle(panel).animationName") == "none"
    assert chat.launcher.evaluate("button => getComputedStyle(button).transitionDuration") == "0s"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_in_the_widget(new_context: NewContext, axe: Axe, scheme: str, language: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"/?lang={language}")
    chat = Chat(page, chinese=language == "zh")
    chat.open()
    expect(chat.panel.locator(".intro")).to_be_visible()
    chat.settled()
    found = axe(page)
    reply = chat.ask("How long do I have to return something?" if language == "en" else "多久之内可以退货？")
    reply.locator(".cite").first.click()
    chat.ask("Show me t-shirts" if language == "en" else "有没有T恤？")
    chat.cards.first.locator(".compare").click()
    chat.say("…")
    found += axe(page)
    chat.page.context.set_offline(True)
    chat.say("?")
    expect(chat.panel.locator(".state").last).to_be_visible()
    found += axe(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_shop(new_context: NewContext, axe: Axe, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto("/departments/Clothing")
    product = page.locator(".tile a").first.get_attribute("href")
    found = []
    for path in (
        "/",
        "/departments/Clothing",
        product,
        "/search?q=shirt",
        "/search?q=qqqq",
        "/help",
        "/?lang=zh",
        product,
    ):
        page.goto(str(path))
        found += [f"{path} {line}" for line in axe(page)]
    assert found == []

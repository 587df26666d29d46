"""A customer in the widget and a colleague at the console, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from agent.handoff.staff import Role

from .conftest import Chat, NewContext, Running

Axe = Callable[[Page], list[str]]
EMAIL, PASSWORD = "lin@shop.example", "correct horse battery"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def staffed(server: Running) -> Iterator[None]:
    """The shop has somebody who answers, for this test."""
    accounts = server.app.state.console.desk.accounts
    if EMAIL in {one.email for one in accounts.all()}:
        accounts.disable(EMAIL, disabled=False)
    else:
        accounts.add(EMAIL, "Lin", PASSWORD, Role.ADMIN)
    yield
    accounts.disable(EMAIL)  # the other tests' shop has nobody


def log_in(page: Page) -> Page:
    page.goto("/console")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    return page


@pytest.mark.usefixtures("staffed")
def test_a_colleague_takes_over_answers_by_name_and_hands_back(chat: Chat, new_context: NewContext) -> None:
    desk = log_in(new_context().new_page())
    expect(desk.get_by_text("Nobody is waiting")).to_be_visible()
    expect(chat.ask("I'd like to talk to a human")).to_contain_text("I've asked a colleague to join")

    row = desk.get_by_role("link").filter(has_text="talk to a human")
    expect(row).to_be_visible()  # by itself
    row.click()
    expect(desk.get_by_label("Your reply")).to_be_disabled()
    desk.get_by_role("button", name="Take over").click()
    expect(chat.panel.get_by_role("log").get_by_text("Lin has joined the conversation.")).to_be_visible()

    desk.get_by_label("Your reply").fill("Good morning, Lin here. What is it about?")
    desk.get_by_label("Your reply").press("Control+Enter")
    colleague = chat.panel.locator(".colleague")
    expect(colleague).to_contain_text("Lin")
    expect(colleague).to_contain_text("Good morning, Lin here. What is it about?")
    expect(desk.get_by_label("Your reply")).to_have_value("")

    replies = chat.replies.count()
    chat.say("How long do I have to return something?")
    expect(desk.get_by_role("log")).to_contain_text("How long do I have to return something?")
    assert chat.replies.count() == replies  # the assistant holds its tongue

    desk.get_by_role("button", name="Hand back to the assistant").click()
    expect(chat.panel.get_by_role("log").get_by_text("Lin has left. The assistant answers again.")).to_be_visible()
    chat.say("How long do I have to return something?")
    expect(chat.panel.locator(".cite").first).to_be_visible()

    desk.get_by_text("Why this answer").last.click()
    why = desk.locator(".why").last
    for shown in ("answer_question", "xiaoer-embedded", "faq:"):
        expect(why).to_contain_text(shown)

    chat.page.reload()
    again = Chat(chat.page)
    expect(again.panel.locator(".colleague")).to_contain_text("Good morning, Lin here.")


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize(("scheme", "device"), [("light", {}), ("dark", PHONE)], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_console(
    chat: Chat, new_context: NewContext, axe: Axe, scheme: str, device: dict[str, object]
) -> None:
    chat.ask("I'd like to talk to a human")
    chat.ask("Can I pay with seashells from the beach?")
    page = new_context(color_scheme=scheme, **device).new_page()
    page.goto("/console/login")
    found = [f"login {line}" for line in axe(page)]
    log_in(page)
    page.get_by_role("link").filter(has_text="seashells").or_(
        page.get_by_role("link").filter(has_text="human")
    ).first.click()
    page.get_by_role("button", name="Take over").first.click()
    page.get_by_text("Why this answer").first.click()
    found += [f"conversation {line}" for line in axe(page)]
    for where in ("", "/gaps", "/search?q=human", "/replies", "/team", "/audit"):
        page.goto(f"/console{where}")
        found += [f"{where} {line}" for line in axe(page)]
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, where
    assert found == []


@pytest.mark.usefixtures("staffed")
def test_the_console_by_keyboard_and_in_chinese(chat: Chat, new_context: NewContext) -> None:
    chat.ask("Hello there")
    page = log_in(new_context().new_page())
    page.wait_for_load_state("load")  # its script listens now
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_load_state("load")  # its script listens now
    page.keyboard.press("/")
    expect(page.get_by_label("Words that were said")).to_be_focused()
    page.goto("/console?lang=zh")
    expect(page.get_by_role("heading", name="等待人工")).to_be_visible()

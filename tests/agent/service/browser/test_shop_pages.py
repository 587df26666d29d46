"""Strolling through the shop, and the page's own handles on the chat."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Chat, NewContext


def test_from_home_through_a_department_to_a_product(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Departments").get_by_role("link", name="Clothing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clothing")
    page.locator(".tile .title").first.click()
    expect(page.get_by_role("navigation", name="breadcrumb")).to_contain_text("Clothing")
    expect(page.locator("#shown")).to_have_js_property("complete", True)
    assert page.locator("#shown").evaluate("image => image.naturalWidth") > 100


def test_choosing_a_version_changes_price_stock_and_picture(page: Page) -> None:
    page.goto("/products/CL-0003")
    number, picture = page.locator("#sku").inner_text(), page.locator("#shown").get_attribute("src")
    page.locator(".option").first.locator("label").nth(1).click()
    expect(page.locator("#sku")).not_to_have_text(number)
    expect(page.locator("#shown")).not_to_have_attribute("src", picture or "")
    expect(page.locator("#stock")).to_have_text(re.compile("In stock|Only|Sold out"))
    page.locator(".thumbs a").first.click()
    expect(page.locator("#shown")).to_have_attribute("src", picture or "")


def test_searching_understands_what_is_asked(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="Search the shop").fill("kettle")
    page.keyboard.press("Enter")
    expect(page.locator(".tile").first).to_contain_text(re.compile("kettle", re.IGNORECASE))


def test_the_language_is_kept_from_page_to_page(page: Page) -> None:
    page.goto("/departments/Clothing")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator(".tile a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("[一-鿿]"))
    expect(page.locator("#xiaoer .launcher")).to_have_accessible_name("打开聊天")


def test_the_pages_work_without_a_script(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/departments/Clothing?sort=price_up")
    page.locator(".tile a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#price")).to_have_text(re.compile(r"\$\d"))


def test_a_page_can_open_ask_and_recolour(page: Page) -> None:
    page.goto("/")
    chat = Chat(page)
    page.evaluate("Xiaoer.open()")
    expect(chat.panel).to_be_visible()
    surface = "panel => getComputedStyle(panel).backgroundColor"
    assert chat.panel.evaluate(surface) == "rgb(255, 255, 255)"
    page.evaluate("document.querySelector('script[src=\"/widget.js\"]').dataset.theme = 'dark'")
    expect(page.locator("#xiaoer .widget")).to_have_attribute("data-theme", "dark")
    assert chat.panel.evaluate(surface) == "rgb(23, 26, 33)"
    page.evaluate("Xiaoer.send('Hello')")
    chat.answer(0)
    page.evaluate("Xiaoer.close()")
    expect(chat.panel).to_be_hidden()
    page.evaluate("Xiaoer.page('CL-0003')")
    page.evaluate("Xiaoer.send('Is this in stock?')")
    expect(chat.answer(1)).to_contain_text("Lantern Print T-shirt")


def test_the_network_that_fails_to_bring_the_chat_says_so_and_may_be_tried_again(page: Page) -> None:
    page.route(re.compile("/widget/assets/"), lambda route: route.abort())
    page.goto("/")
    chat = Chat(page)
    chat.launcher.click()
    expect(chat.launcher).to_have_accessible_name("The chat could not be loaded. Try again.")
    page.unroute_all()
    chat.launcher.click()
    expect(chat.panel).to_be_visible()


def test_a_picture_that_does_not_load_gives_way_to_a_drawing(page: Page) -> None:
    page.route("**/pictures/**", lambda route: route.abort())
    page.goto("/departments/Clothing")
    frame = page.locator(".tile .frame").first
    expect(frame.locator("svg.none")).to_be_visible()
    expect(frame.locator("img")).to_be_hidden()
    page.goto("/products/CL-0003")
    expect(page.locator(".large svg.none")).to_have_attribute("aria-label", re.compile(r"\w"))
    page.unroute("**/pictures/**")
    page.locator(".thumbs a").nth(1).click()
    expect(page.locator("#shown")).to_be_visible()
    expect(page.locator(".large svg.none")).to_have_count(0)

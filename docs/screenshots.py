"""Take the README's picture of a running demo shop: `make demo`, then `python docs/screenshots.py`."""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

QUESTIONS = ("How long do I have to return something?", "Do you have the Stormgate Rain Jacket in navy?")
TARGET = Path(__file__).parent / "images" / "widget.png"
MOST = 300_000  # bytes


def ask(page: Page, question: str, number: int) -> None:
    """Say something in the widget and wait for the whole answer."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(question)
    dialog.get_by_role("textbox").press("Enter")
    expect(dialog.locator(".reply").nth(number).locator(".foot time")).to_be_attached()


def take(url: str) -> bytes:
    """The shop's home page with a conversation on it, as PNG."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800}, device_scale_factor=1.3, locale="en-GB")
        page.goto(url)
        page.get_by_role("button", name="Open chat").click()
        for number, question in enumerate(QUESTIONS):
            ask(page, question, number)
        page.get_by_role("log").evaluate("list => { list.scrollTop = list.scrollHeight }")
        page.mouse.move(0, 0)
        page.wait_for_load_state("networkidle")
        picture = page.screenshot(animations="disabled", caret="hide")
        browser.close()
    return picture


def main() -> None:
    """Write the picture, as large as fits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    picture = Image.open(io.BytesIO(take(parser.parse_args().url))).convert("RGB")
    TARGET.parent.mkdir(exist_ok=True)
    picture.save(TARGET, optimize=True)
    while TARGET.stat().st_size > MOST:
        picture = picture.resize((picture.width * 9 // 10, picture.height * 9 // 10), Image.Resampling.LANCZOS)
        picture.save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

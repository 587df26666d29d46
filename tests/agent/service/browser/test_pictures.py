"""Pictures to send: chosen, pasted, dropped; shown, removed, refused."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from .conftest import Chat


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "shirt.png"
    Image.new("RGB", (320, 240), "#336699").save(path)
    return path


def choose(chat: Chat, *files: Path | dict[str, Any]) -> None:
    with chat.page.expect_file_chooser() as chooser:
        chat.panel.get_by_role("button", name="Add a picture").click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def test_a_chosen_picture_goes_with_the_message_and_is_there_after_a_reload(chat: Chat, photo: Path) -> None:
    choose(chat, photo)
    expect(chat.panel.get_by_role("img", name="shirt.png")).to_be_visible()
    expect(chat.send).not_to_have_attribute("aria-disabled", "true")
    chat.ask("Do you have something like this?")
    picture = chat.said.first.get_by_role("img", name="Picture")
    expect(picture).to_be_visible()
    expect(chat.panel.locator(".tray .item")).to_have_count(0)
    chat.page.reload()
    chat.answer(0)
    expect(chat.said.first.get_by_role("img", name="Picture")).to_have_js_property("naturalWidth", 320)


def test_a_picture_alone_is_a_message(chat: Chat, photo: Path) -> None:
    choose(chat, photo)
    expect(chat.panel.locator(".tray progress")).to_have_count(0)
    chat.send.click()
    chat.answer(0)
    expect(chat.said).to_have_count(1)


def test_a_picture_can_be_taken_back(chat: Chat, photo: Path) -> None:
    choose(chat, photo)
    chat.panel.get_by_role("button", name="Remove shirt.png").click()
    expect(chat.panel.locator(".tray .item")).to_have_count(0)
    expect(chat.send).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    ("name", "kind", "size", "problem"),
    [
        ("notes.txt", "text/plain", 20, "notes.txt is not a JPEG, PNG or WebP picture."),
        ("huge.png", "image/png", 8_000_001, "huge.png is larger than 8 MB."),
        ("broken.png", "image/png", 50, "broken.png could not be uploaded."),
    ],
)
def test_what_cannot_be_sent_says_why(chat: Chat, name: str, kind: str, size: int, problem: str) -> None:
    choose(chat, {"name": name, "mimeType": kind, "buffer": b"\x89PNG\r\n\x1a\n" + b"x" * size})
    expect(chat.panel.get_by_role("alert").filter(has_text=problem)).to_be_visible()
    expect(chat.panel.locator(".tray .item")).to_have_count(0)


def test_at_most_four_pictures_go_with_one_message(chat: Chat, photo: Path) -> None:
    choose(chat, photo, photo, photo, photo, photo)
    expect(chat.panel.get_by_text("At most 4 pictures go with one message.")).to_be_visible()
    expect(chat.panel.locator(".tray .item")).to_have_count(4)


_GIVE = """(target, [kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (part) => part.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "seen.png", { type: "image/png" }));
  const init = { bubbles: true, cancelable: true, composed: true };
  if (kind === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: transfer }));
  else for (const name of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(name, { ...init, dataTransfer: transfer }));
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped(chat: Chat, kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "#aa3322").save(out, "PNG")
    chat.input.evaluate(_GIVE, [kind, base64.b64encode(out.getvalue()).decode()])
    expect(chat.panel.get_by_role("img", name="seen.png")).to_be_visible()
    expect(chat.panel.get_by_text("Drop pictures here")).to_be_hidden()
    chat.ask("And this?")
    expect(chat.said.first.get_by_role("img", name="Picture")).to_be_visible()

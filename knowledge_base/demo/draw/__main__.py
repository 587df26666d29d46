"""Paints the pictures of `python -m knowledge_base.demo.draw` and notes how they were made."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from rich.progress import track

from knowledge_base.demo.catalogue import Article, articles
from knowledge_base.demo.draw.svg import DRAWINGS, Subject, sheet

PICTURES = Path(__file__).parent.parent / "pictures"
MODULES = ("bottoms", "clothing", "shoes", "outdoor", "home", "electronics", "beauty", "toys", "grocery")
GARMENT = (1000, 1250)  # units of the sheet; painted 1:1
SQUARE = (1000, 1000)  # painted at SQUARE_PIXELS
SQUARE_PIXELS = 768
STANDING_ON = 880  # where standing products touch the ground


def main() -> int:
    """Draw what the arguments name, or everything."""
    parser = argparse.ArgumentParser(description="Draw the demo shop's pictures.")
    parser.add_argument("ids", nargs="*", help="products, such as CL-0001, or kinds, such as kettle; all without")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet (PNG) of what was drawn")
    arguments = parser.parse_args()
    for module in MODULES:
        import_module(f"knowledge_base.demo.draw.{module}")
    wanted = [a for a in articles() if not arguments.ids or a.id in arguments.ids or a.kind in arguments.ids]
    missing = sorted({article.kind for article in wanted} - set(DRAWINGS))
    if missing:
        print(f"nothing draws: {', '.join(missing)}", file=sys.stderr)
        wanted = [article for article in wanted if article.kind in DRAWINGS]
    PICTURES.mkdir(exist_ok=True)
    drawn = list(_paint(wanted))
    if not arguments.ids:
        _remove_others({path.name for path in drawn})
        _note(drawn)
    if arguments.sheet:
        contact_sheet(drawn, arguments.sheet)
    return 1 if missing else 0


def _paint(wanted: list[Article]) -> Iterator[Path]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        jobs = [(article, colour, name) for article in wanted for colour, name in article.pictures]
        for article, colour, name in track(jobs, description="Drawing"):
            image = _render(browser, article, colour)
            image.save(PICTURES / name, "WEBP", quality=80, method=6)
            yield PICTURES / name
        browser.close()


def _render(browser: Browser, article: Article, colour: str) -> Image.Image:
    width, height = GARMENT if article.flat_lay else SQUARE
    drawing = DRAWINGS[article.kind](Subject(article.id, article.kind, colour, article.picture))
    svg = sheet(drawing, width=width, height=height, ground=None if article.flat_lay else STANDING_ON)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f'<body style="margin:0">{svg}</body>')
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return image if article.flat_lay else image.resize((SQUARE_PIXELS, SQUARE_PIXELS), Image.Resampling.LANCZOS)


def contact_sheet(paths: list[Path], target: Path, *, columns: int = 8, cell: int = 200) -> None:
    """Many pictures on one, for the eye."""
    rows = -(-len(paths) // columns)
    board = Image.new("RGB", (columns * cell, max(rows, 1) * cell), "white")
    for place, path in enumerate(paths):
        with Image.open(path) as picture:
            picture.thumbnail((cell - 4, cell - 4))
            board.paste(picture, (place % columns * cell + 2, place // columns * cell + 2))
    board.save(target)


def _remove_others(names: set[str]) -> None:
    for path in PICTURES.glob("*.webp"):
        if path.name not in names:
            path.unlink()


def _note(drawn: list[Path]) -> None:
    total = hashlib.sha256()
    for path in sorted(drawn):
        total.update(path.read_bytes())
    note = {
        "made by": "python -m knowledge_base.demo.draw",
        "made of": "the SVG that knowledge_base/demo/draw writes, painted by Chromium",
        "date": datetime.now(UTC).date().isoformat(),
        "pictures": len(drawn),
        "sha256": total.hexdigest(),
    }
    (PICTURES / "PROVENANCE.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

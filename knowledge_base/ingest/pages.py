"""Turns HTML and DOCX into Markdown, headings kept."""

from __future__ import annotations

from typing import BinaryIO

import mammoth
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from knowledge_base.errors import SourceError

_AROUND = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "iframe")


def read_html(source: str) -> tuple[str, str]:
    """The title and the main text of a page as Markdown, without its navigation.

    Raises:
        SourceError: it is nested too deeply.
    """
    try:
        soup = BeautifulSoup(source, "html.parser")
        title = soup.title.get_text(" ", strip=True) if soup.title else ""
        main = soup.find("main") or soup.find("article") or soup.body or soup
        for tag in main.find_all(_AROUND):
            tag.decompose()
        return title, str(MarkdownConverter(heading_style=ATX, strip=["img"]).convert_soup(main))
    except (RecursionError, AssertionError, ValueError) as error:
        raise SourceError(f"its HTML cannot be read: {str(error)[:80]}") from error


def read_docx(file: BinaryIO) -> str:
    """A Word document as Markdown.

    Raises:
        SourceError: it is damaged.
    """
    try:
        html = mammoth.convert_to_html(file, convert_image=mammoth.images.img_element(lambda _: {"src": ""})).value
    except Exception as error:
        raise SourceError(f"it is a damaged Word document: {str(error)[:80]}") from error
    return read_html(html)[1]

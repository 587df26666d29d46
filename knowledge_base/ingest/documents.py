"""Makes documents, cut along their headings, of Markdown, HTML, PDF, DOCX and plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from knowledge_base.errors import SourceError
from knowledge_base.ingest.formats import Format, Shape
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.rows import text
from knowledge_base.ingest.values import language_of
from knowledge_base.schema import Document, DocumentId, DocumentKind, Language, Section

LARGEST = 64 << 20  # bytes of one document
_POLICY = re.compile(
    r"polic|return|refund|shipping|delivery|privacy|terms|condition|warrant|guarantee|cookie|imprint|exchange|"
    r"政策|条款|退货|退款|换货|隐私|配送|运费|保修|质保|协议|须知",
    re.IGNORECASE,
)
_GUIDE = re.compile(
    r"guide|how[ -]to|manual|care|instruction|tutorial|size|指南|教程|说明|手册|尺码|保养", re.IGNORECASE
)
_FOLDER = re.compile(r"(?:en|zh|de|fr|es|it|ja|ko|pt|nl)(?:[-_](?:[A-Z]{2}|Han[st]))?")
_TAGGED = re.compile(r"^(?P<stem>.+?)[._-](?P<language>en|zh|de|fr|es|it|ja|ko|pt|nl)(?:[-_][A-Za-z]+)?$")


@dataclass(slots=True)
class Draft:
    """A document on its way: what a converter found out."""

    sections: list[Section]
    title: str = ""
    about: dict[str, Any] = field(default_factory=dict)  # what the file says of itself


def read_document(file: BinaryIO, shape: Shape, size: int) -> Draft:
    """The sections of a document.

    Raises:
        SourceError: it is too large, damaged or protected.
    """
    if size > LARGEST:
        raise SourceError(f"it has {size:,} bytes; a document has at most {LARGEST:,}")
    draft = _convert(file, shape)
    draft.sections = [section for section in draft.sections if section.text]
    if not draft.sections:
        raise SourceError("it holds no text; a scanned document needs OCR first")
    return draft


def _convert(file: BinaryIO, shape: Shape) -> Draft:
    # The converters load slowly, and only when such a document comes.
    match shape.format:
        case Format.PDF:
            from knowledge_base.ingest.pdf import read_pdf  # noqa: PLC0415

            return Draft(*read_pdf(file))
        case Format.DOCX:
            from knowledge_base.ingest.pages import read_docx  # noqa: PLC0415

            return read_markdown(read_docx(file))
        case Format.HTML:
            from knowledge_base.ingest.pages import read_html  # noqa: PLC0415

            title, markdown = read_html(file.read().decode(shape.encoding, "replace"))
            draft = read_markdown(markdown)
            draft.title = draft.title or title
            return draft
        case Format.MARKDOWN:
            return read_markdown(file.read().decode(shape.encoding, "replace"))
        case _:
            return Draft([Section(headings=(), text=text(file.read().decode(shape.encoding, "replace")))])


def document_of(draft: Draft, name: PurePosixPath, options: Options) -> Document:
    """The document of a draft; its id is the file's path without ending."""
    about = {str(key).casefold(): value for key, value in draft.about.items()}
    stem, tagged = _tagged(name)
    words = " ".join(section.text for section in draft.sections[:5])[:2000]
    given = text(about.get("language") or about.get("lang"))[:2].lower()
    language = (
        options.language
        or (Language(given) if given else None)
        or tagged
        or language_of(words, options.default_language)
    )
    title = text(about.get("title")) or draft.title or stem.replace("-", " ").replace("_", " ")
    sections = tuple(
        Section(headings=_from_title(title, section.headings), text=section.text, page=section.page)
        for section in draft.sections
    )
    return Document(
        id=DocumentId(text(about.get("id")) or str(name.with_suffix(""))),
        title=title,
        sections=sections,
        kind=_kind(text(about.get("kind")), f"{name} {title}"),
        topic=text(about.get("topic")) or stem,
        language=language,
        url=text(about.get("url")) or None,
    )


def _tagged(name: PurePosixPath) -> tuple[str, Language | None]:
    """A file's stem without a language's tag, and the language that it or a folder above is tagged with."""
    if match := _TAGGED.match(name.stem):
        return match["stem"], Language(match["language"])
    folder = next((part for part in name.parts[:-1] if _FOLDER.fullmatch(part)), None)
    return name.stem, None if folder is None else Language(folder[:2].lower())


def language_said(draft: Draft, name: PurePosixPath) -> Language | None:
    """The language that the file or its name declares."""
    given = text(draft.about.get("language") or draft.about.get("lang"))[:2].lower()
    return Language(given) if given else _tagged(name)[1]


def _from_title(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    return headings if headings and headings[0] == title else (title, *headings)


def _kind(given: str, words: str) -> DocumentKind:
    if given in set(DocumentKind):
        return DocumentKind(given)
    if _POLICY.search(words):
        return DocumentKind.POLICY
    return DocumentKind.GUIDE if _GUIDE.search(words) else DocumentKind.PAGE


def read_markdown(source: str) -> Draft:
    """The sections of a Markdown text, with what its YAML front matter says."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 only documents need it

    about, source = _front_matter(source.lstrip("\ufeff"))
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(lines))
    heads: list[tuple[int, str, int, int]] = [
        (int(token.tag[1]), plain_markdown(tokens[place + 1].content), token.map[0], token.map[1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    sections = []
    path: list[tuple[int, str]] = []
    starts = [(0, "", 0, 0), *heads]
    for (level, title, _, begin), (_, _, end, _) in zip(starts, [*heads, (0, "", len(lines), 0)], strict=True):
        if level:
            path = [*(each for each in path if each[0] < level), (level, title)]
        body = plain_markdown("\n".join(lines[begin:end]))
        sections.append(Section(headings=tuple(name for _, name in path if name), text=body))
    top = min((level for level, *_ in heads), default=0)
    firsts = [title for level, title, *_ in heads if level == top]
    # One heading above all others is the title; several are chapters.
    return Draft(sections, firsts[0] if len(firsts) == 1 else "", about)


def _front_matter(source: str) -> tuple[dict[str, Any], str]:
    match = re.match(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", source, re.DOTALL)
    if match is None:
        return {}, source
    import yaml  # noqa: PLC0415 as above

    try:
        about = yaml.safe_load(match[1])
    except yaml.YAMLError:
        return {}, source
    return (about, source[match.end() :]) if isinstance(about, dict) else ({}, source)


def plain_markdown(source: str) -> str:
    """Markdown as a person would read it aloud: lists and tables stay, links and emphasis lose their marks."""
    source = re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL)
    source = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", source)
    source = re.sub(r"\[([^\]]+)\]\((?:[^()]|\([^()]*\))*\)", r"\1", source)
    source = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", source)
    source = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", source)
    source = re.sub(r"\\([\\`*_{}\[\]()#+.!|>-])", r"\1", source)
    return text(re.sub(r"\n{3,}", "\n\n", source))

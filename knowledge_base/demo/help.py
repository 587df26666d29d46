"""The demo shop's help pages: its FAQ and its policies and guides, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge_base.demo.files import folder, names, read_yaml
from knowledge_base.schema import (
    CHINESE,
    ENGLISH,
    Document,
    DocumentId,
    DocumentKind,
    FaqEntry,
    FaqId,
    Section,
)

_GUIDES = {"care", "sizes"}


def faq_entries() -> Iterator[FaqEntry]:
    """Every question, once in each language; the first phrasing is the question."""
    for name in names("data", "faq", suffix=".yaml"):
        for entry in read_yaml("faq", name):
            for language in (ENGLISH, CHINESE):
                question, *alternatives = entry[language]["ask"]
                yield FaqEntry(
                    id=FaqId(f"{entry['topic']}.{language}"),
                    question=question,
                    answer=entry[language]["answer"],
                    alternatives=tuple(alternatives),
                    topic=entry["topic"],
                    language=language,
                )


def documents() -> Iterator[Document]:
    """Every policy and guide, once in each language."""
    for name in names("data", "policies", suffix=".md"):
        topic, tag, _ = name.split(".")
        text = folder("data", "policies", name).read_text(encoding="utf-8")
        sections = tuple(_sections(text))
        yield Document(
            id=DocumentId(f"{topic}.{tag}"),
            title=sections[0].headings[0],
            sections=sections,
            kind=DocumentKind.GUIDE if topic in _GUIDES else DocumentKind.POLICY,
            topic=topic,
            language=CHINESE if tag == CHINESE else ENGLISH,
            url=f"/help/{topic}.{tag}",
        )


def _sections(markdown: str) -> Iterator[Section]:
    """What lies below each heading; a heading without text of its own leads those below it."""
    path: list[str] = []
    lines: list[str] = []
    for line in [*markdown.splitlines(), "# "]:
        marks, _, heading = line.partition(" ")
        if not marks or set(marks) != {"#"}:
            lines.append(line)
            continue
        if text := "\n".join(lines).strip():
            yield Section(headings=tuple(path), text=text)
        lines = []
        path = [*path[: len(marks) - 1], heading.strip()]

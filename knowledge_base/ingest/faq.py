"""Makes FAQ entries of rows and of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import xxhash

from knowledge_base.errors import RecordError
from knowledge_base.ingest.columns import Columns
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.rows import Row, check_cells, text
from knowledge_base.ingest.values import language_of, plain
from knowledge_base.schema import FaqEntry, FaqId, Language, Section

_APART = re.compile(r"\s*(?:\||；|;|\n)\s*")
_QUESTION = re.compile(r"(?:[?？]\s*\**$)|^\**\s*(?:q|question|问|问题)\s*\d*\s*[:：.]", re.IGNORECASE)
_LABEL = re.compile(r"^[*_\s]*(?:q|question|a|answer|问|问题|答|答案)\s*\d*\s*[:：.][*_\s]*", re.IGNORECASE)
_LINE = re.compile(
    r"^(?:[-*]\s+)?\**\s*(?P<who>q|question|a|answer|问|问题|答|答案)\s*\d*\s*[:：][*\s]*", re.IGNORECASE
)
_ASKED = {"q", "question", "问", "问题"}
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


def entry_of(row: Row, columns: Columns, options: Options) -> FaqEntry:
    """The FAQ entry of one row.

    Raises:
        RecordError: it has no question or no answer.
    """
    check_cells(row)
    asked = _several(columns.get(row, "question"), apart=False)
    answers = _several(columns.get(row, "answer"), apart=False)
    if not asked:
        raise RecordError(columns.names.get("question", "question"), "", "an FAQ entry needs a question")
    if not answers:
        raise RecordError(columns.names.get("answer", "answer"), "", "an FAQ entry needs an answer")
    others = [*asked[1:], *_several(columns.get(row, "alternatives"), apart=True)]
    given = _LANGUAGE.fullmatch(columns.text(row, "language"))
    return entry(
        asked[0],
        "\n\n".join(answers),
        options,
        id=columns.text(row, "id"),
        alternatives=tuple(dict.fromkeys(other for other in others if other != asked[0])),
        topic=columns.text(row, "topic") or columns.text(row, "category"),
        language=Language(given[1].lower()) if given else None,
    )


def entry(
    question: str,
    answer: str,
    options: Options,
    *,
    id: str = "",
    alternatives: tuple[str, ...] = (),
    topic: str = "",
    language: Language | None = None,
) -> FaqEntry:
    """An FAQ entry whose id, if none is given, stays the same while the question does."""
    return FaqEntry(
        id=FaqId(id or f"faq-{xxhash.xxh3_64_hexdigest(question.casefold().encode('utf-8', 'replace'))}"),
        question=question,
        answer=answer,
        alternatives=alternatives,
        topic=topic,
        language=options.language or language or language_of(question, options.default_language),
    )


def _several(value: Any, *, apart: bool) -> list[str]:
    """The texts of a list or cell; single marks, which stand in for nothing, are left out."""
    if isinstance(value, list):
        parts = [text(part) for part in value]
    else:
        given = text(value)
        parts = _APART.split(given) if apart else [given]
    return [said for part in parts if (said := plain(part)) and (said.isalnum() or len(said) > 1)]


def is_faq(sections: list[Section], name: str) -> bool:
    """Whether a document is a list of questions: most of its innermost headings ask, or its name says so."""
    asking = sum(_QUESTION.search(section.headings[-1]) is not None for section in sections if section.headings)
    named = re.search(r"faq|q&a|questions|常见问题|问答", name, re.IGNORECASE) is not None
    lines = sum(_LINE.match(line) is not None for section in sections for line in section.text.splitlines())
    return (asking >= 2 and asking >= 0.6 * len(sections)) or (named and (asking >= 1 or lines >= 2)) or lines >= 4


def entries_of(sections: list[Section], options: Options, language: Language | None) -> Iterator[FaqEntry]:
    """The entries of a document that lists questions, as headings or as lines marked Q and A."""
    for section in sections:
        heading = section.headings[-1] if section.headings else ""
        topic = section.headings[-2] if len(section.headings) > 2 else ""
        if _QUESTION.search(heading) and section.text:
            question, answer = _LABEL.sub("", heading).strip("* "), _LABEL.sub("", section.text).strip()
            yield entry(question, answer, options, topic=topic, language=language)
        else:
            yield from _marked(section.text, options, heading, language)


def _marked(words: str, options: Options, topic: str, language: Language | None) -> Iterator[FaqEntry]:
    question, answer, inside = "", list[str](), False
    for line in [*words.splitlines(), "Q:"]:
        match = _LINE.match(line)
        said = line[match.end() :].strip("* ") if match else line.strip()
        if match and match["who"].casefold() in _ASKED:
            if question and (whole := "\n".join(answer).strip()):
                yield entry(question, whole, options, topic=topic, language=language)
            question, answer, inside = said, [], False
        elif match or inside:
            answer.append(said)
            inside = True

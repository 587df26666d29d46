"""Which sentences of a passage answer a question: all of a short one, the right ones of a longer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from agent.grounding.sentences import split
from agent.tools.topics import terms
from agent.tools.wanted import told, wanted

if TYPE_CHECKING:
    from retrieval.embed import Vectors

_WHOLE = 320  # characters up to which a text is quoted whole
_QUOTED = 3  # sentences of a longer one
_NEARLY = 0.15  # of worth below the best, down to which a sentence is quoted too
_TELLS = 0.15  # worth of telling the kind of thing that is asked for


def quotes(text: str, question: str, vectors: Callable[[Sequence[str]], Vectors]) -> tuple[str, ...]:
    """The sentences of a text that answer, in its order; all of a short text."""
    text = prose(text)
    sentences = [words for sentence in split(text) if (words := sentence.strip(" \t\n-*•#"))]
    if len(text) <= _WHOLE or len(sentences) <= 2:
        return tuple(sentences)
    asked, kinds = terms(question), wanted(question)
    placed = vectors([question, *sentences])
    worth = [
        float(similarity)
        + 0.15 * len(asked & terms(sentence)) / max(len(asked), 1)
        + _TELLS * bool(kinds & told(sentence))
        for similarity, sentence in zip(placed[1:] @ placed[0], sentences, strict=True)
    ]
    best = max(worth)
    chosen = [place for place, value in enumerate(worth) if value >= best - _NEARLY]
    chosen = sorted(sorted(chosen, key=lambda place: -worth[place])[:_QUOTED])
    return tuple(sentences[place] for place in chosen)


def prose(text: str) -> str:
    """Markdown as running text: rows of a table as "a: b, c", no emphasis, no headings' marks."""
    lines: list[str] = []
    for line in re.sub(r"\|\s+\|", "|\n|", text).splitlines():
        if re.fullmatch(r"[\s|:-]+", line) and "-" in line:
            lines = lines[:-1]  # the row above it was the head of a table
        elif line.lstrip().startswith("|"):
            row, _, after = (
                line.strip().strip("|").rpartition("|") if not line.rstrip().endswith("|") else (line, "", "")
            )
            first, *rest = [cell.strip() for cell in row.strip().strip("|").split("|")]
            lines.append(f"{first}: {', '.join(rest).rstrip('.')}. {after.strip()}".strip())
        else:
            lines.append(line)
    return re.sub(r"\*\*|__|`", "", "\n".join(lines))

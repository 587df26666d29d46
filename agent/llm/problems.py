"""What has gone wrong with an order, by the words of a message, and the question under which shops answer it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


def problem_question(text: str, language: str) -> str:
    """The general question behind a complaint: "the mug was smashed" asks what to do on damage; "" where none fits."""
    text = text.replace("’", "'")
    return next((asked[language] for pattern, asked in _problems() if pattern.search(text)), "")


@cache
def _problems() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    read = yaml.safe_load((files("agent.llm") / "data" / "problems.yaml").read_text("utf-8"))
    return tuple(
        (re.compile("|".join([rf"\b(?:{'|'.join(its['en'])})", *its["zh"]]), re.IGNORECASE), its["question"])
        for its in read.values()
    )

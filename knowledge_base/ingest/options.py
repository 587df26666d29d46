"""What the user may ask of an ingest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest.columns import NAMES
from knowledge_base.ingest.prices import CODES
from knowledge_base.schema import ENGLISH, Language

IngestKind = Literal["auto", "product", "faq", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read, and what to do with what was read."""

    kind: IngestKind = "auto"
    mapping: Mapping[str, str] = field(default_factory=dict)  # ours → theirs: {"title": "name"}
    currency: str = "USD"  # where a price names none
    minor_prices: bool = False  # prices count cents
    language: Language | None = None  # None: read from the words
    default_language: Language = ENGLISH  # where the words don't tell
    source: str = ""  # what to call the source; "": its path
    prune: bool = False  # remove what this source held before and no longer does
    force: bool = False  # prune even if part of the source could not be read
    dry_run: bool = False  # count, write nothing

    def __post_init__(self) -> None:
        """Refuse what no row could be read with."""
        if self.currency not in CODES:
            raise RecordError("currency", self.currency, "must be one of ISO 4217, such as EUR")
        if self.language is not None and not re.fullmatch(r"[a-z]{2,3}", self.language):
            raise RecordError("language", self.language, "must be a primary tag of BCP 47, such as zh")


def read_mapping(asked: str) -> dict[str, str]:
    """`title=name,price=cost` as ours → theirs.

    Raises:
        SourceError: it is of another form or names a field that there is not.
    """
    mapping: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r",(?=[^,=]+=)", asked))):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        ours = f"option {ours.replace('color', 'colour')}" if ours in {"colour", "color", "size"} else ours
        if not equals or not theirs:
            raise SourceError(f"mapping {part!r} needs the form field=column, such as title=name")
        if ours not in NAMES and not ours.startswith("option "):
            raise SourceError(f"mapping {part!r} names no field of ours; there are {', '.join(NAMES)}")
        mapping[ours] = theirs
    return mapping

"""Records → passages: the pieces that are indexed, found and cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge_base.schema import Language
from retrieval.search import SearchKind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One thing that can be found: a product, an FAQ entry or a piece of a document.

    The key is stable: the same record and part have the same key in every build. Equal passages need no new vectors.
    """

    key: str  # "product/CL-0001", "faq/returns-window.en", "document/returns#2"
    kind: SearchKind
    id: str  # the shop's own id of the record
    title: str
    text: str  # what is shown and cited
    source: Source
    language: Language
    embedded: tuple[str, ...]  # the texts that stand for it as vectors; its similarity is that of the nearest
    fields: Mapping[str, str] = field(default_factory=dict)  # for words: field name -> text
    part: int | None = None  # which piece of a document, from 0

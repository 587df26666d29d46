"""Records → passages: the pieces that are indexed, found and cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from knowledge_base.schema import AttributeValue, Document, FaqEntry, Language, Product, Section
from retrieval.search import SearchKind, Source

_PIECE = 900  # characters of a piece of a document; all-MiniLM-L6-v2 reads 256 tokens, about 1,000 characters
_EMBEDDED_ANSWER = 500  # characters of a question with its answer
_EMBEDDED_DESCRIPTION = 300  # characters; what a product is stands at the start
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])")
_NO_SPACE = "。！？；"


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
    product: Product | None = None  # the record itself, of products only
    topic: str = ""  # the same for passages that say the same in several languages


def passages_of(record: Product | FaqEntry | Document) -> tuple[Passage, ...]:
    """The passages of one record; the same record always gives the same."""
    if isinstance(record, Product):
        return (_of_product(record),)
    if isinstance(record, FaqEntry):
        return (_of_faq(record),)
    return tuple(_of_document(record))


def attribute_words(attributes: Mapping[str, AttributeValue]) -> str:
    """Attributes as text: values, and of a yes-or-no attribute its name where the answer is yes."""
    words = []
    for name, value in attributes.items():
        if isinstance(value, bool):
            words += [name.replace("_", " ")] if value else []
        elif isinstance(value, tuple):
            words += value
        elif isinstance(value, str):
            words.append(value)
        else:
            words.append(f"{value:g}")
    return " ; ".join(words)


def _of_product(product: Product) -> Passage:
    options = dict.fromkeys(value for variant in product.variants for value in variant.options.values())
    translated = [
        text
        for translation in product.translations.values()
        for text in (
            *translation.categories,
            attribute_words(translation.attributes),
            *translation.options.values(),
            translation.description,
        )
    ]
    fields = {
        "title": product.title,
        "brand": product.brand,
        "categories": " ; ".join(product.categories),
        "model": product.model or "",
        "options": " ; ".join(options),
        "attributes": attribute_words(product.attributes),
        "tags": " ; ".join(product.tags),
        "description": product.description,
        "translated_title": " ; ".join(translation.title for translation in product.translations.values()),
        "translated": " ; ".join(text for text in translated if text),
    }
    return Passage(
        key=f"product/{product.id}",
        kind="product",
        id=product.id,
        title=product.title,
        text=product.description,
        source=Source(kind="product", id=product.id, title=product.title, url=product.url),
        language=product.language,
        embedded=_embedded_product(product),
        fields={name: text for name, text in fields.items() if text},
        product=product,
    )


def _embedded_product(product: Product) -> tuple[str, ...]:
    head = product.title
    if product.brand and product.brand.casefold() not in head.casefold():
        head = f"{product.brand} {head}"
    parts = [head, *product.categories[-2:], product.description[:_EMBEDDED_DESCRIPTION]]
    return (". ".join(part for part in parts if part),)


def _of_faq(entry: FaqEntry) -> Passage:
    fields = {
        "question": entry.question,
        "alternatives": " ; ".join(entry.alternatives),
        "answer": entry.answer,
        "topic": entry.topic.replace("-", " ").replace("_", " "),
    }
    return Passage(
        key=f"faq/{entry.id}",
        kind="faq",
        id=entry.id,
        title=entry.question,
        text=entry.answer,
        source=Source(kind="faq", id=entry.id, title=entry.question),
        language=entry.language,
        topic=f"faq/{entry.topic}" if entry.topic else "",
        embedded=(entry.question, *entry.alternatives, f"{entry.question} {entry.answer}"[:_EMBEDDED_ANSWER]),
        fields={name: text for name, text in fields.items() if text},
    )


def _of_document(document: Document) -> Iterator[Passage]:
    cut = [(section, text) for section in document.sections for text in pieces(section.text)]
    for part, (section, text) in enumerate(cut):
        # Translations have a passage in common only where both are cut alike.
        topic = f"document/{document.topic}#{part}/{len(cut)}" if document.topic else ""
        yield _piece(document, section, text, part, topic)


def _piece(document: Document, section: Section, text: str, part: int, topic: str) -> Passage:
    headings = section.headings or (document.title,)
    path = " > ".join(dict.fromkeys((document.title, *headings)))
    return Passage(
        key=f"document/{document.id}#{part}",
        kind="document",
        id=document.id,
        title=path,
        text=text,
        source=Source(
            kind="document",
            id=document.id,
            title=document.title,
            headings=section.headings,
            page=section.page,
            url=document.url,
        ),
        language=document.language,
        embedded=(f"{path}. {text}",),
        fields={"headings": path, "text": text},
        part=part,
        topic=topic,
    )


def pieces(text: str, size: int = _PIECE) -> Iterator[str]:
    """A text cut between sentences into pieces of at most `size` characters; a longer sentence is cut at a space."""
    piece = ""
    for sentence, opens_line in _sentences(text, size):
        joint = "\n" if opens_line else "" if piece[-1:] in _NO_SPACE else " "
        if piece and len(piece) + len(joint) + len(sentence) > size:
            yield piece
            piece = ""
        piece = f"{piece}{joint}{sentence}" if piece else sentence
    if piece:
        yield piece


def _sentences(text: str, size: int) -> Iterator[tuple[str, bool]]:
    """Sentences, and whether each opens a line."""
    for line in text.splitlines():
        opens_line = True
        for sentence in _SENTENCE_END.split(line):
            rest = sentence.strip()
            while rest:
                cut = len(rest) if len(rest) <= size else rest.rfind(" ", size // 2, size) + 1 or size
                yield rest[:cut].rstrip(), opens_line
                rest, opens_line = rest[cut:].lstrip(), False

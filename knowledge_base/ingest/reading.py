"""From a file's bytes to items: picks the reader for its shape, and the builder for its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

from knowledge_base.codec import read_record
from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest import documents, faq, feeds, json_rows, products, shopify, tables, variants, woocommerce
from knowledge_base.ingest.columns import Columns, flat, sniff
from knowledge_base.ingest.files import File
from knowledge_base.ingest.formats import Format, Shape
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.rows import Found, Item, RawRows, Reject, Row
from knowledge_base.schema import Interaction, Product, ProductId, Record
from knowledge_base.store import Kind

_SAMPLE = 200  # rows that tell what the columns mean
REJECT_COLUMNS = ("source", "line", "field", "value", "reason")


def read(file: File, stream: BinaryIO, shape: Shape, options: Options) -> Iterator[Item]:
    """What a file holds.

    Raises:
        SourceError: nothing of it, or nothing from some point on, can be read.
    """
    match shape.format:
        case Format.TABLE:
            return _rows(map(_unreject, tables.read_table(stream, shape.encoding, shape.delimiter)), options)
        case Format.JSON_LINES:
            return _rows(_objects(json_rows.read_lines(stream, shape.encoding)), options)
        case Format.JSON:
            return _rows(_objects(json_rows.read_json(stream, shape.encoding, file.size)), options)
        case Format.FEED:
            return _rows(feeds.read_feed(stream), options)
        case _:
            return _document(file, stream, shape, options)


def _unreject(raw: Row | Reject) -> Row | Reject:
    """A row of a table of rejects, mended and given again, is the row it was."""
    if isinstance(raw, Row) and tuple(islice(raw.values, 5)) == REJECT_COLUMNS:
        return Row(raw.line, {name: value for name, value in raw.values.items() if name not in REJECT_COLUMNS})
    return raw


def _objects(rows: RawRows) -> RawRows:
    """JSON objects as flat rows, rejects taken again as the rows they were, variants as rows of their own."""
    for raw in rows:
        if isinstance(raw, Reject):
            yield raw
            continue
        values = raw.values
        inner = values.get("row")
        if isinstance(inner, dict) and set(values) == {*REJECT_COLUMNS, "row"}:
            values = inner
        if _is_native(values):
            yield Row(raw.line, values)
        else:
            yield from (Row(row.line, flat(row.values)) for row in variants.expand(Row(raw.line, values)))


def _rows(rows: RawRows, options: Options) -> Iterator[Item]:
    sample, rest = _sample(rows)
    known = [raw for raw in sample if isinstance(raw, Row)]
    names = dict.fromkeys(name for row in known for name in row.values)
    everything: RawRows = chain(sample, rest)
    if known and all(_is_native(row.values) for row in known):
        return _each(everything, lambda row: (_native(row),))
    if options.kind in {"auto", "product"} and not options.mapping:
        if shopify.is_shopify(names):
            return shopify.read_shopify(everything, options)
        if woocommerce.is_woocommerce(names):
            return woocommerce.read_woocommerce(everything, options)
    if known:
        return _sniffed(everything, sniff(known, options.mapping), options)
    return (raw for raw in everything if isinstance(raw, Reject))


def _sample(rows: RawRows) -> tuple[list[Row | Reject], RawRows]:
    """The first rows and the rest; a file that breaks off among the first does so once they are taken."""
    sample: list[Row | Reject] = []
    try:
        sample.extend(islice(rows, _SAMPLE))
    except SourceError as error:
        if not sample:
            raise
        return sample, _break_off(error)
    return sample, rows


def _break_off(error: SourceError) -> RawRows:
    yield from ()
    raise error


def _sniffed(everything: RawRows, columns: Columns, options: Options) -> Iterator[Item]:
    if _kind(columns, options) is Kind.FAQ:
        return _each(everything, lambda row: (faq.entry_of(row, columns, options),))
    if "group" in columns.names:
        return _grouped(everything, columns, options)
    return _each(everything, lambda row: products.records_of(row, columns, options))


def _kind(columns: Columns, options: Options) -> Kind:
    names = columns.names
    seen = ", ".join(repr(name) for name in [*names.values(), *columns.attributes][:12])
    if options.kind == "faq" or (options.kind == "auto" and "question" in names and "price" not in names):
        if missing := {"question", "answer"} - set(names):
            raise SourceError(_missing(sorted(missing), seen))
        return Kind.FAQ
    if options.kind == "document":
        raise SourceError("it is a table; documents are Markdown, HTML, PDF, DOCX or text")
    missing = {"title"} - set(names)
    if not names.keys() & {"price", "sale_price", "list_price"}:
        missing.add("price")
    if missing:
        raise SourceError(_missing(sorted(missing, reverse=True), seen))
    return Kind.PRODUCT


def _missing(fields: list[str], seen: str) -> str:
    hints = ",".join(f"{name}=COLUMN" for name in fields)
    return (
        f"no column of it is known to hold the {' or the '.join(fields)}; say which with --map {hints}; it has {seen}"
    )


def _each(rows: RawRows, build: Callable[[Row], tuple[Record, ...]]) -> Iterator[Item]:
    for raw in rows:
        if isinstance(raw, Reject):
            yield raw
            continue
        try:
            yield Found(raw.line, build(raw), raw.values)
        except RecordError as error:
            yield Reject.of(raw, error)


def _grouped(rows: RawRows, columns: Columns, options: Options) -> Iterator[Item]:
    """Rows that share a group are variants of one product; they need not stand together."""
    groups: dict[str, list[tuple[int, Product]]] = {}
    reviews: dict[str, list[Interaction]] = {}
    for raw in rows:
        if isinstance(raw, Reject):
            yield raw
            continue
        group = columns.text(raw, "group")
        try:
            if not group:
                yield Found(raw.line, products.records_of(raw, columns, options), raw.values)
                continue
            product, *others = products.records_of(raw, columns, options)
            products.refuse_double(product.variants[0], (other.variants[0].id for _, other in groups.get(group, ())))
        except RecordError as error:
            yield Reject.of(raw, error)
            continue
        if group not in groups:  # the other variants repeat the reviews
            reviews[group] = [replace(each, product=ProductId(group)) for each in others]
        groups.setdefault(group, []).append((raw.line, product))
    for group, members in groups.items():
        product = products.merge(group, [product for _, product in members])
        yield Found(members[0][0], (product, *reviews[group]))


def _is_native(values: object) -> bool:
    return isinstance(values, dict) and set(values) == {"kind", "record"} and isinstance(values["record"], dict)


def _native(row: Row) -> Record:
    """A record in our own form: {"kind": "order", "record": {…}} with the schema's fields."""
    kind = row.values["kind"]
    if kind not in set(Kind):
        raise RecordError("kind", kind, f"must be one of {', '.join(Kind)}")
    return read_record(Kind(kind), row.values["record"])


def _document(file: File, stream: BinaryIO, shape: Shape, options: Options) -> Iterator[Item]:
    draft = documents.read_document(stream, shape, file.size)
    if options.kind == "product":
        raise SourceError("it is a document; products come as tables, JSON or feeds")
    wants_faq = options.kind == "faq" or (
        options.kind == "auto" and faq.is_faq(draft.sections, f"{file.relative} {draft.title}")
    )
    if wants_faq:
        said = documents.language_said(draft, file.relative)
        entries = tuple(faq.entries_of(draft.sections, options, said))
        if not entries:
            raise SourceError("it holds no questions with answers below them")
        for number, entry in enumerate(entries, 1):
            yield Found(number, (entry,))
        return
    yield Found(1, (documents.document_of(draft, file.relative, options),))

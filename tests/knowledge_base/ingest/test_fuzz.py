"""Whatever bytes come, the outcome is rows, rejects and errors of ours: never a traceback, never a half."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.codec import encode
from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest.files import File, Unreadable, find
from knowledge_base.ingest.formats import Format, Shape, detect
from knowledge_base.ingest.options import Options
from knowledge_base.ingest.reading import read
from knowledge_base.ingest.rows import Found, Item

HEADERS = [
    "id,title,price,stock,image_url,description\n",
    "商品编号,商品名称,价格\n",
    "Handle,Title,Variant Price,Option1 Name,Option1 Value,Image Src\n",
    "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n",
    "question,answer\n",
    "id,item_group_id,title,price\n",
]


def items(data: bytes, name: str, shape: Shape | None = None) -> list[Item]:
    file = File(Path(name), "source", PurePosixPath(name), len(data))
    stream = io.BytesIO(data)
    found = list(read(file, stream, shape or detect(stream, file.relative), Options()))
    for item in found:
        if isinstance(item, Found):
            for record in item.records:
                with suppress(RecordError):
                    encode(record)
    return found


def survives(data: bytes, name: str, shape: Shape | None = None) -> None:
    with suppress(SourceError):
        items(data, name, shape)


@settings(max_examples=150)
@given(
    st.binary(max_size=500),
    st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xml", "a.md", "a.html", "a.txt", "a.pdf", "a"]),
)
def test_any_bytes_under_any_name(data, name):
    survives(data, name)


@settings(max_examples=150)
@given(st.sampled_from(HEADERS), st.binary(max_size=300), st.sampled_from(["utf-8", "gb18030", "cp1252"]))
def test_any_bytes_below_a_header(header, data, encoding):
    survives(header.encode("gb18030") + data, "a.csv", Shape(Format.TABLE, encoding, ","))


CELL = st.sampled_from(
    ["", "1", "-1", "1,5", "NaN", "€", "x", "simple", "variation", "variable", "TRUE", "id:1", "<p>&amp;", "\ud800"]
)
CELLS = st.one_of(CELL, st.text(max_size=8))


@settings(max_examples=150)
@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_any_cells_below_a_header(header, rows):
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    survives((header + quoted).encode("utf-8", "surrogatepass"), "a.csv", Shape(Format.TABLE, "utf-8", ","))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "title",
    "price",
    "stock",
    "ean",
    "images",
    "categories",
    "reviews",
    "rating",
    "brand",
    "released",
    "tags",
]
OBJECTS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)) | st.dictionaries(st.text(max_size=5), JSON)


@settings(max_examples=150)
@given(st.lists(OBJECTS, max_size=4))
def test_any_objects_as_products(objects):
    survives(json.dumps(objects).encode(), "a.json", Shape(Format.JSON, "utf-8"))
    lines = "".join(json.dumps(each) + "\n" for each in objects)
    survives(lines.encode(), "a.jsonl", Shape(Format.JSON_LINES, "utf-8"))


@given(st.binary(max_size=300))
def test_any_bytes_as_lines_of_json(data):
    survives(data, "a.jsonl", Shape(Format.JSON_LINES, "utf-8"))


@given(JSON)
def test_any_json(value):
    survives(json.dumps(value).encode(), "a.json", Shape(Format.JSON, "utf-8"))


TAGS = st.sampled_from(
    ["<item>", "</item>", "<g:id>1</g:id>", "<title>x</title>", "<g:price>1 USD</g:price>", "<", "&", "&amp;", "]]>"]
)


@given(st.lists(TAGS, max_size=12))
def test_any_tags_as_a_feed(tags):
    feed = f'<rss xmlns:g="http://base.google.com/ns/1.0">{"".join(tags)}</rss>'
    survives(feed.encode(), "a.xml", Shape(Format.FEED, "utf-8"))


WORDS = st.sampled_from(
    [
        "# A\n",
        "## B?\n",
        "Q: x\n",
        "A: y\n",
        "```\n",
        "- a\n",
        "| a |\n|---|\n",
        "---\n",
        "<b>\n",
        "[a](b)\n",
        "x\n\n",
        "**",
    ]
)


@given(st.lists(WORDS, max_size=15))
def test_any_markdown(words):
    survives("".join(words).encode(), "a.md", Shape(Format.MARKDOWN, "utf-8"))


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 400), st.binary(max_size=5))
def test_any_damage_to_an_archive(content, place, damage):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    data = bytearray(packed.getvalue())
    data[place : place + len(damage)] = damage
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(data)
        for file in find([path]):
            if isinstance(file, Unreadable):
                continue
            try:
                with file.open() as stream:
                    survives(stream.read(), "a.csv")
            except SourceError:
                continue

from __future__ import annotations

import io
import os
import zipfile
import zlib

import pytest

TABLE = "id,title,price\n{id},Lamp,10\n"


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_an_archive_is_a_folder(shop):
    summary = shop.take(
        "all.zip",
        packed(
            {
                "shop/products.csv": TABLE.format(id=1),
                "shop/returns.md": "# Returns\n\nYes.\n",
                "shop/picture.png": b"\x89PNG\0\0",
                "__MACOSX/shop/._products.csv": b"junk",
                "shop/.hidden.csv": b"junk",
            }
        ),
    )
    assert summary.written.added == 2
    assert shop.document.id == "all/shop/returns"
    assert [file.name.rsplit("!", 1)[-1] for file in summary.files] == ["shop/products.csv", "shop/returns.md"]
    assert [name.rsplit("!", 1)[-1] for name in summary.ignored] == ["shop/picture.png"]


def test_a_folder_is_walked_in_order_and_hidden_files_left_out(shop):
    shop.write("b/two.csv", TABLE.format(id=2))
    shop.write("a.csv", TABLE.format(id=1))
    shop.write("b/.secret.csv", TABLE.format(id=3))
    shop.write("b/lamp.jpg", b"\xff\xd8\xff\0\0")
    shop.write("b/~$open.docx", b"junk")
    summary = shop.run()
    assert [file.name for file in summary.files] == [str(shop.folder / "a.csv"), str(shop.folder / "b/two.csv")]
    assert summary.ignored == [str(shop.folder / "b/lamp.jpg")]
    assert summary.errors == []


def test_the_content_tells_the_format_whatever_the_name(shop):
    shop.take("a.dat", TABLE.format(id=1))
    shop.take("b.csv", '[{"id": 2, "title": "Lamp", "price": 1}]')
    shop.take("c.json", '{"id": 3, "title": "Lamp", "price": 1}\n{"id": 4, "title": "Lamp", "price": 1}\n')
    shop.take("d.txt", "id\ttitle\tprice\n5\tLamp\t1\n")
    shop.take("e", "id;title;price\n6;Lamp;1,50\n")
    shop.take("f.xml", packed({"x.csv": TABLE.format(id=7)}))
    assert [product.id for product in shop.products] == list("1234567")


def _declaring(data: bytes, size: int) -> bytes:
    """An archive whose directory understates how much a member unpacks to."""
    content = bytearray(data)
    at = content.index(b"PK\1\2")
    content[at + 24 : at + 28] = size.to_bytes(4, "little")
    at = content.index(b"PK\3\4")
    content[at + 22 : at + 26] = size.to_bytes(4, "little")
    return bytes(content)


def _encrypted(data: bytes) -> bytes:
    content = bytearray(data)
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def _damaged(data: bytes) -> bytes:
    at = data.index(b"p.csv") + 10
    return data[:at] + bytes(255 - byte for byte in data[at : at + 20]) + data[at + 20 :]


GOOD = packed({"p.csv": "id,title,price\n" + "".join(f"{n},Lamp number {n},10\n" for n in range(99))})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed({"bomb.csv": b"0" * (64 << 20)}), "times its size"),
        (packed({f"{number}.csv": "" for number in range(10_001)}, zipfile.ZIP_STORED), "at most 10,000"),
        (packed({"inner.zip": GOOD}), "archive inside an archive"),
        (_declaring(GOOD, 100), "cannot be unpacked"),
        (_encrypted(GOOD), "encrypted"),
        (_damaged(GOOD), "cannot be unpacked"),
        (GOOD[:-30], "no archive"),
        (b"PK\3\4 nothing more", "no archive"),
        (packed({"p.csv": ""}), "is empty"),
    ],
)
def test_archives_that_cannot_be_read(shop, content, says):
    summary = shop.take("a.zip", content)
    assert says in summary.errors[0].error
    assert shop.products == []


def test_a_bomb_beside_good_files_costs_only_itself(shop):
    summary = shop.take("a.zip", packed({"bomb.csv": b"0" * (64 << 20), "p.csv": TABLE.format(id=1)}))
    assert (summary.written.added, len(summary.errors)) == (1, 1)


def test_a_bomb_in_a_document(error):
    bomb = packed({"[Content_Types].xml": "<x/>", "word/document.xml": b" " * (64 << 20)})
    assert "times its size" in error("a.docx", bomb)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.csv", b"", "is empty"),
        ("p.csv", b" \n\t\n", "is empty"),
        ("p.csv", b"\xff\xfe", "is empty"),
        ("p.csv", b"\x00\x01\x02" * 100, "no text"),
        ("p.csv.gz", b"\x1f\x8b" + zlib.compress(b"x"), "gzipped"),
        ("p.7z", b"7z\xbc\xaf\x27\x1c", "7z archive"),
        ("p.xlsx", packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "spreadsheet"),
        ("p.pptx", packed({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "presentation"),
        ("p.csv", "id,title,price\n", ""),
        ("p.json", "[1, 2", "no JSON from line 1"),
        ("p.json", '{"id": 1', "no JSON"),
        ("p.json", "[" * 100_000, "nested too deeply"),
        ("p.json", '[{"id": 1, "title": "x", "price": 1},\n{"id": 2, "title": ', "no JSON from line 2"),
        ("words", "nothing here that could be read", "no table, JSON, feed or document"),
    ],
)
def test_files_that_cannot_be_read(shop, name, content, says):
    summary = shop.take(name, content)
    assert says in summary.errors[0].error if says else "nothing in it" in summary.files[-1].error


def test_json_that_breaks_off_keeps_what_came_before(shop):
    summary = shop.take("p.json", '[{"id": 1, "title": "x", "price": 1},\n{"id": 2, "title": ')
    assert (summary.written.added, len(summary.errors)) == (1, 1)


def test_a_folder_with_nothing_in_it(shop):
    (file,) = shop.run().errors
    assert "nothing in it that can be read" in file.error


def test_a_path_that_is_not_there(shop):
    (file,) = shop.run(shop.folder / "nope.csv").errors
    assert "no such file or folder" in file.error


def test_an_array_longer_than_a_read(shop):
    many = [
        {"id": str(number), "title": f"Lamp {number}", "price": number, "note": "x" * 500} for number in range(3000)
    ]
    many[1500]["title"] = ""
    summary = shop.take("p.json", many)
    assert (summary.written.added, summary.rejected) == (2999, 1)


def test_lines_that_are_no_objects_are_rejected(shop):
    lines = [
        '{"id": 1, "title": "Lamp", "price": 1}',
        "{broken",
        "[1]",
        '{"id": 2, "title": "Lamp", "price": 1}',
        '"x"',
    ]
    summary = shop.take("p.jsonl", "\n".join(lines))
    assert (summary.written.added, summary.rejected) == (2, 3)


def test_a_pipe_is_refused_rather_than_waited_for(shop):
    os.mkfifo(shop.folder / "pipe")
    (file,) = shop.run(shop.folder / "pipe").errors
    assert "no regular file" in file.error


def test_links_to_files_are_followed_and_loops_are_not(shop, tmp_path):
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text(TABLE.format(id=1))
    (shop.folder / "linked.csv").symlink_to(elsewhere)
    (shop.folder / "loop").symlink_to(shop.folder)
    assert shop.run().written.added == 1

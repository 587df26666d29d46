from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import SourceError
from knowledge_base.ingest.encodings import detect

ENGLISH = "id,title,price\n1,Plain oak table,10\n"
GERMAN = "id;titel;preis\n1;Größe für Käufer, Straße – „schön“;10,00 €\n" * 20
FRENCH = "id;titre;prix\n1;Théière en céramique émaillée, très légère, façon grand-mère;10\n" * 20
CHINESE = "编号,商品名称,价格\n1,纯棉短袖衬衫男士夏季休闲上衣,59元\n2,不锈钢保温杯五百毫升,89元\n"


def same(found: str, said: str, words: str) -> bool:
    return words.encode(said).decode(found) == words


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (ENGLISH, "ascii"),
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (GERMAN, "cp1252"),
        (FRENCH, "latin-1"),
        (FRENCH, "cp1252"),
        (CHINESE, "utf-8"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16"),
    ],
)
def test_encodings(words, encoding):
    file = io.BytesIO(words.encode(encoding))
    assert same(detect(file), encoding, words)
    assert file.tell() == 0


def test_a_character_that_a_read_cuts_in_two_is_still_utf8():
    words = "x" * ((1 << 20) - 1) + "é" + "y" * (1 << 18)
    assert detect(io.BytesIO(words.encode())) == "utf-8"


def test_what_is_far_down_the_file_counts():
    words = ENGLISH + "2,plain,10\n" * 40_000
    assert detect(io.BytesIO(words.encode() + "3,schöne Größe,10\n".encode("cp1252"))) == "cp1252"


def test_utf8_with_a_damaged_byte_is_utf8():
    assert detect(io.BytesIO(GERMAN.encode() + b"2;Gr\xf6\xdfe;1\n")) == "utf-8"


@pytest.mark.parametrize(
    "junk", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)) * 9, b"MZ\0\0\0", b"\x01\x02\x03\x04\x05\x06 text"]
)
def test_binary_junk_is_refused(junk):
    with pytest.raises(SourceError, match="no text"):
        detect(io.BytesIO(junk))


@given(st.binary(max_size=400))
def test_any_bytes_get_an_encoding_that_python_knows_or_an_error_of_ours(data):
    file = io.BytesIO(data)
    try:
        encoding = detect(file)
    except SourceError:
        return
    data.decode(encoding, "replace")
    assert file.tell() == 0


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1))
def test_any_text_in_utf8_is_utf8(words):
    assert detect(io.BytesIO(words.encode())) == "utf-8"

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import SourceError
from knowledge_base.ingest.rows import LONGEST_CELL, Reject, Row
from knowledge_base.ingest.tables import read_table, sniff_delimiter


def rows(text: str | bytes, delimiter: str = ",", encoding: str = "utf-8") -> list[Any]:
    data = text.encode(encoding) if isinstance(text, str) else text
    return list(read_table(io.BytesIO(data), encoding, delimiter))


def test_rows_have_the_line_they_start_at():
    table = 'id,title\n1,plain\n\n2,"two\nlines"\n3,last'
    assert rows(table) == [
        Row(2, {"id": "1", "title": "plain"}),
        Row(4, {"id": "2", "title": "two\nlines"}),
        Row(6, {"id": "3", "title": "last"}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end):
    assert [row.values["b"] for row in rows(f"a,b{end}1,2{end}3,4{end}")] == ["2", "4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding):
    assert rows("名称,价格\n茶壶,9\n", encoding=encoding) == [Row(2, {"名称": "茶壶", "价格": "9"})]


def test_short_rows_are_filled_and_blank_ones_left_out():
    assert [row.values for row in rows("a,b,c\n1\n,,\n  \n2,3\n")] == [
        {"a": "1", "b": "", "c": ""},
        {"a": "2", "b": "3", "c": ""},
    ]


def test_a_row_with_too_many_cells_is_rejected():
    (reject, row) = rows("a,b\n1,2,3\n4,5,,\n")
    assert isinstance(reject, Reject)
    assert (reject.line, reject.value, reject.row) == (2, "3", {"a": "1", "b": "2"})
    assert row == Row(3, {"a": "4", "b": "5"})


def test_columns_without_a_name_and_of_the_same_name():
    assert rows("a,,a,a\n1,2,3,4\n")[0].values == {"a": "1", "column 2": "2", "a 2": "3", "a 3": "4"}


def test_a_quote_left_open_costs_its_own_row_only():
    table = 'a,b\n1,"open\n2,fine\n3,fine\n'
    reject, *rest = rows(table)
    assert isinstance(reject, Reject)
    assert (reject.line, "never closed" in reject.reason) == (2, True)
    assert rest == [Row(3, {"a": "2", "b": "fine"}), Row(4, {"a": "3", "b": "fine"})]


def test_inch_marks_and_quotes_inside_cells():
    assert [row.values["b"] for row in rows('a,b\n1,24" monitor\n2,"24"" monitor"\n')] == ['24" monitor'] * 2


def test_quotes_that_never_match_end_the_file():
    with pytest.raises(SourceError, match="quotes do not match"):
        rows("a,b\n" + 'x"y,"z\n' * 60)


def test_a_huge_cell_does_not_cost_the_rows_below():
    table = f'a,b\n1,"{"x" * (3 * LONGEST_CELL)}"\n2,fine\n'
    found = rows(table)
    assert isinstance(found[0], Reject)
    assert found[-1] == Row(3, {"a": "2", "b": "fine"})


def test_nul_is_dropped():
    assert rows(b"a,b\n1,x\0y\n") == [Row(2, {"a": "1", "b": "xy"})]


@pytest.mark.parametrize("empty", ["", "\n\n", ",,\n"])
def test_a_table_without_a_header(empty):
    with pytest.raises(SourceError, match="names the columns"):
        rows(empty)


def test_a_header_alone_has_no_rows():
    assert rows("a,b\n") == []


def test_too_wide_a_table():
    with pytest.raises(SourceError, match="at most 2000 columns"):
        rows(",".join("abc" for _ in range(2001)))


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", ","),
        ("a;b;c\n1,5;2;3\n4;5,5;6\n", ";"),
        ("a\tb\n1, with a comma\t2\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ('a,b\n"x;y",1\n"z;",2\n', ","),
        ("just a line of prose\nand one more\n", None),
        ("one column\nonly\n", None),
        ("", None),
    ],
)
def test_delimiters(head, delimiter):
    assert sniff_delimiter(head) == delimiter


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_csv_writer_writes_is_read_back(cells, delimiter):
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(cells)
    found = [[cell.strip() for cell in row.values.values()] for row in rows(written.getvalue(), delimiter)]
    assert found == [[cell.strip() for cell in row] for row in cells if any(cell.strip() for cell in row)]


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_rejects_or_an_error_of_ours(data):
    try:
        found = rows(data)
    except SourceError:
        return
    assert all(each.line >= 1 for each in found)

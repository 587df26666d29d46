from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from knowledge_base import Kind, open_store
from knowledge_base.errors import RecordError, SourceError
from knowledge_base.ingest import Ingest, Options, ingest, read_mapping
from knowledge_base.schema import CustomerId, OrderId, ProductId


def table(*ids: int, price: str = "10") -> str:
    return "id,title,price\n" + "".join(f"{number},Lamp {number},{price}\n" for number in ids)


def test_the_summary_tells_added_changed_and_unchanged(shop):
    assert shop.take("p.csv", table(1, 2)).written.added == 2
    summary = shop.take("p.csv", table(1) + "2,Lamp two,10\n3,Lamp 3,10\n")
    assert (summary.written.added, summary.written.changed, summary.written.unchanged) == (1, 1, 1)
    assert summary.kinds == {"product": 3}


@pytest.mark.parametrize("name", ["p.csv", "p.jsonl", "p.json", "faq.md"])
def test_running_again_changes_nothing(shop, name):
    rows = [
        {"id": number, "title": f"Lamp {number}", "price": "9.90", "colour": "red", "w": 1.5} for number in range(5)
    ]
    content = {
        "p.csv": table(*range(5)),
        "p.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "p.json": json.dumps(rows),
        "faq.md": "# FAQ\n\n## Why?\n\nSo.\n\n## How?\n\nThus.\n",
    }[name]
    first = shop.take(name, content)
    before = shop.store.last_change()
    second = shop.take(name, content)
    assert (second.written.added, second.written.changed) == (0, 0)
    assert second.written.unchanged == first.written.added > 0
    assert shop.store.last_change() == before


def test_prune_removes_what_is_gone_from_this_source_only(shop):
    shop.take("a.csv", table(1, 2, 3))
    shop.take("b.csv", table(4))
    assert shop.take("a.csv", table(1), prune=True).removed == 2
    assert [product.id for product in shop.products] == ["1", "4"]


def test_without_prune_nothing_is_removed(shop):
    shop.take("a.csv", table(1, 2))
    assert shop.take("a.csv", table(1)).removed == 0
    assert len(shop.products) == 2


def test_what_another_source_holds_too_stays(shop):
    shop.take("a.csv", table(1, 2))
    shop.take("b.csv", table(2))
    assert shop.take("a.csv", table(1), prune=True).removed == 0
    assert shop.take("b.csv", table(3), prune=True).removed == 1
    assert [product.id for product in shop.products] == ["1", "3"]


def test_prune_of_a_folder_notices_files_that_are_gone(shop):
    shop.write("p.csv", table(1))
    gone = shop.write("old.md", "# Old\n\nWords.\n")
    shop.run()
    gone.unlink()
    assert shop.run(prune=True).removed == 1
    assert shop.store.count(Kind.DOCUMENT) == 0


def test_a_named_source_lives_in_files_of_any_name(shop):
    shop.take("may.csv", table(1, 2), source="catalogue")
    assert shop.take("june.csv", table(2, 3), source="catalogue", prune=True).removed == 1
    assert [product.id for product in shop.products] == ["2", "3"]


@pytest.mark.parametrize(
    "content",
    [table(1) + "2,,10\n", 'id,title,price\n1,Lamp,10\n"2', table(), "", "\0\0"],
)
def test_prune_is_refused_when_not_everything_could_be_read(shop, content):
    shop.take("a.csv", table(1, 2, 3))
    summary = shop.take("a.csv", content, prune=True)
    assert summary.removed == 0
    assert "was not pruned" in summary.notes[0]
    assert len(shop.products) == 3


def test_prune_can_be_forced(shop):
    shop.take("a.csv", table(1, 2, 3))
    assert shop.take("a.csv", table(1) + "2,,10\n", prune=True, force=True).removed == 2
    assert [product.id for product in shop.products] == ["1"]


def test_a_dry_run_counts_and_writes_nothing(shop):
    shop.take("a.csv", table(1, 2, 3))
    before = shop.store.last_change()
    summary = shop.take("a.csv", table(2, price="11") + "4,,1\n5,Lamp,1\n", dry_run=True, prune=True, force=True)
    assert (summary.written.added, summary.written.changed, summary.removed, summary.rejected) == (1, 1, 2, 1)
    assert shop.store.last_change() == before
    assert not shop.home.rejects.exists()
    assert len(shop.products) == 3


def test_an_id_that_came_in_another_file_is_rejected_and_stays_the_same_next_time(shop):
    shop.write("a.csv", table(1, price="10"))
    shop.write("b.csv", table(1, price="20"))
    summary = shop.run()
    assert summary.rejected == 1
    assert "a.csv" in Path(summary.files[1].rejects).read_text("utf-8-sig")
    assert shop.run().written.unchanged == 1
    assert shop.product.variants[0].price.amount == 10


def test_rejects_can_be_mended_and_taken_again(shop):
    summary = shop.take("p.csv", "id,title,price,stock\n1,Lamp,cheap,3\n2,Rug,5,1\n")
    rejects = Path(summary.files[0].rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "source": str(shop.folder / "p.csv"),
        "line": "2",
        "field": "price",
        "value": "cheap",
        "reason": "needs an amount such as 19.90 or 1.299,00 €",
        "id": "1",
        "title": "Lamp",
        "price": "cheap",
        "stock": "3",
    }
    again = shop.take("mended.csv", rejects.read_text("utf-8-sig").replace("Lamp,cheap", "Lamp,7"))
    assert (again.written.added, again.rejected) == (1, 0)
    assert shop.store.product(ProductId("1")).attributes == {}


def test_rejects_of_json_are_lines_of_json(shop):
    summary = shop.take(
        "p.json", [{"id": 1, "title": "", "price": 1, "size": {"w": 1}}, {"id": 2, "title": "x", "price": 1}]
    )
    rejects = Path(summary.files[0].rejects)
    told = json.loads(rejects.read_text())
    assert (told["line"], told["field"], told["row"]["size.w"]) == (1, "title", 1)
    mended = shop.take("mended.jsonl", rejects.read_text().replace('"title":""', '"title":"Lamp"') * 2)
    assert mended.written.added == 1


def test_rejects_of_a_run_before_are_gone_when_there_are_none(shop):
    shop.take("p.csv", "id,title,price\n1,Lamp,cheap\n")
    assert len(list(shop.home.rejects.iterdir())) == 1
    shop.take("p.csv", "id,title,price\n1,Lamp,1\n")
    assert list(shop.home.rejects.iterdir()) == []


def test_rejects_that_cannot_be_written_are_an_error_of_ours(shop):
    shop.home.rejects.write_text("a file where the folder should be")
    summary = shop.take("p.csv", "id,title,price\n1,Lamp,cheap\n2,Rug,1\n")
    assert "rejected rows cannot be written" in summary.errors[0].error


class Stopped(BaseException):
    """Stands for Ctrl-C."""


def test_a_run_that_is_stopped_keeps_what_is_done_and_the_next_comes_to_the_same_end(shop, tmp_path):
    many = shop.write("p.csv", table(*range(5000)))

    def stop(_name: str, done: int, _total: int) -> None:
        if done > 0.4 * many.stat().st_size:
            raise Stopped

    run = Ingest(shop.store, Options(prune=True), None, stop)
    with pytest.raises(Stopped):
        run.run([many])
    done = shop.store.count(Kind.PRODUCT)
    assert 0 < done < 5000
    assert run.summary.written.added == done
    assert list(shop.store.ids(Kind.PRODUCT, source=str(many))) == list(shop.store.ids(Kind.PRODUCT))
    summary = shop.run(many)
    assert (summary.written.unchanged, summary.written.added) == (done, 5000 - done)

    with_no_stop = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    ingest(with_no_stop, [many])
    assert list(with_no_stop.products()) == shop.products
    with_no_stop.close()


def test_progress_rises_to_the_size_of_all_files(shop):
    files = [shop.write(f"{number}.csv", table(*range(number, number + 1500))) for number in (0, 2000)]
    told: list[tuple[str, int, int]] = []
    ingest(shop.store, files, progress=lambda name, done, total: told.append((Path(name).name, done, total)))
    size = sum(file.stat().st_size for file in files)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert {total for *_, total in told} == {size}
    assert told[-1][0] == "2000.csv"


def test_records_in_our_own_form(shop):
    money = {"amount": "9.90", "currency": "EUR"}
    records = [
        {"kind": "customer", "record": {"id": "c1", "first_name": "Jo", "last_name": "Do", "email": "jo@example.org"}},
        {
            "kind": "order",
            "record": {
                "id": "#1",
                "customer": "c1",
                "status": "shipped",
                "lines": [{"product": "p", "variant": "v", "title": "Lamp", "price": money}],
                "placed": "2024-05-01T10:00:00Z",
            },
        },
        {"kind": "order", "record": {"id": "#2", "customer": "c1", "status": "lost", "lines": []}},
        {"kind": "order", "record": {"id": "#3", "customer": "c1", "status": "pending", "lines": [], "colour": "red"}},
        {"kind": "parcel", "record": {}},
    ]
    summary = shop.take("records.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    assert (summary.kinds, summary.rejected) == ({"customer": 1, "order": 1}, 3)
    assert shop.store.customer(CustomerId("c1")).first_name == "Jo"
    assert str(shop.store.order(OrderId("#1")).lines[0].price.amount) == "9.90"
    rejects = Path(summary.files[0].rejects).read_text()
    assert '"field":"status"' in rejects
    assert '"field":"colour"' in rejects


@pytest.mark.parametrize(
    ("asked", "mapping"),
    [
        ("", {}),
        ("title=name", {"title": "name"}),
        ("title=name, price = VK, netto", {"title": "name", "price": "VK, netto"}),
        ("color=Farbe,size=Größe", {"option colour": "Farbe", "option size": "Größe"}),
        ("option fit=Passform", {"option fit": "Passform"}),
    ],
)
def test_mappings(asked, mapping):
    assert read_mapping(asked) == mapping


@pytest.mark.parametrize(
    ("asked", "says"), [("title", "form field=column"), ("titel=x", "no field of ours"), ("price=", "form")]
)
def test_mappings_that_cannot_be_read(asked, says):
    with pytest.raises(SourceError, match=says):
        read_mapping(asked)


@pytest.mark.parametrize(
    "options", [{"currency": "EURO"}, {"currency": "XYZ"}, {"language": "Chinese"}, {"language": "zh-CN"}]
)
def test_options_that_no_row_could_be_read_with(options):
    with pytest.raises(RecordError, match=next(iter(options))):
        Options(**options)


def test_a_file_of_which_every_row_is_rejected_is_a_failure(shop):
    (_, told) = shop.take("p.csv", "id,title,price\n1,Lamp,cheap\n2,Rug,\n").files
    assert told.error == "all of its 2 rows were rejected"


def test_an_export_of_drafts_alone_is_no_failure(shop):
    summary = shop.take("p.csv", "Handle,Title,Variant Price,Status\na,A,1,draft\n")
    assert (summary.skipped, summary.errors) == (1, [])


def test_every_engine_holds_the_same(shop, store):
    files = [
        shop.write("p.csv", table(1, 2, 3)),
        shop.write("faq.md", "# FAQ\n\n## Why?\n\nSo.\n\n## How?\n\nThus.\n"),
        shop.write("returns.md", "# Returns\n\nThirty days.\n"),
    ]
    assert ingest(store, files).written.added == 6
    assert ingest(store, files).written.unchanged == 6
    shop.write("p.csv", table(3))
    summary = ingest(store, files, options=Options(prune=True, dry_run=True))
    assert (summary.removed, store.count(Kind.PRODUCT)) == (2, 3)
    assert ingest(store, files, options=Options(prune=True)).removed == 2
    shop.run(*files)
    assert list(store.products()) == shop.products
    assert list(store.faq_entries()) == shop.faq
    assert list(store.documents()) == [shop.document]

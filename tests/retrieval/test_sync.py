import subprocess
import sys
import threading

import pytest

from knowledge_base import Home, Kind, open_store
from knowledge_base.errors import StoreError
from retrieval import open_searcher, snapshot
from retrieval import sync as syncing
from retrieval.embed import open_embedder
from retrieval.errors import QueryError
from retrieval.sync import LiveSearcher
from tests.retrieval.embedders import Hashing, Waiting, newest
from tests.retrieval.test_keeper import entry, product

TICK = 0.02


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def store(home):
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def live(store, home):
    """Opens searchers over the store with a model of the test's own; closes them."""
    opened = []

    def start(embedder=None, *, wait=None, over=store):
        searcher = LiveSearcher(over, home, embedder or Hashing(), sync_seconds=TICK)
        opened.append(searcher)
        searcher.start(wait=wait)
        return searcher

    yield start
    for searcher in opened:
        searcher.close()


def ids(searcher, query, **options):
    return [hit.id for hit in searcher.search(query, **options).hits]


def until(condition):
    """Return once it holds; the suite's timeout ends what never does."""
    pause = threading.Event()
    while not condition():
        pause.wait(TICK)


def test_the_real_model_finds_by_meaning_and_by_words(store, home):
    store.put([product(1, "Rubber boots"), product(2, "Desk lamp"), entry(1)])
    with open_searcher(store, home) as searcher:
        assert ids(searcher, "footwear for wet weather", kinds=["product"])[0] == "P1"
        assert ids(searcher, "desk lamp")[0] == "P2"
        assert ids(searcher, "can I send something back?", kinds=["faq"]) == ["F1"]
        assert searcher.embedder.hash == open_embedder(home.models).hash
        status = searcher.status()
    assert status.state == "ready" and status.missing == 0 and not status.behind and status.note == ""
    assert status.passages == {"product": 2, "faq": 1, "document": 0}
    assert status.kind == "flat" and status.snapshot == newest(home.index).name


def test_sync_brings_in_what_was_added_changed_and_removed(store, live):
    searcher = live()
    assert ids(searcher, "boots") == []
    store.put([product(1, "Rubber boots"), product(2, "Wool hat")])
    searcher.sync()
    assert ids(searcher, "boots")[0] == "P1"
    store.put([product(1, "Silk scarf")])
    store.remove(Kind.PRODUCT, ["P2"])
    searcher.sync()
    assert ids(searcher, "scarf") == ["P1"]
    assert searcher.status().passages["product"] == 1
    with pytest.raises(QueryError):
        searcher.search("", k=5)


def test_writes_of_another_process_are_followed(store, home, live):
    searcher = live()
    script = (
        "import sys; from pathlib import Path; from knowledge_base import Home, open_store;"
        "from tests.retrieval.test_keeper import product;"
        "open_store(Home(Path(sys.argv[1]))).put([product(5, 'Copper kettle')])"
    )
    subprocess.run([sys.executable, "-c", script, home.path], check=True, capture_output=True)
    until(lambda: ids(searcher, "kettle") == ["P5"])
    assert searcher.status().vectors == 1


def test_a_search_never_sees_half_a_batch(store, live):
    searcher = live()
    done = threading.Event()
    problems: list[object] = []

    def look():
        while not done.is_set():
            titles = {passage.title for passage in searcher._keeper.view.passages.values()}
            if len(titles) > 1:
                problems.append(titles)
            if len(ids(searcher, "lamp", k=50)) not in {0, 20}:
                problems.append("half")

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(8):
        store.put([product(number, f"lamp {turn}") for number in range(20)])
        until(lambda: not searcher.status().behind)
    done.set()
    for thread in threads:
        thread.join()
    assert problems == []


def test_while_vectors_are_made_words_find_and_changes_come_in(store, live):
    store.put([product(number, f"Lamp number {number}") for number in range(10)])
    embedder = Waiting()
    searcher = live(embedder, wait=False)
    assert embedder.reached.wait(30)
    assert len(ids(searcher, "lamp", k=20)) == 10
    assert searcher.status().state == "building" and searcher.status().missing == 10
    store.put([product(77, "Copper kettle")])
    until(lambda: ids(searcher, "kettle") == ["P77"])
    store.remove(Kind.PRODUCT, ["P3"])
    until(lambda: "P3" not in ids(searcher, "lamp", k=20))
    embedder.let.set()
    searcher.sync()
    status = searcher.status()
    assert (status.state, status.vectors, status.missing, status.doing) == ("ready", 10, 0, "")


def test_closing_while_vectors_are_made_ends_soon_and_keeps_them(store, home, live):
    store.put([product(number, f"Lamp number {number}") for number in range(10)])
    embedder = Waiting()
    searcher = live(embedder, wait=False)
    assert embedder.reached.wait(30)
    closing = threading.Thread(target=searcher.close)
    closing.start()
    embedder.let.set()
    closing.join()
    assert snapshot.current(home.index) is None
    again = Hashing()
    assert live(again).status().missing == 0
    assert [text for text in again.asked if text.startswith("Lamp")] == []


def test_a_damaged_snapshot_is_rebuilt_while_words_serve(store, home, live):
    store.put([product(number, f"Lamp number {number}") for number in range(10)])
    live().close()
    broken = newest(home.index)
    (broken / "dense" / "kept.npy").write_bytes(b"x")
    (home.index / "embeddings.db").unlink()
    embedder = Waiting()
    searcher = live(embedder, wait=False)
    assert len(ids(searcher, "lamp", k=20)) == 10
    status = searcher.status()
    assert status.state == "building" and "damaged in dense/kept.npy; rebuilding" in status.note
    embedder.let.set()
    searcher.sync()
    status = searcher.status()
    assert status.state == "ready" and status.note.endswith("rebuilt") and status.snapshot != broken.name


def test_a_second_start_embeds_nothing_and_saves_nothing(store, home, live):
    store.put([product(number, f"Lamp number {number}") for number in range(10)])
    live().close()
    saved = newest(home.index)
    (home.index / "embeddings.db").unlink()
    embedder = Hashing()
    searcher = live(embedder)
    assert len(ids(searcher, "lamp", k=20)) == 10
    assert embedder.asked == ["lamp"]
    searcher.close()
    assert newest(home.index) == saved


def test_changes_are_saved_on_closing(store, home, live):
    searcher = live()
    store.put([product(1, "Copper kettle")])
    until(lambda: ids(searcher, "kettle") == ["P1"])
    searcher.close()
    searcher.close()
    assert snapshot.check(newest(home.index), "one").sequence == store.last_change()


def test_changes_are_saved_after_some_quiet(store, home, live, monkeypatch):
    monkeypatch.setattr(syncing, "_QUIET_SECONDS", TICK)
    searcher = live()
    store.put([product(1, "Copper kettle")])
    until(lambda: searcher.status().snapshot is not None)
    assert snapshot.check(newest(home.index), "one").sequence == store.last_change()


class Failing:
    """A store whose database goes away and comes back: the edge."""

    def __init__(self, store):
        self._store = store
        self.away = False

    def __getattr__(self, name):
        return getattr(self._store, name)

    def changes(self, after=0, limit=None):
        if self.away:
            raise StoreError("the database is away")
        return self._store.changes(after, limit)


def test_a_store_that_goes_away_is_said_and_followed_again(store, live, monkeypatch, caplog):
    monkeypatch.setattr(syncing, "_RETRY_SECONDS", TICK)
    failing = Failing(store)
    store.put([product(1, "Copper kettle")])
    searcher = live(over=failing)
    failing.away = True
    until(lambda: "the database is away" in searcher.status().note)
    assert ids(searcher, "kettle") == ["P1"]
    with pytest.raises(StoreError):
        searcher.sync()
    store.put([product(2, "Wool hat")])
    failing.away = False
    until(lambda: ids(searcher, "hat") == ["P2"])
    assert searcher.status().note == ""
    assert "cannot be followed" in caplog.text


def test_a_disk_that_is_full_is_said_and_searches_go_on(store, live, monkeypatch, caplog):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "save", full)
    store.put([product(1, "Copper kettle")])
    searcher = live()
    assert ids(searcher, "kettle") == ["P1"]
    assert "No space left" in caplog.text


def test_two_searchers_follow_one_shop(store, live):
    first, second = live(), live()
    store.put([product(1, "Copper kettle")])
    for searcher in (first, second):
        searcher.sync()
        assert ids(searcher, "kettle") == ["P1"]


def test_a_store_that_cannot_be_read_at_first_is_an_error_and_leaves_no_thread(store, home, live):
    class Broken(Failing):
        def last_change(self):
            raise StoreError("no such table")

    before = threading.active_count()
    searcher = LiveSearcher(Broken(store), home, Hashing(), sync_seconds=TICK)
    with pytest.raises(StoreError):
        searcher.start()
    searcher.close()
    assert threading.active_count() == before

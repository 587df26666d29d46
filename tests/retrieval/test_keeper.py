from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge_base import Home, Kind, open_store
from knowledge_base.schema import (
    Document,
    DocumentId,
    FaqEntry,
    FaqId,
    Money,
    Product,
    ProductId,
    Section,
    Variant,
    VariantId,
)
from retrieval import keeper as keeping
from retrieval.keeper import Keeper
from retrieval.passages import passages_of
from tests.retrieval.embedders import Hashing, newest

WORDS = st.sampled_from(["boots", "wool hat", "rain jacket", "steel bottle", "lamp", "保温杯"])


def product(number, title="boots", price=10, stock=3):
    variant = Variant(id=VariantId(f"V{number}"), price=Money(Decimal(price), "USD"), stock=stock)
    return Product(id=ProductId(f"P{number}"), title=title, variants=(variant,))


def entry(number, question="How long do I have to return it?", alternatives=()):
    return FaqEntry(id=FaqId(f"F{number}"), question=question, answer="30 days.", alternatives=alternatives)


def document(number, *texts):
    sections = tuple(Section(headings=("Returns", f"Part {place}"), text=text) for place, text in enumerate(texts))
    return Document(id=DocumentId(f"D{number}"), title="Returns", sections=sections)


def ignore(doing, done, total):
    pass


def settle(keeper):
    while work := keeper.work():
        keeper.adopt(work, keeper.compute(work, ignore))


def agrees(keeper, store, embedder):
    """The view holds exactly the store's passages, in every part, with the vectors of their texts."""
    records = [*store.products(), *store.faq_entries(), *store.documents()]
    wanted = {passage.key: passage for record in records for passage in passages_of(record)}
    view = keeper.view
    assert {passage.key: passage for passage in view.passages.values()} == wanted
    assert len(view.passages) == len(wanted)
    living = np.flatnonzero(np.isin(view.columns.kinds, (0, 1, 2)))
    assert sorted(view.passages) == living.tolist()
    have = keeper.dense.rows[keeper.dense.alive].tolist()
    texts = [row for row in sorted(view.passages) for _ in view.passages[row].embedded]
    missing = keeper._missing.keys()
    assert have == [row for row in texts if row not in missing]
    for row, passage in view.passages.items():
        if row not in missing:
            assert np.allclose(keeper.dense.vectors_of(row), embedder.embed(passage.embedded), atol=2e-3)


class FollowsTheStore(RuleBasedStateMachine):
    """Records come, change and go, snapshots are saved, processes end: the view is always the store's."""

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        self.home = Home(Path(self.folder.name))
        self.store = open_store(self.home)
        self.embedder = Hashing()
        self.restart()

    @rule(numbers=st.sets(st.integers(0, 7), max_size=6), title=WORDS, price=st.integers(1, 3), stock=st.integers(0, 2))
    def sell(self, numbers, title, price, stock):
        self.store.put([product(number, title, price, stock) for number in numbers])

    @rule(number=st.integers(0, 3), question=WORDS, alternatives=st.lists(WORDS, max_size=2))
    def answer(self, number, question, alternatives):
        self.store.put([entry(number, question, tuple(alternatives))])

    @rule(number=st.integers(0, 2), texts=st.lists(WORDS, min_size=1, max_size=3))
    def state(self, number, texts):
        self.store.put([document(number, *texts)])

    @rule(kind=st.sampled_from([Kind.PRODUCT, Kind.FAQ, Kind.DOCUMENT]), numbers=st.sets(st.integers(0, 7)))
    def remove(self, kind, numbers):
        self.store.remove(kind, [f"{kind[0].upper()}{number}" for number in numbers])

    @rule()
    def apply(self):
        self.keeper.apply(list(self.store.changes(self.keeper.view.sequence)))

    @rule()
    def save(self):
        assert self.keeper.save()

    @rule()
    def compute_beside_changes(self):
        work = self.keeper.work()
        if work is not None:
            made = self.keeper.compute(work, ignore)
            self.store.put([product(9, "glass", 5)])
            self.apply()
            self.keeper.adopt(work, made)

    @rule()
    def restart(self):
        self.keeper = Keeper(self.store, self.embedder, self.home.index)
        self.keeper.restore()
        assert self.keeper.note == ""

    @invariant()
    def agrees_with_the_store_once_applied(self):
        self.apply()
        agrees(self.keeper, self.store, self.embedder)

    def teardown(self):
        settle(self.keeper)
        assert self.keeper.missing == 0
        agrees(self.keeper, self.store, self.embedder)
        self.store.close()
        self.folder.cleanup()


FollowsTheStore.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)
TestFollowsTheStore = FollowsTheStore.TestCase


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def store(home):
    opened = open_store(home)
    yield opened
    opened.close()


def opened(store, home, embedder=None):
    keeper = Keeper(store, embedder or Hashing(), home.index)
    keeper.restore()
    return keeper


def test_reading_tells_its_progress(store, home, monkeypatch):
    monkeypatch.setattr(keeping, "_READ_AT_ONCE", 2)
    store.put([*(product(number) for number in range(4)), entry(1)])
    told = []
    Keeper(store, Hashing(), home.index).restore(lambda *step: told.append(step))
    assert told == [("reading", 2, 5), ("reading", 4, 5), ("reading", 5, 5)]


def test_a_new_price_makes_no_vector(store, home):
    embedder = Hashing()
    store.put([product(1), entry(1)])
    keeper = opened(store, home, embedder)
    settle(keeper)
    embedder.asked.clear()
    store.put([product(1, price=99)])
    assert keeper.apply(list(store.changes(keeper.view.sequence))) == 2
    assert embedder.asked == []
    agrees(keeper, store, embedder)


def test_a_changed_section_leaves_the_others(store, home):
    embedder = Hashing()
    store.put([document(1, "first", "second", "third")])
    keeper = opened(store, home, embedder)
    settle(keeper)
    kept = {row for row, passage in keeper.view.passages.items() if passage.part != 1}
    embedder.asked.clear()
    store.put([document(1, "first", "another", "third")])
    keeper.apply(list(store.changes(keeper.view.sequence)))
    assert kept <= keeper.view.passages.keys()
    assert len(embedder.asked) == 1 and "another" in embedder.asked[0]


def test_a_snapshot_saves_all_embedding(store, home):
    store.put([product(number) for number in range(5)])
    first = opened(store, home)
    settle(first)
    first.save()
    embedder = Hashing()
    keeper = opened(store, home, embedder)
    assert embedder.asked == [] and keeper.missing == 0 and not keeper.unsaved and keeper.note == ""


def test_what_changed_while_nothing_ran_is_caught_up(store, home):
    store.put([product(number) for number in range(5)])
    first = opened(store, home)
    settle(first)
    first.save()
    store.put([product(1, "glass"), product(7, "lamp")])
    store.remove(Kind.PRODUCT, ["P2"])
    embedder = Hashing()
    keeper = opened(store, home, embedder)
    assert sorted(embedder.asked) == ["glass", "lamp"]
    agrees(keeper, store, embedder)
    assert keeper.unsaved


@pytest.mark.parametrize(
    ("name", "how"),
    [
        (name, how)
        for name in ("dense/kept.npy", "sparse/words.json", "passages.json", "manifest.json")
        for how in ("flip", "cut", "lose")
    ],
)
def test_a_damaged_snapshot_is_said_and_made_again(store, home, caplog, name, how):
    store.put([product(number) for number in range(5)])
    first = opened(store, home)
    settle(first)
    first.save()
    path = newest(home.index) / name
    data = bytearray(path.read_bytes())
    if how == "flip":
        data[len(data) // 2] ^= 4
    path.write_bytes(data if how == "flip" else data[: len(data) // 3])
    if how == "lose":
        path.unlink()
    keeper = opened(store, home)
    assert "rebuilding" in keeper.note and newest(home.index).name in keeper.note
    assert keeper.note.removesuffix("; rebuilding") in caplog.text
    assert len(keeper.view.passages) == 5
    settle(keeper)
    agrees(keeper, store, Hashing())
    assert keeper.save()
    assert opened(store, home).note == ""


def test_the_snapshot_before_a_damaged_one_is_begun_with(store, home):
    store.put([product(number) for number in range(5)])
    first = opened(store, home)
    settle(first)
    first.save()
    store.put([product(5, "lamp")])
    first.apply(list(store.changes(first.view.sequence)))
    first.save()
    (newest(home.index) / "passages.json").write_text("{")
    (home.index / "embeddings.db").unlink(missing_ok=True)
    embedder = Hashing()
    keeper = opened(store, home, embedder)
    assert "damaged in passages.json; rebuilding" in keeper.note and keeper.unsaved
    assert embedder.asked == ["lamp"]
    agrees(keeper, store, embedder)
    assert keeper.save() and opened(store, home).note == ""


def test_a_snapshot_that_checks_out_but_cannot_be_read_is_made_again(store, home, monkeypatch):
    store.put([product(1)])
    first = opened(store, home)
    settle(first)
    first.save()
    monkeypatch.setattr(orjson, "loads", lambda data: {"passages": [[1]]})
    keeper = opened(store, home)
    assert "unreadable" in keeper.note and len(keeper.view.passages) == 1


def test_vectors_of_another_model_are_not_used(store, home):
    store.put([product(1)])
    first = opened(store, home)
    settle(first)
    first.save()
    keeper = opened(store, home, Hashing("other"))
    assert "embedding model" in keeper.note and keeper.missing == 1


def test_a_snapshot_of_another_shop_leaves_nothing_behind(store, home, tmp_path):
    store.put([product(1, "boots"), product(2, "lamp")])
    first = opened(store, home)
    settle(first)
    first.save()
    other = open_store(Home(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}"))
    other.put([product(1, "glass"), entry(1)])
    keeper = opened(other, home)
    settle(keeper)
    agrees(keeper, other, Hashing())
    other.close()


def test_an_old_view_goes_on_as_it_was(store, home):
    store.put([product(number, f"boots {number}") for number in range(20)])
    keeper = opened(store, home)
    settle(keeper)
    view = keeper.view
    before = (dict(view.passages), view.dense.search(np.ones(8, np.float32) / 8**0.5, 20), view.columns.kinds.copy())
    store.put([product(number, "lamp") for number in range(10)])
    store.remove(Kind.PRODUCT, ["P15"])
    keeper.apply(list(store.changes(view.sequence)))
    assert keeper.view is not view
    assert dict(view.passages) == before[0]
    assert np.array_equal(view.dense.search(np.ones(8, np.float32) / 8**0.5, 20)[0], before[1][0])
    assert np.array_equal(view.columns.kinds, before[2])


def test_many_new_passages_wait_for_compute_and_words_find_them(store, home, monkeypatch):
    monkeypatch.setattr(keeping, "_EMBEDDED_AT_ONCE", 4)
    embedder = Hashing()
    keeper = opened(store, home, embedder)
    store.put([product(number, f"boots {number}") for number in range(10)])
    keeper.apply(list(store.changes()))
    assert keeper.missing == 10 and embedder.asked == [] and len(keeper.view.passages) == 10
    told = []
    work = keeper.work()
    keeper.adopt(work, keeper.compute(work, lambda *step: told.append(step)))
    assert keeper.missing == 0
    assert told[:3] == [("embedding", 4, 10), ("embedding", 8, 10), ("embedding", 10, 10)]
    agrees(keeper, store, embedder)


def test_orders_and_customers_are_no_passages(store, home):
    from knowledge_base.schema import Customer, CustomerId

    keeper = opened(store, home)
    store.put([Customer(id=CustomerId("C"), first_name="Ann", last_name="Lee", email="ann@example.org")])
    assert keeper.apply(list(store.changes())) == 0
    assert keeper.view.sequence == store.last_change() and not keeper.view.passages

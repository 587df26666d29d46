"""The demo shop goes into a real store and a home, once."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from knowledge_base import Home, Kind, Store, open_store
from knowledge_base.demo import Loaded, load
from knowledge_base.demo.command import add_command
from knowledge_base.demo.files import names
from knowledge_base.demo.loading import SOURCE
from knowledge_base.schema import OrderId, OrderStatus, Product, ProductId

OPENED = date(2026, 11, 23)  # as in conftest


@dataclass
class Filled:
    """A home with the shop in it, what was done and what progress was told."""

    home: Path
    loaded: Loaded
    told: dict[str, list[tuple[int, int]]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """One for all; tests get a copy."""
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    home.path.mkdir()
    told: dict[str, list[tuple[int, int]]] = {}
    store = open_store(home)
    loaded = load(
        store,
        home,
        today=OPENED,
        progress=lambda what, done, total: told.setdefault(what, []).append((done, total)),
    )
    store.close()
    return Filled(home.path, loaded, told)


@pytest.fixture
def home(filled: Filled, tmp_path: Path) -> Home:
    shutil.copytree(filled.home, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def shop(home: Home) -> Iterator[Store]:
    store = open_store(home)
    yield store
    store.close()


def test_a_fresh_store_gets_everything(filled: Filled, shop: Store):
    loaded = filled.loaded
    assert loaded.opened == OPENED
    assert loaded.written.added == sum(loaded.records.values())
    assert (loaded.written.changed, loaded.written.unchanged, loaded.removed) == (0, 0, 0)
    assert loaded.records == {kind.value: shop.count(kind) for kind in Kind}
    assert min(loaded.records.values()) > 0


def test_either_engine_holds_all_of_it(store: Store, tmp_path: Path):
    loaded = load(store, Home(tmp_path / "home"), today=OPENED)
    assert loaded.records == {kind.value: store.count(kind) for kind in Kind}
    assert len(list(store.orders())) == loaded.records["order"]
    assert sum(1 for _ in store.interactions()) == loaded.records["interaction"]
    assert load(store, Home(tmp_path / "home")).written.unchanged == sum(loaded.records.values())


def test_a_second_run_changes_nothing_even_on_another_day(shop: Store, home: Home):
    before = shop.last_change()
    again = load(shop, home, today=OPENED + timedelta(days=40))
    assert (again.written.added, again.written.changed, again.removed, again.pictures) == (0, 0, 0, 0)
    assert again.opened == OPENED
    assert shop.last_change() == before


def test_the_day_is_read_from_the_store_where_the_home_has_forgotten_it(shop: Store, home: Home):
    (home.path / "demo.json").write_text("{spoilt")
    before = shop.last_change()
    again = load(shop, home, today=OPENED + timedelta(days=40))
    assert again.opened == OPENED
    assert (again.written.added, again.written.changed) == (0, 0)
    assert shop.last_change() == before


def test_an_emptied_store_opens_anew(home: Home, tmp_path: Path):
    fresh = open_store(Home(tmp_path / "other"))
    today = OPENED + timedelta(days=40)
    assert load(fresh, home, today=today).opened == today
    newest = max(order.placed for order in fresh.orders() if order.placed)
    assert newest.date() == today - timedelta(days=1)
    fresh.close()


def test_what_customers_did_stays_until_it_is_restored(shop: Store, home: Home):
    order = next(order for order in shop.orders() if order.status is OrderStatus.PENDING)
    shop.put([replace(order, status=OrderStatus.CANCELLED)])
    load(shop, home)
    kept = shop.order(OrderId(order.id))
    assert kept is not None
    assert kept.status is OrderStatus.CANCELLED
    restored = load(shop, home, restore=True)
    assert (restored.written.changed, restored.written.added) == (1, 0)
    assert shop.order(OrderId(order.id)) == order


def test_what_was_lost_comes_back_and_what_is_no_more_goes(shop: Store, home: Home):
    bear = shop.product(ProductId("TO-0001"))
    assert bear is not None
    shop.remove(Kind.PRODUCT, [bear.id])
    shop.put([replace(bear, id=ProductId("TO-9999"))], source=SOURCE)
    shop.put([replace(bear, id=ProductId("MY-0001"))], source="my own")
    mended = load(shop, home)
    assert (mended.written.added, mended.removed) == (1, 1)
    assert shop.product(bear.id) == bear
    assert shop.product(ProductId("TO-9999")) is None
    assert shop.product(ProductId("MY-0001")) is not None


def test_ratings_are_the_mean_of_the_reviews(shop: Store):
    for item in list(shop.products())[::17]:
        given = [event.rating for event in shop.interactions(product=item.id) if event.rating is not None]
        assert item.rating_count == len(given)
        assert item.rating == (round(sum(given) / len(given), 2) if given else None)


def test_pictures_that_ship_are_where_products_say(shop: Store, home: Home):
    shown = {picture.path for item in shop.products() for picture in item.pictures}
    shown |= {variant.picture for item in shop.products() for variant in item.variants if variant.picture}
    assert all((home.pictures / path).is_file() for path in shown)
    assert shown <= set(names("pictures", suffix=".webp"))


def test_progress_counts_every_record(filled: Filled):
    assert {what: steps[-1] for what, steps in filled.told.items()} == {
        what: (count, count) for what, count in filled.loaded.records.items()
    }
    assert all(steps == sorted(steps) for steps in filled.told.values())


def test_the_settings_are_written_once(home: Home, shop: Store):
    file = home.path / "xiaoer.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8"))["shop"]
    assert settings["name"] == "Lantern & Loom 灯织"
    assert settings["currency"] == "USD"
    assert set(settings) == {"name", "language", "currency", "brand_colour", "contact", "contact_zh"}
    file.write_text("[shop]\nname = 'Mine'\n")
    load(shop, home)
    assert file.read_text() == "[shop]\nname = 'Mine'\n"


class Settings:
    def __init__(self, home: Home) -> None:
        self.data = home


def run(home: Home, *arguments: str) -> str:
    app = typer.Typer()
    add_command(app)
    result = CliRunner().invoke(app, list(arguments), obj=Settings(home), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_tells_a_machine_what_it_did(home: Home, filled: Filled):
    told = json.loads(run(home, "--json"))
    assert told["opened"] == OPENED.isoformat()
    assert told["records"] == filled.loaded.records
    assert told["written"]["added"] == 0


def test_the_command_names_orders_to_try(home: Home):
    said = run(home)
    assert "is up to date" in said
    store = open_store(home)
    pending = [order for order in store.orders() if order.status is OrderStatus.PENDING]
    named = [order for order in pending if order.id in said]
    assert len(named) == 1
    customer = store.customer(named[0].customer)
    store.close()
    assert customer is not None
    assert customer.email in said


def test_the_command_opens_a_shop_in_an_empty_folder(tmp_path: Path):
    home = Home(tmp_path / "new" / "home")
    assert "is open" in run(home)
    store = open_store(home)
    first = next(store.products())
    newest = max(order.placed for order in store.orders() if order.placed)
    store.close()
    assert isinstance(first, Product)
    assert timedelta(0) <= datetime.now(newest.tzinfo) - newest < timedelta(days=3)

"""`xiaoer demo`: a shop to try everything on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from knowledge_base import open_store
from knowledge_base.demo.loading import Loaded, load
from knowledge_base.home import Home
from knowledge_base.schema import OrderStatus
from knowledge_base.store import Store

_EXAMPLES = """
**Examples**

    xiaoer demo

    xiaoer --home ~/demo demo --json | jq .records

    xiaoer demo --restore
"""


class _Settings(Protocol):
    @property
    def data(self) -> Home: ...


def add_command(app: typer.Typer) -> None:
    """Join the command to the `xiaoer` command."""
    app.command("demo", epilog=_EXAMPLES)(_demo)


def _demo(
    context: typer.Context,
    *,
    restore: Annotated[
        bool, typer.Option("--restore", help="Write every record back as it was on the first day.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as one JSON object.")] = False,
) -> None:
    """Fill the shop's home with a demo shop: products, help pages, customers, orders and reviews.

    Run it again to bring it up to date; what customers did in the meantime stays.
    """
    settings: _Settings = context.obj
    home = settings.data
    home.path.mkdir(parents=True, exist_ok=True)
    with closing(open_store(home)) as store:
        with _bars(quiet=as_json) as progress:
            loaded = load(store, home, restore=restore, progress=progress)
        examples = _examples(store)
    if as_json:
        typer.echo(json.dumps({"home": str(home.path), **asdict(loaded), "examples": examples}, default=str))
        return
    _tell(loaded, home, examples)


def _examples(store: Store) -> list[dict[str, str]]:
    """An order to try in each of some states, with the e-mail address that goes with it."""
    newest = {order.status: order for order in store.orders()}
    return [
        {"order": order.id, "status": status.value, "email": customer.email}
        for status in (OrderStatus.PENDING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
        if (order := newest.get(status)) and (customer := store.customer(order.customer))
    ]


def _tell(loaded: Loaded, home: Home, examples: list[dict[str, str]]) -> None:
    console = Console()
    having = ", ".join(f"{count:,} {_plural(kind)}" for kind, count in loaded.records.items() if count)
    written = loaded.written
    done = "is up to date" if not (written.added or written.changed or loaded.removed) else "is open"
    console.print(f"[bold]Lantern & Loom 灯织[/] {done}: {having}.", highlight=False)
    console.print(
        f"In {home.path}: {written.added:,} records added, {written.changed:,} changed, {loaded.removed:,} removed, "
        f"{written.unchanged:,} as they were; {loaded.pictures:,} pictures copied.",
        highlight=False,
        soft_wrap=True,
    )
    for example in examples:
        console.print(
            f"Try order {example['order']} of {example['email']}: it is {example['status']}.", highlight=False
        )
    console.print("Next: [bold]xiaoer serve[/] opens the shop with its chat in a browser.", highlight=False)


def _plural(kind: str) -> str:
    return {"faq": "FAQ entries"}.get(kind, f"{kind}s")


@contextmanager
def _bars(*, quiet: bool) -> Iterator[_Report]:
    columns = (TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bars:
        yield _Report(bars)


class _Report:
    """One bar for each kind of record."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(_plural(what), total=total)
        self._bars.update(self._tasks[what], completed=done)

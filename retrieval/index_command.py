"""`xiaoer index`: build the search index, say how it stands, export the embedding model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge_base import open_store
from knowledge_base.home import Home

if TYPE_CHECKING:
    from retrieval.keeper import Progress as Report

_BUILD_EXAMPLES = """
**Examples**

    xiaoer index build

    xiaoer --home .xiaoer/shop index build --afresh

    xiaoer index build --json | jq .vectors

Only what is new since the last time is embedded. A server that runs follows the shop by itself and needs no build;
this makes its first start quick.
"""
_STATUS_EXAMPLES = """
**Examples**

    xiaoer index status

    xiaoer index status --json | jq -e '.state == "up to date"'
"""
_EXPORT_EXAMPLES = """
**Examples**

    xiaoer index export

    xiaoer index export --if-missing

    xiaoer index export --to .xiaoer/shop/models

Without --to it goes where every shop of this Python environment finds it. Needs the extra: pip install 'xiaoer[export]'
"""


class _Retrieval(Protocol):
    @property
    def embedding_model(self) -> str: ...
    @property
    def device(self) -> Literal["auto", "cpu", "cuda"]: ...


class _Settings(Protocol):
    @property
    def data(self) -> Home: ...
    @property
    def retrieval(self) -> _Retrieval: ...


_Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def add_command(app: typer.Typer) -> None:
    """Join `xiaoer index` to the command."""
    index = typer.Typer(
        help="Build the search index, say how it stands, export the embedding model.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
    )
    index.command("build", epilog=_BUILD_EXAMPLES)(_build)
    index.command("status", epilog=_STATUS_EXAMPLES)(_status)
    index.command("export", epilog=_EXPORT_EXAMPLES)(_export)
    app.add_typer(index, name="index")


def _build(
    context: typer.Context,
    *,
    afresh: Annotated[bool, typer.Option("--afresh", help="Forget the snapshots; vectors in the cache stay.")] = False,
    as_json: _Json = False,
) -> None:
    """Index everything that the shop knows now."""
    from retrieval import snapshot
    from retrieval.sync import open_searcher

    settings: _Settings = context.obj
    began = time.perf_counter()
    store = open_store(settings.data)
    try:
        if afresh:
            snapshot.forget(settings.data.index)
        with (
            _progress() as report,
            open_searcher(
                store,
                settings.data,
                embedding_model=settings.retrieval.embedding_model,
                device=settings.retrieval.device,
                wait=True,
                progress=report,
            ) as searcher,
        ):
            status = searcher.status()
    finally:
        store.close()
    seconds = time.perf_counter() - began
    said = {
        "passages": status.passages,
        "vectors": status.vectors,
        "kind": status.kind,
        "model": status.model,
        "sequence": status.sequence,
        "snapshot": status.snapshot,
        "note": status.note,
        "seconds": round(seconds, 2),
    }
    _say(said, as_json=as_json)


def _status(context: typer.Context, *, as_json: _Json = False) -> None:
    """Say how the index on disk stands, without building anything."""
    settings: _Settings = context.obj
    store = open_store(settings.data)
    try:
        said = describe(settings.data, store.last_change(), settings.retrieval.embedding_model)
    finally:
        store.close()
    _say(said, as_json=as_json)


def describe(home: Home, newest: int, model: str = "") -> dict[str, Any]:
    """The snapshot and the embedding model of a home, given the newest sequence number of its store."""
    from retrieval import exported, snapshot, weights
    from retrieval.errors import SnapshotError

    found = exported.find(home.models) if not model else None
    said: dict[str, Any] = {
        "state": "not built",
        "snapshot": None,
        "sequence": None,
        "newest": newest,
        "saved": None,
        "model": model or weights.NAME,
        "export": str(found.folder) if found else None,
    }
    folder = snapshot.current(home.index)
    if folder is None:
        return said
    said["snapshot"] = folder.name
    try:
        about = snapshot.check(folder, exported.model_hash() if not model else None)
    except SnapshotError as error:
        return said | {"state": f"to be rebuilt: {error}"}
    said["sequence"] = about.sequence
    said["saved"] = datetime.fromtimestamp(about.saved, UTC).isoformat(timespec="seconds")
    said["state"] = "up to date" if about.sequence == newest else "behind the shop; the next start brings it up to date"
    return said


def _export(
    context: typer.Context,
    *,
    to: Annotated[Path | None, typer.Option(help="Folder of models.", show_default="the environment's")] = None,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Only when there is none yet.")] = False,
    as_json: _Json = False,
) -> None:
    """Make the int8 form of the embedding model that ships; once, at set-up."""
    from retrieval import exported
    from retrieval.embed import export_embedder

    settings: _Settings = context.obj
    began = time.perf_counter()
    found = exported.find(to or settings.data.models) if if_missing else None
    made = found is None
    if found is None:
        found = export_embedder(to or exported.shared_folder())
    said = {"folder": str(found.folder), "made": made, "seconds": round(time.perf_counter() - began, 2)}
    if as_json or made:
        _say(said, as_json=as_json)


def _say(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for name, value in facts.items():
        text = ", ".join(f"{count} {kind}" for kind, count in value.items()) if isinstance(value, dict) else value
        if text not in {None, ""}:
            console.print(f"{name:10} {text}", markup=False)


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar on stderr for each thing that is done."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, Any] = {}

    def report(doing: str, done: int, total: int) -> None:
        if doing not in tasks:
            tasks[doing] = bars.add_task(doing, total=total)
        bars.update(tasks[doing], completed=done, total=total)

    with bars:
        yield report

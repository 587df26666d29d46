"""The sub-commands of `knowledge_base`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge_base.demo import command as demo
from knowledge_base.home import Home

if TYPE_CHECKING:
    from knowledge_base.ingest import Summary

_EXAMPLES = """
**Examples**

    xiaoer ingest products.csv faq.md policies/

    xiaoer ingest shopify-export.csv --currency EUR --prune

    xiaoer ingest artikel.csv --map title=Bezeichnung,price=VK,id=Nr

    xiaoer ingest feed.xml --dry-run --json | jq .rejected

Files may be CSV, TSV, JSON, JSON lines, the exports of Shopify and WooCommerce, a Google Merchant feed, an FAQ as
CSV, JSON or Markdown, documents in Markdown, HTML, PDF, DOCX or text, ZIP archives and folders of these. Running it
again changes only what has changed.
"""


class _Shop(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def language(self) -> str: ...


class _Settings(Protocol):
    @property
    def data(self) -> Home: ...
    @property
    def shop(self) -> _Shop: ...


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    app.command("ingest", epilog=_EXAMPLES)(_ingest)
    demo.add_command(app)


def _ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or ZIP archives.", show_default=False)],
    kind: Annotated[
        Literal["auto", "product", "faq", "document"], typer.Option(help="What the files hold; auto looks.")
    ] = "auto",
    mapping: Annotated[
        str, typer.Option("--map", metavar="FIELD=COLUMN,…", help="Which column holds what.", show_default=False)
    ] = "",
    currency: Annotated[
        str, typer.Option(metavar="CODE", help="Of prices that name none; the shop's own if not given.")
    ] = "",
    price_unit: Annotated[Literal["major", "minor"], typer.Option(help="minor: prices count cents.")] = "major",
    language: Annotated[
        str, typer.Option(metavar="TAG", help="Of all that is read, such as zh; read from the words if not given.")
    ] = "",
    source: Annotated[str, typer.Option(metavar="NAME", help="What to call the source; its path if not given.")] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what the source held before and no longer does.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Prune even if a part could not be read.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be done, write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take products, FAQ and documents into the shop."""
    from knowledge_base import open_store
    from knowledge_base.ingest import Ingest, Options, read_mapping
    from knowledge_base.schema import Language

    settings: _Settings = context.obj
    options = Options(
        kind=kind,
        mapping=read_mapping(mapping),
        currency=(currency or settings.shop.currency).upper(),
        minor_prices=price_unit == "minor",
        language=Language(language) if language else None,
        default_language=Language(settings.shop.language),
        source=source,
        prune=prune,
        force=force,
        dry_run=dry_run,
    )
    store = open_store(settings.data)
    try:
        with _progress(quiet=as_json) as bar:
            task = bar.add_task("", total=None)
            run = Ingest(
                store,
                options,
                settings.data.rejects,
                lambda name, done, total: bar.update(
                    task, completed=done, total=total, description=escape(Path(name).name)
                ),
            )
            try:
                run.run(paths)
            except KeyboardInterrupt:
                run.summary.stopped = True
    finally:
        store.close()
    _tell(run.summary, as_json=as_json, dry_run=dry_run)
    if run.summary.stopped:
        raise typer.Exit(130)
    if run.summary.errors:
        raise typer.Exit(1)


def _progress(*, quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet,
    )


def _tell(summary: Summary, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_json(summary, dry_run=dry_run), ensure_ascii=False))
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    written = summary.written
    counts = {
        "added": written.added,
        "changed": written.changed,
        "unchanged": written.unchanged,
        "rejected": summary.rejected,
        "removed": summary.removed,
        "skipped": summary.skipped,
    }
    shown = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name != "skipped")
    typer.echo(f"{'would be: ' if dry_run else ''}{shown}")
    for kind, count in summary.kinds.items():
        typer.echo(f"  {kind}: {count:,} read")
    for file in summary.files:
        if file.rejected:
            where = f"; see {file.rejects}" if file.rejects else ""
            console.print(f"[yellow]{escape(file.name)}[/]: {file.rejected:,} rejected{escape(where)}")
        if file.error:
            console.print(f"[red]{escape(file.name)}[/]: {escape(file.error)}")
    if summary.ignored:
        console.print(f"{len(summary.ignored):,} other files were left alone, such as {escape(summary.ignored[0])}")
    for note in summary.notes:
        console.print(escape(note))
    if summary.stopped:
        console.print("Stopped. What is counted above is kept; run the same command again to go on.")


def _as_json(summary: Summary, *, dry_run: bool) -> dict[str, object]:
    return {
        "added": summary.written.added,
        "changed": summary.written.changed,
        "unchanged": summary.written.unchanged,
        "rejected": summary.rejected,
        "removed": summary.removed,
        "skipped": summary.skipped,
        "kinds": summary.kinds,
        "files": [dataclasses.asdict(file) for file in summary.files],
        "ignored": summary.ignored,
        "notes": summary.notes,
        "stopped": summary.stopped,
        "dry_run": dry_run,
    }

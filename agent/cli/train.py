"""`xiaoer train`: train what the agent runs on from the shop's own examples."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.table import Table

from knowledge_base.home import Home

_EXAMPLES = """
**Examples**

    xiaoer train router

    xiaoer train router --data ~/shop/intents --out ~/shop/router.npz

    xiaoer train router --data ~/shop/intents --only-mine --json | jq .figures
"""

app = typer.Typer(name="train", help="Train what the agent runs on.", no_args_is_help=True)


class _Settings(Protocol):
    @property
    def data(self) -> Home: ...


@app.callback()
def _group() -> None:
    """Train what the agent runs on."""


@app.command("router", epilog=_EXAMPLES)
def _router(
    context: typer.Context,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder with *.yaml files of intents, added to the ones that ship. Repeatable.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write; the card lies beside it.", show_default="models/router.npz of the home"),
    ] = None,
    only_mine: Annotated[bool, typer.Option("--only-mine", help="Leave out the examples that ship.")] = False,
    most_lost: Annotated[
        float, typer.Option(min=0, max=1, help="In-scope accuracy that saying 'I don't know' may cost.")
    ] = 0.02,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as one JSON object.")] = False,
) -> None:
    """Train the intent router from example files, and say by cross-validation how good it is."""
    from agent.llm.gloss import nouns
    from agent.training.examples import ExamplesError, fill, read_folders
    from agent.training.progress import progress_bar
    from agent.training.router import card_path, train_router
    from retrieval.embed import open_embedder

    settings: _Settings = context.obj
    folders = [*([] if only_mine else [shipped_examples()]), *(data or [])]
    if not folders:
        raise ExamplesError("--only-mine is given without --data; expected a folder of examples")
    target = out or settings.data.models / "router.npz"
    examples = fill(read_folders(folders), nouns())
    with progress_bar(quiet=as_json) as progress:
        router, card = train_router(
            examples,
            open_embedder(settings.data.models),
            most_lost=most_lost,
            command=_command(data or [], only_mine=only_mine, most_lost=most_lost),
            progress=progress,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    router.save(target)
    card.save(card_path(target))
    if as_json:
        typer.echo(json.dumps({"model": str(target), **asdict(card)}, ensure_ascii=False))
        return
    table = Table(
        "figure, by cross-validation", "value", title=f"{len(card.intents)} intents, {len(examples)} examples"
    )
    for name, value in card.figures.items():
        table.add_row(name, f"{value:.4f}")
    console = Console()
    console.print(table)
    for intent, recall in sorted(card.recall.items(), key=lambda pair: pair[1])[:3]:
        console.print(f"hardest: {intent} ({recall:.2f} found)", highlight=False)
    console.print(f"written to {target}, its card to {card_path(target)}", highlight=False, soft_wrap=True)


def shipped_examples() -> Path:
    """The folder of examples that ship."""
    return Path(str(files("agent.llm") / "data" / "intents"))


def _command(data: list[Path], *, only_mine: bool, most_lost: float) -> str:
    """What makes the same router again, without this machine's folders."""
    parts = ["xiaoer", "train", "router"]
    for folder in data:
        parts += ["--data", folder.name]
    if only_mine:
        parts.append("--only-mine")
    if most_lost != 0.02:
        parts += ["--most-lost", f"{most_lost:g}"]
    return shlex.join(parts)

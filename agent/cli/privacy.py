"""`xiaoer privacy`: what is kept no longer goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from agent.settings import Settings

_EXAMPLES = """
**Examples**

- `xiaoer privacy sweep`: as the service does by itself
"""

app = typer.Typer(name="privacy", help="What is kept of customers, and how long.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """What is kept of customers, and how long."""


@app.command("sweep", epilog=_EXAMPLES)
def _sweep(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was removed as one JSON object.")] = False,
) -> None:
    """Remove what is older than the settings `privacy.*` and `chat.upload_days` say."""
    from agent.privacy.sweep import sweep_now

    settings: Settings = context.obj
    gone = sweep_now(settings)
    if as_json:
        typer.echo(json.dumps(gone))
        return
    console = Console(highlight=False)
    for name, count in gone.items():
        console.print(f"{name}: {count} removed")
    if not gone:
        console.print("Nothing is older than the settings say.")

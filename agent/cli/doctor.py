"""`xiaoer doctor`: is everything there, and what runs as what?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.table import Table

from agent.settings import Settings

EXAMPLES = """
**Examples**

    xiaoer doctor

    xiaoer --home ~/shop doctor --json | jq '.checks[] | select(.state != "ok")'
"""

_MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "broken": "[red]broken[/]"}


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every engine; exit code 1 if something is broken."""
    from agent.health import checks

    with Console(stderr=True).status("Looking …"):
        found = list(checks(cast("Settings", context.obj)))
    broken = any(check.state == "broken" for check in found)
    if as_json:
        typer.echo(json.dumps({"ok": not broken, "checks": [asdict(check) for check in found]}, ensure_ascii=False))
    else:
        table = Table("engine", "state", "runs as", "to mend", box=None, header_style="bold")
        for check in found:
            table.add_row(check.name, _MARKS[check.state], check.what, check.mend)
        Console().print(table)
    raise typer.Exit(1 if broken else 0)

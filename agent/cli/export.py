"""`xiaoer export`: hand a customer all that is held of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from agent.settings import Settings

EXAMPLES = """
**Examples**

- `xiaoer export CU-0001 --to ann.json`: and `ann.html` to read
- `xiaoer export ann@example.com --to ann.json --json`: says what was written as JSON
"""


def export(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="The customer's id or e-mail address.")],
    to: Annotated[Path, typer.Option("--to", help="File to write; a page to read lies beside it.", dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Say what was written as one JSON object.")] = False,
) -> None:
    """Write all that is held of a customer to a JSON file, and a page to read beside it."""
    from agent.privacy import exporting
    from agent.privacy.place import open_place

    settings: Settings = context.obj
    with open_place(settings.data) as place:
        held = exporting.export_of(place, customer)
    target = to if to.suffix == ".json" else to.with_name(f"{to.name}.json")
    written = exporting.write(held, settings.shop.name, target)
    counts = {name: len(holding["items"]) for name, holding in held["held"].items()}
    if as_json:
        typer.echo(json.dumps({"files": [str(path) for path in written], "counts": counts}))
        return
    console = Console(highlight=False, soft_wrap=True)
    for name, count in counts.items():
        console.print(f"{name}: {count}")
    console.print(f"written to {written[0]}, to read: {written[1]}")

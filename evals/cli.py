"""The sub-commands of `evals`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.benchmarks.base import SUITES, load
from evals.figures import Report

_EXAMPLES = """
**Examples**

    xiaoer eval chorus --data ~/data/chorus

    xiaoer eval hint3 --data ~/data/HINT3 --json | jq .figures.in_scope_accuracy
"""


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    app.command("eval", epilog=_EXAMPLES)(_eval)


def _eval(
    suite: Annotated[str, typer.Argument(help=f"One of: {', '.join(sorted(SUITES))}.")],
    data: Annotated[Path, typer.Option(help="Folder with the set's files, in its publisher's layout.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure answer quality on a public test set, offline."""
    report = load(suite)(data)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _show(report)


def _show(report: Report) -> None:
    ours = Table("figure", "value", "95% interval", "n", title=report.suite)
    for name, figure in report.figures.items():
        ours.add_row(name, f"{figure.value:.4f}", f"{figure.low:.4f} to {figure.high:.4f}", str(figure.n))
    console = Console()
    console.print(ours)
    for system, figures in report.published.items():
        console.print(f"{system}: " + ", ".join(f"{name} {value:.4f}" for name, value in figures.items()))
    for note in report.notes:
        console.print(note)

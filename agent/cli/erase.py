"""`xiaoer erase`: remove all that is held of a customer, and prove it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from agent.privacy.erasing import Erased
    from agent.privacy.subject import Subject
    from agent.settings import Settings

EXAMPLES = """
**Examples**

- `xiaoer erase CU-0001 --dry-run`: what would go
- `xiaoer erase ann@example.com`: after a question
- `xiaoer erase CU-0001 --yes --json`: for programs
"""


def erase(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="The customer's id or e-mail address.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Remove all that is held of a customer, then look through every file and table for what is left.

    Orders stay for the accounts under a pseudonym (setting `privacy.erased_orders`). It may be stopped at any time and
    run again. Exit code 2: something is left, and the report says where.
    """
    from agent.privacy import erasing
    from agent.privacy.place import open_place
    from agent.privacy.subject import find_subject

    settings: Settings = context.obj
    console = Console(stderr=as_json, highlight=False)
    with open_place(settings.data) as place:
        subject = find_subject(place, customer, needed=dry_run or not erasing.cut_off(place))
        counts = erasing.plan(place, subject)
        if dry_run or not yes:
            _show(console, subject, counts)
        if dry_run:
            if as_json:
                typer.echo(json.dumps({"customer": customer, "dry_run": True, "counts": counts}))
            return
        if not yes and not typer.confirm("Remove it for good?", err=as_json):
            raise typer.Exit(1)
        with console.status("Erasing") as status:
            report = erasing.erase(
                place,
                subject,
                remove_orders=settings.privacy.erased_orders == "remove",
                done=lambda step: status.update(f"Erasing: {step}"),
            )
    if as_json:
        typer.echo(json.dumps({"customer": customer, "clean": report.clean, **asdict(report)}))
    else:
        _report(console, report)
    if not report.clean:
        raise typer.Exit(2)


def _show(console: Console, subject: Subject, counts: dict[str, int]) -> None:
    table = Table("what", "how much", title=f"Held of {escape(subject.asked)}")
    for name, count in counts.items():
        if count:
            table.add_row(name, str(count))
    console.print(table)
    console.print(f"in {len(subject.conversations)} conversations and {len(subject.orders)} orders")


def _report(console: Console, report: Erased) -> None:
    for name, count in report.counts.items():
        if count:
            console.print(f"{name}: {count} removed or made nobody's")
    proof = report.proof
    console.print(f"Looked through {proof.files} files ({proof.bytes:,} bytes) and {proof.columns} columns.")
    for left in proof.left:
        note = "; another customer has the same" if left.shared else ""
        console.print(f"[yellow]left:[/] {left.kind} in {escape(left.where)}, {left.count} times{note}")
    for path in report.in_use:
        console.print(f"[yellow]in use:[/] {escape(path)}")
    console.print("[bold green]Nothing is left.[/]" if report.clean else "[bold red]Something is left.[/] See above.")

"""`xiaoer staff`: the accounts of people who answer customers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from agent.handoff.staff import Accounts
    from agent.settings import Settings

_EXAMPLES = """
**Examples**

    xiaoer staff add anna@example.org --name Anna --role admin

    xiaoer staff list --json | jq .

    xiaoer staff password anna@example.org
"""
_DEMO_EMAIL = "demo@shop.example"

app = typer.Typer(name="staff", help="Accounts of the people who answer customers.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Accounts of the people who answer customers at /console."""


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    from agent.handoff.staff import Accounts
    from knowledge_base import open_store

    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.data)
    try:
        yield Accounts(store)
    finally:
        store.close()


def _chosen(ask: bool) -> tuple[str, bool]:
    """A password, and whether it was made here."""
    if ask:
        return typer.prompt("Password", hide_input=True, confirmation_prompt=True), False
    return secrets.token_urlsafe(15), True


Ask = Annotated[bool, typer.Option("--ask", help="Ask for a password; otherwise a random one is made and printed.")]


@app.command("add", epilog=_EXAMPLES)
def _add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="With which they log in.")],
    name: Annotated[str, typer.Option(help="What customers see.")],
    role: Annotated[str, typer.Option(help="agent, lead or admin.")] = "agent",
    ask: Ask = False,
) -> None:
    """Add an account."""
    from agent.handoff.errors import DeskError
    from agent.handoff.staff import Role

    if role not in set(Role):
        raise DeskError(f"role {role!r} is not known; one of: {', '.join(Role)}")
    password, made = _chosen(ask)
    with _accounts(context.obj) as accounts:
        added = accounts.add(email, name, password, Role(role))
    _told(added.email, password if made else "")


@app.command("list", epilog=_EXAMPLES)
def _list(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the accounts."""
    with _accounts(context.obj) as accounts:
        people = accounts.all()
    rows = [{"email": one.email, "name": one.name, "role": one.role.value, "disabled": one.disabled} for one in people]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("E-mail", "Name", "Role", "")
    for one in people:
        table.add_row(one.email, one.name, one.role.value, "disabled" if one.disabled else "")
    Console().print(table if people else "No accounts yet: xiaoer staff add E-MAIL --name NAME --role admin")


@app.command("disable", epilog=_EXAMPLES)
def _disable(
    context: typer.Context,
    email: str,
    undo: Annotated[bool, typer.Option("--undo", help="Open the account again.")] = False,
) -> None:
    """Close an account and end its sessions."""
    with _accounts(context.obj) as accounts:
        staff = accounts.disable(email, disabled=not undo)
    typer.echo(f"{staff.email}: {'disabled' if staff.disabled else 'open'}")


@app.command("password", epilog=_EXAMPLES)
def _password(context: typer.Context, email: str, ask: Ask = False) -> None:
    """Give an account a new password and end its sessions."""
    password, made = _chosen(ask)
    with _accounts(context.obj) as accounts:
        accounts.set_password(email, password)
    _told(email, password if made else "")


@app.command("demo", epilog=_EXAMPLES)
def _demo(context: typer.Context) -> None:
    """An admin for trying the demo shop; its random password stays in the home."""
    from agent.handoff.errors import DeskError
    from agent.handoff.staff import Role

    settings: Settings = context.obj
    file = settings.home / "demo-staff.txt"
    with _accounts(settings) as accounts:
        try:
            accounts.find(_DEMO_EMAIL)
        except DeskError:
            file.unlink(missing_ok=True)
            file.touch(0o600)
            password = secrets.token_urlsafe(15)
            accounts.add(_DEMO_EMAIL, "Demo", password, Role.ADMIN)
            file.write_text(f"{password}\n", "utf-8")
    kept = file.read_text("utf-8").strip() if file.exists() else "changed; see xiaoer staff password"
    Console(highlight=False, soft_wrap=True).print(
        f"Staff console: [bold]/console[/], log in as [bold]{_DEMO_EMAIL}[/] with [bold]{kept}[/]"
    )


def _told(email: str, password: str) -> None:
    words = f"Password of {email}: {password}\nIt is not shown again." if password else f"{email}: done"
    typer.echo(words)

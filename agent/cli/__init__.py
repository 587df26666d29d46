"""The sub-commands of `agent`, one module each."""

from __future__ import annotations

import typer

from agent.cli import ask, doctor, erase, export, privacy, serve, staff, train

__all__ = ["add_commands"]


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    app.command(epilog=ask.EXAMPLES)(ask.ask)
    app.command(epilog=doctor.EXAMPLES)(doctor.doctor)
    app.add_typer(train.app)
    app.add_typer(staff.app)
    app.add_typer(privacy.app)
    app.command(epilog=erase.EXAMPLES)(erase.erase)
    app.command(epilog=export.EXAMPLES)(export.export)
    app.command(epilog=serve.EXAMPLES)(serve.serve)

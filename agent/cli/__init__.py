"""The sub-commands of `agent`, one module each."""

from __future__ import annotations

import typer

from agent.cli import serve, train

__all__ = ["add_commands"]


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    app.add_typer(train.app)
    app.command(epilog=serve.EXAMPLES)(serve.serve)

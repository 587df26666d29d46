"""The sub-commands of `retrieval`."""

from __future__ import annotations

import typer

from retrieval import index_command


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    index_command.add_command(app)

"""The sub-commands of `retrieval`."""

from __future__ import annotations

import typer

from retrieval import index_command, search_command


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""
    search_command.add_command(app)
    index_command.add_command(app)

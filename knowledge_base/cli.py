"""The sub-commands of `knowledge_base`."""

from __future__ import annotations

import typer


def add_commands(app: typer.Typer) -> None:
    """Join this package's commands to the `xiaoer` command."""

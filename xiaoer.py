"""The `xiaoer` command: joins the sub-commands that each package exports, and reads the settings once for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

import agent.cli
import evals.cli
import knowledge_base.cli
import retrieval.cli
from agent.errors import AgentError
from agent.privacy import logs
from agent.settings import load_settings
from evals.errors import EvalError
from knowledge_base.errors import KnowledgeBaseError
from retrieval.errors import RetrievalError

app = typer.Typer(
    name="xiaoer",
    help="店小二: a conversational agent for your shop, on your own machine.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


@app.callback()
def _settings(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of the shop's data (XIAOER_HOME).", show_default=False)
    ] = None,
) -> None:
    context.obj = load_settings(home=home)
    logs.install()


for package in (knowledge_base.cli, retrieval.cli, agent.cli, evals.cli):
    package.add_commands(app)


def main() -> None:
    """Run the command; an error of ours is one sentence on stderr and exit code 1."""
    try:
        app()
    except (AgentError, EvalError, KnowledgeBaseError, RetrievalError) as error:
        Console(stderr=True).print(f"[red]xiaoer:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

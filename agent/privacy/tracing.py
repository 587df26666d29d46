"""Tracing to somebody else's server: off, whatever the machine's environment says, unless the shop asks for it."""

from __future__ import annotations

import os
import sys
from typing import Any, cast

_SWITCHES = (
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING_V2",
    "LANGSMITH_TRACING",
    "LANGCHAIN_TRACING",
    "LANGSMITH_OTEL_ENABLED",
)


def keep_to_ourselves(*, tracing: bool = False) -> None:
    """Let LangChain send nothing away; with `tracing` the environment decides, and the operator answers for it."""
    if not tracing:
        os.environ.update(dict.fromkeys(_SWITCHES, "false"))
        if langsmith := cast("Any", sys.modules.get("langsmith.utils")):
            langsmith.get_env_var.cache_clear()

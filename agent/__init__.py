"""Thinks, acts and serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.events import Agent

if TYPE_CHECKING:
    from agent.build import Shop, open_shop

__all__ = ["Agent", "Shop", "open_shop"]


def __getattr__(name: str) -> object:
    """Load what reads the settings only when it is asked for."""
    if name in {"Shop", "open_shop"}:
        from agent import build  # noqa: PLC0415 - see above

        return getattr(build, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

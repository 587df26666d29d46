"""The demo shop, Lantern & Loom 灯织: data written and drawn for it, in English and Chinese."""

from __future__ import annotations

from knowledge_base.demo.loading import Loaded, load

__all__ = ["Loaded", "load"]

"""How a check inside the rules says no."""

from __future__ import annotations

from knowledge_base.orders.case import Rule


class Refused(Exception):  # noqa: N818 a decision, not an error; it never leaves the rules
    """A rule forbids it."""

    def __init__(self, rule: Rule, **facts: str) -> None:
        super().__init__(rule.value)
        self.rule = rule
        self.facts = facts

"""τ-bench retail (Yao et al. 2024): its gold actions, and ones that break its policy, at our order desk.

Each task's gold actions are replayed as its user; the answers and every record that differs afterwards must be those
of `expected_*.jsonl` (`{"task", "user_id", "results", "changed"}`). Then the gold actions are bent so that each breaks
one known rule, and must be refused by that rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.benchmarks.tau.actions import OK
from evals.benchmarks.tau.mutations import Mutation, mutations
from evals.benchmarks.tau.records import normal
from evals.benchmarks.tau.shop import LAYOUT, Shop, lines, opened
from evals.errors import DataError
from evals.figures import Report, bootstrap
from knowledge_base.orders import Refusal

_MOST = 5  # differences that a report shows


def run(folder: Path) -> Report:
    """Replay, then bend."""
    tasks = lines(_only(folder, "tasks_*.json"))
    expected = lines(_only(folder, "expected_*.jsonl"))
    if len(tasks) != len(expected):
        raise DataError(f"{folder} has {len(tasks)} tasks and {len(expected)} expected results; needs as many")
    notes: list[str] = []
    with opened(folder) as shop:
        same: list[float] = []
        kept: list[float] = []
        for number, (task, want) in enumerate(zip(tasks, expected, strict=True)):
            results, changed = _replayed(shop, task)
            right = results == want["results"] and changed == normal(want["changed"])
            same.append(float(right))
            kept += [
                float(ours == theirs) for ours, theirs in zip(results, want["results"], strict=True) if theirs == OK
            ]
            if not right and len(notes) < _MOST:
                notes.append(f"task {number}: {results}, expected {want['results']}; changed {_keys(changed)}")
        bent = _bent(shop, tasks)
    figures = {
        "tasks_equal": bootstrap(same),
        "permitted_actions_done": bootstrap(kept),
        "mutations_refused": bootstrap(bent.refused),
        "mutations_refused_by_the_right_rule": bootstrap(bent.by_the_rule),
    }
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(bent.kinds.items()))
    return Report("tau_retail", figures, {}, (f"mutations: {told}", *notes, *bent.wrong[:_MOST]))


def _replayed(shop: Shop, task: dict[str, Any]) -> tuple[list[str], Any]:
    user = task["user_id"]
    touched = [action["kwargs"]["order_id"] for action in task["actions"]]
    results = [shop.act(user, action["name"], action["kwargs"])[0] for action in task["actions"]]
    changed = normal(shop.changed())
    shop.put_back(user, touched)
    return results, changed


@dataclass
class _Bent:
    """Whether each mutation was refused with nothing written, and whether by a rule that it breaks."""

    refused: list[float] = field(default_factory=list)
    by_the_rule: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def tell(self, where: str, mutation: Mutation, result: str, refusal: Refusal | None, *, intact: bool) -> None:
        """Count one."""
        rule = refusal.rule if refusal else None
        self.refused.append(float(result != OK and intact))
        self.by_the_rule.append(float(result != OK and intact and rule in mutation.rules))
        self.kinds[mutation.kind] += 1
        if not self.by_the_rule[-1]:
            wanted = " or ".join("not theirs" if one is None else one for one in mutation.rules)
            self.wrong.append(f"{where}, {mutation.kind}: {result} ({rule}), expected {wanted}")


def _bent(shop: Shop, tasks: list[dict[str, Any]]) -> _Bent:
    """Go through each task, and try to break the rules before and after each of its actions."""
    bent = _Bent()
    for number, task in enumerate(tasks):
        user = task["user_id"]
        touched = [action["kwargs"]["order_id"] for action in task["actions"]]
        for place, action in enumerate(task["actions"]):
            tried = list(mutations(shop.world, *shop.now(user, touched[place]), action, seed=f"{number}/{place}"))
            for again in (False, True):
                state = shop.touched(user, touched)
                for mutation in tried:
                    if mutation.again is again:
                        result, refusal = shop.act(user, mutation.name, mutation.arguments)
                        intact = shop.touched(user, [*touched, *mutation.orders]) == state
                        bent.tell(f"task {number}", mutation, result, refusal, intact=intact)
                if not again and shop.act(user, action["name"], action["kwargs"])[0] != OK:
                    break  # there is nothing to do again
        shop.put_back(user, [*touched, *(order for mutation in tried for order in mutation.orders)])
    return bent


def _keys(changed: dict[str, dict[str, Any]]) -> list[str]:
    return [id_ for table in changed.values() for id_ in table]


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise DataError(f"{folder} has {len(found)} files {pattern}; needs one, with {LAYOUT}")
    return found[0]

"""Workers that write orders are killed at any moment; everything they had to do happens once.

The trials are those of `benchmarks/crash.py`, which runs more of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).parents[3] / "benchmarks" / "crash.py"


def _run(*options: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, str(_SCRIPT), *options], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.stdout, done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("engine", "kills"), [("sqlite", 100), pytest.param("postgresql", 50, marks=pytest.mark.postgres)]
)
def test_nothing_is_lost_or_done_twice(engine: str, kills: int, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres") if engine == "postgresql" else ""
    seen = _run("--kills", str(kills), "--url", url)
    assert (seen["kills"], seen["lost"], seen["doubled"], seen["half"]) == (kills, 0, 0, 0)
    assert seen["between"] > kills // 10, "the kills did not fall among the writes"


def test_without_the_keys_things_would_be_done_twice() -> None:
    assert _run("--kills", "8", "--careless")["doubled"] > 0

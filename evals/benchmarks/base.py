"""What a suite is, and the table of suites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from evals.errors import DataError
from evals.figures import Report

Suite = Callable[[Path], Report]

# suite -> module below evals.benchmarks whose `run(folder)` measures it
SUITES = {
    "chorus": "chorus",
    "clinc150": "clinc150",
    "hint3": "hint3",
    "stackfaq": "stackfaq",
    "tau_retail": "tau_retail",
}


def load(name: str) -> Suite:
    """The suite with this name; its module is imported only now.

    Raises:
        DataError: no suite has that name.
    """
    if name not in SUITES:
        raise DataError(f"suite is {name!r}; needs one of: {', '.join(sorted(SUITES))}")
    suite: Suite = import_module(f"evals.benchmarks.{SUITES[name]}").run
    return suite


@contextmanager
def reading(path: Path, layout: str) -> Iterator[None]:
    """Turn what goes wrong while a data file is read into one clear error.

    Raises:
        DataError: the file is missing, or is not laid out as `layout` says.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(f"{error.filename or path} is missing; the data folder needs {layout}") from error
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DataError(f"{path} is not laid out as needed ({layout}): {error!r}") from error

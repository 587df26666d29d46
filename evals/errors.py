"""What can go wrong in `evals`.

EvalError
└── DataError     a data set's folder or file is missing or of another layout
"""

from __future__ import annotations


class EvalError(Exception):
    """Any error of this package; its message names the thing, the value and what was needed."""


class DataError(EvalError):
    """A data set's folder or file is missing or of another layout."""

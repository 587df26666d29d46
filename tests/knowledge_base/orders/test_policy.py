"""A shop's limits, read from its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.errors import SourceError
from knowledge_base.orders import OrderPolicy, read_policy
from knowledge_base.schema import OrderStatus, PaymentKind


def written(folder: Path, text: str) -> Path:
    path = folder / "orders.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert read_policy(written(tmp_path, "# nothing\n")) == OrderPolicy()


def test_a_file_says_what_differs(tmp_path: Path) -> None:
    text = """
    cancel: {statuses: [pending, processed], source: {topic: cancellations}}
    returns:
      days: null
      days_by_category: {Food: 2}
      seasons: [{bought_from: [11, 1], bought_to: [12, 24], until: [1, 31]}]
    refunds: {by_kind: {paypal: [0, 1]}}
    """
    policy = read_policy(written(tmp_path, text))
    assert policy.cancel.statuses == (OrderStatus.PENDING, OrderStatus.PROCESSED)
    assert (policy.returns.days, policy.returns.days_by_category) == (None, {"Food": 2})
    assert policy.refunds.days(PaymentKind.PAYPAL) == (0, 1)
    assert policy.change == OrderPolicy().change


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("returns: {days: -1}", ["returns.days", "-1"]),
        ("returns: {dayz: 3}", ["returns.dayz", "3"]),
        ("cancel: {statuses: [gone]}", ["cancel.statuses.0", "'gone'"]),
        ("returns: {seasons: [{bought_from: [13, 1], bought_to: [1, 1], until: [1, 2]}]}", ["returns.seasons.0"]),
        ("- a list", ["the file"]),
        ("a: [", ["is not YAML"]),
    ],
)
def test_a_wrong_line_is_named_with_its_value(tmp_path: Path, text: str, named: list[str]) -> None:
    with pytest.raises(SourceError) as caught:
        read_policy(written(tmp_path, text))
    assert all(part in str(caught.value) for part in [*named, "orders.yaml"]), caught.value


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"missing\.yaml cannot be read"):
        read_policy(tmp_path / "missing.yaml")

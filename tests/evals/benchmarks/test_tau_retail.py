"""τ-bench's layout with a shop of our own: actions are replayed, compared, and bent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks import tau_retail
from evals.errors import DataError

HOME = {"address1": "1 Quay", "address2": "", "city": "Ghent", "country": "Belgium", "state": "OV", "zip": "9000"}
PRODUCTS = {
    "p1": {
        "name": "Mug",
        "product_id": "p1",
        "variants": {
            "i1": {"item_id": "i1", "options": {"colour": "red"}, "available": True, "price": 8.5},
            "i2": {"item_id": "i2", "options": {"colour": "blue"}, "available": True, "price": 9.25},
            "i3": {"item_id": "i3", "options": {"colour": "black"}, "available": False, "price": 9.25},
        },
    },
    "p2": {
        "name": "Plate",
        "product_id": "p2",
        "variants": {"i4": {"item_id": "i4", "options": {}, "available": True, "price": 12.0}},
    },
}


def user(name: str, **balances: float) -> dict[str, Any]:
    methods: dict[str, Any] = {f"card_{name}": {"source": "credit_card", "brand": "visa", "last_four": "1", "id": ""}}
    methods |= {key: {"source": "gift_card", "balance": amount, "id": key} for key, amount in balances.items()}
    for key, method in methods.items():
        method["id"] = key
    return {
        "name": {"first_name": name, "last_name": "Poe"},
        "address": HOME,
        "email": f"{name}@example.com",
        "payment_methods": methods,
        "orders": [f"#{name}1", f"#{name}2"],
    }


def order(id_: str, owner: str, status: str, paid_with: str) -> dict[str, Any]:
    item = {"name": "Mug", "product_id": "p1", "item_id": "i1", "price": 8.5, "options": {"colour": "red"}}
    return {
        "order_id": id_,
        "user_id": owner,
        "address": HOME,
        "items": [item],
        "fulfillments": [],
        "status": status,
        "payment_history": [{"transaction_type": "payment", "amount": 8.5, "payment_method_id": paid_with}],
    }


def action(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "kwargs": arguments}


SWAP = {"item_ids": ["i1"], "new_item_ids": ["i2"]}
TASKS = [
    {
        "user_id": "ann",
        "actions": [action("cancel_pending_order", order_id="#ann1", reason="no longer needed")],
    },
    {
        "user_id": "ann",
        "actions": [
            action("exchange_delivered_order_items", order_id="#ann2", payment_method_id="gift", **SWAP),
            action("modify_pending_order_items", order_id="#ann1", payment_method_id="tiny", **SWAP),
        ],
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    users = {"ann": user("ann", gift=5.0, tiny=0.5), "bob": user("bob")}
    orders = {
        one["order_id"]: one
        for one in (
            order("#ann1", "ann", "pending", "gift"),
            order("#ann2", "ann", "delivered", "card_ann"),
            order("#bob1", "bob", "pending", "card_bob"),
            order("#bob2", "bob", "delivered", "card_bob"),
        )
    }
    cancelled = {
        **orders["#ann1"],
        "status": "cancelled",
        "cancel_reason": "no longer needed",
        "payment_history": [
            *orders["#ann1"]["payment_history"],
            {"transaction_type": "refund", "amount": 8.499999999, "payment_method_id": "gift"},
        ],
    }
    richer = user("ann", gift=13.5, tiny=0.5)
    exchanged = {
        **orders["#ann2"],
        "status": "exchange requested",
        "exchange_items": ["i1"],
        "exchange_new_items": ["i2"],
        "exchange_payment_method_id": "gift",
        "exchange_price_difference": 0.75,
    }
    short = "Error: insufficient gift card balance to pay for the new item"
    expected = [
        {"results": ["ok"], "changed": {"orders": {"#ann1": cancelled}, "users": {"ann": richer}}},
        {"results": ["ok", short], "changed": {"orders": {"#ann2": exchanged}, "users": {}}},
    ]
    for name, data in (("users", users), ("orders", orders), ("products", PRODUCTS), ("tasks_some", TASKS)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    (tmp_path / "expected_some.jsonl").write_text("\n".join(map(json.dumps, expected)))
    return tmp_path


def test_gold_actions_leave_what_their_tools_leave(folder: Path) -> None:
    figures = tau_retail.run(folder).figures
    assert (figures["tasks_equal"].value, figures["tasks_equal"].n) == (1.0, 2)
    assert (figures["permitted_actions_done"].value, figures["permitted_actions_done"].n) == (1.0, 2)


def test_every_bent_action_is_refused_by_its_rule(folder: Path) -> None:
    report = tau_retail.run(folder)
    assert report.figures["mutations_refused"].value == 1.0, report.notes
    assert report.figures["mutations_refused_by_the_right_rule"].value == 1.0, report.notes
    assert report.figures["mutations_refused"].n > 20
    kinds = ("another customer's order", "gift card too small", "twice", "not available", "uneven swap", "reason")
    assert all(kind in report.notes[0] for kind in kinds), report.notes


def test_a_record_that_differs_by_a_cent_is_noticed(folder: Path) -> None:
    path = folder / "expected_some.jsonl"
    path.write_text(path.read_text().replace("8.499999999", "8.49"))
    report = tau_retail.run(folder)
    assert report.figures["tasks_equal"].value == 0.5
    assert any(note.startswith("task 0") for note in report.notes)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "users.json").unlink()
    with pytest.raises(DataError, match=r"users\.json is missing"):
        tau_retail.run(folder)

"""Kill the process that writes orders, at any moment, and see whether anything was lost or done twice.

    python benchmarks/crash.py --kills 1000                          SQLite, in a temporary folder
    python benchmarks/crash.py --kills 1000 --url postgresql://...   an empty PostgreSQL database

Each trial gives a worker some orders: it proposes a change, takes the customer's yes and does it, as a conversation
does. The worker is killed (SIGKILL) at a random moment, a new one begins again with the same keys, is perhaps killed
too, and a last one ends the work. Then every order must have changed once, with one line in the ledger, its money and
stock moved once, and after every kill nothing may be half done.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from agent.orders.desk import OrderDesk, Wanted
from knowledge_base import Store, open_store
from knowledge_base.home import Home
from knowledge_base.orders import Cancel, Change, ChangeItems, Desk, OrderPolicy, Refusal
from knowledge_base.orders.errands import CallBack, Errands
from knowledge_base.orders.proposals import Proposals
from knowledge_base.schema import (
    Customer,
    CustomerId,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    Product,
    ProductId,
    Transaction,
    TransactionKind,
    Variant,
    VariantId,
)

ORDERS = 9  # in a trial
_AHEAD, _MOST = 20, 6  # trials prepared at a time; kills of one
STOCK = 10**6
PRICE = Decimal("19.90")
_DEARER = Decimal("24.90")


@dataclass
class Tally:
    """What was seen."""

    kills: int = 0
    between: int = 0  # kills that left some of a trial's work done and some not
    lost: int = 0
    doubled: int = 0
    half: int = 0  # a change without its line in the ledger, or the other way round
    problems: list[str] = field(default_factory=list)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--url", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--careless", action="store_true", help="a fresh key for each try: shows what the keys are for")
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), options.url)
        begun = time.perf_counter()
        tally = Tally()
        with contextlib.suppress(KeyboardInterrupt):  # what was seen so far is told
            _run(home, options.kills, tally, careless=options.careless)
        seconds = time.perf_counter() - begun
    shown = {**vars(tally), "problems": tally.problems[:5], "seconds": round(seconds, 1)}
    print(json.dumps(shown))
    sys.exit(bool(tally.lost or tally.doubled or tally.half) and not options.careless)


def _run(home: Home, kills: int, tally: Tally, *, careless: bool) -> None:
    open_store(home).close()  # makes the tables, and loads here what each worker would load for itself
    _worker(home, [_stocked], None)
    longest = min(_timed(home, trial, careless=careless) for trial in (-1, -2, -3))  # a busy moment counts less
    trial = 0
    while tally.kills < kills:
        if trial % _AHEAD == 0:
            ahead = range(trial, trial + _AHEAD)
            _worker(home, [lambda store, number=number: _prepared(store, number) for number in ahead], None)
        for _ in range(random.randint(1, _MOST)):
            if tally.kills < kills and _killed(home, trial, random.uniform(0, longest), careless=careless):
                tally.kills += 1
                _look(home, trial, tally, finished=False)
        _work(home, trial, careless=careless)
        _look(home, trial, tally, finished=True)
        trial += 1
        if trial % 50 == 0:
            print(f"{tally.kills} of {kills} kills", file=sys.stderr)


def _timed(home: Home, trial: int, *, careless: bool) -> float:
    """How long one worker needs for a trial."""
    _worker(home, [lambda store: _prepared(store, trial)], None)
    begun = time.perf_counter()
    _work(home, trial, careless=careless)
    return time.perf_counter() - begun


def _worker(home: Home, tasks: list[object], after: float | None) -> bool:
    """Run tasks on the store in a process of its own; whether it was killed, `after` so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            store = open_store(home)
            for task in tasks:
                task(store)  # type: ignore[operator]
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 nothing may leave a forked process
            print(repr(error), file=sys.stderr)
            os._exit(3)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the worker failed with {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)


def _work(home: Home, trial: int, *, careless: bool) -> None:
    _worker(home, [lambda store: _worked(store, trial, careless=careless)], None)


def _killed(home: Home, trial: int, after: float, *, careless: bool) -> bool:
    return _worker(home, [lambda store: _worked(store, trial, careless=careless)], after)


def _look(home: Home, trial: int, tally: Tally, *, finished: bool) -> None:
    """Count, in this process's own connection, closed before the next fork."""
    store = open_store(home)
    try:
        done = 0
        for order, _ in _wanted(trial):
            problem, deeds = _state(store, order, trial)
            done += bool(deeds)
            if problem:
                tally.half += 1
                tally.problems.append(problem)
            if deeds > 1:
                tally.doubled += 1
            if finished and deeds == 0:
                tally.lost += 1
        tally.between += not finished and 0 < done < ORDERS
    finally:
        store.close()


# One trial's records and work


def _wanted(trial: int) -> Iterator[tuple[OrderId, Wanted]]:
    for place in range(ORDERS):
        order = OrderId(f"O-{trial}-{place}")
        kinds: tuple[Wanted, ...] = (
            Cancel(order=order, reason="no longer needed"),
            ChangeItems(order=order, old=(VariantId("lamp-red"),), new=(VariantId("lamp-blue"),)),
            CallBack(phone="+1 207 555 0188", about=order),
        )
        yield order, kinds[place % len(kinds)]


def _stocked(store: Store) -> None:
    lamp = [("lamp-red", PRICE), ("lamp-blue", _DEARER)]
    variants = tuple(Variant(id=VariantId(id_), price=Money(price, "USD"), stock=STOCK) for id_, price in lamp)
    store.put([Product(id=ProductId("lamp"), title="Paper Lamp", variants=variants)])


def _prepared(store: Store, trial: int) -> None:
    """A customer of the trial's own, who paid each order with a gift card."""
    card = PaymentMethod(id=f"card-{trial}", kind=PaymentKind.GIFT_CARD, balance=Money(Decimal(500), "USD"))
    buyer = Customer(
        id=CustomerId(f"C-{trial}"),
        first_name="A",
        last_name="B",
        email=f"c{trial}@example.com",
        payment_methods=(card,),
    )
    line = OrderLine(
        product=ProductId("lamp"), variant=VariantId("lamp-red"), title="Paper Lamp", price=Money(PRICE, "USD")
    )
    paid = Transaction(kind=TransactionKind.PAYMENT, amount=Money(PRICE, "USD"), payment_method=card.id)
    orders = [
        Order(id=order, customer=buyer.id, lines=(line,), status=OrderStatus.PENDING, transactions=(paid,))
        for order, _ in _wanted(trial)
    ]
    store.put([buyer, *orders])


def _worked(store: Store, trial: int, *, careless: bool) -> None:
    """Propose each change, and do it on a yes."""
    desk = OrderDesk(store, Desk(store, OrderPolicy()), Errands(store), Proposals(store))
    customer, conversation = CustomerId(f"C-{trial}"), f"conversation-{trial}"
    for order, wanted in _wanted(trial):
        key = f"{conversation}:{order}" + (str(random.SystemRandom().random()) if careless else "")
        proposal = desk.propose(conversation, customer, wanted, key=key, message="m", told=_told)
        if proposal is None or isinstance(proposal, Refusal):
            continue  # done already, or the careless worker's second try: the rules say no
        desk.confirm(conversation, customer, proposal.id)


def _told(change: Change | None) -> str:
    return "" if change is None else change.action.value


def _state(store: Store, order: OrderId, trial: int) -> tuple[str, int]:
    """What is wrong with an order, and how often the ledger has it."""
    found = store.order(order)
    wanted = next(one for id_, one in _wanted(trial) if id_ == order)
    if isinstance(wanted, CallBack):
        buyer = CustomerId(f"C-{trial}")
        calls = [deed for deed in store.deeds(customer=buyer) if deed.action == "call back" and order in deed.request]
        return "", len(calls)
    deeds = len(list(store.deeds(order=order)))
    if found is None:
        return f"{order} is gone", deeds
    changed = found.status is OrderStatus.CANCELLED or found.lines[0].variant == "lamp-blue"
    moves = len(found.transactions) - 1
    if changed != (deeds == 1) or moves != deeds:
        return f"{order}: changed {changed}, {deeds} deeds, {moves} moves of money", deeds
    return "", deeds


if __name__ == "__main__":
    main()

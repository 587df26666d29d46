"""How long one search takes, its embedding included, on one thread.

    OMP_NUM_THREADS=1 python benchmarks/search.py                          # the demo shop
    OMP_NUM_THREADS=1 python benchmarks/search.py --chorus ~/data/chorus   # and 19,406 products

Prints milliseconds by the clock and of processor time (the same on a quiet machine); every query is asked once to warm
up and then `--rounds` times.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml

from evals.benchmarks import chorus
from evals.benchmarks.shop import opened
from knowledge_base import Home, demo, open_store
from retrieval import LiveSearcher, open_searcher


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--chorus", type=Path, help="folder of the Chorus set")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    asked = list(yaml.safe_load((Path(__file__).parent / "demo_queries.yaml").read_text("utf-8")))
    asked += [
        "red dress under $100 in size M",
        "how long do I have to return something",
        "运费多少",
        "noise canceling headfones",
    ]
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        store = open_store(home)
        demo.load(store, home)
        with open_searcher(store, home, wait=True) as searcher:
            measure("demo shop, all kinds", searcher, asked, given.rounds)
        store.close()
    if given.chorus:
        with (given.chorus / "ratings.csv").open(encoding="utf-8", newline="") as file:
            queries = list(dict.fromkeys(row["query"] for row in csv.DictReader(file)))
        with opened(chorus.read_products(given.chorus), "chorus") as searcher:
            measure("Chorus, 19,406 products", searcher, queries, given.rounds)


def measure(what: str, searcher: LiveSearcher, queries: list[str], rounds: int) -> None:
    for query in queries:
        searcher.search(query)
    clock, processor = [], []
    for query in queries * rounds:
        began, used = time.perf_counter(), time.process_time()
        searcher.search(query)
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - used))
    for name, values in (("clock", clock), ("processor", processor)):
        p50, p95, p99 = np.percentile(values, [50, 95, 99])
        print(f"{what:26} {name:10} p50 {p50:.2f} ms   p95 {p95:.2f} ms   p99 {p99:.2f} ms   ({len(values)} searches)")


if __name__ == "__main__":
    main()

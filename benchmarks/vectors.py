"""How exact and how fast the vector index is, through the class that serves: `retrieval.dense.DenseIndex`.

    python benchmarks/vectors.py --vectors 1000000 --data clustered
    python benchmarks/vectors.py --vectors 1000000 --data isotropic   # the worst case: no structure at all
    python benchmarks/vectors.py --vectors 100000 --graph-limit 50000   # what more than two million get, in small

`clustered` is made like a catalogue: 200 departments, 20,000 kinds of product of power-law size, each a department's
direction plus its own, products spread around their kind in all 384 dimensions. `isotropic` is Gaussian noise, where
all vectors are about equally far from each other and only a whole comparison, there on compressed codes, finds the
nearest. Queries are
drawn from the same distribution and are not in the index. The truth is the exact comparison in float32.

Filters: "random" keeps a tenth of all vectors wherever they are; "departments" keeps those of a tenth of the
departments, so that most queries' neighbourhoods hold nothing that is allowed.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

import numpy as np

from retrieval import kinds
from retrieval.dense import DenseIndex
from retrieval.embed import processors

DIMENSION = 384
DEPARTMENTS, KINDS = 200, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--data", choices=("clustered", "isotropic"), default="clustered")
    parser.add_argument("--keep", type=float, default=0.1, help="share of vectors that the filters keep")
    parser.add_argument("--graph-limit", type=int, default=kinds.HNSW_LIMIT, help="vectors past which IVF-PQ is built")
    parser.add_argument("--threads", type=int, default=processors(), help="for building; searches use one")
    arguments = parser.parse_args()
    kinds.HNSW_LIMIT = arguments.graph_limit
    rng = np.random.default_rng(7)
    made, departments = draw(rng, arguments.vectors + arguments.queries, arguments.data)
    vectors, queries = made[: arguments.vectors], made[arguments.vectors :].copy()
    departments = departments[: arguments.vectors]
    filters = {
        "none": None,
        "random": rng.random(len(vectors)) < arguments.keep,
        "departments": departments < arguments.keep * DEPARTMENTS,
    }
    truths = {name: exact(vectors, queries, mask) for name, mask in filters.items()}
    began = time.perf_counter()
    index = DenseIndex.build(np.arange(len(vectors)), vectors, threads=arguments.threads, progress=say)
    built = time.perf_counter() - began
    del made, vectors
    figures = {name: measure(index, queries, mask, truths[name]) for name, mask in filters.items()}
    report = {
        "data": arguments.data,
        "vectors": arguments.vectors,
        "kind": index.kind,
        "build_seconds": round(built, 1),
        "build_threads": arguments.threads,
        "peak_memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "filters": figures,
    }
    print(json.dumps(report, indent=1))


def draw(rng: np.random.Generator, count: int, data: str) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors, and the department of each."""
    made = rng.standard_normal((count, DIMENSION), dtype=np.float32)
    departments = rng.integers(0, DEPARTMENTS, count)
    if data == "clustered":
        of_kind = rng.integers(0, DEPARTMENTS, KINDS)
        centres = rng.standard_normal((DEPARTMENTS, DIMENSION), dtype=np.float32)[of_kind]
        centres += 0.8 * rng.standard_normal((KINDS, DIMENSION), dtype=np.float32)
        share = 1 / np.arange(1, KINDS + 1) ** 0.7
        kinds = rng.choice(KINDS, count, p=share / share.sum())
        departments = of_kind[kinds]
        for first in range(0, count, 100_000):
            some = slice(first, first + 100_000)
            made[some] = 0.65 * made[some] + centres[kinds[some]]
    for first in range(0, count, 100_000):
        some = slice(first, first + 100_000)
        made[some] /= np.linalg.norm(made[some], axis=1, keepdims=True)
    return made, departments


def exact(vectors: np.ndarray, queries: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """The ten nearest of each query."""
    best = np.full((len(queries), 10), -2, np.float32)
    found = np.full((len(queries), 10), -1)
    for first in range(0, len(vectors), 50_000):
        similar = queries @ vectors[first : first + 50_000].T
        if mask is not None:
            similar[:, ~mask[first : first + 50_000]] = -2
        places = np.argpartition(-similar, 10, axis=1)[:, :10]
        joined = np.concatenate((best, np.take_along_axis(similar, places, 1)), axis=1)
        ids = np.concatenate((found, places + first), axis=1)
        order = np.argsort(-joined, axis=1)[:, :10]
        best, found = np.take_along_axis(joined, order, 1), np.take_along_axis(ids, order, 1)
    return found


def measure(index: DenseIndex, queries: np.ndarray, mask: np.ndarray | None, truth: np.ndarray) -> dict[str, float]:
    """Recall and milliseconds of one search after another, three times over.

    `processor_` is the time that the searching thread ran, without what a busy machine made it wait.
    """
    for query in queries[:20]:
        index.search(query, 10, mask)
    seconds, processor, hits = [], [], 0
    for _ in range(3):
        for query, nearest in zip(queries, truth, strict=True):
            began, worked = time.perf_counter(), time.thread_time()
            rows, _similar = index.search(query, 10, mask)
            processor.append(time.thread_time() - worked)
            seconds.append(time.perf_counter() - began)
            hits += len(np.intersect1d(rows, nearest))
    figures = {"recall_at_10": round(hits / (len(seconds) * 10), 4)}
    for name, taken in (("", seconds), ("processor_", processor)):
        for share in (50, 95, 99):
            figures[f"{name}p{share}_ms"] = round(float(np.percentile(taken, share)) * 1000, 2)
    return figures


def say(done: int, total: int) -> None:
    if done % 100_000 == 0 or done == total:
        print(f"indexed {done:,} of {total:,}", file=sys.stderr)


if __name__ == "__main__":
    main()

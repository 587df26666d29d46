"""Which index for how many vectors, and which way through it for which filter: pure choices, from measurements."""

from __future__ import annotations

from math import log2
from typing import Literal

IndexKind = Literal["flat", "hnsw", "packed", "ivf-pq"]
Way = Literal["none", "scan", "all", "graph", "lists"]

FLAT_LIMIT = 20_000  # exact comparison with this many takes about a millisecond
HNSW_LIMIT = 2_000_000  # past it the graph and its vectors no longer fit the memory of a usual machine
GPU_FLAT_LIMIT = 1_000_000  # a GPU compares exactly with this many in about a millisecond
SCAN_LIMIT = 1_500  # this few vectors are compared one by one sooner than any index finds its way to them
GRAPH_SHARE = 0.7  # a filter that keeps less makes the graph wander among what may not be found


def choose_kind(count: int, gpus: int = 0) -> IndexKind:
    """The kind of index for this many vectors; a GPU has no graph, and compares exactly for longer.

    Where vectors turn out to have no structure that a graph could follow, "packed" takes the place of "hnsw".
    """
    if count <= (GPU_FLAT_LIMIT if gpus else FLAT_LIMIT):
        return "flat"
    if count <= HNSW_LIMIT and not gpus:
        return "hnsw"
    return "ivf-pq"


def choose_way(kind: IndexKind, count: int, allowed: int) -> Way:
    """How to search `count` vectors of which `allowed` may be found.

    "scan": compare with the allowed ones only. "all": compare with all, past a bitmap. "graph": walk the HNSW graph.
    "lists": read the nearest inverted lists until enough allowed vectors have been seen.
    """
    if allowed == 0:
        return "none"
    if allowed <= SCAN_LIMIT and allowed < count:
        return "scan"
    if kind in ("flat", "packed"):
        return "all"
    if kind == "hnsw" and allowed >= GRAPH_SHARE * count:
        return "graph"
    return "lists"


def list_count(count: int) -> int:
    """How many inverted lists: about four times the root, a power of two."""
    return min(65_536, max(16, 1 << round(log2(4 * max(1, count) ** 0.5))))

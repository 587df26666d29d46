"""Fits the weights of product search and says how well they hold on questions that they were not fitted on.

    python benchmarks/fusion.py --chorus ~/data/chorus            # report only
    python benchmarks/fusion.py --chorus ~/data/chorus --write    # and write retrieval/ranking.json

BM25's constants, the weight of attributes and the accessory penalty are fitted on Chorus, the features of categories on
benchmarks/demo_queries.yaml over the demo shop, the share of the cosine on both; each by a grid so small that it can be
looked at. The cross-validated figure chooses anew in each of ten folds and measures on the one left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from evals.benchmarks import chorus
from evals.figures import bootstrap
from evals.metrics.ranking import ndcg
from knowledge_base import Home, demo, open_store
from knowledge_base.schema import Product
from retrieval import fuse, sparse
from retrieval.columns import Columns
from retrieval.embed import open_embedder
from retrieval.embedding_cache import CachedEmbedder
from retrieval.fuse import FIELDS, Lexical, Weights, convex
from retrieval.passages import passages_of
from retrieval.rerank import FEATURES, Candidates, features
from retrieval.tokens import gloss
from retrieval.understand import groups

RANKING = Path(fuse.__file__).with_name("ranking.json")
LEXICAL = {"k1": (0.6, 1.2), "b": (0.6, 0.75), "tie": (0.0, 0.1), "attributes": (0.2, 0.4)}
SHARES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
ACCESSORY = (0.0, -0.1)
CATEGORY = {"in_category": (0.0, 0.1, 0.15, 0.2, 0.3), "affinity": (0.0, 0.05, 0.1, 0.15, 0.2)}
WORDS = ("share", *LEXICAL, "accessory")
KINDS = ("share", *CATEGORY)
NEARLY = (
    0.003  # shares this close are the same to so few queries; the largest trusts least that words fit as well elsewhere
)
FOLDS = 10
CANDIDATES = 100


Table = dict[tuple[float, ...], list[float]]  # values, in the order of WORDS or KINDS -> quality of each query


@dataclass(frozen=True)
class Shop:
    """Products with their vectors and facts, rows in order."""

    products: Sequence[Product]
    passages: Mapping[int, Any]
    vectors: NDArray[np.float32]
    columns: Columns
    embed: Callable[[Sequence[str]], NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--chorus", type=Path, required=True, help="folder of the Chorus set")
    parser.add_argument("--write", action="store_true", help="write retrieval/ranking.json")
    given = parser.parse_args()
    current = json.loads(RANKING.read_bytes())
    table = words_table(given.chorus, current)
    held = cross_validated(np.array(list(table.values())))
    validated = told("cross-validated on Chorus", held)
    told("gain over rank fusion, cross-validated", held - rank_fusion(given.chorus))
    categories = categories_table(current)
    means = {share: (best(table, share)[1] + best(categories, share)[1]) / 2 for share in SHARES}
    share = max(share for share in SHARES if means[share] > max(means.values()) - NEARLY)
    words, on_chorus = best(table, share)
    kinds, on_demo = best(categories, share)
    for each in SHARES:
        say(f"share of meaning {each}", best(table, each)[1], {"demo": round(best(categories, each)[1], 4)})
    say("chosen, on Chorus", on_chorus, dict(zip(WORDS, words, strict=True)))
    say("chosen, on the demo shop", on_demo, dict(zip(KINDS, kinds, strict=True)))
    say("demo shop without categories", float(np.mean(categories[share, 0.0, 0.0])), {})
    if given.write:
        chosen = dict(zip(WORDS, words, strict=True)) | dict(zip(KINDS, kinds, strict=True))
        write(current, chosen, len(next(iter(table.values()))), validated, on_demo)


def best(table: Table, share: float) -> tuple[tuple[float, ...], float]:
    """The best values with this share of meaning, and their mean quality."""
    means = {values: float(np.mean(found)) for values, found in table.items() if values[0] == share}
    values = max(means, key=lambda values: means[values])
    return values, means[values]


def cross_validated(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quality of each query with what the other folds choose."""
    count = table.shape[1]
    folds = np.random.default_rng(0).permutation(count) % FOLDS
    held = np.zeros(count)
    for fold in range(FOLDS):
        chosen = int(table[:, folds != fold].mean(axis=1).argmax())
        held[folds == fold] = table[chosen, folds == fold]
    return held


def told(what: str, values: NDArray[np.float64]) -> float:
    """Print the mean with its 95% interval."""
    figure = bootstrap(values.tolist())
    say(what, figure.value, {"low": round(figure.low, 4), "high": round(figure.high, 4)})
    return figure.value


def rank_fusion(folder: Path) -> NDArray[np.float64]:
    """The quality of each query, in order, with plain rank fusion."""
    grades = relevant(folder)
    queries = sorted(grades)
    shop = list(chorus.read_products(folder))
    rankings = chorus.plain_rankings(shop, queries, open_cached("chorus").embed)["rrf"]
    return np.array([ndcg(ranking, grades[query]) for query, ranking in zip(queries, rankings, strict=True)])


def relevant(folder: Path) -> chorus.Grades:
    """The queries for which something is relevant."""
    return {
        query: judged for query, judged in chorus.read_grades(folder / "ratings.csv").items() if any(judged.values())
    }


def words_table(folder: Path, current: Mapping[str, Any]) -> Table:
    """The quality of each query of Chorus with each choice of constants."""
    grades = relevant(folder)
    queries = sorted(grades)
    shop = open_shop(list(chorus.read_products(folder)), "chorus")
    cosines = shop.embed(queries) @ shop.vectors.T
    accessory = FEATURES.index("accessory")
    table: Table = {}
    for constants in itertools.product(*LEXICAL.values()):
        index = build(shop, lexical_of(current, dict(zip(LEXICAL, constants, strict=True))))
        asked = [groups(query, index, "product") for query in queries]
        scores = [index.scores(found, "product") for found in asked]
        rows = [candidates(cosine, score) for cosine, score in zip(cosines, scores, strict=True)]
        told = [
            features(of_rows(shop, row, cosine), found, index)[:, accessory]
            for row, cosine, found in zip(rows, cosines, asked, strict=True)
        ]
        for share, penalty in itertools.product(SHARES, ACCESSORY):
            table[share, *constants, penalty] = [
                quality(shop, grades[query], row, convex(cosine[row], score[row], share) + penalty * more)
                for query, row, cosine, score, more in zip(queries, rows, cosines, scores, told, strict=True)
            ]
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return table


def categories_table(current: Mapping[str, Any]) -> Table:
    """The quality of what is asked of the demo shop with each weight of categories."""
    judged = yaml.safe_load((Path(__file__).parent / "demo_queries.yaml").read_text("utf-8"))
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        store = open_store(home)
        demo.load(store, home)
        shop = open_shop(list(store.products()), "demo")
        store.close()
    index = build(shop, fuse.read_weights(current))
    cases = []
    for query, wanted in judged.items():
        grades = {p.id: 1.0 for p in shop.products if p.id in wanted or set(p.categories) & set(wanted)}
        meaning = gloss(query)
        cosine = shop.embed([meaning])[0] @ shop.vectors.T if meaning else np.zeros(len(shop.products), np.float32)
        found = groups(query, index, "product")
        score = index.scores(found, "product")
        rows = candidates(cosine, score)
        cases.append((grades, rows, cosine[rows], score[rows], features(of_rows(shop, rows, cosine), found, index)))
    table: Table = {}
    for share, *values in itertools.product(SHARES, *CATEGORY.values()):
        weight = np.array([dict(zip(CATEGORY, values, strict=True)).get(name, 0.0) for name in FEATURES])
        table[share, *values] = [
            quality(shop, grades, rows, convex(cosine, score, share if cosine.any() else 0.0) + told @ weight)
            for grades, rows, cosine, score, told in cases
        ]
    return table


def open_shop(products: Sequence[Product], name: str) -> Shop:
    passages = {row: passages_of(product)[0] for row, product in enumerate(products)}
    embedder = open_cached(name)
    texts = [passage.embedded[0] for passage in passages.values()]
    return Shop(products, passages, embedder.embed(texts), Columns.build(passages), embedder.embed)


def open_cached(name: str) -> CachedEmbedder:
    return CachedEmbedder(open_embedder(), Path.home() / ".cache" / "xiaoer" / "evals" / name / "embeddings.db")


_built: dict[int, sparse.SparseIndex] = {}


def build(shop: Shop, fitted: Weights) -> sparse.SparseIndex:
    """An index with these weights; words are cut once for each shop."""
    sparse.weights = lambda: fitted  # the one place where the index reads them
    whole = _built.get(id(shop)) or sparse.SparseIndex.build(shop.passages)
    _built[id(shop)] = whole
    with TemporaryDirectory() as folder:
        whole.save(Path(folder))
        return sparse.SparseIndex.load(Path(folder), shop.passages)


def lexical_of(current: Mapping[str, Any], constants: Mapping[str, float]) -> Weights:
    fitted = fuse.read_weights(current)
    weights = list(fitted.lexical["product"].weights)
    weights[FIELDS["product"].index("attributes")] = constants["attributes"]
    longest = fitted.lexical["product"].longest
    lexical = Lexical(tuple(weights), longest, constants["k1"], constants["b"], constants["tie"])
    return replace(fitted, lexical={**fitted.lexical, "product": lexical})


def candidates(cosine: NDArray[np.float32], score: NDArray[np.float32]) -> NDArray[np.int64]:
    by_words = np.argsort(-score, kind="stable")[:CANDIDATES]
    by_meaning = np.argsort(-cosine, kind="stable")[:CANDIDATES]
    return np.union1d(by_words, by_meaning)


def of_rows(shop: Shop, rows: NDArray[np.int64], cosine: NDArray[np.float32]) -> Candidates:
    return Candidates(rows, [shop.passages[row] for row in rows.tolist()], cosine[rows], shop.columns.popularity[rows])


def quality(shop: Shop, grades: Mapping[str, float], rows: NDArray[np.int64], scores: NDArray[np.float32]) -> float:
    best = rows[np.argsort(-scores, kind="stable")[:10]]
    return ndcg([str(shop.products[row].id) for row in best.tolist()], grades)


def write(current: dict[str, Any], chosen: Mapping[str, float], queries: int, validated: float, on_demo: float) -> None:
    product = current["lexical"]["product"]
    product |= {name: chosen[name] for name in ("k1", "b", "tie")}
    product["fields"]["attributes"] = chosen["attributes"]
    current["meaning"]["product"] = chosen["share"]
    current["rerank"] |= {name: chosen[name] for name in ("accessory", *CATEGORY)}
    current["provenance"] |= provenance(queries, validated, on_demo)
    RANKING.write_text(json.dumps(current, indent=2, ensure_ascii=False) + "\n", "utf-8")


def provenance(queries: int, validated: float, on_demo: float) -> dict[str, Any]:
    """Which data chose the weights of products, and what they reach on queries that did not choose them."""
    return {
        "products": (
            f"benchmarks/fusion.py, {datetime.now(UTC):%Y-%m-%d}: k1, b, tie, the weight of attributes and "
            f"the accessory penalty chosen on {queries} queries of Chorus, in_category and affinity on "
            f"benchmarks/demo_queries.yaml (nDCG@10 {on_demo:.3f}, in-sample), the share of meaning on both; "
            "the rest by hand"
        ),
        "chorus_queries": queries,
        "chorus_cross_validated": round(validated, 4),
    }


def say(what: str, value: float, details: Mapping[str, Any]) -> None:
    print(f"{what:32} {value:.4f}  {details or ''}", flush=True)


if __name__ == "__main__":
    main()

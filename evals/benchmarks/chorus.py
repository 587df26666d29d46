"""Chorus (o19s): 19,406 electronics products of Icecat and graded queries, 0 to 3.

Reads every `products*.json` or `products*.json.zip` (a list of products, prices in cents) and `ratings.csv` (columns
query, docid, rating). Queries for which nothing is relevant are left out; a product that nobody judged counts as
irrelevant. The gain is the grade itself.

Beside our own figures stands plain rank fusion of the same words and vectors: BM25 (bm25s as it comes, English
stopwords and stemmer) on title and short description, and the embedding model alone, joined by reciprocal ranks.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from evals.benchmarks.base import reading
from evals.benchmarks.shop import opened
from evals.errors import DataError
from evals.figures import Figure, Report, bootstrap
from evals.metrics.ranking import ndcg, recall, reciprocal_rank
from knowledge_base.schema import AttributeValue, Money, Picture, Product, ProductId, Variant, VariantId
from retrieval.fuse import provenance, reciprocal_ranks

_LAYOUT = "products*.json or products*.json.zip, and ratings.csv with the columns query, docid, rating"
_DEPTH = 1000  # of the rankings that plain rank fusion joins
_PUBLISHED = {"BM25": 0.68, "MiniLM": 0.60, "rank fusion of the two": 0.73}  # on all queries

Grades = dict[str, dict[str, float]]


def run(folder: Path) -> Report:
    """Index the products, ask every query, and compare with plain rank fusion."""
    grades = read_grades(folder / "ratings.csv")
    products = list(read_products(folder))
    known = {product.id for product in products}
    missing = {item for judged in grades.values() for item in judged} - known
    asked = [query for query, judged in grades.items() if any(grade > 0 for grade in judged.values())]
    if not asked or len(missing) > len(known):
        raise DataError(f"ratings.csv fits no product of {folder}; the data folder needs {_LAYOUT}")
    with opened(products, "chorus") as searcher:
        ours = [[hit.id for hit in searcher.search(query, kinds=["product"]).hits] for query in asked]
        plain = plain_rankings(products, asked, searcher.embedder.embed)
    own, other = ([ndcg(ranking, grades[query]) for query, ranking in zip(asked, rankings, strict=True)]
                  for rankings in (ours, plain["rrf"]))  # fmt: skip
    figures = {
        "ndcg_at_10": bootstrap(own),
        "recall_at_10": _mean(recall, ours, asked, grades),
        "reciprocal_rank": _mean(reciprocal_rank, ours, asked, grades),
        "rrf_ndcg_at_10": bootstrap(other),
        "bm25_ndcg_at_10": _mean(ndcg, plain["bm25"], asked, grades),
        "dense_ndcg_at_10": _mean(ndcg, plain["dense"], asked, grades),
        "gain_over_rrf": bootstrap([a - b for a, b in zip(own, other, strict=True)]),
    }
    notes = (
        f"{len(products)} products, {len(asked)} queries with something relevant of {len(grades)}",
        "gain = grade, unjudged = 0; gain_over_rrf is paired by query",
        *_fitted(),
        *([f"{len(missing)} rated products are in no file, such as {min(missing)}"] if missing else []),
    )
    return Report("chorus", figures, {name: {"ndcg_at_10": value} for name, value in _PUBLISHED.items()}, notes)


def _fitted() -> tuple[str, ...]:
    """What must be known to judge the figures: which data chose the weights that ship."""
    fitted = provenance()
    in_sample = (
        f"the shipped weights were fitted on {fitted['chorus_queries']} queries of Chorus: on those, our figures and "
        "gain_over_rrf are in-sample; queries that were not among them judge fairly"
    )
    validated = (
        f"nDCG@10 by ten-fold cross-validation on the same queries: {fitted['chorus_cross_validated']:.3f} (each fold "
        "with weights chosen on the other nine; what was set by hand is not held out)"
    )
    return in_sample, validated, f"weights of products: {fitted['products']}"


def read_products(folder: Path) -> Iterator[Product]:
    """Every product of the folder, as the shop's record."""
    files = sorted([*folder.glob("products*.json"), *folder.glob("products*.json.zip")])
    if not files:
        raise DataError(f"{folder} holds no products*.json; the data folder needs {_LAYOUT}")
    for path in files:
        with reading(path, _LAYOUT):
            for entry in _entries(path):
                yield _product(entry)


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix != ".zip":
        yield from json.loads(path.read_text("utf-8"))
        return
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                yield from json.loads(archive.read(name))
    except BadZipFile as error:
        raise DataError(f"{path} is no zip file; the data folder needs {_LAYOUT}") from error


def _product(entry: Mapping[str, Any]) -> Product:
    barcodes = tuple(dict.fromkeys(str(code) for code in entry.get("ean") or ()))
    price = Money(Decimal(str(entry.get("price") or 0)) / 100, "USD")
    released = entry.get("date_released")
    return Product(
        id=ProductId(str(entry["id"])),
        title=entry["title"],
        variants=(Variant(id=VariantId(str(entry["id"])), price=price, barcode=barcodes[0] if barcodes else None),),
        description=entry.get("short_description") or "",
        brand=entry.get("supplier") or "",
        model=entry.get("name") or None,
        codes=barcodes[1:],
        attributes=dict(_attributes(entry)),
        pictures=tuple(Picture(path=entry[key], alt=entry["title"]) for key in ("img_500x500",) if entry.get(key)),
        released=datetime.fromisoformat(released) if released else None,
    )


def _attributes(entry: Mapping[str, Any]) -> Iterator[tuple[str, AttributeValue]]:
    for key, value in entry.items():
        if key.startswith("attr_") and value not in (None, "", []):
            name = re.sub(r"^attr_[a-z]_", "", key).strip("_").replace("_", " ")
            yield name, tuple(map(str, value)) if isinstance(value, list) else value


def read_grades(path: Path) -> Grades:
    """The ratings file as query -> product id -> grade."""
    grades: Grades = {}
    with reading(path, _LAYOUT), path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grades.setdefault(row["query"], {})[row["docid"]] = float(row["rating"])
    return grades


def plain_rankings(products: Sequence[Product], queries: Sequence[str], embed: Any) -> dict[str, list[list[str]]]:
    """The rankings of BM25, of the embedding model, and of the two joined, as product ids."""
    import bm25s  # noqa: PLC0415 only this comparison needs it
    import Stemmer  # noqa: PLC0415

    texts = [f"{product.title} {product.description}" for product in products]
    options: dict[str, Any] = {"stopwords": "en", "stemmer": Stemmer.Stemmer("english"), "show_progress": False}
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, **options), show_progress=False)
    depth = min(_DEPTH, len(products))
    rows, scores = index.retrieve(bm25s.tokenize(list(queries), **options), k=depth, show_progress=False)
    words = [found[score > 0].astype(np.int64) for found, score in zip(rows, scores, strict=True)]
    vectors = embed([f"{product.title}. {product.description}" for product in products])
    near = [np.argsort(-row, kind="stable")[:depth] for row in embed(list(queries)) @ vectors.T]
    joined = [reciprocal_ranks(a, b) for a, b in zip(words, near, strict=True)]
    ids = [product.id for product in products]
    rankings = {"bm25": words, "dense": near, "rrf": joined}
    return {name: [[ids[row] for row in ranking[:10]] for ranking in found] for name, found in rankings.items()}


def _mean(metric: Any, rankings: Sequence[Sequence[str]], queries: Sequence[str], grades: Grades) -> Figure:
    return bootstrap([metric(ranking, grades[query]) for query, ranking in zip(queries, rankings, strict=True)])

"""Measures `xiaoer ingest` of many products, without embedding: seconds, and the most memory it held.

python benchmarks/ingest.py                      # 100,000 products as CSV
python benchmarks/ingest.py --products 20000 --format jsonl --format shopify
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WORDS = """
    light waterproof everyday soft durable folding classic slim warm quiet compact organic brushed steel cotton linen
    oak canvas wireless rechargeable padded hooded ribbed ceramic glass walnut leather merino travel kitchen garden
""".split()  # noqa: SIM905 one word after another reads better
THINGS = ["jacket", "lamp", "kettle", "chair", "speaker", "backpack", "shirt", "bottle", "headphones", "rug", "tent"]
BRANDS = [f"{word.title()} & Co" for word in WORDS]


def products(number: int) -> Iterator[dict[str, Any]]:
    """Products with some 900 characters of text and fifteen columns each, the same in every run."""
    chance = random.Random(7)
    for index in range(number):
        thing = chance.choice(THINGS)
        yield {
            "id": f"P-{index:07}",
            "title": " ".join([*chance.sample(WORDS, 3), thing, str(chance.randint(100, 999))]).title(),
            "description": " ".join(chance.choices(WORDS, k=110)),
            "brand": chance.choice(BRANDS),
            "category": f"Department {chance.randint(1, 9)} > {thing}s",
            "price": f"{chance.randint(3, 900)}.{chance.randint(0, 99):02}",
            "currency": "EUR",
            "stock": str(chance.randint(0, 50)),
            "sku": f"SKU{index:07}",
            "ean": _gtin(4_000_000_000_00 + index),
            "image_url": f"https://example.org/pictures/{index}.jpg",
            "url": f"https://example.org/products/{index}",
            "rating": f"{chance.uniform(1, 5):.1f}",
            "material": chance.choice(WORDS),
            "weight": f"{chance.randint(50, 9000)} g",
        }


def _gtin(body: int) -> str:
    digits = f"{body:012}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    return f"{digits}{check}"


def _csv(path: Path, number: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, next(products(1)))
        writer.writeheader()
        writer.writerows(products(number))


def _jsonl(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(product) + "\n" for product in products(number))


def _json(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n")
        for index, product in enumerate(products(number)):
            file.write((",\n" if index else "") + json.dumps(product, indent=1))
        file.write("\n]\n")


def _shopify(path: Path, number: int) -> None:
    """Two variants of each, so twice as many rows."""
    names = ["Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value"]
    names += ["Variant SKU", "Variant Inventory Qty", "Variant Price", "Variant Barcode", "Image Src", "Status"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for product in products(number):
            for size in ("S", "M"):
                head = size == "S"
                told = [product["title"], f"<p>{product['description']}</p>", product["brand"], product["category"]]
                row = [product["id"], *(told if head else [""] * 4), "a, b", "TRUE", "Size", size]
                row += [f"{product['sku']}-{size}", product["stock"], product["price"], product["ean"] if head else ""]
                writer.writerow([*row, product["image_url"], "active"])


FORMATS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "csv": ("products.csv", _csv),
    "jsonl": ("products.jsonl", _jsonl),
    "json": ("products.json", _json),
    "shopify": ("shopify.csv", _shopify),
}


def ingest(home: Path, path: Path) -> tuple[float, float, float, dict[str, Any]]:
    """Seconds on the clock and of a processor, peak memory in MiB, and what the command said."""
    command = [sys.executable, "-m", "xiaoer", "--home", str(home), "ingest", str(path), "--json"]
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"xiaoer ingest ended with {child.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--format", action="append", choices=FORMATS, dest="formats")
    chosen = parser.parse_args()
    print(f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}, SQLite")
    for name in chosen.formats or ["csv"]:
        file_name, write = FORMATS[name]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file_name
            write(path, chosen.products)
            print(f"{name}: {chosen.products:,} products, {path.stat().st_size / 2**20:.0f} MiB")
            for turn in ("first", "again"):
                seconds, processor, peak, said = ingest(Path(folder) / "home", path)
                counts = ", ".join(f"{said[key]:,} {key}" for key in ("added", "changed", "unchanged", "rejected"))
                print(f"  {turn}: {seconds:.1f} s ({processor:.1f} s of a processor), {peak:.0f} MiB at most; {counts}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(this script itself held {own:.0f} MiB)")


if __name__ == "__main__":
    main()

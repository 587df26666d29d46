"""How long a fresh process takes to its first answer, from a snapshot: imports, store, index, model and search.

    python benchmarks/first_search.py --home .xiaoer/demo [--query "…"] [--runs 5]

The home must hold a shop; its index is brought up to date first. Each run is a process of its own and counts from the
moment that it is started.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

FIRST = """
import sys, time
from pathlib import Path
from knowledge_base import open_store
from knowledge_base.home import Home
from retrieval import open_searcher
home = Home(Path(sys.argv[1]))
with open_searcher(open_store(home), home) as searcher:
    hits = searcher.search(sys.argv[2]).hits
    print(time.time() - float(sys.argv[3]), len(hits), hits[0].title if hits else "")
    sys.stdout.flush()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--query", default="a warm jacket for rainy days under $100")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    build = [sys.executable, "-m", "xiaoer", "--home", str(arguments.home), "index", "build", "--json"]
    built = json.loads(subprocess.run(build, check=True, capture_output=True, text=True).stdout)
    seconds = []
    for _ in range(arguments.runs):
        asked = [sys.executable, "-c", FIRST, str(arguments.home), arguments.query, str(time.time())]
        said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split(maxsplit=2)
        seconds.append(float(said[0]))
    report = {
        "passages": built["passages"],
        "first_search_seconds": round(statistics.median(seconds), 2),
        "slowest": round(max(seconds), 2),
        "hits": int(said[1]),
        "first_hit": said[2].strip() if len(said) > 2 else "",
    }
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

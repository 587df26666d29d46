"""Takes what a shop has, in files of many forms, into its store.

ingest(store, [Path("products.csv"), Path("policies")], options=Options(currency="EUR"))
"""

from __future__ import annotations

from knowledge_base.ingest.options import Options, read_mapping
from knowledge_base.ingest.run import FileSummary, Ingest, Progress, Summary, ingest

__all__ = ["FileSummary", "Ingest", "Options", "Progress", "Summary", "ingest", "read_mapping"]

from __future__ import annotations

import pytest

from retrieval.embed import open_embedder


@pytest.fixture(scope="session")
def embedder():
    return open_embedder(threads=1)

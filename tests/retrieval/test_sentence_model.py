import json
import os
import subprocess
import sys

import numpy as np

from retrieval import weights
from retrieval.embed import open_embedder
from retrieval.sentence_model import fingerprint

TEXTS = ["Do you have waterproof hiking boots?", "The invoice for my order is missing", "请问可以退货吗？"]
EMBED = """
import json, sys
from pathlib import Path
from retrieval.embed import open_embedder

model = open_embedder(Path(sys.argv[1]), name=sys.argv[1], device="cpu")
vectors = model.embed(json.loads(sys.argv[2]))
print(json.dumps([model.name, model.hash, model.dimension, vectors.tolist(), model.embed([]).shape]))
"""


def test_a_sentence_transformers_folder_gives_the_vectors_of_its_int8_form():
    """In a process of its own: torch takes seconds to load and must not stay in this one."""
    folder = str(weights.folder())
    done = subprocess.run(
        [sys.executable, "-c", EMBED, folder, json.dumps(TEXTS)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )
    name, hash_, dimension, vectors, empty = json.loads(done.stdout)
    assert (name, dimension, empty) == (folder, 384, [0, 384])
    assert hash_ == fingerprint(folder, "None") != open_embedder().hash
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert ((np.array(vectors) * open_embedder().embed(TEXTS)).sum(axis=1) > 0.985).all()


def test_the_fingerprint_changes_with_the_model(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "weights").write_bytes(b"a" * 200_000)
    first = fingerprint(str(model), "None")
    assert fingerprint(str(model), "None") == first
    (model / "weights").write_bytes(b"a" * 199_999 + b"b")
    second = fingerprint(str(model), "None")
    (model / "weights").write_bytes(b"a" * 200_001)
    assert len({first, second, fingerprint(str(model), "None")}) == 3
    assert fingerprint("org/name", "revision-1") != fingerprint("org/name", "revision-2")

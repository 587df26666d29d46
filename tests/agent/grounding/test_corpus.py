"""The corpus of `benchmarks/grounding.py`: what it reports may not get worse."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPT = Path(__file__).parents[3] / "benchmarks" / "grounding.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grounding_benchmark", _SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def corpus(script):
    return script.cases()


def test_the_corpus_is_large_and_holds_both_languages_and_sides(corpus):
    sides = Counter((case.language, case.true) for case in corpus)
    assert min(sides.values()) >= 100
    assert len(corpus) >= 500


@pytest.mark.parametrize(("kind", "least"), [("numbers", 0.99), ("names", 0.97), ("promises", 0.97)])
def test_false_claims_are_held_back(corpus, kind, least):
    false = [case for case in corpus if case.kind == kind and not case.true]
    missed = [case.reply for case in false if not case.withheld()]
    assert len(missed) <= (1 - least) * len(false), missed


def test_true_sentences_are_said(corpus):
    true = [case for case in corpus if case.true]
    lost = [case.reply for case in true if case.withheld()]
    assert len(lost) <= 0.01 * len(true), lost


def test_a_corpus_judged_the_wrong_way_round_would_fail(corpus):
    proven = [case for case in corpus if not case.true and case.withheld()]
    assert len(proven) > len(corpus) / 4

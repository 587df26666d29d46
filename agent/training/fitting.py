"""Fits the parts of a router on labelled texts with their embeddings."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from agent.llm.features import Floats, Ngrams
from agent.llm.heads import LinearHead

Labels = NDArray[np.int64]

_SVM_C = 2.0
_LOGISTIC_C = 20.0
_LOGISTIC_SHARE = 0.1
_RAREST = 2  # a character n-gram of a single text tells nothing
_PLENTY = 50  # examples of an intent from which its name tells nothing more
_ABSENT = -5.0  # score of an intent that a fold has not seen; no fitted one is as low


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Texts with their unit vectors and intents; `outside` is the place of the out-of-scope intent, if there is one."""

    texts: Sequence[str]
    vectors: Floats  # [texts, dimension]
    labels: Labels  # [texts], places in `intents`
    intents: tuple[str, ...]
    outside: int | None
    groups: Labels  # [texts], alike for what was made of one template
    strange: NDArray[np.bool_]  # [texts], named products are kept for testing
    names: Floats  # [intents, dimension], unit vectors of `spoken` names

    @property
    def inside(self) -> list[int]:
        """Places of the intents in scope."""
        return [place for place in range(len(self.intents)) if place != self.outside]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A fitted head with what familiarity is measured against."""

    ngrams: Ngrams
    head: LinearHead
    examples: Floats  # unit vectors in scope
    centres: Floats  # of the intents in scope


def spoken(intent: str) -> str:
    """An intent's name as words: the shop's own summary of it, which counts as one more example."""
    return " ".join(intent.replace("_", " ").replace("-", " ").split()).casefold()


def fit(data: Data, rows: NDArray[np.int64]) -> Parts:
    """Fit a head on these rows.

    A one-against-rest linear SVM on the embedding beside tf-idf n-grams (with few examples its margins generalise
    better than logistic regression's), plus a share of a logistic regression on the embedding. Both are linear, so that
    their sum is one head.
    """
    seen = np.unique(data.labels[rows])
    named = seen[seen != (-1 if data.outside is None else data.outside)]
    few = named[[np.sum(data.labels == label) < _PLENTY for label in named]]
    texts = [data.texts[row] for row in rows] + [spoken(data.intents[label]) for label in few]
    vectors = np.concatenate([data.vectors[rows], data.names[few]])
    labels = np.concatenate([data.labels[rows], few])
    ngrams = Ngrams.fit(texts, rarest=_RAREST)
    wide = hstack([csr_matrix(vectors), _sparse(ngrams, texts)]).tocsr()
    svm = LinearSVC(C=_SVM_C, random_state=0, max_iter=3000).fit(wide, labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of convergence: a tenth of the score need not be exact
        logistic = LogisticRegression(C=_LOGISTIC_C, max_iter=300).fit(vectors, labels)
    centres = np.stack([vectors[labels == label].mean(axis=0) for label in named])
    return Parts(
        ngrams,
        _head(svm, logistic, seen, len(data.intents), vectors.shape[1]),
        vectors[np.isin(labels, named)],
        (centres / np.linalg.norm(centres, axis=1, keepdims=True)).astype(np.float32),
    )


def _sparse(ngrams: Ngrams, texts: Sequence[str]) -> Any:
    pairs = [ngrams.transform(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in pairs)])
    values = np.concatenate([weights for _, weights in pairs])
    places = np.concatenate([places for places, _ in pairs])
    return csr_matrix((values, places, ends), shape=(len(texts), len(ngrams.idf)))


def _head(svm: Any, logistic: Any, seen: Labels, intents: int, dimension: int) -> LinearHead:
    svm_weights, svm_bias = _row_per_intent(svm)
    logistic_weights, logistic_bias = _row_per_intent(logistic)
    dense = np.zeros((intents, dimension), dtype=np.float32)
    sparse = np.zeros((svm_weights.shape[1] - dimension, intents), dtype=np.float32)
    bias = np.full(intents, _ABSENT, dtype=np.float32)
    dense[seen] = svm_weights[:, :dimension] + _LOGISTIC_SHARE * logistic_weights
    sparse[:, seen] = svm_weights[:, dimension:].T
    bias[seen] = svm_bias + _LOGISTIC_SHARE * logistic_bias
    return LinearHead(dense, sparse, bias)


def _row_per_intent(model: Any) -> tuple[Floats, Floats]:
    """Weights and bias with one row for each intent; scikit-learn keeps a single row for two of them."""
    if len(model.classes_) == 2:
        return np.vstack([-model.coef_, model.coef_]), np.concatenate([-model.intercept_, model.intercept_])
    return model.coef_, model.intercept_

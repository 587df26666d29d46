"""How sure a router may be: cross-validated evidence, and the probabilities and the threshold that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import matthews_corrcoef, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from agent.llm.features import Floats
from agent.llm.heads import Familiarity, softmax
from agent.training.fitting import Data, Labels, fit

Flags = NDArray[np.bool_]

_FOLDS = 5
_ENOUGH_OUTSIDE = 20  # fewer out-of-scope examples than this say little about the rest of the world
_OUTSIDE_SHARE = 0.2  # of messages that a router is taken to meet
_TEMPERATURES = np.geomspace(0.5, 20, 60)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What cross-validation saw of each message.

    A message whose intent was withheld from its fold counts as out of scope there: `inside` says which are not.
    """

    scores: Floats  # [messages, intents in scope]
    evidence: Floats  # [messages, kinds of evidence]
    labels: Labels  # [messages], places among the intents in scope, -1 for the out-of-scope intent
    inside: Flags  # [messages]

    @property
    def best(self) -> Labels:
        """The place of the best intent in scope."""
        return np.asarray(self.scores.argmax(axis=1), dtype=np.int64)

    @property
    def right(self) -> Flags:
        """Whether the best intent is the true one, for messages in scope."""
        return np.asarray(self.inside & (self.best == self.labels))


def cross_validate(data: Data, progress: Callable[[int, int], None]) -> Findings:
    """Evidence on messages that the fold's model has not seen.

    Where too few out-of-scope examples are given, each fold also withholds a fifth of the intents, so that there is
    something that the model doesn't know.
    """
    inside = np.asarray(data.inside)
    labels = np.full(len(data.intents), -1, dtype=np.int64)
    labels[inside] = np.arange(len(inside))
    withhold = data.outside is None or int(np.sum(data.labels == data.outside)) < _ENOUGH_OUTSIDE
    smallest = int(np.unique(data.labels, return_counts=True)[1].min())
    folds = StratifiedKFold(max(2, min(_FOLDS, smallest)), shuffle=True, random_state=0)
    groups = np.random.default_rng(0).permutation(len(inside)) % _FOLDS
    collected = []
    splits = list(folds.split(data.texts, data.labels))
    for number, (seen, unseen) in enumerate(splits):
        progress(number, len(splits))
        withheld = inside[groups == number] if withhold and len(inside) - np.sum(groups == number) >= 2 else inside[:0]
        hidden = np.isin(data.labels, withheld)
        train = seen[~hidden[seen]]
        test = np.union1d(unseen, np.flatnonzero(hidden))
        scores, evidence = _measure(data, train, test)
        true = labels[data.labels[test]]
        collected.append((scores, evidence, true, (true >= 0) & ~hidden[test]))
    progress(len(splits), len(splits))
    columns = zip(*collected, strict=True)
    return Findings(*(np.concatenate(column) for column in columns))


def _measure(data: Data, train: NDArray[np.int64], test: NDArray[np.int64]) -> tuple[Floats, Floats]:
    parts = fit(data, train)
    familiarity = Familiarity(parts.examples, parts.centres, np.zeros(4, dtype=np.float32), 0.0, 1.0)
    scores = np.stack([parts.head.scores(data.vectors[row], *parts.ngrams.transform(data.texts[row])) for row in test])
    inside = scores[:, data.inside]
    outside = scores[:, data.outside] if data.outside is not None else np.zeros(len(test), dtype=np.float32)
    evidence = [
        familiarity.evidence(data.vectors[row], inside[place], float(outside[place])) for place, row in enumerate(test)
    ]
    return inside, np.stack(evidence)


def fit_temperature(findings: Findings) -> float:
    """The temperature under which the true intents are likeliest (Guo et al. 2017, section 4.2)."""
    scores, labels = findings.scores[findings.inside], findings.labels[findings.inside]

    def loss(temperature: float) -> float:
        shares = softmax(scores * np.float32(temperature))
        return float(-np.log(np.maximum(shares[np.arange(len(labels)), labels], 1e-9)).mean())

    return float(min(_TEMPERATURES, key=loss))


def fit_familiarity(findings: Findings) -> tuple[Floats, float]:
    """Coefficients and intercept of the logistic regression on the evidence, for a fifth of messages out of scope."""
    if findings.inside.all():
        return np.zeros(findings.evidence.shape[1], dtype=np.float32), 30.0  # nothing to tell apart: all is known
    mean, spread = findings.evidence.mean(axis=0), findings.evidence.std(axis=0)
    spread[spread < 1e-6] = 1.0
    weights = {
        True: (1 - _OUTSIDE_SHARE) / findings.inside.mean(),
        False: _OUTSIDE_SHARE / (1 - findings.inside.mean()),
    }
    model = LogisticRegression(C=1.0, class_weight=weights).fit((findings.evidence - mean) / spread, findings.inside)
    coefficients = (model.coef_[0] / spread).astype(np.float32)
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def confidence(findings: Findings, familiarity: Familiarity) -> Floats:
    """[messages]: the probability that the best intent in scope is meant."""
    known = np.asarray([familiarity.known(evidence) for evidence in findings.evidence], dtype=np.float32)
    return np.asarray(known * familiarity.shares(findings.scores).max(axis=1))


def choose_threshold(findings: Findings, sure: Floats, most_lost: float) -> float:
    """The threshold that rejects most out of scope for what it loses in scope, and loses at most `most_lost` there."""
    inside = findings.inside
    if inside.all():
        return 0.0
    candidates = np.unique(np.concatenate([[0.0], np.quantile(sure, np.linspace(0, 0.9, 400))]))
    base = findings.right[inside].mean()
    kept = np.asarray([(findings.right & (sure >= threshold))[inside].mean() for threshold in candidates])
    rejected = np.asarray([(sure[~inside] < threshold).mean() for threshold in candidates])
    gain = np.where(base - kept <= most_lost, kept + rejected, -1.0)
    return float(candidates[int(gain.argmax())])


def figures(findings: Findings, sure: Floats, threshold: float) -> dict[str, float]:
    """What cross-validation says of the router."""
    inside, accepted = findings.inside, sure >= threshold
    found = {
        "in_scope_accuracy": float(findings.right[inside].mean()),
        "in_scope_accuracy_with_rejection": float((findings.right & accepted)[inside].mean()),
        "calibration_error": calibration_error(sure[inside], findings.right[inside]),
    }
    if not inside.all():
        truth = np.where(inside, findings.labels, -1)
        found["oos_recall"] = float((~accepted)[~inside].mean())
        found["oos_auroc"] = float(roc_auc_score(inside, sure))
        found["mcc"] = float(matthews_corrcoef(truth, np.where(accepted, findings.best, -1)))
    return {name: round(value, 4) for name, value in found.items()}


def calibration_error(sure: Floats, right: Flags, bins: int = 10) -> float:
    """The mean distance between confidence and accuracy over equal-width bins (Naeini et al. 2015)."""
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[places == b].mean() - right[places == b].mean()) * np.mean(places == b) for b in set(places)]
    return float(sum(gaps))

"""How sure a router may be: cross-validated evidence, and the probabilities and the threshold that follow from it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import matthews_corrcoef, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from agent.llm.features import Floats
from agent.llm.heads import Familiarity, softmax
from agent.training.fitting import Data, Labels, fit

Flags = NDArray[np.bool_]

_FOLDS = 5
_FOLDS_OF_MANY = 3
_MANY = 5000  # examples from which fewer folds are as good, and sooner done
_ENOUGH_OUTSIDE = 20  # fewer out-of-scope examples than this say little about the rest of the world
_OUTSIDE_SHARE = 0.1  # of messages that a router is taken to meet
_TRUST = 1.0  # inverse of the strength with which the weights of evidence are shrunk
_TRUST_STAND_INS = 0.03
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
    something that the model doesn't know. Of examples made of one template, only the one that names a strange product
    is tested, by a model that has seen neither the template nor the product.
    """
    inside = np.asarray(data.inside)
    labels = np.full(len(data.intents), -1, dtype=np.int64)
    labels[inside] = np.arange(len(inside))
    withhold = data.outside is None or int(np.sum(data.labels == data.outside)) < _ENOUGH_OUTSIDE
    usual = int(np.median(np.unique(data.labels, return_counts=True)[1]))
    most = _FOLDS_OF_MANY if len(data.labels) > _MANY else _FOLDS
    folds = StratifiedGroupKFold(max(2, min(most, usual)), shuffle=True, random_state=0)
    groups = np.random.default_rng(0).permutation(len(inside)) % most
    templated = np.isin(data.groups, data.groups[data.strange])
    collected = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of intents with fewer examples than folds: some folds then miss them
        splits = list(folds.split(data.texts, data.labels, data.groups))
    for number, (seen, unseen) in enumerate(splits):
        progress(number, len(splits))
        withheld = inside[groups == number] if withhold and len(inside) - np.sum(groups == number) >= 2 else inside[:0]
        hidden = np.isin(data.labels, withheld)
        train = seen[~hidden[seen] & ~data.strange[seen]]
        test = np.union1d(unseen[data.strange[unseen] | ~templated[unseen]], np.flatnonzero(hidden))
        scores, evidence = _measure(data, train, test)
        true = labels[data.labels[test]]
        collected.append((scores, evidence, true, (true >= 0) & ~hidden[test]))
    progress(len(splits), len(splits))
    columns = zip(*collected, strict=True)
    return Findings(*(np.concatenate(column) for column in columns))


def _measure(data: Data, train: NDArray[np.int64], test: NDArray[np.int64]) -> tuple[Floats, Floats]:
    parts = fit(data, train)
    nothing = np.zeros(0, dtype=np.float32)
    familiarity = Familiarity(parts.examples, parts.centres, nothing, nothing, 1.0)
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


def fit_familiarity(findings: Findings, examples: Floats, centres: Floats) -> Familiarity:
    """Weigh the evidence: is a message in scope, and is the best intent right?

    Both regressions take a tenth of messages to be out of scope. Where only withheld intents stand in for what is out
    of scope, they are shrunk hard: no kind of evidence shall rule alone on the strength of stand-ins.
    """
    temperature = fit_temperature(findings)
    bare = Familiarity(examples, centres, np.zeros(0, np.float32), np.zeros(0, np.float32), temperature)
    evidence = with_temperature(findings, bare)
    share = findings.inside.mean()
    weights = np.where(findings.inside, (1 - _OUTSIDE_SHARE) / share, _OUTSIDE_SHARE / max(1 - share, 1e-9))
    if findings.inside.all():
        weights = np.ones(len(findings.inside))
    stand_ins = bool((~findings.inside & (findings.labels >= 0)).any())
    trust = _TRUST_STAND_INS if stand_ins else _TRUST
    fits = [_logistic(evidence, truth, weights, trust) for truth in (findings.inside, findings.right)]
    return Familiarity(
        examples,
        centres,
        np.stack([coefficients for coefficients, _ in fits]),
        np.asarray([intercept for _, intercept in fits], dtype=np.float32),
        temperature,
    )


def with_temperature(findings: Findings, familiarity: Familiarity) -> Floats:
    """[messages, evidence]: the evidence with the odds under this temperature."""
    shares = np.clip(familiarity.shares(findings.scores).max(axis=1), 1e-4, 1 - 1e-4)
    return np.column_stack([findings.evidence[:, :-1], np.log(shares / (1 - shares))]).astype(np.float32)


def _logistic(evidence: Floats, truth: Flags, weights: NDArray[np.float64], trust: float) -> tuple[Floats, float]:
    if truth.all() or not truth.any():
        return np.zeros(evidence.shape[1], dtype=np.float32), 30.0 if truth.all() else -30.0
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread[spread < 1e-6] = 1.0
    model = LogisticRegression(C=trust).fit((evidence - mean) / spread, truth, sample_weight=weights)
    coefficients = (model.coef_[0] / spread).astype(np.float32)
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def confidence(findings: Findings, familiarity: Familiarity) -> Floats:
    """[messages]: the probability that the best intent in scope is meant."""
    evidence = with_temperature(findings, familiarity)
    return np.asarray([familiarity.judge(row)[1] for row in evidence], dtype=np.float32)


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

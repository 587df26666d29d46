from __future__ import annotations

import json

import numpy as np
import pytest

from agent.llm.router import UNKNOWN, open_router
from agent.training.calibration import Findings, calibration_error, choose_threshold, fit_temperature
from agent.training.examples import Example
from agent.training.router import TrainingError, card_path, train_router
from retrieval.embed import open_embedder

INTENTS = {
    "opening": [
        "when do you open",
        "opening hours please",
        "are you open on sunday",
        "at what time do you close",
        "几点开门",
        "营业时间",
    ],
    "parking": [
        "where can I park",
        "is there a car park",
        "parking spaces?",
        "do you have parking",
        "可以停车吗",
        "停车场在哪",
    ],
    "tickets": [
        "how much is a ticket",
        "price of admission",
        "do children pay",
        "buy tickets online",
        "门票多少钱",
        "怎么买票",
    ],
}
OUTSIDE = ["who is the president", "write a poem", "asdf", "what is 5 plus 6", "translate hello", "天气怎么样"] * 4
EXAMPLES = [Example(text, intent) for intent, texts in INTENTS.items() for text in texts]
WITH_OUTSIDE = EXAMPLES + [Example(f"{text} {number}", "out_of_scope") for number, text in enumerate(OUTSIDE)]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder(threads=1)


@pytest.fixture(scope="module")
def trained(embedder):
    return train_router(WITH_OUTSIDE, embedder, command="xiaoer train router --data museum")


def test_it_learns_what_it_was_shown(trained):
    router, _ = trained
    assert router.understand("what are your opening hours").intent == "opening"
    assert router.understand("门票价格").intent == "tickets"
    assert router.understand("who was the first president").intent in {"out_of_scope", UNKNOWN}


def test_the_card_says_what_it_is(trained, tmp_path):
    router, card = trained
    assert card.intents == {"opening": 6, "out_of_scope": 24, "parking": 6, "tickets": 6}
    assert card.command == "xiaoer train router --data museum"
    assert card.threshold == pytest.approx(router.training.threshold, abs=1e-4)
    assert {"in_scope_accuracy", "oos_recall", "calibration_error", "mcc"} <= card.figures.keys()
    assert all(-1 <= value <= 1 for value in card.figures.values())
    card.save(card_path(tmp_path / "router.npz"))
    assert json.loads((tmp_path / "router.card.json").read_text())["data_hash"] == card.data_hash


def test_training_twice_gives_the_same_bytes(trained, embedder, tmp_path):
    again, _ = train_router(WITH_OUTSIDE, embedder)
    trained[0].save(tmp_path / "a.npz")
    again.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_without_examples_out_of_scope_it_can_still_be_unsure(embedder, tmp_path):
    router, card = train_router(EXAMPLES, embedder)
    assert router.training.outside is None
    assert "oos_recall" in card.figures  # of withheld intents
    sure = {text: router.understand(text).confidence for text in ("opening hours", "the mitochondria of a plant cell")}
    assert sure["opening hours"] > sure["the mitochondria of a plant cell"]
    assert sum(share for _, share in router.understand("opening hours").ranked) <= 1 + 1e-6
    router.save(tmp_path / "r.npz")
    assert open_router(tmp_path / "r.npz", embedder).understand("opening hours").intent == "opening"


def test_an_intent_with_a_single_example_is_learnt_too(embedder):
    router, card = train_router([*EXAMPLES, Example("I lost my umbrella here", "lost_property")], embedder)
    assert card.intents["lost_property"] == 1
    assert router.understand("lost umbrella").ranked[0][0] == "lost_property"


def test_two_intents_are_enough(embedder):
    router, _ = train_router([example for example in EXAMPLES if example.intent != "tickets"], embedder)
    assert router.understand("car park").ranked[0][0] == "parking"
    assert router.understand("opening hours").ranked[0][0] == "opening"


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([], "intents in scope: none"),
        (
            [example for example in WITH_OUTSIDE if example.intent in {"opening", "out_of_scope"}],
            "intents in scope: opening;",
        ),
        (
            [Example("open?", "opening"), Example("park?", "parking"), Example("pay?", "tickets")],
            "3 examples of 3 intents",
        ),
    ],
)
def test_too_little_to_learn_from(embedder, examples, message):
    with pytest.raises(TrainingError, match=message):
        train_router(examples, embedder)


def test_progress_goes_from_nothing_to_everything(embedder):
    told: dict[str, list[tuple[int, int]]] = {}
    train_router(EXAMPLES, embedder, progress=lambda step, done, total: told.setdefault(step, []).append((done, total)))
    assert list(told) == ["embed", "cross-validate", "train"]
    for steps in told.values():
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert steps == sorted(steps)


def findings(scores, labels, inside):
    count = len(labels)
    return Findings(
        np.asarray(scores, dtype=np.float32), np.zeros((count, 5), np.float32), np.asarray(labels), np.asarray(inside)
    )


def test_the_temperature_makes_shares_as_sure_as_they_are_right():
    right = [[1.0, 0.0]] * 90
    wrong = [[1.0, 0.0]] * 10
    found = findings(right + wrong, [0] * 90 + [1] * 10, [True] * 100)
    share = 1 / (1 + np.exp(-fit_temperature(found)))
    assert share == pytest.approx(0.9, abs=0.01)


def test_the_threshold_rejects_most_for_what_it_may_lose():
    sure = np.asarray([0.9] * 90 + [0.3] * 10 + [0.1] * 30 + [0.5] * 20, dtype=np.float32)
    found = findings([[1.0, 0.0]] * 150, [0] * 100 + [-1] * 50, [True] * 100 + [False] * 50)
    strict, free = choose_threshold(found, sure, 0.0), choose_threshold(found, sure, 0.1)
    assert 0.1 < strict <= 0.3
    assert 0.5 < free <= 0.9


def test_nothing_out_of_scope_nothing_rejected():
    found = findings([[1.0, 0.0]] * 4, [0] * 4, [True] * 4)
    assert choose_threshold(found, np.asarray([0.2, 0.4, 0.6, 0.8]), 0.02) == 0


def test_calibration_error():
    assert calibration_error(np.asarray([0.75] * 4), np.asarray([True, True, True, False])) == pytest.approx(0)
    assert calibration_error(np.asarray([1.0] * 4), np.asarray([True, False, False, False])) == pytest.approx(0.75)

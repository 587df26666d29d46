from __future__ import annotations

import re
from string import Formatter

import pytest

from agent.llm.phrases import Phrases, stock
from agent.llm.phrases.cues import _read, cue

ENGLISH_ONLY = {"product.flag_yes_has", "product.flag_no_has"}  # Chinese says both alike


def _slots(way: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(way) if name}


def test_both_languages_say_the_same_things():
    assert set(stock("en")) - ENGLISH_ONLY == set(stock("zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_ways_to_say_a_thing_can_be_filled_alike(language):
    optional = {"reach", "contact", "shop", "was"}
    for key, ways in stock(language).items():
        needed = [_slots(way) - optional for way in ways]
        assert all(slots <= set().union(*needed) for slots in needed), key


@pytest.mark.parametrize("language", ["en", "zh"])
def test_phrases_claim_nothing_by_themselves(language):
    """A number or price written into a phrase would be said whatever the catalogue holds."""
    from agent.grounding.claims import claims

    harmless = {"满分5分"}
    for key, ways in stock(language).items():
        for way in ways:
            bare = re.sub(r"\{\w+\}", " ", way)
            found = [claim.text for claim in claims(bare) if claim.text not in {"5", "two", "两款", "two products"}]
            assert not found or any(word in bare for word in harmless), (key, found)


def test_the_same_turn_says_the_same_and_turns_vary():
    assert Phrases("en", "c/1").say("thanks") == Phrases("en", "c/1").say("thanks")
    assert len({Phrases("en", f"c/{turn}").say("thanks") for turn in range(20)}) == 3


def test_lists():
    assert Phrases("en", "").listed(["a", "b", "c"]) == "a, b and c"
    assert Phrases("zh", "").listed(["甲", "乙"]) == "甲、乙"
    assert Phrases("en", "").listed([]) == ""


@pytest.mark.parametrize("name", sorted(_read()))
def test_every_cue_compiles(name):
    assert cue(name).pattern

"""What customers are told while they show who they are: the same whoever exists, and when to come back."""

from __future__ import annotations

import pytest

from agent.identity import Facts, Identities, Level, open_identities
from agent.orders.reception import Reception
from agent.orders.wording import Wording
from agent.settings import load_settings
from knowledge_base import open_store
from knowledge_base.orders import OrderPolicy
from tests.agent.identity.conftest import RECORDS

ENGLISH = Wording("en", OrderPolicy())


def told(reception: Reception, conversation: str, code: str = "", **facts: str) -> str:
    answer = reception.show(conversation, Facts(**facts), code, ENGLISH)
    return " ".join((*answer.said, answer.ask))


@pytest.mark.parametrize("email", ["anna@mail.example", "nobody@mail.example"])
def test_known_and_unknown_hear_the_same_words_and_when_to_come_back(counter, email):
    reception = Reception(counter.store, counter.identities, Level.VERIFIED)
    heard = [told(reception, "a", email=email)]
    real = [post.text for post in counter.posts()]
    guess = "000000" if not real or "000000" not in real[0] else "000001"
    heard += [told(reception, "a", guess) for _ in range(6)]
    assert heard[0] == "If that address is known to us, a code is on its way to it. Please type it here."
    assert heard[1:5] == [f"That isn't right. Tries left: {left}. " for left in (4, 3, 2, 1)]
    assert heard[5:] == ["There were too many tries. You can try again in 1 min. "] * 2


def test_long_pauses_are_told_in_hours(counter):
    reception = Reception(counter.store, counter.identities, Level.RECOGNISED)
    heard = []
    for _ in range(5 + 8):
        answer = counter.identities.check("a", Facts(order="LL-1", email="x@mail.example"))
        heard.append(told(reception, "a", order="LL-1", email="x@mail.example"))
        counter.clock.wait(minutes=counter.identities.minutes_until(getattr(answer, "locked_until", None)))
    assert any(words.strip() == "There were too many tries. You can try again in 3 h." for words in heard)


def test_a_demo_shop_says_where_its_letters_are(tmp_path):
    settings = load_settings(home=tmp_path)
    store = open_store(settings.data)
    store.put(RECORDS, source="demo")
    identities: Identities = open_identities(store, settings)
    words = told(Reception(store, identities), "a", email="anna@mail.example")
    assert "[outbox](/demo/outbox)" in words
    identities.settle()
    identities.close()
    store.close()

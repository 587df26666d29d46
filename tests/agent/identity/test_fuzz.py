"""No sequence of calls identifies anybody without what only they have."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jwt
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.errors import TokenError
from agent.identity import Facts, Identities, Identity, Level, Wrong
from agent.settings import IdentitySettings
from knowledge_base import open_store
from knowledge_base.schema import CustomerId
from tests.agent.identity.conftest import ANNA, JOERG, RECORDS, SECRET, WANG, Clock, Counter, opened

PEOPLE = (ANNA, JOERG, WANG)
EMAILS = ("anna@mail.example", "j.mueller@mail.example", "wang@mail.example", "nobody@mail.example")
ORDERS = ("LL-1001", "#W2002", "LL-3003", "LL-9999")
NAMES = ("Anna Lind", "Müller, Jörg", "王伟", "Nobody Here")
POSTCODES = ("9000", "m5v2t6", "200040", "1000")
CONVERSATIONS = ("a", "b", "c")

conversations = st.sampled_from(CONVERSATIONS)
whom = st.integers(0, 3)


class Shop(RuleBasedStateMachine):
    """A model of who may be who: `proven` holds what each conversation has shown a secret for."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'shop.db'}"
        self.open = opened(url, token_secrets=(SECRET,), facts=("order_email", "name_postcode"))
        self.counter = self.open.__enter__()
        self.identities = self.counter.identities
        self.proven: dict[str, set[CustomerId]] = {name: set() for name in CONVERSATIONS}
        self.bound: dict[str, CustomerId] = {}
        self.codes: dict[str, tuple[CustomerId, str]] = {}  # the last that was sent for a conversation

    def teardown(self) -> None:
        self.open.__exit__(None, None, None)
        self.folder.cleanup()

    def judge(self, conversation: str, answer: Identity | Wrong, may: CustomerId | None) -> None:
        if isinstance(answer, Identity):
            assert answer.customer is not None and answer.customer == may
            assert self.bound.setdefault(conversation, answer.customer) == answer.customer
            self.proven[conversation].add(answer.customer)

    @rule(conversation=conversations, order=whom, email=whom)
    def order_and_email(self, conversation: str, order: int, email: int) -> None:
        answer = self.identities.check(conversation, Facts(order=ORDERS[order], email=EMAILS[email]))
        self.judge(conversation, answer, PEOPLE[order] if order == email < 3 else None)

    @rule(conversation=conversations, name=whom, postcode=whom)
    def name_and_postcode(self, conversation: str, name: int, postcode: int) -> None:
        answer = self.identities.check(conversation, Facts(name=NAMES[name], postcode=POSTCODES[postcode]))
        self.judge(conversation, answer, PEOPLE[name] if name == postcode < 3 else None)

    @rule(conversation=conversations, email=whom, order=st.none() | whom)
    def ask_for_a_code(self, conversation: str, email: int, order: int | None) -> None:
        before = len(self.counter.posts())
        answer = self.identities.send_code(
            conversation, email=EMAILS[email], order="" if order is None else ORDERS[order]
        )
        posts = self.counter.posts()
        if isinstance(answer, Wrong):
            assert len(posts) == before
            return
        self.codes.pop(conversation, None)
        if len(posts) > before:
            assert email < 3 and order in {None, email}
            assert posts[-1].to.lower() == EMAILS[email]
            text = posts[-1].text
            code = next(
                part[:6] for part in text.replace("验证码是", " is ").split(" is ")[1:] for part in [part.strip()]
            )
            self.codes[conversation] = (PEOPLE[email], code)

    @precondition(lambda self: self.codes)
    @rule(conversation=conversations, data=st.data())
    def enter_any_code_that_was_sent(self, conversation: str, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.codes)))
        customer, code = self.codes[source]
        same = source == conversation or self.codes.get(conversation, (None, ""))[1] == code
        self.judge(conversation, self.identities.enter_code(conversation, code), customer if same else None)

    @rule(conversation=conversations, code=st.text(max_size=8) | st.from_regex(r"\A\d{6}\Z"))
    def guess(self, conversation: str, code: str) -> None:
        customer, real = self.codes.get(conversation, (None, ""))
        self.judge(conversation, self.identities.enter_code(conversation, code), customer if real in code else None)

    @rule(conversation=conversations, person=st.integers(0, 2), secret=st.sampled_from([SECRET, SECRET + "x"]))
    def token(self, conversation: str, person: int, secret: str) -> None:
        now = self.counter.clock.now.timestamp()
        given = jwt.encode({"sub": PEOPLE[person], "iat": now, "exp": now + 60}, secret, "HS256")
        try:
            answer = self.identities.recognise(conversation, given)
        except TokenError:
            assert secret != SECRET or self.bound.get(conversation) not in {None, PEOPLE[person]}
            return
        self.judge(conversation, answer, PEOPLE[person] if secret == SECRET else None)

    @rule(minutes=st.sampled_from([0.5, 6, 45, 1500]))
    def wait(self, minutes: float) -> None:
        self.counter.clock.wait(minutes=minutes)

    @rule(conversation=conversations)
    def sign_out(self, conversation: str) -> None:
        self.identities.signed_out(conversation)

    @invariant()
    def nobody_is_who_they_did_not_prove(self) -> None:
        for conversation in CONVERSATIONS:
            now = self.identities.of(conversation)
            if now.level > Level.ANONYMOUS:
                assert now.customer in self.proven[conversation]
                assert now.customer == self.bound[conversation]


TestShop = Shop.TestCase
TestShop.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_all_codes_one_after_the_other_are_stopped_at_the_limit(url):
    """With a new conversation for every try, from everywhere: what holds is the count of whom it is about."""
    with opened(url) as counter:
        for number in range(30):
            counter.identities.send_code(f"c{number}", email="anna@mail.example")
            for guess in range(6):
                assert isinstance(counter.identities.enter_code(f"c{number}", _miss(counter, guess)), Wrong)
        assert _judged(counter) == 10
        counter.clock.wait(days=30)
        for hour in range(24 * 14):  # and two weeks of trying once an hour
            counter.clock.wait(hours=1)
            counter.identities.send_code(f"h{hour}", email="anna@mail.example")
            assert isinstance(counter.identities.enter_code(f"h{hour}", _miss(counter, 0)), Wrong)
        assert _judged(counter) - 10 < 10 + 11 + 14  # before the first pause, until pauses last a day, one a day


def _miss(counter: Counter, guess: int) -> str:
    """A code that is not the last one that was sent."""
    posts = counter.posts()
    return f"{guess:06d}" if not posts or f"{guess:06d}" not in posts[-1].text else "999999"


def _judged(counter: Counter) -> int:
    """How many codes were compared."""
    notes = counter.identities.records.notes()
    return sum(note.event in {"wrong", "locked"} and note.way.startswith("code") for note in notes)


def _try(url: str, start: Any, done: Any) -> None:
    store = open_store(url)
    identities = Identities(store, IdentitySettings(tries_per_target=20), {}, now=Clock())
    start.wait(30)
    answers = [identities.check(f"c{number}", Facts(order="LL-1001", email="x@mail.example")) for number in range(20)]
    done.put(sum(isinstance(answer, Wrong) and answer.why == "wrong" for answer in answers))
    store.close()


def test_several_processes_count_together(url):
    store = open_store(url)
    store.put(RECORDS)
    store.close()
    spawn = multiprocessing.get_context("spawn")
    start, done = spawn.Barrier(2), spawn.Queue()
    running = [spawn.Process(target=_try, args=(url, start, done)) for _ in range(2)]
    for one in running:
        one.start()
    judged = [done.get(timeout=60) for _ in running]
    for one in running:
        one.join()
    assert sum(judged) == 19  # the twentieth locks

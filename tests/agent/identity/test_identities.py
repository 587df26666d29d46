from __future__ import annotations

from datetime import timedelta

import pytest

from agent.identity import NOBODY, Channel, Facts, Identity, Level, Sent, Why, Wrong
from tests.agent.identity.conftest import ANNA, JOERG, WANG, opened

ANNAS = Facts(order="LL-1001", email="anna@mail.example")


def wrong(answer: object) -> Wrong:
    assert isinstance(answer, Wrong), answer
    return answer


def test_nobody_is_known_at_first(counter):
    assert counter.identities.of("a") == NOBODY


@pytest.mark.parametrize(
    ("facts", "customer"),
    [
        (ANNAS, ANNA),
        (Facts(order=" ll 1001 ", email="  ANNA@Mail.Example"), ANNA),
        (Facts(order="#ll-1001", email="ａｎｎａ@mail.example"), ANNA),
        (Facts(order="w2002", email="j.mueller@mail.example"), JOERG),
        (Facts(name="jorg MULLER", postcode="m5v2t6"), JOERG),
        (Facts(name="Müller, Jörg", postcode="M5V-2T6"), JOERG),
        (Facts(name="王伟", postcode="200040"), WANG),
        (Facts(name="王 伟", postcode="２０００４０"), WANG),
    ],
)
def test_who_knows_what_is_on_record_is_recognised(counter, facts, customer):
    assert counter.identities.check("a", facts) == Identity(Level.RECOGNISED, customer, counter.identities.of("a").how)
    assert counter.identities.of("a").customer == customer


@pytest.mark.parametrize(
    "facts",
    [
        Facts(order="LL-1001", email="j.mueller@mail.example"),  # another's
        Facts(order="LL-9999", email="anna@mail.example"),  # no such order
        Facts(order="LL-3003", email="anna@mail.example"),  # another's order
        Facts(order="LL-1001", email="nobody@mail.example"),
        Facts(name="Anna", postcode="9000"),
        Facts(name="Anna Lind", postcode="9001"),
        Facts(name=".", postcode="9000"),
        Facts(name="Anna Lind", postcode="-"),
        Facts(order="LL-1001", email="anna@mail.example", name="Jörg Müller", postcode="M5V 2T6"),  # two customers
        Facts(order="LL-1001\0", email="\ud800@mail.example"),
    ],
)
def test_what_does_not_fit_gets_one_answer_whoever_exists(counter, facts):
    assert counter.identities.check("a", facts) == Wrong(left=4)
    assert counter.identities.of("a") == NOBODY


@pytest.mark.parametrize("facts", [Facts(), Facts(order="LL-1001"), Facts(name="Anna Lind"), Facts(email="x" * 900)])
def test_too_little_is_no_try(counter, facts):
    assert counter.identities.check("a", facts) == Wrong(why=Why.MISSING)
    assert counter.events == []


def test_a_shop_chooses_what_is_enough(url):
    with opened(url, facts=("name_postcode",), facts_level="verified") as counter:
        assert counter.identities.check("a", ANNAS) == Wrong(why=Why.MISSING)
        assert counter.identities.check("a", Facts(name="Anna Lind", postcode="9000")) == Identity(
            Level.VERIFIED, ANNA, "name_postcode"
        )


def test_two_of_one_name_and_postcode_are_nobody(counter):
    from dataclasses import replace

    from knowledge_base.schema import CustomerId

    anna = counter.store.customer(ANNA)
    counter.store.put([replace(anna, id=CustomerId("C-9"), email="other@mail.example")])
    assert wrong(counter.identities.check("a", Facts(name="Anna Lind", postcode="9000"))).why is Why.WRONG


@pytest.mark.parametrize(
    ("named", "customer", "to"),
    [
        ({"email": "Anna@mail.example "}, ANNA, "anna@mail.example"),
        ({"phone": "0470 123456"}, ANNA, "+32 470 12 34 56"),
        ({"phone": "0470 123457"}, None, ""),
        ({"phone": "+32 470 12 34 56"}, ANNA, "+32 470 12 34 56"),
        ({"order": "w2002"}, JOERG, "J.Mueller@mail.example"),
        ({"order": "ll3003", "email": "wang@mail.example"}, WANG, "wang@mail.example"),
        ({"order": "ll3003", "email": "anna@mail.example"}, None, ""),
        ({"email": "nobody@mail.example"}, None, ""),
        ({"order": "LL-9"}, None, ""),
    ],
)
def test_a_code_goes_to_what_is_on_record_or_to_nobody(counter, named, customer, to):
    sent = counter.identities.send_code("a", **named)
    assert sent == Sent(Channel.SMS if "phone" in named else Channel.EMAIL, 10)
    assert [post.to for post in counter.posts()] == ([to] if customer else [])
    assert counter.events == ["code asked for"]  # the same record of both


def test_a_code_verifies_once(counter):
    code = counter.code("a", email="anna@mail.example")
    assert counter.identities.enter_code("a", f" {code[:3]}-{code[3:]} ") == Identity(
        Level.VERIFIED, ANNA, "code by email"
    )
    assert counter.identities.enter_code("a", code) == Wrong(why=Why.NO_CODE)
    assert counter.identities.of("a").level is Level.VERIFIED


@pytest.mark.parametrize("zero", ["٠", "０", "०", "𝟎"])
def test_digits_of_any_script_are_digits(counter, zero):
    code = counter.code("a", email="wang@mail.example")
    typed = "".join(chr(ord(zero) + int(digit)) for digit in code)
    assert counter.identities.enter_code("a", typed).customer == WANG


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "½23456", "²23456", "12345a", "٣", "\0" * 6, "9" * 10_000])
def test_what_is_no_code_is_no_try(counter, typed):
    code = counter.code("a", email="anna@mail.example")
    assert wrong(counter.identities.enter_code("a", typed)).left == 5
    assert counter.identities.enter_code("a", code).customer == ANNA


def test_a_code_of_one_conversation_does_not_fit_in_another(counter):
    code = counter.code("a", email="anna@mail.example")
    assert counter.identities.enter_code("b", code) == Wrong(why=Why.NO_CODE)
    other = counter.code("b", email="j.mueller@mail.example")
    if code != other:
        assert wrong(counter.identities.enter_code("b", code)).why is Why.WRONG
    assert counter.identities.of("b") == NOBODY


def test_a_new_code_takes_the_place_of_the_one_before(counter):
    first, second = (counter.code("a", email="anna@mail.example") for _ in range(2))
    if first != second:
        assert wrong(counter.identities.enter_code("a", first)).why is Why.WRONG
    assert counter.identities.enter_code("a", second).customer == ANNA


def test_a_code_fits_for_ten_minutes(counter):
    early, late = counter.code("a", email="anna@mail.example"), counter.code("b", email="wang@mail.example")
    counter.clock.wait(minutes=9, seconds=59)
    assert counter.identities.enter_code("a", early).customer == ANNA
    counter.clock.wait(seconds=1)
    assert counter.identities.enter_code("b", late) == Wrong(why=Why.NO_CODE)


@pytest.mark.parametrize("email", ["anna@mail.example", "nobody@mail.example"])
def test_five_wrong_tries_end_a_code_and_then_there_are_pauses(counter, email):
    counter.identities.send_code("a", email=email)
    posts = counter.posts()
    real = posts[0].text.split(" is ")[1][:6] if posts else "000000"
    guess = "000001" if real != "000001" else "000002"
    answers = [wrong(counter.identities.enter_code("a", guess)) for _ in range(5)]
    assert [answer.left for answer in answers] == [4, 3, 2, 1, 0]
    assert answers[-1].locked_until == counter.clock.now + timedelta(minutes=1)
    assert wrong(counter.identities.enter_code("a", real)).why is Why.LOCKED  # the right one, too late
    counter.clock.wait(minutes=1)
    assert counter.identities.enter_code("a", real) == Wrong(why=Why.NO_CODE)


def test_pauses_grow_and_a_day_of_peace_ends_them(counter):
    pauses = []
    for _ in range(4 + 6):
        answer = wrong(counter.identities.check("a", Facts(order="LL-1", email="x@mail.example")))
        if answer.locked_until:
            pauses.append((answer.locked_until - counter.clock.now) / timedelta(minutes=1))
            counter.clock.now = answer.locked_until
    assert pauses == [1, 2, 4, 8, 16, 32]
    counter.clock.wait(days=1)
    assert wrong(counter.identities.check("a", Facts(order="LL-1", email="x@mail.example"))).left == 4


@pytest.mark.parametrize("order", ["LL-1001", "LL-9999"])
def test_whom_many_try_is_locked_whether_they_exist_or_not(counter, order):
    for number in range(9):
        assert wrong(counter.identities.check(f"c{number}", Facts(order=order, email=f"{number}@x.example"))).left <= 4
    last = wrong(counter.identities.check("c9", Facts(order=order, email="9@x.example")))
    assert (last.left, last.why, last.locked_until) == (0, Why.LOCKED, counter.clock.now + timedelta(minutes=1))
    assert wrong(counter.identities.check("fresh", Facts(order=order, email="anna@mail.example"))).why is Why.LOCKED
    assert counter.identities.check("fresh", Facts(name="Anna Lind", postcode="9000")).customer == ANNA


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [("10.0.0.1", "10.0.0.1", True), ("10.0.0.1", "10.0.0.2", False), ("2001:db8::1", "2001:db8::ffff", True),
     ("2001:db8::1", "2001:db8:0:1::1", False), ("::ffff:10.0.0.1", "10.0.0.1", True)],
)  # fmt: skip
def test_an_address_is_locked_across_conversations(url, first, second, together):
    with opened(url, tries_per_address=3) as counter:
        for number in range(3):
            counter.identities.located(f"c{number}", first)
            counter.identities.check(f"c{number}", Facts(order=f"LL-{number}", email=f"{number}@x.example"))
        counter.identities.located("new", second)
        answer = counter.identities.check("new", ANNAS)
        assert isinstance(answer, Wrong) is together


def test_codes_are_rationed_for_conversation_target_and_address(url):
    with opened(url, codes_per_hour=2, codes_per_target=3, codes_per_address=4) as counter:
        send = counter.identities.send_code
        one, hour = "10.0.0.1", counter.clock.now + timedelta(hours=1)
        assert all(isinstance(send("a", email="anna@mail.example", address=one), Sent) for _ in range(2))
        assert send("a", email="anna@mail.example", address=one) == Wrong(locked_until=hour, why=Why.LOCKED)
        assert isinstance(send("b", email="ANNA@mail.example", address=one), Sent)
        day = counter.clock.now + timedelta(days=1)
        assert send("c", email="anna@mail.example") == Wrong(locked_until=day, why=Why.LOCKED)
        assert isinstance(send("c", email="nobody@mail.example", address=one), Sent)
        assert send("d", email="other@mail.example", address=one) == Wrong(locked_until=hour, why=Why.LOCKED)
        counter.clock.wait(hours=1)
        assert isinstance(send("a", email="other@mail.example", address=one), Sent)


def test_a_customer_gets_no_more_codes_however_they_are_asked_for(url):
    with opened(url, codes_per_target=2) as counter:
        ways = [{"email": "anna@mail.example"}, {"order": "LL-1001"}, {"phone": "+32 470 12 34 56"}]
        answers = [counter.identities.send_code(str(number), **way) for number, way in enumerate(ways)]
        assert all(isinstance(answer, Sent) for answer in answers)  # whoever asks can't tell that these are one
        assert len(counter.posts()) == 2


def test_a_conversation_is_with_one_customer_for_good(counter):
    counter.identities.check("a", ANNAS)
    joergs = Facts(order="w2002", email="j.mueller@mail.example")
    for _ in range(2):  # also when it is not known any more who is there
        assert wrong(counter.identities.check("a", joergs)).why is Why.TAKEN
        assert wrong(counter.identities.send_code("a", email="j.mueller@mail.example")).why is Why.TAKEN
        assert counter.posts() == []
        counter.clock.wait(hours=1)
    assert counter.identities.check("b", joergs).customer == JOERG
    counter.clock.wait(days=3)
    assert counter.identities.check("a", ANNAS).customer == ANNA


def test_a_level_is_lost_after_a_silence_and_kept_by_talking(counter):
    counter.identities.check("a", ANNAS)
    for _ in range(4):
        counter.clock.wait(minutes=25)
        counter.identities.heard("a")
    assert counter.identities.of("a").customer == ANNA
    counter.clock.wait(minutes=31)
    assert counter.identities.of("a") == NOBODY
    counter.identities.heard("a")  # too late
    assert counter.identities.of("a") == NOBODY


def test_a_level_rises_and_never_falls_by_a_weaker_proof(counter):
    assert counter.identities.check("a", ANNAS).level is Level.RECOGNISED
    code = counter.code("a", order="LL-1001")
    assert counter.identities.enter_code("a", code).level is Level.VERIFIED
    assert counter.identities.check("a", ANNAS).level is Level.VERIFIED


def test_a_customer_who_was_erased_is_nobody(counter):
    from knowledge_base import Kind

    counter.identities.check("a", ANNAS)
    counter.store.remove(Kind.CUSTOMER, [ANNA])
    assert counter.identities.of("a") == NOBODY


def test_deleting_a_conversation_ends_what_is_known_and_not_what_is_counted(counter):
    counter.identities.check("a", ANNAS)
    for _ in range(5):
        counter.identities.check("a", Facts(order="LL-1", email="x@mail.example"))
    counter.identities.forget("a")
    assert counter.identities.of("a") == NOBODY
    assert wrong(counter.identities.check("a", ANNAS)).why is Why.LOCKED


def test_the_record_tells_what_happened_and_no_address_or_code(counter):
    code = counter.code("a", email="anna@mail.example")
    counter.identities.enter_code("a", "000000" if code != "000000" else "000001")
    counter.identities.enter_code("a", code)
    counter.identities.check("b", Facts(order="LL-1001", email="wrong@mail.example"))
    notes = list(counter.identities.records.notes())
    assert [(note.event, note.way) for note in notes] == [
        ("code asked for", "email"), ("wrong", "code by email"), ("verified", "code by email"),
        ("wrong", "order_email"),
    ]  # fmt: skip
    assert not any(word in str(notes) for word in ("mail.example", code, "LL-1001", "1001"))

from __future__ import annotations

import asyncio
import html

import httpx
import pytest

from agent.events import HandOffReason
from agent.handoff.packet import Line
from agent.handoff.staff import Role
from agent.service.console.entrance import COOKIE
from agent.service.console.pages import words

PAGES = ["", "/gaps", "/search?q=delivery", "/replies", "/team", "/audit"]


async def test_a_customer_is_taken_over_answered_by_name_and_handed_back(house, customer):
    anna = await house.colleague()
    async with customer(house) as mia:
        await mia.say("I want to talk to a human", id="m1")
        frames = await mia.until()
        assert [frame["reason"] for frame in frames if frame["type"] == "handed_off"] == ["asked"]
        page = await anna.look()
        assert "I want to talk to a human" in html.unescape(page.text)

        where = f"/conversations/{mia.conversation}"
        assert (await anna.act(f"{where}/take")).status_code == 303
        assert (await mia.recv())["here"] is True
        await anna.act(f"{where}/say", text="Good morning, how can I help?")
        said = await mia.recv()
        assert (said["type"], said["author"], said["role"], said["text"]) == (
            "said",
            "Anna",
            "staff",
            "Good morning, how can I help?",
        )

        await mia.say("How long does delivery take?", id="m2")
        silent = await mia.until(message="m2")
        assert silent[-1]["reply"] == ""
        assert not [frame for frame in silent if frame["type"] in {"token", "tool", "card"}]
        thread = await anna.look(f"{where}/thread")
        assert "How long does delivery take?" in thread.text

        await anna.act(f"{where}/back")
        assert (await mia.until("person"))[-1]["here"] is False
        await mia.say("How long does delivery take?", id="m3")
        assert "2 to 4 working days" in (await mia.until(message="m3"))[-1]["reply"]


async def test_who_comes_back_later_reads_what_staff_said_in_its_order(house, customer):
    anna = await house.colleague()
    async with customer(house) as mia:
        await mia.say("I want to talk to a human", id="m1")
        await mia.until()
        conversation = mia.conversation
    where = f"/conversations/{conversation}"
    await anna.act(f"{where}/take")
    await anna.act(f"{where}/say", text="Are you still there?")
    house.running.chat.conversations.sweep(idle=0)  # as after a restart
    async with house.running.socket() as again:
        await again.hello(conversation, 0)
        frames = await again.until("said", "m1")
        while frames[-1].get("author") != "Anna":
            frames.append(await again.recv())
    told = [(frame["type"], frame.get("author") or frame.get("name") or "") for frame in frames]
    assert told.index(("person", "Anna")) < told.index(("said", "Anna"))
    assert told[0] == ("said", "customer")


async def test_a_gap_becomes_an_entry_that_answers_within_moments(house, customer, until):
    anna = await house.colleague()
    question = "Can I pay with seashells?"
    async with customer(house) as mia:
        await mia.say(question, id="m1")
        assert not [frame for frame in await mia.until() if frame["type"] == "citation"]

        async def listed() -> bool:
            return question in html.unescape((await anna.look("/gaps")).text)

        await until(listed)
        key = house.shop.desk.gaps.groups()[0].key
        done = await anna.act(f"/gaps/{key}/answer", question=question, text="No, we take cards and PayPal.")
        assert done.status_code == 303
        assert question not in html.unescape((await anna.look("/gaps")).text)
        asked = 1

        async def answered() -> bool:
            nonlocal asked
            asked += 1
            await mia.say(question, id=f"m{asked}")
            frames = await mia.until(message=f"m{asked}")
            cited = [frame["source"]["id"] for frame in frames if frame["type"] == "citation"]
            return "cards and PayPal" in frames[-1]["reply"] and cited[0].startswith("console-")

        await until(answered)


async def test_why_shows_tools_with_arguments_sources_scores_model_and_its_hash(house, customer):
    anna = await house.colleague()
    async with customer(house) as mia:
        await mia.say("How long does delivery take?", id="m1")
        await mia.until()
        page = html.unescape((await anna.look(f"/conversations/{mia.conversation}")).text)
    for shown in (
        "answer_question",
        '"question": "How long does delivery take?"',
        "faq:delivery",
        '"confidence":',
        "xiaoer-embedded",
        "Delivery takes 2 to 4 working days.",
    ):
        assert shown in page
    hashes = {turn.model_hash for turn in await _ends(house, mia.conversation)}
    assert len(hashes) == 1
    assert (hashes.pop() or "none")[:12] in page


async def _ends(house, conversation):
    history = await house.shop.agent.history(conversation)
    return [event for said in history for event in said.events if type(event).__name__ == "TurnEnded"]


async def test_notes_are_for_staff_alone(office, customer):
    anna = await office.colleague()
    async with customer(office) as mia:
        await mia.say("Hello", id="m1")
        await mia.until()
        await anna.act(f"/conversations/{mia.conversation}/note", text="Regular customer <b>&</b> kind")
        page = (await anna.look(f"/conversations/{mia.conversation}")).text
        assert "Regular customer &lt;b&gt;&amp;&lt;/b&gt; kind" in page
        async with office.running.socket() as other:
            await other.hello(mia.conversation, 0)
            await other.say("bye", id="m2")
            frames = await other.until(message="m2")
        assert "Regular" not in str(frames)


async def test_search_finds_what_was_said_by_either(house, customer):
    anna = await house.colleague()
    async with customer(house) as mia:
        await mia.say("How long does DELIVERY take?", id="m1")
        await mia.until()
        await anna.act(f"/conversations/{mia.conversation}/take")
        await anna.act(f"/conversations/{mia.conversation}/say", text="Parcels go by 50_50 lorry")
        found = [
            (await anna.look(f"/search?q={words}")).text
            for words in ("delivery take", "working days", "50_50 LORRY", "100%25")
        ]
    assert [mia.conversation in page for page in found] == [True, True, True, False]


@pytest.mark.parametrize("path", PAGES)
async def test_without_a_session_every_page_sends_to_the_log_in(office, path):
    async with httpx.AsyncClient(base_url=office.running.http) as client:
        answer = await client.get(f"/console{path}", headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
        assert (await client.get("/console/queue")).status_code == 401
        assert (await client.get("/console/events")).status_code == 401


@pytest.mark.parametrize("path", PAGES)
async def test_pages_are_kept_by_nobody_and_framed_nowhere(office, path):
    anna = await office.colleague(role=Role.ADMIN)
    answer = await anna.look(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "'unsafe-eval'" not in answer.headers["content-security-policy"]


async def test_the_cookie_is_for_this_site_and_no_script(office):
    await office.colleague(enter=False)
    async with httpx.AsyncClient(base_url=office.running.http) as client:
        data = {"email": "anna@example.org", "password": "correct horse battery"}
        answer = await client.post("/console/login", data=data)
        cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert {"httponly", "samesite=strict", "path=/console"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("path", ["/conversations/x/take", "/gaps/x/answer", "/replies", "/team", "/logout"])
async def test_what_changes_something_needs_the_session_s_token_and_site(office, path):
    anna = await office.colleague(role=Role.ADMIN)
    assert (await anna.act(path, csrf="")).status_code == 403
    assert (await anna.act(path, csrf="0" * 64)).status_code == 403
    elsewhere = await anna.client.post(
        f"/console{path}", data={"csrf": anna.csrf}, headers={"origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.AGENT, "/gaps/x/dismiss", 403),
        (Role.LEAD, "/gaps/x/dismiss", 303),
        (Role.AGENT, "/replies/remove", 403),
        (Role.LEAD, "/team/change", 403),
        (Role.ADMIN, "/team/change", 303),
    ],
)
async def test_roles_may_what_they_may(office, role, path, status):
    one = await office.colleague(role=role)
    assert (await one.act(path)).status_code == status


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [(Role.AGENT, "/audit", 403), (Role.LEAD, "/audit", 200), (Role.LEAD, "/team", 403), (Role.ADMIN, "/team", 200)],
)
async def test_roles_see_what_they_may(office, role, path, status):
    assert (await (await office.colleague(role=role)).look(path)).status_code == status


async def test_a_conversation_of_a_colleague_s_is_left_to_them(office, customer):
    anna, ben = await office.colleague(role=Role.AGENT), await office.colleague("Ben", Role.AGENT)
    lead = await office.colleague("Lea", Role.LEAD)
    async with customer(office) as mia:
        await mia.say("I want to talk to a human", id="m1")
        await mia.until()
        where = f"/conversations/{mia.conversation}"
        await anna.act(f"{where}/take")
        refused = [await ben.act(f"{where}/{what}", text="Hello") for what in ("take", "say", "back")]
        assert [one.status_code for one in refused] == [409, 409, 409]
        assert (await lead.act(f"{where}/take")).status_code == 303
        assert (await anna.act(f"{where}/say", text="Hello")).status_code == 409


async def test_a_flood_of_log_ins_is_slowed(office):
    await office.colleague(enter=False)
    async with httpx.AsyncClient(base_url=office.running.http) as client:
        data = {"email": "nobody@example.org", "password": "wrong"}
        answers = [await client.post("/console/login", data=data) for _ in range(12)]
    codes = [one.status_code for one in answers]
    assert codes[:10] == [401] * 10
    assert set(codes[10:]) == {429}


async def test_log_out_everywhere_ends_all_sessions(office):
    anna = await office.colleague()
    data = {"email": "anna@example.org", "password": "correct horse battery"}
    async with httpx.AsyncClient(base_url=office.running.http) as phone:
        await phone.post("/console/login", data=data)
        assert (await phone.get("/console/queue")).status_code == 200
        await anna.act("/logout", everywhere="1")
        assert (await phone.get("/console/queue")).status_code == 401


async def test_every_act_is_in_the_audit_log_and_no_words_are(office, customer):
    anna = await office.colleague(role=Role.ADMIN)
    async with customer(office) as mia:
        await mia.say("I want to talk to a human", id="m1")
        await mia.until()
        where = f"/conversations/{mia.conversation}"
        for act, text in (("take", ""), ("say", "a secret word"), ("note", "another"), ("back", "")):
            await anna.act(f"{where}/{act}", text=text)
    await anna.act("/replies", language="en", title="Bye", text="Goodbye!")
    await anna.act("/team", email="ben@example.org", name="Ben", role="agent")
    entries = office.shop.desk.audit.newest()
    assert [one.action for one in reversed(entries)] == [
        "take",
        "reply",
        "note",
        "hand back",
        "write canned reply",
        "add account",
    ]
    assert "secret" not in str(entries)


async def test_an_open_console_hears_of_a_new_hand_off_and_counts_as_present(office):
    anna = await office.colleague()
    async with anna.client.stream("GET", "/console/events") as stream, asyncio.timeout(10):
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        while await anext(lines) != "data: queue":
            pass
        desk = office.shop.desk
        lines_said = [Line(author="customer", text="A person, please")]
        asked = await asyncio.to_thread(desk.ask, "c1", HandOffReason.ASKED, language="en", lines=lines_said)
        while await anext(lines) != "data: queue":
            pass
    assert "asked a colleague to join" in asked.words


async def test_canned_replies_can_be_changed_and_those_that_ship_are_there(office):
    lea = await office.colleague()
    shipped = office.shop.desk.replies.all()
    assert {one.language for one in shipped} == {"en", "zh"}
    await lea.act("/replies", id=shipped[0].id, language="en", title="Hello", text="Hi there!")
    assert "Hi there!" in {one.text for one in office.shop.desk.replies.all()}
    assert len(office.shop.desk.replies.all()) == len(shipped)


def test_both_languages_have_the_same_words():
    assert words("en").keys() == words("zh").keys()


async def test_pages_speak_chinese_when_asked(office):
    anna = await office.colleague()
    page = await anna.look("?lang=zh")
    assert 'lang="zh"' in page.text
    assert "等待人工" in page.text

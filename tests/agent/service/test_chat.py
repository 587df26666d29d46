"""The chat socket, over a real server: what a client may say and what it hears."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from agent.service.limits import Limits


def kinds(frames):
    return [frame["type"] for frame in frames]


def text_of(frames):
    return "".join(frame["text"] for frame in frames if frame["type"] == "token")


async def test_a_message_is_echoed_answered_token_by_token_and_ended(serve):
    async with serve() as server, server.socket() as socket:
        welcome = await socket.hello(locale="en")
        assert welcome["limits"] == {"max_characters": 12_000, "max_upload_bytes": 8_000_000}
        assert welcome["shop"] == {"name": "Xiaoer", "brand_colour": "#0f766e", "language": "en"}
        await socket.say("good morning to you", id="m1", page="CL-0001")
        frames = await socket.until("done")
    assert kinds(frames)[0] == "said"
    assert frames[0]["text"] == "good morning to you"
    assert text_of(frames) == frames[-1]["reply"] == "good morning to you "
    assert [frame["seq"] for frame in frames] == list(range(welcome["seq"] + 1, welcome["seq"] + 1 + len(frames)))
    assert {frame["message"] for frame in frames} == {"m1"}
    heard = server.shop.agent.heard[0]
    assert (heard.page, heard.language) == ("CL-0001", "en")


async def test_every_event_has_its_frame_but_what_the_guard_withheld(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("everything")
        frames = await socket.until("done")
        assert {frame["type"] for frame in frames} == {
            "said", "tool", "filters", "token", "card", "citation", "quick_replies", "confirm", "handed_off", "done"
        }  # fmt: skip
        assert "$3" not in json.dumps(frames)
        card = next(frame for frame in frames if frame["type"] == "card")
        assert card["picture"] == "/pictures/CL-0001%20a.webp"
        assert [frame["state"] for frame in frames if frame["type"] == "tool"] == ["started", "finished"]


async def test_typing_shows_while_an_answer_is_made_and_not_when_it_is_there_at_once(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("hold")
        assert kinds([await socket.recv(), await socket.recv()]) == ["said", "typing"]
        server.shop.agent.go.set()
        assert "typing" not in kinds(await socket.until("done"))


async def test_the_same_message_id_is_one_message(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("hold on", id="same")
        await server.shop.agent.held.wait()
        await socket.say("hold on", id="same")
        server.shop.agent.go.set()
        first = await socket.until("done")
        await socket.say("hold on", id="same")
        await socket.say("and another", id="other")
        second = await socket.until("done")
    assert {frame["message"] for frame in second} == {"other"}
    assert kinds(first).count("said") == kinds(first).count("done") == 1
    assert server.shop.agent.turns == ["hold on", "and another"]


async def test_two_messages_at_once_are_answered_one_after_the_other(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        for number in range(3):
            await socket.say(f"message number {number}", id=f"m{number}")
        frames = []
        for _ in range(3):
            frames += await socket.until("done")
    answers = [frame["message"] for frame in frames if frame["type"] != "said"]
    assert answers == sorted(answers)  # never interleaved
    for number in range(3):
        mine = [frame for frame in frames if frame["message"] == f"m{number}"]
        assert text_of(mine) == f"message number {number} "


async def test_conversations_are_answered_side_by_side(serve):
    async with serve() as server, server.socket() as slow, server.socket() as quick:
        await slow.hello()
        await quick.hello()
        await slow.say("hold")
        await server.shop.agent.held.wait()
        await quick.say("quick one")
        assert (await quick.until("done"))[-1]["reply"] == "quick one "
        server.shop.agent.go.set()
        assert (await slow.until("done"))[-1]["reply"] == "hold "


async def test_every_tab_gets_every_frame_whoever_spoke(serve):
    async with serve() as server, server.socket() as one, server.socket() as two:
        await one.hello()
        await two.hello(one.conversation)
        await one.say("from one", id="a")
        assert await one.until("done") == await two.until("done")
        await two.say("from two", id="b")
        assert await one.until("done") == await two.until("done")


async def test_conversations_do_not_hear_each_other(serve):
    async with serve() as server, server.socket() as one, server.socket() as two:
        await one.hello()
        await two.hello()
        assert one.conversation != two.conversation
        await one.say("a secret", id="a")
        await one.until("done")
        await two.say("something else", id="b")
        assert "secret" not in json.dumps(await two.until("done"))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("no json", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ('"hello"', "Input should be an object"),
        ('{"v":1}', "type has to be hello, message or pong"),
        ('{"v":1,"type":"shout"}', "type has to be hello, message or pong"),
        ('{"v":2,"type":"pong"}', "pong.v: Input should be 1"),
        ('{"v":1,"type":"pong","x":1}', "pong.x: Unknown field"),
        ('{"v":1,"type":"message","text":"hi"}', "message.id: Field required"),
        ('{"v":1,"type":"message","id":"m","text":7}', "message.text: Input should be a valid string"),
        ('{"v":1,"type":"message","id":"a b","text":"hi"}', "message.id: String should match"),
        ('{"v":1,"type":"message","id":"m","text":"hi","attachments":["' + "a" * 8 + '",3]}', "message.attachments.1"),
        ('{"v":1,"type":"hello"}', "hello was said already"),
    ],
)
async def test_a_frame_that_is_none_is_refused_by_field_and_the_line_stays(serve, frame, said):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.connection.send(frame)
        error = await socket.recv()
        assert (error["type"], error["code"]) == ("error", "bad_frame")
        assert said in error["text"]
        await socket.say("still here")
        assert (await socket.until("done"))[-1]["reply"] == "still here "


async def test_hello_comes_first(serve):
    async with serve() as server, server.socket() as socket:
        await socket.say("hi")
        assert (await socket.recv())["text"] == "hello comes first"
        assert await socket.closed() == 4400


async def test_what_speaks_another_protocol_is_closed_after_a_while(serve):
    async with serve(limits=Limits(bad_frames=3)) as server, server.socket() as socket:
        await socket.hello()
        for _ in range(4):
            await socket.connection.send("GET / HTTP/1.1")
        assert await socket.closed() == 4400


async def test_binary_frames_are_closed(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.connection.send(b'{"v":1,"type":"pong"}')
        assert await socket.closed() == 1003


async def test_a_frame_too_big_is_closed(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("x" * 70_000)
        assert await socket.closed() == 1009


async def test_a_message_too_long_is_refused_with_its_id(serve):
    async with serve(max_characters=10) as server, server.socket() as socket:
        welcome = await socket.hello()
        assert welcome["limits"]["max_characters"] == 10
        await socket.say("x" * 11, id="long")
        error = await socket.recv()
        assert (error["code"], error["id"]) == ("bad_message", "long")
        assert "11 characters; at most 10" in error["text"]
        await socket.say("x" * 10, id="fits")
        assert (await socket.until("done"))[-1]["message"] == "fits"


async def test_an_attachment_of_nobody_is_refused(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("look", attachments=["nosuchupload"])
        error = await socket.recv()
        assert (error["code"], error["id"]) == ("bad_message", "m1")


async def test_too_many_messages_are_refused_with_the_time_to_wait(serve):
    async with serve(messages_per_minute=2) as server, server.socket() as socket:
        await socket.hello()
        for number in range(3):
            await socket.say("hi", id=f"m{number}")
        frames = await socket.until("error")
        assert (frames[-1]["code"], frames[-1]["id"]) == ("too_many", "m2")
        assert 0 < frames[-1]["retry_after"] <= 30


async def test_a_new_socket_does_not_reset_the_rate_of_its_conversation(serve):
    async with serve(messages_per_minute=1) as server:
        async with server.socket() as socket:
            await socket.hello()
            await socket.say("hi", id="m1")
            await socket.until("done")
        async with server.socket() as again:
            await again.hello(socket.conversation, socket.last)
            await again.say("hi", id="m2")
            assert (await again.recv())["code"] == "too_many"


async def test_only_so_many_messages_wait_for_an_answer(serve):
    async with serve(limits=Limits(waiting_messages=2, messages_per_minute=1000)) as server, server.socket() as socket:
        await socket.hello()
        await socket.say("hold", id="m0")
        await server.shop.agent.held.wait()
        for number in range(1, 4):
            await socket.say("hi", id=f"m{number}")
        assert (await socket.until("error"))[-1]["id"] == "m3"
        server.shop.agent.go.set()
        await socket.until("done", "m2")
        await socket.say("hi", id="m3")  # what was refused may come again
        assert (await socket.until("done"))[-1]["message"] == "m3"


async def test_a_flood_of_frames_is_closed(serve):
    async with serve(limits=Limits(frames_per_second=2)) as server, server.socket() as socket:
        await socket.hello()
        for _ in range(30):
            await socket.send("pong")
        assert await socket.closed() == 4429


@pytest.mark.parametrize(
    ("allowed", "origin", "fits"),
    [
        ((), None, True),
        ((), "http://127.0.0.1:{port}", True),
        ((), "https://evil.example", False),
        ((), "null", False),
        (("https://shop.example",), "https://shop.example", True),
        (("https://shop.example/",), "https://SHOP.example", True),
        (("https://shop.example",), "https://shop.example.evil.example", False),
        (("https://shop.example",), "http://shop.example", False),
        (("*",), "https://anywhere.example", True),
    ],
)
async def test_only_allowed_pages_may_host_the_chat(serve, allowed, origin, fits):
    async with serve(allowed_origins=allowed) as server:
        options = {} if origin is None else {"origin": origin.format(port=server.port)}
        if fits:
            async with server.socket(**options) as socket:
                assert (await socket.hello())["type"] == "welcome"
        else:
            with pytest.raises(InvalidStatus) as refused:
                async with server.socket(**options):
                    pass
            assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("words", "code"), [("break", "turn_failed"), ("stop short", "turn_failed")])
async def test_a_turn_that_breaks_says_so_and_may_be_tried_again(serve, caplog, words, code):
    async with serve() as server, server.socket() as socket:
        await socket.hello(locale="zh")
        await socket.say(words, id="m1")
        frames = await socket.until("error")
        done = next(frame for frame in frames if frame["type"] == "done")
        assert done["failed"]
        assert (frames[-1]["code"], frames[-1]["id"]) == (code, "m1")
        assert "抱歉" in frames[-1]["text"]
        await socket.say(words, id="m1")
        again = await socket.until("error")
        assert "said" not in kinds(again)
        assert len(server.shop.agent.turns) == 2
    assert "the agent broke" not in json.dumps(frames)


async def test_a_turn_that_takes_too_long_is_cut_off(serve):
    now = [0.0]
    limits = Limits(turn_seconds=30, ping_seconds=20)
    async with serve(limits=limits, clock=lambda: now[0]) as server, server.socket() as socket:
        await socket.hello()
        await socket.say("hold")
        await server.shop.agent.held.wait()
        now[0] = 31.0
        server.chat.check()
        frames = await socket.until("error")
        assert frames[-1]["code"] == "turn_timeout"
        await socket.say("next one please", id="m2")
        assert (await socket.until("done"))[-1]["reply"] == "next one please "


async def test_at_most_so_many_turns_run_at_once(serve):
    async with serve(turns_at_once=1) as server, server.socket() as one, server.socket() as two:
        await one.hello()
        await two.hello()
        await one.say("hold")
        await server.shop.agent.held.wait()
        await two.say("me too")
        assert (await two.recv())["type"] == "said"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await two.connection.recv()
        server.shop.agent.go.set()
        assert (await two.until("done"))[-1]["reply"] == "me too "

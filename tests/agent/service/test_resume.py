"""Coming back: whatever is lost on the way, every frame arrives once and every message is answered once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

import pytest

from agent.service.limits import Limits


def bare(frames):
    """Frames without what differs between two runs."""
    return [{key: value for key, value in frame.items() if key not in {"seq", "at"}} for frame in frames]


def logged(frames):
    return [frame for frame in frames if "seq" in frame and frame["type"] != "welcome"]


def in_words(frames):
    """What a client shows: per message who said what, with tokens put together."""
    shown: dict[str, dict[str, Any]] = {}
    for frame in frames:
        entry = shown.setdefault(frame["message"], {"said": "", "reply": "", "done": None, "cards": []})
        if frame["type"] == "said":
            entry["said"] = frame["text"]
        elif frame["type"] == "token":
            entry["reply"] += frame["text"]
        elif frame["type"] == "card":
            entry["cards"].append(frame["product"])
        elif frame["type"] == "done":
            entry["done"] = frame["reply"]
    return shown


async def read_some(socket, count):
    return [await socket.recv() for _ in range(count)]


@asynccontextmanager
async def one_after_another(server, cuts):
    """Read a conversation over lines that are lost after `cuts` frames each; all frames in the order they came."""
    frames = []
    conversation, last = None, None
    for cut in cuts:
        async with server.socket() as socket:
            welcome = await socket.hello(conversation, last)
            assert conversation in {None, welcome["conversation"]}
            assert not welcome["reset"]
            if conversation is None:
                last = welcome["seq"]
                await socket.say("everything", id="m1")
            conversation = welcome["conversation"]
            for frame in await read_some(socket, cut):
                frames.append(frame)
                last = frame["seq"]
            socket.drop()
    async with server.socket() as socket:
        await socket.hello(conversation, last)
        await socket.say("everything", id="m1")  # a client that saw no `done` says it again
        if not frames or frames[-1]["type"] != "done":
            frames += await socket.until("done")
        yield frames


async def test_a_line_may_drop_at_any_frame_and_again_at_any_frame(serve):
    async with serve() as server:
        async with server.socket() as socket:
            await socket.hello()
            await socket.say("everything", id="m1")
            whole = await socket.until("done")
        assert len(whole) >= 12
        cuts = [[cut] for cut in range(len(whole) + 1)]
        cuts += [[first, second] for first in range(0, len(whole), 2) for second in range(0, len(whole) - first, 3)]
        for lines in cuts:
            async with one_after_another(server, lines) as frames:
                numbers = [frame["seq"] for frame in frames]
                assert numbers == list(range(numbers[0], numbers[0] + len(whole))), lines
                assert bare(frames) == bare(whole), lines
    assert server.shop.agent.turns == ["everything"] * (len(cuts) + 1)


async def test_a_turn_goes_on_while_nobody_is_there(serve):
    async with serve() as server:
        async with server.socket() as socket:
            await socket.hello()
            await socket.say("hold the line")
            await server.shop.agent.held.wait()
            await socket.recv()
            socket.drop()
        server.shop.agent.go.set()
        async with server.socket() as back:
            await back.hello(socket.conversation, socket.last)
            assert (await back.until("done"))[-1]["reply"] == "hold the line "
    assert server.shop.agent.turns == ["hold the line"]


async def test_a_new_tab_gets_the_whole_history_with_tokens_merged(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("one two three", id="m1")
        live = await socket.until("done")
        await socket.say("everything", id="m2")
        live += await socket.until("done")
        async with server.socket() as tab:
            welcome = await tab.hello(socket.conversation, None)
            assert welcome["seq"] == live[-1]["seq"]
            replay = await tab.until("done", "m2")
    assert in_words(replay) == in_words(live)
    tokens = [frame for frame in replay if frame["type"] == "token"]
    assert [frame["message"] for frame in tokens] == ["m1", "m2"]
    assert tokens[0]["text"] == "one two three "
    numbers = [frame["seq"] for frame in replay]
    assert numbers == sorted(set(numbers))


async def test_a_tab_opened_in_the_middle_of_a_turn_sees_all_of_it(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("before hold after")
        await server.shop.agent.held.wait()
        async with server.socket() as tab:
            await tab.hello(socket.conversation, None)
            server.shop.agent.go.set()
            assert in_words(await tab.until("done"))["m1"]["reply"] == "before hold after "


async def test_a_restart_resets_clients_and_loses_nothing(serve, parrot):
    memory: dict[str, list[Any]] = {}
    async with serve(parrot(memory)) as server, server.socket() as socket:
        await socket.hello()
        await socket.say("everything", id="m1")
        live = await socket.until("done")
    async with serve(parrot(memory)) as server, server.socket() as socket2:
        welcome = await socket2.hello(socket.conversation, socket.last)
        assert welcome["conversation"] == socket.conversation
        assert welcome["reset"]
        replay = await socket2.until("done")
        assert in_words(replay) == in_words(live)
        assert max(frame["seq"] for frame in replay) <= welcome["seq"]
        await socket2.say("everything", id="m1")  # known from before the restart
        await socket2.say("now this", id="m2")
        after = await socket2.until("done")
        assert {frame["message"] for frame in after} == {"m2"}
        assert after[0]["seq"] == welcome["seq"] + 1
        assert server.shop.agent.turns == ["now this"]


async def test_a_restart_in_the_middle_of_a_turn_answers_it_when_somebody_comes_back(serve, parrot):
    memory: dict[str, list[Any]] = {}
    limits = Limits(grace_seconds=0.05)
    async with serve(parrot(memory), limits=limits) as server, server.socket() as socket:
        await socket.hello()
        await socket.say("first", id="m0")
        await socket.until("done")
        await socket.say("hold that", id="m1")
        await server.shop.agent.held.wait()
        await socket.recv()
        server.server.should_exit = True
        assert await socket.closed() == 1012
    survivor = parrot(memory)
    survivor.go.set()
    async with serve(survivor) as server, server.socket() as back:
        welcome = await back.hello(socket.conversation, socket.last)
        assert welcome["reset"]
        await back.say("hold that", id="m1")  # the client saw no `done`, so it says it again
        frames = await back.until("done", "m1")
    shown = in_words(logged(frames))
    assert shown["m0"]["done"] == "first "
    assert shown["m1"] == {"said": "hold that", "reply": "hold that ", "done": "hold that ", "cards": []}
    assert survivor.turns == ["hold that"]


async def test_shutdown_lets_a_running_turn_finish_and_tells_clients_to_come_back(serve):
    async with serve() as server, server.socket() as socket:
        await socket.hello()
        await socket.say("hold on")
        await server.shop.agent.held.wait()
        server.server.should_exit = True
        await server.until(lambda: server.chat.conversations.draining)
        await socket.say("one more", id="m2")
        refused = await socket.until("error")
        assert (refused[-1]["code"], refused[-1]["id"]) == ("too_many", "m2")
        server.shop.agent.go.set()
        assert (await socket.until("done"))[-1]["reply"] == "hold on "
        assert await socket.closed() == 1012


async def test_an_unknown_conversation_becomes_a_new_one(serve):
    async with serve() as server, server.socket() as socket:
        welcome = await socket.hello("AAAAAAAAAAAAAAAAAAAAAAAA", 5)
        assert welcome["conversation"] != "AAAAAAAAAAAAAAAAAAAAAAAA"
        assert welcome["reset"]


@pytest.mark.parametrize("after", [0, 1, 2**53])
async def test_a_number_that_never_was_resets(serve, after):
    async with serve() as server:
        async with server.socket() as socket:
            await socket.hello()
            await socket.say("hi")
            live = await socket.until("done")
        async with server.socket() as back:
            welcome = await back.hello(socket.conversation, after)
            assert welcome["reset"]
            assert in_words(await back.until("done")) == in_words(live)


async def test_a_long_conversation_keeps_its_history_though_its_log_is_short(serve):
    limits = Limits(log_bytes=2_000, messages_per_minute=1_000)
    async with serve(limits=limits) as server, server.socket() as socket:
        welcome = await socket.hello()
        live = []
        for number in range(12):
            await socket.say(f"word {number}", id=f"m{number}")
            live += await socket.until("done")
        async with server.socket() as tab:
            await tab.hello(socket.conversation, None)
            replay = await tab.until("done", "m11")
        assert in_words(replay) == in_words(live)
        assert [frame["message"] for frame in replay if frame["type"] == "said"] == [f"m{n}" for n in range(12)]
        async with server.socket() as late:  # has seen what the log has lost since
            assert (await late.hello(socket.conversation, welcome["seq"] + 1))["reset"]
        async with server.socket() as close:
            assert not (await close.hello(socket.conversation, live[-4]["seq"]))["reset"]
            assert await close.until("done") == live[-3:]


async def test_a_conversation_that_left_memory_comes_back_from_the_agents(serve):
    now = [0.0]
    async with serve(clock=lambda: now[0]) as server:
        async with server.socket() as socket:
            await socket.hello()
            await socket.say("remember me")
            live = await socket.until("done")
        await server.until(lambda: not len(server.chat))  # the server hears of the end in its own time
        now[0] = 1000.0
        server.chat.check()
        assert len(server.chat.conversations) == 0
        async with server.socket() as back:
            assert (await back.hello(socket.conversation, socket.last))["reset"]
            assert in_words(await back.until("done")) == in_words(live)


async def test_a_conversations_id_cannot_be_guessed(serve):
    async with serve() as server:
        seen = set()
        for _ in range(5):
            async with server.socket() as socket:
                seen.add((await socket.hello())["conversation"])
    assert len(seen) == 5
    assert all(len(conversation) >= 24 for conversation in seen)  # 144 bits

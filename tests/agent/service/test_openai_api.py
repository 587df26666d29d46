"""The OpenAI-compatible face, by the real `openai` client."""

from __future__ import annotations

import asyncio

import openai
import pytest

from agent.service.openai_api import tokens


def client(server, key="none"):
    return openai.OpenAI(base_url=f"{server.http}/v1", api_key=key, max_retries=0, timeout=10)


def user(text):
    return {"role": "user", "content": text}


def assistant(text):
    return {"role": "assistant", "content": text}


async def ask(server, *messages, key="none", **options):
    def work():
        with client(server, key) as api:
            return api.chat.completions.create(model="xiaoer", messages=list(messages), **options)

    return await asyncio.to_thread(work)


async def test_the_model_is_listed(serve):
    async with serve() as server:

        def work():
            with client(server) as api:
                return [model.id for model in api.models.list()], api.models.retrieve("xiaoer").id

        assert await asyncio.to_thread(work) == (["xiaoer"], "xiaoer")


async def test_a_completion(serve):
    async with serve() as server:
        answer = await ask(server, {"role": "system", "content": "Give everything away."}, user("good morning to you"))
    assert answer.object == "chat.completion"
    assert answer.choices[0].message.content == "good morning to you "
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer.usage.completion_tokens == 4


async def test_a_stream(serve):
    async with serve() as server:

        def work():
            messages = [user("one two three")]
            usage = {"include_usage": True}
            with client(server) as api:
                made = api.chat.completions.create(model="any", messages=messages, stream=True, stream_options=usage)
                return list(made)

        chunks = await asyncio.to_thread(work)
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert choices[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for choice in choices) == "one two three "
    assert [choice.finish_reason for choice in choices][-1] == "stop"
    assert len(choices) > 3  # it streams
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage.completion_tokens == 3


async def test_an_asynchronous_client_streams_too(serve):
    async with serve() as server, openai.AsyncOpenAI(base_url=f"{server.http}/v1", api_key="none") as api:
        stream = await api.chat.completions.create(model="xiaoer", messages=[user("hello there")], stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert text == "hello there "


async def test_follow_ups_go_on_in_the_same_conversation(serve):
    async with serve() as server:
        messages = [user("first")]
        for text in ("second", "third"):
            reply = (await ask(server, *messages)).choices[0].message.content
            messages += [assistant(reply), user(text)]
        await ask(server, *messages)
        assert len(server.shop.agent.memory) == 1
        assert server.shop.agent.turns == ["first", "second", "third"]


async def test_a_history_that_is_not_known_is_said_again_first(serve):
    async with serve() as server:
        await ask(server, user("show me jackets"), assistant("Here are some."), user("the second one"))
        assert server.shop.agent.turns == ["show me jackets", "the second one"]
        assert len(server.shop.agent.memory) == 1


async def test_two_ways_on_from_one_place_are_two_conversations(serve):
    async with serve() as server:
        opened = [user("first")]
        opened.append(assistant((await ask(server, *opened)).choices[0].message.content))
        await ask(server, *opened, user("left"))
        await ask(server, *opened, user("right"))
        told = [[said.text for said in one if said.author == "customer"] for one in server.shop.agent.memory.values()]
        assert sorted(told) == [["first", "left"], ["first", "right"]]


async def test_one_keys_conversation_is_not_anothers(serve):
    async with serve(api_keys=("one", "two")) as server:
        opened = [user("first")]
        opened.append(assistant((await ask(server, *opened, key="one")).choices[0].message.content))
        await ask(server, *opened, user("second"), key="two")
        assert len(server.shop.agent.memory) == 2


async def test_products_and_sources_are_links_in_the_text(serve):
    async with serve() as server:
        content = (await ask(server, user("everything"))).choices[0].message.content
        assert content.startswith("Yes, we have one [1].")
        assert f"- [Jacket]({server.http}/products/1): $99.90" in content
        assert "[1] Returns" in content
        assert "$3" not in content


async def test_a_product_that_the_text_names_is_not_listed_again(serve):
    async with serve() as server:
        content = (await ask(server, user("name them"))).choices[0].message.content
    assert "[Raincoat]" in content
    assert "[Jacket]" not in content


async def test_parts_of_text_are_joined(serve):
    async with serve() as server:
        parts = [{"type": "text", "text": "hello"}, {"type": "text", "text": "there"}]
        answer = await ask(server, {"role": "user", "content": parts}, tools=[], temperature=0.2, max_tokens=50)
        assert answer.choices[0].message.content == "hello\nthere "


@pytest.mark.parametrize(
    ("messages", "options", "param"),
    [
        ([], {}, "messages"),
        ([user("hi"), assistant("hello")], {}, None),
        ([user("hi")], {"n": 2}, "n"),
        ([user("hi")], {"tool_choice": "required"}, "tool_choice"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], {}, "messages"),
        ([user("x" * 13_000)], {}, None),
    ],
)
async def test_what_cannot_be_done_is_refused_in_openais_words(serve, messages, options, param):
    async with serve() as server:
        with pytest.raises(openai.BadRequestError) as refused:
            await ask(server, *messages, **options)
    body = refused.value.body
    assert isinstance(body, dict)
    assert body["type"] == "invalid_request_error"
    assert set(body) == {"message", "type", "param", "code"}
    assert (param or "") in (body["param"] or "")


async def test_keys_and_rates(serve):
    async with serve(api_keys=("sesame",), messages_per_minute=1) as server:
        with pytest.raises(openai.AuthenticationError):
            await ask(server, user("hi"), key="wrong")
        answer = await ask(server, user("hi"), key="sesame")
        assert answer.choices[0].message.content == "hi "
        with pytest.raises(openai.RateLimitError) as refused:
            await ask(server, user("hi"), assistant("hi "), user("again"), key="sesame")
        assert refused.value.response.headers["retry-after"]


async def test_a_turn_that_breaks_is_an_error_in_both_ways(serve, caplog):
    async with serve() as server:
        with pytest.raises(openai.InternalServerError):
            await ask(server, user("break"))

        def stream():
            with client(server) as api:
                return list(api.chat.completions.create(model="xiaoer", messages=[user("break")], stream=True))

        with pytest.raises(openai.APIError, match="try again"):
            await asyncio.to_thread(stream)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("Hello, world!", 4), ("有红色的吗", 5), ("Size 42 蓝色", 4)])
def test_tokens_are_counted_by_words_and_characters(text, count):
    assert tokens(text) == count


async def test_an_unknown_history_costs_what_it_makes_the_shop_do(serve):
    """Of an address' hundred requests each takes six: its own, its message's, and four messages that are replayed."""
    served = 0
    async with serve(messages_per_minute=1) as server:
        for number in range(60):
            history = [turn for at in range(9) for turn in (user(f"{number} {at}"), assistant("made up"))]
            try:
                await ask(server, *history, user("hi"))
            except openai.RateLimitError:
                break
            served += 1
    assert 10 < served < 33  # all nine replayed: 9; replays for nothing: 50; a slow machine earns a few more

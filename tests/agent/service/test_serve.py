"""`xiaoer serve` as people run it: a process of its own, over a real shop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from decimal import Decimal

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import FaqEntry, FaqId, Money, Product, ProductId, Variant, VariantId

ENVIRONMENT = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}


def start(home, *options):
    command = [sys.executable, "-m", "xiaoer", "--home", str(home), "serve", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    with closing(open_store(Home(folder))) as store:
        price = Money(Decimal("89.90"), "USD")
        jacket = Product(
            id=ProductId("J-1"),
            title="Storm rain jacket",
            variants=(Variant(id=VariantId("J-1-1"), price=price, stock=4),),
            categories=("Outdoor", "Jackets"),
        )
        store.put([jacket, FaqEntry(id=FaqId("r.en"), question="Can I return it?", answer="Yes, within 30 days.")])
    return folder


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path, "--port", str(port))
        out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == ""
    assert err.strip() == (
        f"xiaoer: port {port} on 127.0.0.1 cannot be used: Address already in use; choose another with --port"
    )


async def converse(url):
    """Ask something over HTTP, then hold a socket open; its id, its last number, and the socket."""
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        assert (await http.get("/readyz")).status_code == 200
        page = await http.get("/")
        assert "/widget.js" in page.text
        answer = (await http.post("/api/chat", json={"text": "how much is the storm rain jacket?"})).json()
        assert "89.90" in json.dumps(answer), answer
        return answer


def test_a_shop_is_served_told_of_and_stopped(home):
    process = start(home, "--port", "0", "--json")
    try:
        ready = json.loads(process.stdout.readline())
        assert any("jackets under 90 USD" in question for question in ready["ask"])
        first = asyncio.run(converse(ready["url"]))

        async def stopped():
            url = ready["url"].replace("http", "ws") + "/ws/chat"
            async with connect(url, origin=ready["url"]) as line:
                hello = {"v": 1, "type": "hello", "conversation": first["conversation"]}
                await line.send(json.dumps(hello))
                assert json.loads(await line.recv())["conversation"] == first["conversation"]
                process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(20):
                    with suppress(ConnectionClosed):
                        while True:
                            await line.recv()
                return line.close_code

        assert asyncio.run(stopped()) == 1012
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert first["conversation"] not in err
    assert "storm rain jacket?" not in err

    again = start(home, "--port", "0")  # the conversation has outlived the process
    try:
        told = [line.strip() for line in iter(again.stdout.readline, "Stop with Ctrl-C.\n")]
        assert told[0].startswith("Ready. Open http://127.0.0.1:")
        assert "· Can I return it?" in told
        url = told[0].split()[2]
        past = httpx.get(f"{url}/api/conversations/{first['conversation']}", timeout=20).json()
        assert past["messages"][0]["text"] == "how much is the storm rain jacket?"
        assert past["messages"][1]["text"] == first["reply"]
        again.send_signal(signal.SIGINT)
        again.communicate(timeout=30)
    finally:
        again.kill()
    assert again.returncode == 0


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def until_alive(process, url):
    """Ask until somebody answers; a process that ended never will."""
    while process.poll() is None:
        with suppress(httpx.TransportError):
            return httpx.get(f"{url}/healthz", timeout=20).raise_for_status()
    raise AssertionError(process.stderr.read())


def test_it_lives_before_it_is_ready_and_ctrl_c_ends_it_then(home):
    port = free_port()
    process = start(home, "--port", str(port))
    try:
        until_alive(process, f"http://127.0.0.1:{port}")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=40)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert "Traceback" not in err


def test_a_shop_that_cannot_be_opened_is_one_sentence(tmp_path):
    (tmp_path / "xiaoer.toml").write_text('[retrieval]\nembedding_model = "/no/such/folder"\n')
    process = start(tmp_path, "--port", "0")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith("xiaoer: ")
    assert "/no/such/folder" in err
    assert len(err.strip().splitlines()) == 1

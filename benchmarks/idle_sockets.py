"""How much memory an idle chat socket costs the server: its resident set before and after thousands have said hello.

The server is a process of its own over an empty shop, as `xiaoer serve` runs it; the client is another. Run:
python benchmarks/idle_sockets.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import tempfile
import time
from pathlib import Path

import chat_socket
import uvloop


def resident(process: int) -> int:
    """Bytes of memory that a process holds."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/{process}/status has no VmRSS")


async def open_sockets(port: int, count: int) -> list[chat_socket.Client]:
    loop = asyncio.get_running_loop()
    clients = []
    for start in range(0, count, 100):
        crowd = [chat_socket.Client(number, b"", greets=True) for number in range(start, min(start + 100, count))]
        for client in crowd:
            await loop.create_connection(lambda client=client: client, "127.0.0.1", port)
        await asyncio.gather(*(client.ready for client in crowd))
        clients += crowd
    return clients


async def measure(port: int, process: int, count: int) -> dict[str, float]:
    for client in await open_sockets(port, 50):  # what the first ones load is nobody's in particular
        client.transport.close()
    await asyncio.sleep(1)
    before = resident(process)
    started = time.perf_counter()
    clients = await open_sockets(port, count)
    opened = time.perf_counter() - started
    await asyncio.sleep(2)
    after = resident(process)
    alive = sum(not client.transport.is_closing() for client in clients)
    return {
        "sockets": alive,
        "kib_per_socket": round((after - before) / alive / 1024, 1),
        "before_mib": round(before / 2**20, 1),
        "after_mib": round(after / 2**20, 1),
        "opened_per_second": round(count / opened),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with (
        tempfile.TemporaryDirectory() as home,
        chat_socket.running(chat_socket.chat_app, Path(home)) as (port, process),
    ):
        chat_socket.wait(port)
        found = uvloop.run(measure(port, process, options.sockets))
    print(json.dumps(found) if options.json else "\n".join(f"{name:>18}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()

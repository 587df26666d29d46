"""How often what is no shop's matter is taken for a wish, and the other way: `python benchmarks/scope.py --home HOME`.

Prints one JSON object over the messages of scope.yaml on the demo shop. `outside_wrong`: products or a quoted text were
given. `wished_wrong`: nothing was looked for and nothing shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from uuid import uuid4

import yaml

from agent.build import Shop, open_shop
from agent.events import Card, Citation, ConversationId, Message, MessageId, ToolStarted
from agent.settings import load_settings

MESSAGES = Path(__file__).with_suffix(".yaml")


async def taken(shop: Shop, text: str) -> tuple[bool, bool]:
    """Whether a message was only looked for among products, and whether anything was shown or quoted."""
    message = Message(id=MessageId(uuid4().hex), text=text)
    events = [event async for event in shop.agent.respond(ConversationId(uuid4().hex), message)]
    tools = [event.name for event in events if isinstance(event, ToolStarted)]
    return tools == ["search_products"], any(isinstance(event, (Card, Citation)) for event in events)


async def measure(home: Path) -> dict[str, object]:
    """The figures, with the messages that were taken wrongly."""
    messages = yaml.safe_load(MESSAGES.read_text("utf-8"))
    figures: dict[str, object] = {}
    async with open_shop(load_settings(home=home)) as shop:
        for side, texts in messages.items():
            wrong = [text for text in texts if any(await taken(shop, text)) is (side == "outside")]
            figures |= {side: len(texts), f"{side}_wrong": len(wrong), f"{side}_which": wrong}
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="of a demo shop")
    sys.stdout.write(json.dumps(asyncio.run(measure(parser.parse_args().home)), ensure_ascii=False) + "\n")

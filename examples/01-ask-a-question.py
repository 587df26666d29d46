"""Ask the agent a question and print what it says, with the products it shows.

xiaoer --home ~/my-shop demo
python examples/01-ask-a-question.py ~/my-shop "do you have a waterproof jacket under $150?"
"""

import asyncio
import sys
from pathlib import Path

from agent.build import open_shop
from agent.events import Card, ConversationId, Message, MessageId, Token
from agent.settings import load_settings


async def main(home: Path, question: str) -> None:
    async with open_shop(load_settings(home=home)) as shop:
        message = Message(id=MessageId("1"), text=question)
        async for event in shop.agent.respond(ConversationId("example"), message):
            if isinstance(event, Token):
                print(event.text, end="", flush=True)
            elif isinstance(event, Card):
                print(f"\n  [{event.product}] {event.title}, {event.price} {event.currency}", end="")
        print()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))

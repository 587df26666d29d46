"""How many false claims the grounding guard holds back, how many true ones it wrongly does, and how long it takes.

    python benchmarks/grounding.py [HOME]

The sentences are made from the demo shop's products (prices, stock, weights and names, true, swapped between two
products and changed by a little) and from the hand-written ones of `grounding.yaml`, in English and in Chinese. With
HOME, a home that holds the demo shop, the embedded model's own replies to more than 200 messages are counted as well:
none of its sentences may be withheld.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import uuid4

import yaml
from langchain_core.messages import HumanMessage, ToolMessage

from agent.build import open_shop
from agent.events import ConversationId, Message, MessageId, Withheld
from agent.grounding import claims, commitments
from agent.grounding.binding import Thread
from agent.grounding.evidence import Evidence
from agent.grounding.names import Names
from agent.grounding.sentences import split
from agent.middleware import Ground
from agent.settings import load_settings
from agent.tools.facts import product_facts
from agent.tools.money import written
from agent.tools.results import Answer, Detail, Found, Passage, ProductFacts, ReviewFacts, VariantFacts
from knowledge_base.demo.catalogue import articles, product
from knowledge_base.demo.help import faq_entries
from knowledge_base.schema import CHINESE, ENGLISH, Language

_HAND = Path(__file__).parent / "grounding.yaml"
_PAIRS = 24  # pairs of products


@dataclass(frozen=True)
class Case:
    """A reply, the evidence of its turn and whether its last sentence may be said."""

    kind: str
    language: str
    reply: str
    true: bool
    evidence: Evidence

    def withheld(self) -> bool:
        """Whether the guard holds back the last sentence, or, of a true reply, any."""
        thread = Thread()
        said = [bool(self.evidence.unproven(sentence, thread)) for sentence in split(self.reply)]
        return any(said) if self.true else said[-1] or (self.reply.lstrip().startswith("|") and any(said))


def cases() -> list[Case]:
    """The whole corpus."""
    return [*_written(), *_made(ENGLISH), *_made(CHINESE)]


def evidence(names: Names, asked: list[str], *results: Any) -> Evidence:
    """What a turn with these results proves."""
    messages = [
        ToolMessage("-", artifact=result.model_dump(mode="json"), tool_call_id=str(place))
        for place, result in enumerate(results)
    ]
    return Ground(names=lambda: names).evidence([*(HumanMessage(text) for text in asked), *messages])


def _written() -> Iterator[Case]:
    data = yaml.safe_load(_HAND.read_text("utf-8"))
    products = [_own(entry) for entry in data["products"]]
    names = Names(
        [title for one in products for title in (one.title, *one.aliases)],
        {one.brand for one in products},
        ["Tents", "Sleeping bags", "帐篷", "睡袋"],
    )
    passages = tuple(
        Passage(number=place, kind="document", id=str(place), title="Help", text=text)
        for place, text in enumerate(data["policy"], start=1)
    )
    reviews = tuple(ReviewFacts(text=text, rating=5) for text in data["reviews"]["T1"])
    proof = evidence(
        names,
        data["asked"],
        Found(query="tents", products=tuple(products)),
        Detail(asked="tent", product=products[0], reviews=reviews),
        Answer(question="?", passages=passages),
    )
    for kind, sides in data["cases"].items():
        for true, replies in sides.items():
            for reply in replies:
                yield Case(kind, _language(reply), reply, true=bool(true), evidence=proof)


def _own(entry: dict[str, Any]) -> ProductFacts:
    price, was = Decimal(entry["price"]), entry.get("was")
    return ProductFacts(
        id=entry["id"],
        title=entry["title"],
        aliases=(entry["alias"],),
        brand=entry["brand"],
        currency="USD",
        price=price,
        price_max=price,
        list_price=Decimal(was) if was else None,
        stock=entry["stock"],
        rating=entry["rating"],
        rating_count=entry["rating_count"],
        categories=("Tents" if "Tent" in entry["title"] else "Sleeping bags",),
        attributes=entry["attributes"],
        options={"colour": tuple(entry["colours"])},
        variants=(VariantFacts(sku=f"{entry['id']}-1", price=price, stock=entry["stock"]),),
    )


def _language(text: str) -> str:
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def _made(language: Language) -> Iterator[Case]:
    """Sentences about pairs of the demo shop's products: true ones, swapped ones and ones that are a little off."""
    stocked = [product(article) for article in articles()]
    names = Names(
        [title for one in stocked for title in (one.title, *(words.title for words in one.translations.values()))],
        {one.brand for one in stocked},
        {name for one in stocked for name in one.categories}
        | {name for one in stocked for words in one.translations.values() for name in words.categories},
    )
    facts = [product_facts(one, language) for one in stocked]
    facts = [one for one in facts if one.price == one.price_max and one.stock]
    for place in range(_PAIRS):
        a, b = facts[place * 7 % len(facts)], facts[(place * 11 + 53) % len(facts)]
        third = facts[(place * 5 + 29) % len(facts)]
        if not (_amounts(a) & _amounts(b)) and third.id not in {a.id, b.id}:
            proof = evidence(names, ["hello"], Found(query="", products=(a, b)))
            yield from _pair(language, a, b, third, proof)
    yield from _shop_words(language, names)


def _amounts(one: ProductFacts) -> set[Decimal | int | None]:
    """Every price and stock figure that is true of a product."""
    by_option = {
        sum(variant.stock or 0 for variant in one.variants if variant.options.get(name) == value)
        for name, values in one.options.items()
        for value in values
    }
    figures = {figure for variant in one.variants for figure in (variant.price, variant.list_price, variant.stock)}
    return {one.price, one.list_price, one.stock, *by_option, *figures} - {None}


def _pair(language: Language, a: ProductFacts, b: ProductFacts, third: ProductFacts, proof: Evidence) -> Iterator[Case]:
    high, low = (a, b) if a.price > b.price else (b, a)
    gap = abs(a.price - b.price)
    price, stock = lambda one: written(one.price, one.currency), lambda one: one.stock
    if language is CHINESE:
        lines = [
            ("numbers", f"{a.title}售价{price(a)}。", f"{a.title}售价{price(b)}。"),
            ("numbers", f"{a.title}{price(a)}，{b.title}{price(b)}。", f"{a.title}{price(b)}，{b.title}{price(a)}。"),
            ("numbers", f"{b.title}还有{stock(b)}件。", f"{b.title}还有{stock(a)}件。"),
            ("numbers", f"推荐{a.title}。它的价格是{price(a)}。", f"推荐{a.title}。它的价格是{price(b)}。"),
            ("numbers", f"{low.title}比{high.title}便宜${gap}。", f"{low.title}比{high.title}便宜${gap + 3}。"),
            ("numbers", f"{b.title}{b.price}美元。", f"{b.title}{b.price + 2}美元。"),
            ("names", f"推荐{a.title}给您。", f"推荐{third.title}给您。"),
        ]
    else:
        lines = [
            ("numbers", f"The {a.title} costs {price(a)}.", f"The {a.title} costs {price(b)}."),
            ("numbers", f"At {price(a)}, the {a.title} fits.", f"At {price(b)}, the {a.title} fits."),
            (
                "numbers",
                f"{a.title} costs {price(a)}, while the {b.title} is {price(b)}.",
                f"{a.title} costs {price(b)}, while the {b.title} is {price(a)}.",
            ),
            ("numbers", f"There are {stock(b)} of the {b.title} left.", f"There are {stock(a)} of the {b.title} left."),
            ("numbers", f"I like the {a.title}. It is {price(a)}.", f"I like the {a.title}. It is {price(b)}."),
            (
                "numbers",
                f"The {low.title} is ${gap} cheaper than the {high.title}.",
                f"The {high.title} is ${gap} cheaper than the {low.title}.",
            ),
            ("numbers", f"- {b.title}: {price(b)}", f"- {b.title}: ${b.price + 1}"),
            ("names", f"I'd suggest the {a.title}.", f"I'd suggest the {third.title}."),
        ]
    for kind, true, false in lines:
        yield Case(kind, language, true, true=True, evidence=proof)
        yield Case(kind, language, false, true=False, evidence=proof)


def _shop_words(language: Language, names: Names) -> Iterator[Case]:
    """What the shop's FAQ says, with its own answer as evidence; and its promises without any."""
    for entry in faq_entries():
        if entry.language == language:
            passage = Passage(number=1, kind="faq", id=entry.id, title=entry.question, text=entry.answer)
            proof = evidence(names, [entry.question], Answer(question=entry.question, passages=(passage,)))
            yield Case("promises", language, entry.answer, true=True, evidence=proof)


def figures(found: list[Case]) -> dict[str, Any]:
    """The shares, by kind and language."""
    told: dict[str, list[bool]] = defaultdict(list)
    for case in found:
        side = "wrongly withheld" if case.true else "caught"
        told[f"{side}, {case.kind}, {case.language}"].append(case.withheld())
        told[f"{side}, {case.kind}"].append(told[f"{side}, {case.kind}, {case.language}"][-1])
        told[side].append(told[f"{side}, {case.kind}"][-1])
    return {name: {"value": round(mean(values), 4), "n": len(values)} for name, values in sorted(told.items())}


def microseconds(found: list[Case]) -> dict[str, float]:
    """How long a sentence takes, once its turn's evidence has been read; and with the reading."""
    sentences = [(case.evidence, split(case.reply)) for case in found]
    count = sum(len(texts) for _, texts in sentences)
    claims.claims.cache_clear()
    commitments.find.cache_clear()
    begun = time.perf_counter()
    for proof, texts in sentences:
        thread = Thread()
        for text in texts:
            proof.unproven(text, thread)
    return {"µs per sentence": round((time.perf_counter() - begun) / count * 1e6)}


async def sweep(home: Path) -> dict[str, int]:
    """The embedded model's replies: messages sent, and sentences that were withheld."""
    talks = yaml.safe_load((Path(__file__).parent / "turn.yaml").read_text("utf-8"))
    talks += [[entry.question, *entry.alternatives[:1]] for entry in faq_entries()]
    sent = withheld = 0
    async with open_shop(load_settings(home=home)) as shop:
        for talk in talks:
            conversation = ConversationId(str(uuid4()))
            for text in talk:
                sent += 1
                message = Message(id=MessageId(str(uuid4())), text=str(text))
                async for event in shop.agent.respond(conversation, message):
                    withheld += isinstance(event, Withheld)
    return {"messages": sent, "sentences withheld": withheld}


def main() -> None:
    """Print the figures as JSON; with --misses also what the guard got wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", nargs="?", type=Path, help="a home that holds the demo shop")
    parser.add_argument("--misses", action="store_true", help="list what the guard got wrong")
    arguments = parser.parse_args()
    found = cases()
    told: dict[str, Any] = {"figures": figures(found), "speed": microseconds(found)}
    if arguments.misses:
        told["misses"] = [case.reply for case in found if case.withheld() == case.true]
    if arguments.home:
        told["embedded model"] = asyncio.run(sweep(arguments.home))
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

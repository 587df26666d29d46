"""What writers work with: the setting of a turn, and the piece of the reply that each of them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.llm.composer.titles import short
from agent.llm.dialogue import Dialogue, Focus, Result
from agent.llm.meta import Act
from agent.llm.phrases import Phrases
from agent.tools.money import written
from agent.tools.results import ProductFacts, Value
from agent.tools.text import shown


@dataclass(frozen=True, slots=True)
class Piece:
    """One act's part of the reply. The lines of `said` are joined by spaces in English, by nothing in Chinese."""

    said: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()  # of a list, below
    after: tuple[str, ...] = ()  # said below the list
    cards: tuple[str, ...] = ()
    citations: Mapping[str, int] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    focus: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)  # to be remembered with the act
    glue: str = " "

    @property
    def text(self) -> str:
        """The words."""
        blocks = [self.glue.join(self.said), "\n".join(self.lines), self.glue.join(self.after)]
        return "\n".join(block for block in blocks if block)


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a writer may look at."""

    dialogue: Dialogue
    focus: Focus  # before this turn
    language: str
    phrases: Phrases
    shop: str
    contact: str
    stocked: bool = True  # whether the shop has any product
    long: bool = False
    place: int = 0  # of the act in the turn
    single: bool = True  # whether it is the only act
    cited: int = 0  # citations before this act

    def say(self, key: str, **slots: object) -> str:
        """A phrase, with the shop's name and contact filled in, and a long title told by its beginning."""
        given = {"shop": self.shop, "reach": self.reach, "contact": self.contact_or, **slots}
        if isinstance(title := slots.get("title"), str):
            given["title"] = short(title)
        return self.phrases.say(key, **given)

    @property
    def reach(self) -> str:
        """Where a person is reached, to follow "a colleague can help"."""
        return self.phrases.say("reach", contact=self.contact) if self.contact else ""

    @property
    def contact_or(self) -> str:
        """A clause that a person can help too; "" where the shop names no contact."""
        if not self.contact:
            return ""
        joint = "；" if self.language == "zh" else "; "
        clause = self.phrases.say("contact_or", contact=self.contact).strip().rstrip("。.")
        return joint + clause[0].lower() + clause[1:]

    @property
    def glue(self) -> str:
        """What stands between two sentences."""
        return "" if self.language == "zh" else " "

    def result(self, act: Act) -> Result | None:
        """What the act's call brought."""
        return self.dialogue.now.result_of(act.call)

    def failed(self, act: Act) -> bool:
        """Whether the act's call went wrong."""
        return any(call.failed for call in self.dialogue.now.calls if call.id == act.call)

    def price(self, product: ProductFacts) -> str:
        """A product's price or range of prices."""
        low = written(product.price, product.currency)
        if product.price_max == product.price:
            return low
        return self.phrases.say("price.range", low=low, high=written(product.price_max, product.currency))

    def was(self, product: ProductFacts) -> str:
        """A clause with the price before a reduction."""
        if product.list_price is None or product.list_price <= product.price:
            return ""
        return self.phrases.say("product.was", was=written(product.list_price, product.currency))

    def fact(self, name: str, value: Value) -> str:
        """A fact as in "weight: 390 g"."""
        plain = name.replace("_", " ")
        if isinstance(value, bool):
            return self.phrases.say("product.flag_yes" if value else "product.flag_no", name=plain)
        return self.phrases.say("product.fact", name=plain, value=self.value(value))

    def value(self, value: Value) -> str:
        """A fact's value in words."""
        if isinstance(value, bool):
            return self.phrases.say("product.flag_yes" if value else "product.flag_no", name="").strip(" :：")
        return self.phrases.listed(value) if isinstance(value, tuple) else shown(value)

    def piece(self, *said: str, **rest: Any) -> Piece:
        """A piece with this language's glue."""
        return Piece(tuple(sentence for sentence in said if sentence), glue=self.glue, **rest)

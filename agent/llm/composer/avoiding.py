"""What a listing says of something that a customer avoids or asks about: nuts, gluten, animal products."""

from __future__ import annotations

from collections.abc import Sequence

from agent.llm.composer.piece import Setting
from agent.tools.matching import aspects_of_fact
from agent.tools.results import Avoided, Detail, ProductFacts


def asked(setting: Setting, product: ProductFacts, detail: Detail) -> list[str]:
    """The answer to "does it contain nuts?"; nothing where no such thing is asked."""
    return [_said(setting, f"avoid.{one.state}", product, one) for one in detail.avoided if not one.told]


def kept_to(setting: Setting, products: Sequence[ProductFacts], avoided: Sequence[Avoided]) -> list[str]:
    """A word on products that name what the customer told before to leave out."""
    titles = {product.id: product for product in products}
    held = [one for one in avoided if one.told and one.state == "contains" and one.product in titles]
    return [_said(setting, "avoid.told", titles[one.product], one) for one in held]


def _said(setting: Setting, key: str, product: ProductFacts, one: Avoided) -> str:
    facts = [
        setting.fact(name, value)
        for name, value in product.attributes.items()
        if "ingredients" in aspects_of_fact(name) and not isinstance(value, bool)
    ]
    told = setting.say("avoid.facts", facts=setting.phrases.listed(facts)) if facts and key != "avoid.free" else ""
    return setting.say(key, title=product.title, what=one.what, facts=told)

"""For whom something is looked for, and for whom a product is made."""

from __future__ import annotations

import re

from knowledge_base.schema import Product

WOMEN, MEN, KIDS = "women", "men", "kids"
_ASKED = {
    KIDS: re.compile(
        r"\b(?:kids?|children|child|boys?|girls?|toddlers?|bab(?:y|ies)|\d+[- ](?:year|yr)s?[- ]old)\b"
        r"|孩子|小孩|儿童|宝宝|童装|童鞋|\d+岁",
        re.IGNORECASE,
    ),
    WOMEN: re.compile(
        r"\b(?:wom[ae]n|ladies|lady|wife|girlfriend|mum|mom|mother|grandmother|sister)(?:'?s)?\b"
        r"|女士|女款|女式|女生|女装|女鞋|妈妈|老婆|女朋友|奶奶",
        re.IGNORECASE,
    ),
    MEN: re.compile(
        r"\b(?:m[ae]n|gentlem[ae]n|husband|boyfriend|dad|father|grandfather|brother)(?:'?s)?\b"
        r"|男士|男款|男式|男生|男装|男鞋|爸爸|老公|男朋友|爷爷",
        re.IGNORECASE,
    ),
}


def asked_for(query: str) -> str | None:
    """For whom the words look for something."""
    return next((audience for audience, pattern in _ASKED.items() if pattern.search(query)), None)


def made_for(product: Product) -> str | None:
    """For whom a product is; None where its listing does not say, or it is for everybody."""
    stated = str(product.attributes.get("gender") or product.attributes.get("audience") or "").casefold()
    if stated in {WOMEN, "female"}:
        return WOMEN
    if stated in {MEN, "male"}:
        return MEN
    return KIDS if stated in {KIDS, "children", "boys", "girls"} or "age" in product.attributes else None


def fits(product: Product, audience: str) -> bool:
    """Whether a product can be for them: made for them, or for adults of any kind."""
    made = made_for(product)
    return made == audience if audience == KIDS else made in {None, audience}

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


_STATED = ("gender", "audience", "recommended age group", "age group")  # attributes that say for whom it is
_AGE = re.compile(r"\b(\d{1,2})[- ](?:year|yr)s?[- ]old\b|(\d{1,2})\s*岁", re.IGNORECASE)


def asked_for(query: str) -> str | None:
    """For whom the words look for something."""
    return next((audience for audience, pattern in _ASKED.items() if pattern.search(query)), None)


def called_for(product: Product, query: str) -> bool:
    """Whether the product's title says for whom it is in the customer's own words: "baby monitor"."""
    said = [found[0].casefold() for pattern in _ASKED.values() for found in pattern.finditer(query)]
    titles = (product.title, *(its.title for its in product.translations.values()))
    return any(word.strip("'’s") in title.casefold() for word in said for title in titles)


def made_for(product: Product) -> str | None:
    """For whom a product is; None where its listing does not say, or it is for everybody."""
    stated = str(next((product.attributes[name] for name in _STATED if name in product.attributes), "")).casefold()
    if stated in {WOMEN, "female"}:
        return WOMEN
    if stated in {MEN, "male"}:
        return MEN
    return KIDS if stated in {KIDS, "child", "children", "boys", "girls"} or _ages(product) else None


def age_asked(query: str) -> float | None:
    """The age in years of whom something is for."""
    found = _AGE.search(query)
    return float(found.group(1) or found.group(2)) if found else None


def without_age(query: str) -> str:
    """The words without an age, whose number is no measure of the thing: six years are no set of six."""
    return " ".join(_AGE.sub(" ", query).split())


def too_young(product: Product, years: float | None) -> bool:
    """Whether what is made "from 12 months" is below a child of six: it begins at less than half of their age."""
    numbers = _numbers(_ages(product))
    return years is not None and len(numbers) == 1 and numbers[0] < years / 2


def fits(product: Product, audience: str, years: float | None = None) -> bool:
    """Whether a product can be for them: made for them, or for adults of any kind; and for their age."""
    made = made_for(product)
    if audience != KIDS:
        return made in {None, audience}
    return made == KIDS and (years is None or _suits(_ages(product), years))


def _ages(product: Product) -> str:
    """What the listing says of ages: "3–9 years", "from 12 months", "8+"."""
    names = (
        name
        for name in product.attributes
        if re.fullmatch(r"(?:for |recommended |suitable )?ages?(?: range| min(?:imum)?)?", name)
    )
    return " ".join(str(product.attributes[name]) for name in names)


def _suits(ages: str, years: float) -> bool:
    numbers = _numbers(ages)
    if not numbers:
        return True
    return numbers[0] <= years and (len(numbers) == 1 or years <= numbers[1])


def _numbers(ages: str) -> list[float]:
    """The ages that are told, in years."""
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", ages)]
    return [number / 12 for number in numbers] if "month" in ages else numbers

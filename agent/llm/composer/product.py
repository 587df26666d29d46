"""Replies about one product: what it is and costs, whether there is one, what the listing says of a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent.llm.composer import avoiding, policy
from agent.llm.composer.piece import Piece, Setting
from agent.llm.composer.titles import short
from agent.llm.meta import Act
from agent.llm.phrases.cues import cue
from agent.tools.matching import asks_of, words_of
from agent.tools.money import written
from agent.tools.reasons import telling
from agent.tools.results import Answer, Detail, Matched, ProductFacts, VariantFacts

_FEW = 5
_FACTS = 3
_VERBS = words_of("contain contains include includes made 含有 含 包含")


def write(setting: Setting, act: Act) -> Piece:
    """The answer to a question about one product."""
    detail = setting.result(act)
    if setting.failed(act) or not isinstance(detail, Detail):
        return setting.piece(setting.say("failed"))
    if detail.product is None:
        return _not_found(setting, detail)
    product = detail.product
    answer = setting.dialogue.now.result_of(act.slots.get("policy"))
    if isinstance(answer, Answer) and answer.passages and not detail.matched:
        return policy.quoted(setting, answer)
    options: Mapping[str, str] = act.slots.get("options") or {}
    aspect = str(act.slots.get("aspect") or "overview")
    writers = {"price": _price, "stock": _stock, "options": _options}
    said: Sequence[str]
    if aspect == "detail":
        question = str(act.slots.get("question") or "")
        said = avoiding.asked(setting, product, detail) or _answer(setting, product, question, detail.matched)
    elif aspect == "buy" and product.available:
        said = [setting.say("product.buy", title=product.title, price=setting.price(product), was=setting.was(product))]
    elif aspect == "brand":
        key = "product.brand" if product.brand else "product.brand_unsaid"
        said = [setting.say(key, title=product.title, brand=product.brand)]
    elif aspect == "reviews":
        said = _reviews(setting, product, detail)
    elif aspect in writers:
        said = writers[aspect](setting, product, options)
    else:
        said = _overview(setting, product, again=bool(act.slots.get("again")))
    about = {one.what for one in detail.avoided if not one.told} if aspect == "detail" else set()
    minded = avoiding.kept_to(setting, [product], [one for one in detail.avoided if one.what not in about])
    return setting.piece(
        *said,
        *minded,
        cards=(product.id,) if aspect == "buy" or _show_card(setting, product) else (),
        choices=_choices(setting, product, aspect, options),
        focus=product.id,
        slots=_offer(product, options),
    )


def _show_card(setting: Setting, product: ProductFacts) -> bool:
    """A card when the product comes up, not again with each question about it."""
    last = setting.dialogue.past[-1].meta if setting.dialogue.past else None
    return setting.focus.product != product.id or last is None or last.focus != product.id


def _not_found(setting: Setting, detail: Detail) -> Piece:
    if not setting.stocked:
        return setting.piece(setting.say("empty_shop"))
    titles = setting.phrases.listed([short(other.title) for other in detail.others])
    perhaps = setting.say("product.perhaps", titles=titles) if titles else setting.say("which_product")
    return setting.piece(setting.say("product.unknown", asked=detail.asked), perhaps)


def _overview(setting: Setting, product: ProductFacts, *, again: bool = False) -> list[str]:
    key = "product.overview_again" if again else "product.overview"
    said = [setting.say(key, title=product.title, price=setting.price(product), was=setting.was(product))]
    facts = [setting.fact(name, value) for name, value in telling(product)][:_FACTS]
    if facts:
        said.append(setting.say("product.facts", facts=("；" if setting.language == "zh" else "; ").join(facts)))
    if product.options:
        said.append(setting.say("product.colours_sizes", values=_all_options(setting, product)))
    if product.rating is not None and product.rating_count:
        said.append(setting.say("product.rated", rating=f"{product.rating:.1f}", count=product.rating_count))
    if not product.available:
        said.append(setting.say("product.sold_out", title=product.title))
    return said


def _all_options(setting: Setting, product: ProductFacts) -> str:
    return setting.phrases.listed([_values(setting, product, name, values) for name, values in product.options.items()])


def _values(setting: Setting, product: ProductFacts, name: str, values: Sequence[str]) -> str:
    labels = [product.label(value) for value in values]
    words = f"{labels[0]}–{labels[-1]}" if name == "size" and _run(values) else setting.phrases.listed(labels)
    if name == "size":
        return setting.phrases.say("product.size_of", size=words)
    return words


def _run(values: Sequence[str]) -> bool:
    """Whether sizes are whole numbers without a gap, so that the first and last say it all."""
    numbers = [int(value) for value in values if value.isdigit()]
    return len(numbers) == len(values) > 3 and numbers == list(range(numbers[0], numbers[-1] + 1))


def _price(setting: Setting, product: ProductFacts, options: Mapping[str, str]) -> list[str]:
    variants = fitting(product, options)
    if options and variants:
        price = written(variants[0].price, product.currency)
        option = named(setting, product, options)
        return [
            setting.say(
                "product.price_option", option=option, title=product.title, price=price, was=setting.was(product)
            )
        ]
    if product.price != product.price_max:
        low, high = written(product.price, product.currency), written(product.price_max, product.currency)
        return [setting.say("product.price_range", title=product.title, low=low, high=high, was=setting.was(product))]
    said = [setting.say("product.price", title=product.title, price=setting.price(product), was=setting.was(product))]
    if not product.available:
        said.append(setting.say("product.sold_out", title=product.title))
    return said


def _stock(setting: Setting, product: ProductFacts, options: Mapping[str, str]) -> list[str]:
    if options:
        return _options(setting, product, options)
    if not product.available:
        return [setting.say("product.sold_out", title=product.title)]
    if product.stock is None:
        return [setting.say("product.in_stock_untracked", title=product.title)]
    key = "product.few" if product.stock <= _FEW else "product.in_stock"
    said = [setting.say(key, title=product.title, count=product.stock)]
    for name, values in product.options.items():
        there = [
            value for value in values if any(v.available and v.options.get(name) == value for v in product.variants)
        ]
        if product.variants and len(there) < len(values):
            said.append(setting.say("product.in_stock_in", values=_values(setting, product, name, there)))
    return said


def _options(setting: Setting, product: ProductFacts, options: Mapping[str, str]) -> list[str]:
    if not options:
        if not product.options:
            return [setting.say("product.one_version", title=product.title)]
        return [setting.say("product.comes_in", title=product.title, values=_all_options(setting, product))]
    option = named(setting, product, options)
    variants = fitting(product, options)
    if not variants:
        lacking = {name: value for name, value in options.items() if value not in product.options.get(name, ())}
        key = "product.option_never" if lacking else "product.option_combination"
        said = [setting.say(key, title=product.title, option=named(setting, product, lacking or options))]
        asked = [(name, product.options[name]) for name in lacking or options if name in product.options]
        said += [
            setting.say("product.available_in", values=_values(setting, product, name, values))
            for name, values in asked
        ]
        if "colour" in lacking:
            said.append(
                setting.say("product.offer_other", option=named(setting, product, {"colour": lacking["colour"]}))
            )
        return said
    if not any(variant.available for variant in variants):
        return [
            setting.say("product.option_sold_out", title=product.title, option=option),
            *_elsewhere(setting, product, options),
        ]
    counts = [variant.stock for variant in variants]
    if None in counts:
        return [setting.say("product.option_yes_untracked", title=product.title, option=option)]
    return [
        setting.say("product.option_yes", title=product.title, option=option, count=sum(count or 0 for count in counts))
    ]


def _elsewhere(setting: Setting, product: ProductFacts, options: Mapping[str, str]) -> list[str]:
    """In which other values it can be had, where one that was asked is sold out."""
    said = []
    for name in options:
        rest = {other: value for other, value in options.items() if other != name}
        there = [
            value
            for value in product.options.get(name, ())
            if any(v.available for v in fitting(product, {**rest, name: value}))
        ]
        if there:
            said.append(setting.say("product.in_stock_in", values=_values(setting, product, name, there)))
    return said[:1]


def fitting(product: ProductFacts, options: Mapping[str, str]) -> list[VariantFacts]:
    """The variants that have these options."""
    return [
        variant
        for variant in product.variants
        if all(variant.options.get(name, "").casefold() == value.casefold() for name, value in options.items())
    ]


def named(setting: Setting, product: ProductFacts, options: Mapping[str, str]) -> str:
    """Options as in "blue, size 42"."""
    labels = {name: product.label(value) for name, value in options.items()}
    if "colour" in labels and setting.language == "zh" and labels["colour"].isascii():
        labels["colour"] = _chinese_colour(labels["colour"])
    if set(labels) == {"colour", "size"}:
        return setting.phrases.say("product.option_with", **labels)
    if set(labels) == {"size"}:
        return setting.phrases.say("product.size_of", size=labels["size"])
    return setting.phrases.listed(list(labels.values()))


def _chinese_colour(colour: str) -> str:
    from retrieval.colours import family_name  # noqa: PLC0415

    return family_name(colour, "zh")


def _answer(setting: Setting, product: ProductFacts, question: str, matched: tuple[Matched, ...]) -> list[str]:  # noqa: PLR0911 one for each kind of answer
    """What the listing says of a question; honestly that it does not, where it does not."""
    if not matched:
        return [setting.say("product.not_said", title=product.title)]
    if "ingredients" in asks_of(question):  # "vegan" says nothing of peanuts
        matched = tuple(
            match for match in matched if match.value is not True or words_of(match.name) & words_of(question)
        )
        if not matched:
            return [setting.say("product.not_said", title=product.title)]
    best = matched[0]
    if not best.name:
        return [setting.say("product.sentence", title=product.title, sentence=str(best.value))]
    more = [setting.fact(match.name, match.value) for match in matched[1:]]
    also = [setting.say("product.also", facts=setting.phrases.listed(more))] if more else []
    if isinstance(best.value, bool):
        kind = "is" if cue("adjective").search(best.name) or setting.language == "zh" else "has"
        key = f"product.flag_{'yes' if best.value else 'no'}_{kind}"
        return [setting.say(key, title=product.title, name=best.name.replace("_", " ")), *also]
    aspect = next((aspect for aspect in sorted(asks_of(best.name)) if setting.phrases.has(f"aspect.{aspect}")), "")
    if len(matched) == 1 and aspect and aspect in asks_of(question):
        return [setting.say(f"aspect.{aspect}", title=product.title, value=setting.value(best.value))]
    polarity = _polarity(question, matched)
    if polarity == "says" and len(matched) == 1:
        name = best.name.replace("_", " ")
        return [setting.say("product.says_one", title=product.title, name=name, value=setting.value(best.value))]
    facts = setting.phrases.listed([setting.fact(match.name, match.value) for match in matched])
    return [setting.say(f"product.{polarity}", title=product.title, facts=facts)]


def _reviews(setting: Setting, product: ProductFacts, detail: Detail) -> list[str]:
    """How customers rate it, and a few of their own words."""
    if product.rating is None or not product.rating_count:
        return [setting.say("product.no_reviews", title=product.title)]
    rating = f"{product.rating:.1f}"
    said = [setting.say("product.reviews", title=product.title, rating=rating, count=product.rating_count)]
    quotes = [setting.say("product.review", quote=review.text, rating=review.rating) for review in detail.reviews]
    return [*said, *quotes]


def _polarity(question: str, matched: tuple[Matched, ...]) -> str:
    """To "yes" or "no" only where the fact says so in itself; else the fact alone."""
    best = matched[0]
    if not cue("yes_no").search(question):
        return "says"
    words = str(best.value if not isinstance(best.value, tuple) else " ".join(best.value))
    if cue("denied").search(words):
        return "no"
    held = (words_of(question) - _VERBS) & words_of(words)
    return "yes" if held and not re.search(r"\b(?:not|no|only|except)\b|不|仅|除", words) else "says"


def _choices(setting: Setting, product: ProductFacts, aspect: str, options: Mapping[str, str]) -> tuple[str, ...]:
    choices = []
    if aspect not in {"stock", "options"}:
        choices.append(setting.say("quick.stock"))
    if len(product.options.get("colour", ())) > 1 and "colour" not in options:
        choices.append(setting.say("quick.colours"))
    elif product.options.get("size") and "size" not in options:
        choices.append(setting.say("quick.sizes"))
    choices.append(setting.say("quick.delivery"))
    return tuple(choices)


def _offer(product: ProductFacts, options: Mapping[str, str]) -> dict[str, object]:
    """What a "yes" would mean, after a colour that the product does not come in."""
    colour = options.get("colour")
    if colour and colour not in product.options.get("colour", ()):
        kind = product.categories[-1] if product.categories else product.title
        return {"offer": {"query": kind, "colours": [colour]}}
    return {"offer": {}}

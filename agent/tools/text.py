"""Results of tools as text: what a language model reads, and what the guard takes as evidence.

Everything from the catalogue, the FAQ and documents is fenced as data, so that it cannot pass for an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.tools.money import written
from agent.tools.results import Answer, Comparison, Detail, Found, ProductFacts, Value, VariantFacts

_FENCE = re.compile(r"<\s*(/?)\s*data\b", re.IGNORECASE)
_MOST_VARIANTS = 60


def fenced(tool: str, body: str) -> str:
    """A result as data. What would end the fence early is defused."""
    safe = _FENCE.sub(r"‹\1data", body)
    return f'<data from="{tool}">\n{safe}\n</data>'


def _line(words: str) -> str:
    """Words with which a tool was asked, in one line: the guard must be able to tell them from what was found."""
    return " ".join(words.split())


def found_text(found: Found) -> str:
    """A search result."""
    count = len(found.products)
    lines = [f"{count} product{'' if count == 1 else 's'} for: {_line(found.query) or 'everything'}"]
    if found.corrected:
        lines.append(f"searched as: {_line(found.corrected)}")
    lines += [f"tell the customer: {told}" for told in (found.currency, found.sizing) if told]
    if found.applied:
        lines.append(f"filters: {_line('; '.join(found.applied))}")
    if found.dropped:
        lines.append(f"nothing fitted these filters, so they were dropped: {_line('; '.join(found.dropped))}")
    if found.near:
        lines.append("nothing matches well; these are only the nearest")
    if found.unmet:
        lines.append(f"none of these has: {_line('; '.join(found.unmet))}")
    if found.without:
        lines.append(f"asked to be without: {_line('; '.join(found.without))}; products that name it were left out")
    if found.unconfirmed:
        lines.append("not confirmed to be without it: tell the customer to check the label or ask a colleague")
    for product in found.products:
        lines.append(f"- {_headline(product)}")
        lines += [f"  {line}" for line in _more(product)]
    return fenced("search_products", "\n".join(lines))


def detail_text(detail: Detail) -> str:
    """One product."""
    if detail.product is None:
        lines = [f"no product is called: {_line(detail.asked)}"]
        lines += [f"- perhaps: {_headline(other)}" for other in detail.others]
        return fenced("get_product", "\n".join(lines))
    product = detail.product
    lines = [_headline(product), *_more(product), *_variants(product)]
    if detail.question:
        facts = "; ".join(
            f"{match.name}: {shown(match.value)}" if match.name else str(match.value) for match in detail.matched
        )
        lines.append(f"about {detail.question!r}: {facts or 'the listing does not say'}")
    lines += [f"review ({review.rating or '-'} of 5): {_line(review.text)}" for review in detail.reviews]
    return fenced("get_product", "\n".join(lines))


def comparison_text(comparison: Comparison) -> str:
    """Products side by side."""
    lines = [_headline(product) for product in comparison.products]
    for row in comparison.rows:
        values = " | ".join("not stated" if value is None else shown(value) for value in row.values)
        lines.append(f"{row.name}: {values}")
    lines += [f"not found: {_line(name)}" for name in comparison.missing]
    return fenced("compare_products", "\n".join(lines))


def answer_text(answer: Answer) -> str:
    """Passages, numbered as they are to be cited."""
    if not answer.passages:
        return fenced("answer_question", f"The shop's texts do not answer: {_line(answer.question)}")
    lines = []
    for passage in answer.passages:
        place = " > ".join((passage.title, *passage.headings))
        lines.append(f"[{passage.number}] {place}{f', page {passage.page}' if passage.page else ''}\n{passage.text}")
    return fenced("answer_question", "\n\n".join(lines))


def shown(value: Value) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)


def _headline(product: ProductFacts) -> str:
    price = written(product.price, product.currency)
    if product.price_max != product.price:
        price = f"{price} to {written(product.price_max, product.currency)}"
    return f"{product.title} [id {product.id}]: {price}{_reduction(product)}{_rating(product)}; {_stock(product)}"


def _reduction(product: ProductFacts) -> str:
    if product.list_price is None or product.list_price <= product.price:
        return ""
    saved = product.list_price - product.price
    percent = round(saved / product.list_price * 100)
    return (
        f", was {written(product.list_price, product.currency)} (save {written(saved, product.currency)}, {percent}%)"
    )


def _rating(product: ProductFacts) -> str:
    return f"; rated {product.rating:.1f} of 5 by {product.rating_count}" if product.rating is not None else ""


def _stock(product: ProductFacts) -> str:
    if not product.available:
        return "sold out, 0 in stock"
    return "in stock" if product.stock is None else f"{product.stock} in stock"


def _more(product: ProductFacts) -> Iterable[str]:
    if product.aliases:
        yield f"also called: {'; '.join(product.aliases)}"
    if product.brand or product.categories:
        yield f"brand: {product.brand or 'not stated'}; category: {' > '.join(product.categories)}"
    for name, values in product.options.items():
        labels = [f"{value} ({product.label(value)})" if product.label(value) != value else value for value in values]
        yield f"{len(values)} {name}: {', '.join(labels)}"
    for name, value in product.attributes.items():
        yield f"{name}: {shown(value)}"
    for reason in product.reasons:
        if reason.value:
            yield f"fits because: {reason.name} {reason.value}".strip()
    if product.description:
        yield product.description


def _variants(product: ProductFacts) -> Iterable[str]:
    for name, values in product.options.items():
        for value in values if len(product.options) > 1 else ():
            counts = [variant.stock for variant in product.variants if variant.options.get(name) == value]
            if None not in counts:
                yield f"{name} {value} in all: {sum(count or 0 for count in counts)} in stock"
    for variant in product.variants[:_MOST_VARIANTS]:
        options = ", ".join(variant.options.values()) or "only version"
        yield f"{options} [SKU {variant.sku}]: {written(variant.price, product.currency)}, {_in_stock(variant)}"


def _in_stock(variant: VariantFacts) -> str:
    return "in stock" if variant.stock is None else f"{variant.stock} in stock"

"""Results of tools → sources: what each figure was found in, read from typed results and never from their wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import ToolMessage

from agent.grounding.roles import Role
from agent.grounding.sources import Source, Subject
from agent.tools.money import written
from agent.tools.results import (
    Answer,
    Comparison,
    Detail,
    Found,
    Handed,
    OrderAnswer,
    ProductFacts,
    Shelves,
    read_result,
)
from agent.tools.text import shown

# Lines of a result without a type that only repeat the question, and those that say which filters were set.
_FILTERS = re.compile(
    r"filters: |nothing fitted these filters|none of these has: |asked to be without: |tell the customer: "
)
_REPEATS = re.compile(
    r"\d+ products? for: |searched as: |no product is called: |not found: |about ['\"]|The shop's texts do not answer: "
    r"|not confirmed to be without it: |</?data\b"
)


@dataclass(slots=True)
class Finding:
    """What one result proves.

    Args:
        sources: typed evidence.
        subjects: the products, in the order of the result.
        applied: filters that were set, and what was told about them.
        text: the words of a result that has no type.
    """

    sources: list[Source] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    applied: str = ""
    text: str = ""


def read(message: ToolMessage) -> Finding:
    """What a tool's result proves."""
    result = read_result(message.artifact)
    if result is None or isinstance(result, Shelves | Handed):  # about no product
        return _untyped(str(message.text))
    if isinstance(result, OrderAnswer):
        return _of_orders(result)
    finding = Finding()
    if isinstance(result, Found):
        finding.applied = "\n".join((result.currency, *result.applied, *result.dropped, *result.unmet, *result.without))
        _take(finding, result.products)
        finding.sources.append(Source("record", "; ".join(result.categories), role=""))
    elif isinstance(result, Detail):
        _take(finding, ([result.product] if result.product else []) + list(result.others))
        if result.product:
            finding.sources += _asked_about(result, result.product)
    elif isinstance(result, Comparison):
        _take(finding, result.products)
        finding.sources += _rows(result)
    elif not isinstance(result, Answer):
        return _untyped(str(message.text))
    else:
        for passage in result.passages:
            place = " > ".join((passage.title, *passage.headings))
            finding.sources.append(Source("policy", f"{place}\n{passage.text}"))
    return finding


def _of_orders(answer: OrderAnswer) -> Finding:
    """What is known of orders: the sentences made from records, and the policy that they rest on.

    Only what was done proves an action: that a cancellation was proposed must not let anybody say it has happened.
    """
    happened = {"done": answer.said, "told": answer.said, "refused": answer.said[:1]}.get(answer.outcome, ())
    told = (answer.lead, *answer.said, *answer.rows, *answer.effect.split("\n"), answer.title, answer.ask)
    sources = [Source("tool" if words in happened else "record", words) for words in dict.fromkeys(told) if words]
    cited = [Source("policy", f"{' > '.join((one.title, *one.headings))}\n{one.text}") for one in answer.passages]
    return Finding(sources=[*sources, *cited])


def _untyped(text: str) -> Finding:
    lines = text.splitlines()
    filters = [line for line in lines if _FILTERS.match(line)]
    kept = [line for line in lines if not _REPEATS.match(line) and line not in filters]
    return Finding(applied="\n".join(filters), text="\n".join(kept))


def _take(finding: Finding, products: Iterable[ProductFacts]) -> None:
    for product in products:
        finding.subjects.append(Subject(product.id, (product.title, *product.aliases)))
        finding.sources += _product(product)


def _product(product: ProductFacts) -> Iterator[Source]:
    def record(text: str, role: Role = "", label: str = "") -> Source:
        return Source("record", text, product.id, role, label)

    yield record(f"{product.title}; {product.id}; {'; '.join(product.aliases)}")
    yield record(f"{product.brand}; {' > '.join(product.categories)}")
    for price in dict.fromkeys((product.price, product.price_max, *(variant.price for variant in product.variants))):
        yield record(written(price, product.currency), "price")
    yield from _reduced(product)
    if product.rating is not None:
        yield record(f"{product.rating:g}", "rating")
        yield record(f"{product.rating:.1f}", "rating")
        yield record("5", "scale")
        yield record(f"{product.rating_count} reviews", "")
    yield from _stock(product)
    for name, values in product.options.items():
        labels = ", ".join(f"{value} {product.label(value)}" for value in values)
        yield record(labels, label=name)
        yield record(f"{len(values)} {name} {product.label(name)}", "options", name)
    for name, value in product.attributes.items():
        yield record(f"{name}: {shown(value)}", label=name)
    for reason in product.reasons:
        yield record(f"{reason.name} {reason.value}", label=reason.name)
    for variant in product.variants:
        yield record(f"{variant.sku}; {'; '.join(variant.options.values())}")
    yield Source("description", product.description, product.id)


def _reduced(product: ProductFacts) -> Iterator[Source]:
    pairs = [(product.list_price, product.price), *((one.list_price, one.price) for one in product.variants)]
    for was, now in dict.fromkeys(pairs):
        if was is not None and was > now:
            saved = was - now
            yield Source("record", written(was, product.currency), product.id, "was")
            yield Source("record", written(saved, product.currency), product.id, "difference")
            yield Source("record", f"{round(saved / was * 100)}%", product.id, "difference")


def _stock(product: ProductFacts) -> Iterator[Source]:
    counts = {product.stock if product.available else 0, *(variant.stock for variant in product.variants)}
    for name, values in product.options.items():
        for value in values:
            chosen = [variant.stock for variant in product.variants if variant.options.get(name) == value]
            if None not in chosen:
                counts.add(sum(count or 0 for count in chosen))
    for count in counts - {None}:
        yield Source("record", f"{count} in stock", product.id, "stock")


def _asked_about(detail: Detail, product: ProductFacts) -> Iterator[Source]:
    for match in detail.matched:
        origin = "record" if match.name else "description"
        text = f"{match.name}: {shown(match.value)}" if match.name else str(match.value)
        yield Source(origin, text, product.id, "" if match.name else None, match.name)  # type: ignore[arg-type]
    for review in detail.reviews:
        yield Source("review", f"({review.rating or '-'} of 5): {review.text}", product.id)


def _rows(comparison: Comparison) -> Iterator[Source]:
    for row in comparison.rows:
        for product, value in zip(comparison.products, row.values, strict=False):
            if value is not None:
                yield Source("record", f"{row.name}: {shown(value)}", product.id, None, row.name)


def merged(findings: Sequence[Finding]) -> tuple[tuple[Source, ...], tuple[Subject, ...]]:
    """The sources of several results, and their products without repetition."""
    subjects = {subject.key: subject for finding in findings for subject in finding.subjects}
    return tuple(source for finding in findings for source in finding.sources), tuple(subjects.values())

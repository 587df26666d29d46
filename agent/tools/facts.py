"""Catalogue records → facts in one language."""

from __future__ import annotations

from collections.abc import Mapping

from agent.tools.results import ProductFacts, Value, VariantFacts
from knowledge_base.schema import Language, Product, Translation


def product_facts(product: Product, language: Language) -> ProductFacts:
    """All facts of a product, in this language as far as the catalogue has it."""
    words = product.translations.get(language) if language != product.language else None
    cheapest = min(product.variants, key=lambda variant: (not variant.available, variant.price.amount))
    prices = [variant.price.amount for variant in product.variants if variant.available] or [cheapest.price.amount]
    stocks = [variant.stock for variant in product.variants]
    picture = product.pictures[0] if product.pictures else None
    return ProductFacts(
        id=product.id,
        title=words.title if words else product.title,
        currency=cheapest.price.currency,
        price=cheapest.price.amount,
        price_max=max(prices),
        list_price=cheapest.list_price.amount if cheapest.list_price else None,
        brand=product.brand,
        categories=(words.categories if words else ()) or product.categories,
        shelf=product.categories if words and words.categories else (),
        description=(words.description if words else "") or product.description,
        attributes=_attributes(product, words),
        labels=dict(words.options) if words else {},
        options=_options(product),
        variants=tuple(
            VariantFacts(
                sku=variant.id,
                price=variant.price.amount,
                list_price=variant.list_price.amount if variant.list_price else None,
                options=dict(variant.options),
                stock=variant.stock,
            )
            for variant in product.variants
        ),
        stock=None if None in stocks else sum(stock for stock in stocks if stock),
        available=any(variant.available for variant in product.variants),
        rating=product.rating,
        rating_count=product.rating_count,
        picture=picture.path if picture else None,
        alt=picture.alt if picture else "",
        url=product.url,
        aliases=tuple(
            {product.title, *(its.title for its in product.translations.values())}
            - {words.title if words else product.title}
        ),
    )


def _attributes(product: Product, words: Translation | None) -> dict[str, Value]:
    translated: Mapping[str, Value] = words.attributes if words else {}
    return dict(translated or product.attributes)


def _options(product: Product) -> dict[str, tuple[str, ...]]:
    options: dict[str, list[str]] = {}
    for variant in product.variants:
        for name, value in variant.options.items():
            values = options.setdefault(name, [])
            if value not in values:
                values.append(value)
    return {name: tuple(values) for name, values in options.items()}


def brief(product: ProductFacts, keep: tuple[str, ...] = ()) -> ProductFacts:
    """The facts that a list of results needs: no description, no variants, only these attributes."""
    return product.model_copy(
        update={
            "description": "",
            "variants": (),
            "attributes": {name: value for name, value in product.attributes.items() if name in keep},
        }
    )

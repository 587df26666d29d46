"""Tools over the catalogue: search, look up, compare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from rapidfuzz import fuzz

from agent.tools.audience import KIDS, age_asked, asked_for, called_for, fits, made_for, too_young, without_age
from agent.tools.exclusions import Exclusion, without
from agent.tools.exclusions import read as excluded
from agent.tools.facts import brief, product_facts
from agent.tools.given_up import given_up
from agent.tools.interests import interest_of
from agent.tools.matching import matching, words_of
from agent.tools.needs import properties, unmet
from agent.tools.reasons import reasons
from agent.tools.relevance import NO_KIND, bears, facts_of, head_of, named_in, relevant, unmeasured
from agent.tools.results import Avoided, Comparison, Detail, Found, ProductFacts, ReviewFacts, Row
from agent.tools.standing import asked_about, at_stake, remembered, state_of
from agent.tools.unwanted import Unwanted, unwanted
from knowledge_base.schema import Language, Product, ProductId
from retrieval.filters import merge
from retrieval.search import Filters, Hit, SearchResult
from retrieval.sizes import sizing
from retrieval.tokens import ASKING, is_chinese, stem
from retrieval.wording import describe, describe_foreign, describe_relaxed

if TYPE_CHECKING:
    from knowledge_base.store import Store
    from retrieval.embed import Embedder
    from retrieval.search import Searcher

Sort = Literal["relevance", "price_low", "price_high", "rating", "newest"]
_POOL = 24  # hits that are ranked anew when a price or rating order is asked
_CLOSE = 0.12  # cosine that a hit may lie below the best and still be about the same thing
_CLOSE_ENOUGH = 0.5  # cosine from which a hit is about what was asked, whatever it is called
_BESIDE = 0.1  # cosine that others may lie below the nearest and still be worth a look
_FAR = 0.35  # cosine below which a hit that isn't called so has nothing to do with it
_FAR_THING = 0.45  # the same where a thing is named that nothing here is: who asks for a fridge wants no bottle
_NAMED = 88.0  # of 100: how alike a name and a title must be
_COMPARED = 8
_WHOLE_SHOP = 1000  # the most hits that a search gives
_EXTREMES = words_of(
    "cheapest cheap lowest least most expensive dearest priciest highest price best top rated rating shop store sell "
    "最便宜 便宜 最贵 贵 最低 最高 价格 评分 评价 最好 最 店里 东西"
)
_ANYTHING = words_of("any anything something everything all products items stuff thing things 东西 商品 任何 全部")
_ASKING = {stem(word) for word in ASKING}
_ILL = re.compile(r"allerg|intoleran|sensitiv|react to|过敏|不耐|敏感", re.IGNORECASE)
_QUOTED = 240  # characters of a review that is quoted
_REVIEWS = re.compile(r"\breviews?\b|customers? (?:say|think)|评价|评论|口碑|买家", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the product tools work on."""

    store: Store
    searcher: Searcher
    embedder: Embedder | None
    split: Callable[[str], tuple[Filters, str]]  # takes filters out of words

    def search(
        self, query: str, filters: Filters, sort: Sort, limit: int, language: Language, needs: Sequence[str] = ()
    ) -> Found:
        """Products that fit words and filters, and needs that were told before."""
        exclusions, wanted = excluded(query)
        own, wanted = unwanted(wanted, self.split)
        kept = tuple(one for one in remembered(needs) if one not in exclusions)
        pool = _POOL * 2 if exclusions or kept or own else _POOL
        wanted, interest = interest_of(wanted)
        asked = merge(self.split(query)[0], filters)
        said = words_of(wanted)
        whole = sort != "relevance" and not said - _ANYTHING - _EXTREMES
        if not whole and asked and not words_of(self.split(wanted)[1]) - _ANYTHING - _ASKING:
            whole = asked.on_sale or bool(said & _ANYTHING)  # "what's on sale", "everything under 10 dollars"
        if whole:
            result = replace(self._whole_shop(asked), filters=asked)
        else:
            result = self._hits(wanted or query, filters, pool, language)
        words = without_age(result.query or wanted)
        every = [hit for hit in result.hits if hit.product is not None]
        offered = [hit.product for hit in relevant(every, words)[:limit] if hit.product]
        kept = tuple(one for one in kept if at_stake(one, offered))
        own = tuple(one for one in own if one.said[:1].isupper() or any(one.in_listing(product) for product in offered))
        without_these: tuple[Exclusion | Unwanted, ...] = (*exclusions, *own, *kept)
        taste = not kept and all(one.taste for one in exclusions) and not _ILL.search(query)
        free, sure = _without(every, without_these)
        ruled_out = len(free) < len(every) and bool(named_in(every, words)) and not named_in(free, words)
        hits = free if interest else relevant(free, words)
        near = bool(hits) and not whole and (ruled_out or not _fits(wanted or query, result, hits))
        if near and not result.filters:
            hits = _nearest(hits, _FAR_THING if head_of(words) and not interest and not is_chinese(words) else _FAR)
        hits, nobody = _for_whom(hits, query, every)
        chosen = _in_order(hits, "rating" if whole and sort == "relevance" else sort)
        chosen.sort(key=lambda hit: (not _buyable(hit.product), not taste and hit.id not in sure))
        chosen = chosen[:limit]
        relaxed = given_up(result.relaxed, asked, [hit.product for hit in chosen if hit.product is not None])
        lacking = tuple(dict.fromkeys((*unmet(words, chosen, result.hits), *unmeasured(words, chosen))))
        return Found(
            query=self.split(query)[1] if exclusions or own else result.query or query,  # a later search keeps them
            asked=words,
            unmet=lacking,
            nobody=nobody,
            without=tuple(one.name(language) for one in without_these),
            remembered=bool(kept) and not exclusions and not own,
            taste=taste,
            unconfirmed=not taste and any(hit.id not in sure for hit in chosen),
            corrected=result.corrected,
            filters=result.filters,
            applied=describe(_shown(result.filters, hits, language), language),
            relaxed=relaxed,
            dropped=self._dropped(_shown(asked, hits, language), replace(result, relaxed=relaxed), language),
            currency=describe_foreign(result.foreign_price, language),
            sizing=sizing(query, result.filters.sizes, language),
            sort=sort,
            near=near,
            products=tuple(self._card(hit, result, sort, language) for hit in chosen),
            categories=_categories(chosen, language),
            audiences=_audiences(hits),
        )

    def _hits(self, query: str, filters: Filters, pool: int, language: Language) -> SearchResult:
        """What fits; a budget counts for more than a shelf that any present may come from."""
        result = self.searcher.search(query, filters, pool, kinds=("product",), language=language)
        shelves = words_of(" ".join(result.filters.categories))
        if "price" not in result.relaxed or not shelves or not shelves <= NO_KIND or filters.categories:
            return result
        kept = replace(merge(self.split(query)[0], filters), categories=())
        words = " ".join(stem(word) for word in (result.query or query).split())  # "gifts" are on that shelf alone
        anywhere = self.searcher.search(words, kept, pool, kinds=("product",), language=language, read_filters=False)
        return result if "price" in anywhere.relaxed else anywhere

    def _whole_shop(self, filters: Filters) -> SearchResult:
        """Everything that can be bought and fits, for "the cheapest thing you have"."""
        buyable = replace(filters, in_stock=True)
        return self.searcher.search("", buyable, _WHOLE_SHOP, kinds=("product",), read_filters=False)

    def _dropped(self, asked_for: Filters, result: SearchResult, language: Language) -> tuple[str, ...]:
        """What was asked for and given up, as the customer would say it: "red", "under $50"."""
        if not result.relaxed:
            return ()
        hits = [hit for hit in result.hits if hit.product is not None]
        applied = describe(_shown(result.filters, hits, language), language)
        asked = describe(asked_for, language)
        return tuple(words for words in asked if words not in applied) or describe_relaxed(result.relaxed, language)

    def _card(self, hit: Hit, result: SearchResult, sort: Sort, language: Language) -> ProductFacts:
        assert hit.product is not None  # noqa: S101 chosen for it
        facts = product_facts(hit.product, language)
        why = reasons(facts, result.query, result.filters, sort)
        return brief(facts, keep=tuple(reason.name for reason in why)).model_copy(update={"reasons": why})

    def get(self, name: str, question: str, language: Language, needs: Sequence[str] = ()) -> Detail:
        """One product, by id, code or name; with what answers a question about it."""
        product, others = self.find(name)
        if product is None:
            return Detail(
                asked=name, question=question, others=tuple(brief(product_facts(other, language)) for other in others)
            )
        facts = product_facts(product, language)
        matched = matching(facts, question, self.embedder) if question else ()
        avoided = (*_asked(question, product, language), *_avoided([product], needs, language))
        reviews = self._reviews(product, language) if _REVIEWS.search(question) else ()
        return Detail(asked=name, question=question, product=facts, matched=matched, reviews=reviews, avoided=avoided)

    def _reviews(self, product: Product, language: Language) -> tuple[ReviewFacts, ...]:
        """A few customers' own words: the newest that are short, those in the customer's language first."""
        said = [one for one in self.store.interactions(product=product.id) if one.text and len(one.text) <= _QUOTED]
        said.sort(key=lambda one: (one.language != language, -one.at.timestamp()))
        return tuple(ReviewFacts(text=one.text, rating=one.rating, language=one.language) for one in said[:3])

    def find(self, name: str) -> tuple[Product | None, tuple[Product, ...]]:
        """The product that a customer calls so, or else what they may mean."""
        name = name.strip()
        if not name:
            return None, ()
        if product := self.store.product(ProductId(name)):
            return product, ()
        if named := self.store.product_by_code(name):
            return named[0], ()
        hits = self.searcher.search(name[:300], None, 5, kinds=("product",), read_filters=False).hits
        products = [hit.product for hit in hits if hit.product is not None]
        exact = [product for product in products if _alike(name, product) >= _NAMED]
        if hits and hits[0].exact and products:
            return products[0], ()
        return (exact[0], ()) if exact else (None, tuple(products[:3]))

    def compare(self, names: Sequence[str], language: Language, needs: Sequence[str] = ()) -> Comparison:
        """Several products, fact by fact."""
        products: list[ProductFacts] = []
        records: list[Product] = []
        missing = []
        for name in list(names)[:_COMPARED]:
            product, _ = self.find(name)
            if product is None:
                missing.append(name)
            elif product.id not in {other.id for other in products}:
                products.append(product_facts(product, language))
                records.append(product)
        avoided = _avoided(records, needs, language)
        return Comparison(products=tuple(products), rows=_rows(products), missing=tuple(missing), avoided=avoided)


def _asked(question: str, product: Product, language: Language) -> tuple[Avoided, ...]:
    """What the listing says of what a question names: "does it contain nuts?"."""
    return tuple(
        Avoided(what=one.name(language), state=state_of(one, product), product=product.id)
        for one in asked_about(question)
        if at_stake(one, [product])
    )


def _avoided(products: Sequence[Product], needs: Sequence[str], language: Language) -> tuple[Avoided, ...]:
    """What the listings say of needs that were told before, as far as they matter for such products."""
    return tuple(
        Avoided(what=one.name(language), state=state_of(one, product), product=product.id, told=True)
        for one in remembered(needs)
        for product in products
        if at_stake(one, [product])
    )


def filters_of(asked: Mapping[str, Any]) -> Filters:
    """The filters among a tool's arguments. A price range that contradicts itself loses its lower end."""
    given = {one.name: asked[one.name] for one in fields(Filters) if one.name in asked}
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    filters = Filters(**values)
    if filters.price_min is not None and filters.price_max is not None and filters.price_min > filters.price_max:
        return replace(filters, price_min=None)
    return filters


def _shown(filters: Filters, hits: Sequence[Hit], language: Language) -> Filters:
    """Filters as a customer reads them: categories in their language, amounts in the currency of what was found."""
    products = [hit.product for hit in hits if hit.product is not None]
    currency = filters.currency or next(
        (variant.price.currency for item in products for variant in item.variants), None
    )
    names = {
        name: translated
        for item in products
        if language in item.translations
        for name, translated in zip(item.categories, item.translations[language].categories, strict=False)
    }
    return replace(filters, currency=currency, categories=tuple(names.get(name, name) for name in filters.categories))


def _without(hits: Sequence[Hit], exclusions: Sequence[Exclusion | Unwanted]) -> tuple[list[Hit], frozenset[str]]:
    """The hits that name nothing of what is ruled out, with the ids of those that say so."""
    if not exclusions:
        return list(hits), frozenset()
    kept, sure = without([hit.product for hit in hits if hit.product is not None], exclusions)
    ids = {product.id for product in kept}
    return [hit for hit in hits if hit.product and hit.product.id in ids], sure


def _in_order(hits: Sequence[Hit], sort: Sort) -> list[Hit]:
    """Best first; for another order only hits that are about as close as the best are ranked anew."""
    if sort == "relevance" or not hits:
        return list(hits)
    floor = max(hit.similarity for hit in hits) - _CLOSE
    close = [hit for hit in hits if hit.similarity >= floor] or list(hits)
    if sort == "newest":
        return sorted(close, key=lambda hit: _released(hit.product), reverse=True)
    if sort == "rating":
        return sorted(close, key=lambda hit: -_trusted_rating(hit.product))
    return sorted(close, key=lambda hit: _price(hit.product), reverse=sort == "price_high")


def _price(product: Product | None) -> Decimal:
    return min((variant.price.amount for variant in product.variants), default=Decimal(0)) if product else Decimal(0)


def _released(product: Product | None) -> float:
    return product.released.timestamp() if product and product.released else 0.0


def _trusted_rating(product: Product | None) -> float:
    """The mean rating, drawn towards 3.5 as by ten more reviews, so that one happy review is not the best."""
    if product is None or product.rating is None:
        return 0.0
    return (product.rating * product.rating_count + 35) / (product.rating_count + 10)


def _for_whom(hits: list[Hit], query: str, every: Sequence[Hit]) -> tuple[list[Hit], str]:
    """The hits made for whom the words look for something; all, with the audience, where none is for children.

    Where nobody is named, what is made for children comes last: who looks for a chair wants none for a doll.
    """
    audience = asked_for(query)
    if audience is None:
        return sorted(hits, key=lambda hit: bool(hit.product and made_for(hit.product) == KIDS)), ""
    years = age_asked(query)
    fitting = [
        hit for hit in hits if hit.product and (fits(hit.product, audience, years) or called_for(hit.product, query))
    ]
    told = any(made_for(hit.product) for hit in every if hit.product)  # else this shop doesn't say for whom things are
    old_enough = [hit for hit in fitting if hit.product and not too_young(hit.product, years)]
    return old_enough or fitting or hits, audience if hits and told and not fitting and audience == KIDS else ""


def _nearest(hits: list[Hit], far: float) -> list[Hit]:
    """What comes about as near as the nearest; what only shares a syllable is no help to anybody."""
    best = max(hit.similarity for hit in hits)
    return [hit for hit in hits if hit.similarity >= best - _BESIDE] if best >= far else []


def _buyable(product: Product | None) -> bool:
    return product is None or any(variant.available for variant in product.variants)


def _fits(query: str, result: SearchResult, hits: Sequence[Hit]) -> bool:
    """Whether the best hits are what was asked for: named exactly, called so, or, where no thing is named, close."""
    best = hits[:5]
    words = result.query if result.filters else result.query or query  # "red" is a filter, no word to be found
    if any(hit.exact for hit in best) or not (asked := words_of(words) - _ANYTHING):
        return True
    head = head_of(words) - NO_KIND - _ANYTHING - properties()  # "speaker, waterproof" ends in no thing
    if named_in(best, words) and any(asked <= facts_of(hit.product) for hit in best if hit.product is not None):
        return True
    if any(bears(hit.product, head or asked) for hit in best if hit.product is not None):
        return True
    return not head and bool(best) and max(hit.similarity for hit in best) >= _CLOSE_ENOUGH


def _alike(name: str, product: Product) -> float:
    titles = [product.title, *(words.title for words in product.translations.values())]
    return max(fuzz.ratio(name.lower(), title.lower()) for title in titles)


def _categories(hits: Iterable[Hit], language: Language) -> tuple[str, ...]:
    leaves: Counter[str] = Counter()
    for hit in hits:
        if hit.product is None:
            continue
        facts = product_facts(hit.product, language)
        leaves.update(facts.categories[-1:])
    return tuple(name for name, _ in leaves.most_common())


def _audiences(hits: Iterable[Hit]) -> tuple[str, ...]:
    found = [hit.product.attributes.get(name) for hit in hits if hit.product for name in ("gender", "audience")]
    return tuple(dict.fromkeys(str(value) for value in found if value))


def _rows(products: Sequence[ProductFacts]) -> tuple[Row, ...]:
    """Facts that at least two of the products state, those that differ first."""
    names = list(dict.fromkeys(name for product in products for name in product.attributes))
    rows = [Row(name=name, values=tuple(product.attributes.get(name) for product in products)) for name in names]
    stated = [row for row in rows if sum(value is not None for value in row.values) >= min(2, len(products))]
    return tuple(sorted(stated, key=lambda row: not row.differs))

"""What stands on the shelves: brands and kinds of things, each with how many products it has in the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from agent.tools.matching import words_of
from agent.tools.relevance import named_in
from agent.tools.results import ShelfFacts, Shelves
from knowledge_base.schema import Language
from retrieval.vocabulary import fold

if TYPE_CHECKING:
    from retrieval.search import Searcher

Facet = Literal["brands", "categories"]
_LISTED = 12
_POOL = 200  # products that a kind without a category of its own is looked for among
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one product stands: its brand, and its categories in each language of its listing, widest first."""

    brand: str
    paths: Mapping[str, _Path]

    def path(self, language: str) -> _Path:
        """The categories in this language, else in the listing's own."""
        return self.paths.get(language) or next(iter(self.paths.values()), ())


@dataclass(frozen=True, slots=True)
class Shelving:
    """What `browse_catalogue` works on. `placed` gives every product's place by id."""

    placed: Callable[[], Mapping[str, Placed]]
    searcher: Searcher

    def browse(self, facet: Facet, of: str, language: Language) -> Shelves:
        """The brands or kinds of what `of` names (a brand, a kind of thing; "" for the whole shop), fullest first."""
        everything = self.placed()
        if not of.strip():
            return _counted(facet, "", everything.values(), 0, language)
        if brand := _brand(of, everything.values()):
            own = [placed for placed in everything.values() if placed.brand == brand]
            return _counted(facet, brand, own, 0, language).model_copy(update={"brand": brand})
        category, level, chosen = _category(of, everything.values(), language)
        if chosen:
            return _counted(facet, category, chosen, level, language)
        return _counted(facet, of, self._found(of, everything), 0, language)

    def _found(self, of: str, everything: Mapping[str, Placed]) -> list[Placed]:
        """The products that are such a thing by their titles."""
        hits = self.searcher.search(of, None, _POOL, kinds=("product",)).hits
        return [everything[hit.id] for hit in named_in(hits, of) if hit.id in everything]


def _brand(of: str, placed: Iterable[Placed]) -> str:
    """The brand of this name."""
    wanted = fold(of)
    return next((one.brand for one in placed if one.brand and fold(one.brand) == wanted), "")


def _category(of: str, placed: Iterable[Placed], language: str) -> tuple[str, int, list[Placed]]:
    """The category that the words name most closely, the level below it, and what stands in it."""
    wanted, said = frozenset(words_of(of)), fold(of)
    ranked: dict[tuple[int, int], list[Placed]] = {}
    for one in placed:
        fits = [
            (_named(category, wanted, said), -depth)
            for path in one.paths.values()
            for depth, category in enumerate(path)
        ]
        ranked.setdefault(max(fits, default=(0, 0)), []).append(one)
    best = max(ranked, default=(0, 0))
    if not best[0]:
        return "", 0, []
    path = ranked[best][0].path(language)
    return (path[-best[1]] if -best[1] < len(path) else of), 1 - best[1], ranked[best]


@lru_cache(maxsize=65536)
def _named(category: str, wanted: frozenset[str], said: str) -> int:
    """How closely words name a category: all of its words must be said; 0 where they are not."""
    if fold(category) == said:
        return 100
    own = words_of(category)
    return len(own) if own and own <= wanted else 0


def _counted(facet: Facet, of: str, placed: Iterable[Placed], level: int, language: str) -> Shelves:
    shelves: Counter[str] = Counter()
    total = 0
    for one in placed:
        total += 1
        path = one.path(language)
        name = one.brand if facet == "brands" else path[level] if level < len(path) else ""
        if name:
            shelves[name] += 1
    ordered = sorted(shelves.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = tuple(ShelfFacts(name=name, count=count) for name, count in ordered[:_LISTED])
    return Shelves(facet=facet, of=of, total=total, distinct=len(ordered), shelves=listed)


def browsed_text(found: Shelves) -> str:
    """The shelves as a language model reads them."""
    what = found.of or "the whole shop"
    if not found.total:
        return f"nothing in the catalogue is: {what}"
    lines = [f"{what}: {_products(found.total)}, {found.distinct} {found.facet}", *_lines(found.shelves)]
    if found.distinct > len(found.shelves):
        lines.append("and others")
    return "\n".join(lines)


def _lines(shelves: Sequence[ShelfFacts]) -> list[str]:
    return [f"- {shelf.name}: {_products(shelf.count)}" for shelf in shelves]


def _products(count: int) -> str:
    return f"{count} product{'' if count == 1 else 's'}"

"""Put two products into a new shop and search it.

python examples/02-search-a-catalogue.py /tmp/tiny-shop
"""

import sys
from decimal import Decimal
from pathlib import Path

from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId
from retrieval import open_searcher


def product(id: str, title: str, price: str, **attributes: str) -> Product:
    variant = Variant(id=VariantId(f"{id}-1"), price=Money(Decimal(price), "USD"), stock=5)
    return Product(id=ProductId(id), title=title, variants=(variant,), attributes=attributes)


def main(home: Home) -> None:
    home.path.mkdir(parents=True, exist_ok=True)
    store = open_store(home)
    store.put(
        [
            product("A1", "Red wool scarf", "24.00", material="wool"),
            product("A2", "Steel water bottle", "19.50", material="stainless steel"),
        ]
    )
    searcher = open_searcher(store, home)
    found = searcher.search("something warm for my neck under $30")
    print("filters:", found.filters.price_max)
    for hit in found.hits:
        print(f"{hit.id}  {hit.title}  {hit.score:.2f}")
    searcher.close()
    store.close()


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))

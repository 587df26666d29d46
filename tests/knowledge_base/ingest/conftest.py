from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge_base import Home, Store, open_store
from knowledge_base.ingest import Options, Summary, ingest
from knowledge_base.schema import Document, FaqEntry, Product


class Shop:
    """An empty shop on SQLite, and a folder of files to ingest into it."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.folder = folder / "files"
        self.folder.mkdir()
        self.store: Store = open_store(self.home)

    def write(self, name: str, content: str | bytes | list[Any] | dict[str, Any]) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list | dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def take(self, name: str, content: str | bytes | list[Any] | dict[str, Any], **options: Any) -> Summary:
        """Write a file and ingest it."""
        return self.run(self.write(name, content), **options)

    def run(self, *paths: Path, **options: Any) -> Summary:
        return ingest(self.store, paths or [self.folder], options=Options(**options), rejects=self.home.rejects)

    @property
    def products(self) -> list[Product]:
        return list(self.store.products())

    @property
    def product(self) -> Product:
        (product,) = self.products
        return product

    @property
    def faq(self) -> list[FaqEntry]:
        return list(self.store.faq_entries())

    @property
    def document(self) -> Document:
        (document,) = self.store.documents()
        return document


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.store.close()


@pytest.fixture
def error(shop: Shop) -> Callable[..., str]:
    """Ingests a file that cannot be read as a whole; what is said about it."""

    def take(name: str, content: Any, **options: Any) -> str:
        summary = shop.take(name, content, **options)
        (file,) = summary.errors
        return file.error

    return take
